"""The stages of a ranking, each a function over one table of candidates, in their order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.ranking.confidence import margins
from search.ranking.fusion import FusionWeights, shares, standardise
from search.ranking.hints import PROPOSED, boost, proposing
from search.ranking.late_interaction import window_maxsim
from search.ranking.lexical_plan import LexicalPlan, make_plan
from search.ranking.questions import EncodedQuestion
from search.ranking.snapshot import PassageFacts, Snapshot
from search.ranking.support import UNSUPPORTED, Parameters, Support, supports
from search.records import Filters, Shares
from search.timing import Observer, Stage, timed

# Passages that each first stage proposes.
CANDIDATES = 200
# The most promising of them, whose tokens are compared, and how much the dense evidence of a
# passage counts in that: see docs/decisions/0022-what-is-compared.md.
COMPARED = 128
_PROMISING = 0.05


class StageScores(NamedTuple):
    """What each stage says of a passage: what ``ranking.fusion.shares`` takes."""

    dense: float
    late: float
    lexical: float
    sparse: float = 0.0


class Candidate(NamedTuple):
    """A passage in its place in the ranking, before its text is read.

    Attributes:
        passage_id: its number in the index.
        facts: of its document.
        stages: what each stage says of it.
        shares: what each kind of evidence adds to the score.
        score: the sum of the shares.
        margin: how much its MaxSim is above that of its rivals, see ``confidence.margins``.
        support: whether it is likely to answer, as far as its stages tell.
        standing: the score that it has with weights that were not fitted to the index.
        reranker: what a reranker says of it, between 0 and 1; ``None`` where none has read it.
    """

    passage_id: int
    facts: PassageFacts
    stages: StageScores
    shares: Shares
    score: float
    margin: float
    support: Support
    standing: float
    reranker: float | None = None

    @property
    def document_id(self) -> str:
        """The id of its document."""
        return self.facts.document_id


@dataclass(slots=True)
class Ranking:
    """A question and the table of its candidates, which the stages fill from left to right.

    Attributes:
        question: what is asked.
        snapshot: of the index.
        filters: which passages may answer.
        weights: of the fusion.
        support: numbers of what tells which are likely to answer; ``None`` for the library's.
        unfitted: weights that were not fitted to the index; ``None`` where ``weights`` were not.
        dense: cosines of all passages that are proposed, by dense retrieval first.
        lexical: lexical evidence of those that have some.
        sparse: the same of a sparse encoder, where there is one.
        facts: of their documents.
        evidence: dense and lexical, to which hints of the question add, in the order of ``facts``;
            shape (2, candidates).
        codes: of the tokens of those that are compared.
        places: of these tokens, see ``places``.
        late: MaxSim of these.
        matched: how similar their tokens are to each of the question's, in the order of ``codes``;
            see ``late_interaction.Matched``.
        similarities: of all their tokens with each of the question's, by passage.
        plan: what is looked for in words.
        unfiltered: MaxSim and story of the candidates there are without the filters, best first.
        within: the same question under filters, which this one is ranked without them for: what
            that has read and compared is not read and compared again.
        candidates: the table, best first.
    """

    question: EncodedQuestion
    snapshot: Snapshot
    filters: Filters
    weights: FusionWeights
    support: Parameters | None = None
    unfitted: FusionWeights | None = None
    dense: dict[int, float] = field(default_factory=dict)
    lexical: dict[int, float] = field(default_factory=dict)
    sparse: dict[int, float] = field(default_factory=dict)
    facts: dict[int, PassageFacts] = field(default_factory=dict)
    evidence: NDArray[np.float32] = field(default_factory=lambda: np.empty((2, 0), np.float32))
    codes: dict[int, NDArray[np.uint8]] = field(default_factory=dict)
    places: dict[int, bytes | None] = field(default_factory=dict)
    late: dict[int, float] = field(default_factory=dict)
    matched: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))
    similarities: dict[int, NDArray[np.float32]] = field(default_factory=dict)
    plan: LexicalPlan | None = None
    unfiltered: Sequence[tuple[float, int | str]] = ()
    within: "Ranking | None" = None
    candidates: list[Candidate] = field(default_factory=list)


def propose_nearest(ranking: Ranking) -> None:
    """Passages whose vectors are nearest to the question's."""
    vector = ranking.question.vector
    nearest, filters = ranking.snapshot.nearest, ranking.filters
    ranking.dense = nearest(vector, CANDIDATES, filters)
    for hint in ranking.question.read.hints:
        named = proposing(hint, filters)
        if named is not None:
            ranking.dense |= nearest(vector, PROPOSED, named)


