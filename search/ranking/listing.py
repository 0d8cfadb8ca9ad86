"""The answer to a search that asks for documents and nothing of them: the latest that meet it."""

from search.arabic.clauses import clauses
from search.quotations.cautions import beside
from search.quotations.copies import Copies, copies_of
from search.ranking.facets import count
from search.ranking.grouping import group
from search.ranking.snapshot import Snapshot
from search.ranking.stages import CANDIDATES
from search.records import Citation, Filters, Hit, Passage, Query, Results, Span

# What is demanded is there: nothing is to be attested.
_CERTAIN = 1.0


def latest(query: Query, filters: Filters, snapshot: Snapshot) -> Results:
    """The part of the latest documents that a query asks for, one of each story."""
    ids = snapshot.latest(CANDIDATES, filters)
    known = snapshot.facts(ids)
    facts = {i: known[i] for i in ids if i in known}
    groups = group(facts, query.offset + query.k)[query.offset :]
    passages = snapshot.passages([each.passage_ids[0] for each in groups])
    hits = tuple(
        _hit(rank, passages[each.passage_ids[0]].opening, each.facts.story_id is not None, snapshot)
        for rank, each in enumerate(groups, query.offset + 1)
    )
    total = len({each.story for each in facts.values()})
    return Results(
        hits,
        total=total,
        supported=total,
        sufficient=bool(facts),
        facets=count(facts.values()),
    )


def _hit(rank: int, passage: Passage, has_copies: bool, snapshot: Snapshot) -> Hit:  # noqa: FBT001
    document, citation = passage.document, Citation.of(passage)
    found = clauses(passage.searched_text)
    sentence = found[0].shifted(passage.start) if found else Span(passage.start, passage.end)
    copies = copies_of(document, sentence, snapshot) if has_copies else Copies()
    return Hit(
        rank=rank,
        score=0.0,
        citation=citation,
        sentence=sentence,
        evidence=(),
        confidence=_CERTAIN,
        cautions=beside(document, sentence).cautions,
        location=document.location_of(*sentence),
        also_published=copies.same,
        differing=copies.differing,
        further_copies=copies.further,
    )
