"""One state of the lexical index: passages by a plan, by words and phrases; how rare these are."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tantivy
from numpy.typing import NDArray

from search.errors import IndexDamagedError, IndexLockedError
from search.ranking.lexical_plan import STEMS, LexicalPlan, Term
from search.storage.database import State
from search.storage.passage_set import PassageSet

# Normalised words as they follow each other, of a text and of its document's title: phrases are
# looked for here.
FORMS, TITLES = PHRASES = ("forms", "titles")
# Where filters leave many passages, the best of all are looked through for these: so many times as
# many as should have enough among them, and then so many times more. To look through more than the
# most takes longer than to name each passage that is wanted.
_WIDER = 2
_MOST_LOOKED_THROUGH = 20_000


@contextmanager
def panics_named(folder: Path) -> Iterator[None]:
    """Make an error of ours of what Tantivy does when it reads damaged files while they are open.

    Raises:
        IndexDamagedError: it did that.
    """
    try:
        yield
    except BaseException as error:
        # That of PyO3, which is no ``Exception`` and cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        msg = (
            f"the words of the index in {folder} are damaged: restart what has it open, and they"
            " are made anew"
        )
        raise IndexDamagedError(msg) from error


class LexicalSnapshot(NamedTuple):
    """One state of the index, which stays as it is while others are made."""

    searcher: tantivy.Searcher
    schema: tantivy.Schema
    state: State

    def check(self, state: State) -> None:
        """Refuse to say what does not stand in passages whose words are not known.

        Args:
            state: of the store that is read beside.

        Raises:
            IndexLockedError: another process has yet to index the words, or this one may not.
        """
        if self.state != state:
            msg = (
                "the words of this index are not indexed yet: try again in a moment; if it is"
                " read-only, open it once where it can be written (`shawahid search`)"
            )
            raise IndexLockedError(msg)

    def size(self) -> int:
        """How many passages there are."""
        return self.searcher.num_docs

    def frequency(self, field: str, term: str) -> int:
        """How many passages have a term; removed ones count until segments are merged."""
        return self.searcher.doc_freq(field, term)

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """The same of each of some terms."""
        return {term: self.searcher.doc_freq(field, term) for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        """The terms that begin so, and how many passages have each."""
        return self.searcher.terms_with_prefix(field, prefix)

    def matches(
        self, plan: LexicalPlan, k: int, wanted: PassageSet | None = None
    ) -> dict[int, float]:
        """The ``k`` passages, of those wanted, with the highest BM25 under a plan, with it."""
        query = self._query(plan)
        if wanted is None:
            return self._best(query, k)
        limit = _WIDER * k * self.size() // max(1, len(wanted.ids))
        while limit < min(len(wanted.ids), _MOST_LOOKED_THROUGH):
            found = self._best(query, limit)
            is_left = wanted.among(np.fromiter(found, np.int64))
            if is_left.sum() >= k or len(found) < limit:
                return dict(islice(compress(found.items(), is_left), k))
            limit *= _WIDER
        return self._best(self._among(query, wanted.ids), k)

    def _best(self, query: tantivy.Query, k: int) -> dict[int, float]:
        found = self.searcher.search(query, limit=k, count=False).hits
        return {i: score for i, (score, _) in zip(self._ids_of(found), found, strict=True)}

    def _among(self, query: tantivy.Query, ids: NDArray[np.int64]) -> tantivy.Query:
        """A query of some passages alone, which changes no score."""
        among = tantivy.Query.term_set_query(self.schema, "id", ids.tolist())
        clauses = [
            (tantivy.Occur.Must, query),
            (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
        ]
        return tantivy.Query.boolean_query(clauses)

    def having(self, stems: Sequence[str]) -> list[int]:
        """All passages that have each of some stems."""
        clauses = [(tantivy.Occur.Must, self._phrase(STEMS, [stem])) for stem in stems]
        return self._every(tantivy.Query.boolean_query(clauses))

    def having_phrase(self, fields: Iterable[str], phrases: Sequence[Sequence[str]]) -> list[int]:
        """All passages with a field in which the words of one of the phrases follow each other."""
        known = (
            self._phrase(field, phrase)
            for field in fields
            for phrase in phrases
            if all(self.frequency(field, form) for form in phrase)
        )
        return self._every(_any_of([*known]))

    def _phrase(self, field: str, terms: Sequence[str]) -> tantivy.Query:
        if len(terms) > 1:
            return tantivy.Query.phrase_query(self.schema, field, list(terms))
        return tantivy.Query.term_query(self.schema, field, terms[0], index_option="basic")

    def _every(self, query: tantivy.Query) -> list[int]:
        if not self.searcher.num_docs:
            return []
        query = tantivy.Query.const_score_query(query, 1.0)
        found = self.searcher.search(query, limit=self.searcher.num_docs, count=False).hits
        return self._ids_of(found)

    def scores(self, plan: LexicalPlan, ids: Sequence[int]) -> dict[int, float]:
        """BM25 of given passages, without those that have no term of the plan."""
        among = self._among(self._query(plan), np.asarray(ids, np.int64))
        return self._best(among, max(1, len(ids)))

    def _query(self, plan: LexicalPlan) -> tantivy.Query:
        each = [self._term(term) for term in plan.written]
        best = [
            tantivy.Query.disjunction_max_query([self._sum(terms) for terms in group])
            for group in plan.either
        ]
        return _any_of([*each, *best])

    def _sum(self, terms: Sequence[Term]) -> tantivy.Query:
        queries = [self._term(term) for term in terms]
        return queries[0] if len(queries) == 1 else _any_of(queries)

    def _term(self, term: Term) -> tantivy.Query:
        query = tantivy.Query.term_query(self.schema, term.field, term.text, index_option="freq")
        return tantivy.Query.boost_query(query, term.weight)

    def ids(self) -> NDArray[np.int64]:
        """The passages that are in the index, rising."""
        return np.unique(np.asarray(self._every(tantivy.Query.all_query()), np.int64))

    def _ids_of(self, hits: Sequence[tuple[float, tantivy.DocAddress]]) -> list[int]:
        found = self.searcher.fast_field_values("id", [address for _, address in hits])
        return [int(i or 0) for i in found]


def _any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])