def propose_matching(ranking: Ranking) -> None:
    """Passages that have the question's words, and how near they are, and the others' words.

    Where there is a sparse encoder, its words propose as well.
    """
    question, snapshot = ranking.question, ranking.snapshot
    plan = ranking.plan = ranking.plan or make_plan(question.read, snapshot)
    ranking.lexical = plan.shares(snapshot.matches(plan, CANDIDATES, ranking.filters))
    if question.words is not None:
        known = [*ranking.dense, *ranking.lexical]
        ranking.sparse = snapshot.weighed(question.words, CANDIDATES, ranking.filters, known)
    far = [i for i in ranking.lexical | ranking.sparse if i not in ranking.dense]
    others = [i for i in ranking.dense | ranking.sparse if i not in ranking.lexical]
    ranking.dense |= snapshot.products(question.vector, far)
    ranking.lexical |= plan.shares(snapshot.scores(plan, others))


def read_candidates(ranking: Ranking) -> None:
    """The documents of all, and the token codes of the most promising."""
    facts = _facts(ranking)
    ids = sorted(facts)
    ranking.facts = {i: facts[i] for i in ids}
    if not ids:
        return
    hints = ranking.question.read.hints
    named = [sum(boost(hint, each) for hint in hints) for each in ranking.facts.values()]
    dense, lexical = (
        np.asarray([scores.get(i, 0.0) for i in ids], np.float32)
        for scores in (ranking.dense, ranking.lexical)
    )
    lexical += np.asarray(named, np.float32)
    ranking.evidence = np.stack((dense, lexical))
    promise = _PROMISING * standardise(dense) + ranking.weights.lexical * lexical
    sparse = _sparse(ranking)
    if sparse is not None:
        promise += ranking.weights.sparse * sparse
    best = [ids[i] for i in np.argsort(-promise, kind="stable")[:COMPARED]]
    if ranking.within is not None:
        known = ranking.within.late
        ranking.late = {i: known[i] for i in best if i in known}
    found = ranking.snapshot.embedded([i for i in best if i not in ranking.late])
    ranking.codes = dict(zip(found.ids, found.codes, strict=True))
    ranking.places = dict(zip(found.ids, found.places, strict=True))


def _facts(ranking: Ranking) -> dict[int, PassageFacts]:
    """The documents of all that are proposed; what is gone meanwhile is left out."""
    known = {} if ranking.within is None else ranking.within.facts
    facts = ranking.snapshot.facts([i for i in ranking.dense if i not in known])
    return facts | {i: known[i] for i in ranking.dense if i in known}


def _sparse(ranking: Ranking) -> NDArray[np.float32] | None:
    """What a sparse encoder finds of the question in the candidates, in the order of ``facts``."""
    if ranking.question.words is None:
        return None
    return np.asarray([ranking.sparse.get(i, 0.0) for i in ranking.facts], np.float32)


def compare_tokens(ranking: Ranking) -> None:
    """Late interaction of the question's tokens with those of the most promising candidates."""
    question = ranking.question
    found = window_maxsim(question.tokens, question.weights, [*ranking.codes.values()])
    ranking.late |= zip(ranking.codes, found.windows.tolist(), strict=True)
    ranking.matched = found.tokens
    ranking.similarities = dict(zip(ranking.codes, found.similarities, strict=True))


def fuse(ranking: Ranking) -> None:
    """One score of all kinds of evidence, and the order by it; ties come by id."""
    ids = [*ranking.facts]
    if not ids:
        return
    dense, late = ranking.evidence[0], _late(ranking)
    added = _shares(ranking, late, ranking.weights)
    fused = standing = added.sum(axis=0)
    if ranking.unfitted is not None and ranking.unfitted != ranking.weights:
        standing = _shares(ranking, late, ranking.unfitted).sum(axis=0)
    order = np.argsort(-fused, kind="stable").tolist()
    words = [ranking.lexical.get(i, 0.0) for i in ids]
    weighed = [ranking.sparse.get(i, 0.0) for i in ids]
    stages = zip(dense.tolist(), late.tolist(), words, weighed, strict=True)
    by_stage = [*map(StageScores._make, stages)]
    by_share = [Shares(*row) for row in added.T.tolist()]
    facts = [*ranking.facts.values()]
    stories = [facts[i].story for i in order]
    ahead = margins(late[order].tolist(), stories, ranking.unfiltered)
    margin_of = {ids[i]: margin for i, margin in zip(order, ahead, strict=True)}
    support = _support(ranking, margin_of)
    scores, standings = fused.tolist(), standing.tolist()
    ranking.candidates = [
        Candidate(
            ids[i],
            facts[i],
            by_stage[i],
            by_share[i],
            scores[i],
            margin_of[ids[i]],
            support.get(ids[i], UNSUPPORTED),
            standings[i],
        )
        for i in order
    ]


def _late(ranking: Ranking) -> NDArray[np.float32]:
    """MaxSim of all candidates: what was not compared matches as little as the least that was."""
    least = min(ranking.late.values(), default=0.0)
    return np.asarray([ranking.late.get(i, least) for i in ranking.facts], np.float32)


def _shares(
    ranking: Ranking, late: NDArray[np.float32], weights: FusionWeights
) -> NDArray[np.float32]:
    dense, lexical = ranking.evidence
    return shares(dense, late, lexical, weights, _sparse(ranking))


def _support(ranking: Ranking, margin_of: Mapping[int, float]) -> dict[int, Support]:
    """What tells of those that were compared whether they are likely to answer."""
    lexical = [ranking.lexical.get(i, 0.0) for i in ranking.codes]
    ahead = [margin_of[i] for i in ranking.codes]
    found = supports(ranking.question, ranking.matched, ahead, lexical, ranking.support)
    return dict(zip(ranking.codes, found, strict=True))


def _without_filters(ranking: Ranking, observer: Observer) -> list[tuple[float, int | str]]:
    """MaxSim and story of the candidates there are without filters, best first.

    Of these no more is wanted, and what the filters leave of them was compared before.
    """
    question, snapshot, weights = ranking.question, ranking.snapshot, ranking.weights
    everything = Ranking(question, snapshot, Filters(), weights, plan=ranking.plan, within=ranking)
    _fill(everything, STAGES[:-1], observer)
    if not everything.facts:
        return []
    late = _late(everything)
    order = np.argsort(-_shares(everything, late, weights).sum(axis=0), kind="stable")
    facts = [*everything.facts.values()]
    return [(score, facts[i].story) for i, score in zip(order, late[order].tolist(), strict=True)]


Filling = tuple[Stage, Callable[[Ranking], None]]
STAGES: tuple[Filling, ...] = (
    (Stage.DENSE, propose_nearest),
    (Stage.LEXICAL, propose_matching),
    (Stage.READING, read_candidates),
    (Stage.LATE, compare_tokens),
    (Stage.FUSION, fuse),
)


def rank(ranking: Ranking, observer: Observer) -> list[Candidate]:
    """The candidates, best first, after all stages."""
    _fill(ranking, STAGES[:-1], observer)
    if ranking.filters != Filters():
        ranking.unfiltered = _without_filters(ranking, observer)
    _fill(ranking, STAGES[-1:], observer)
    return ranking.candidates


def _fill(ranking: Ranking, stages: Sequence[Filling], observer: Observer) -> None:
    for stage, fill in stages:
        with timed(stage, observer):
            fill(ranking)
