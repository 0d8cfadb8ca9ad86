"""One state of an index on servers, as ranking asks for it.

PostgreSQL tells which state that is and keeps it for the thread. Milvus has more: what came after
it, which is left out by its revision, and what was removed, which is left out by the list of it.
"""

from collections.abc import Callable, Collection, Sequence
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.cluster.conditions import Meeting
from search.cluster.filters import expression
from search.cluster.store import Store
from search.cluster.terms import Sparse, asked, fitted, together
from search.cluster.vectors import MOST_FOUND, Vectors
from search.errors import IndexLockedError
from search.ranking.late_interaction import code_width
from search.ranking.lexical_plan import FIELDS, LexicalPlan
from search.ranking.snapshot import Embedded
from search.records import Filters
from search.settings import IndexSettings
from search.sparse_vector import SparseVector
from search.storage.database import State
from search.storage.known_names import KnownNames
from search.storage.passage_set import PassageSet

# Passages that a request to Milvus names at most; where filters leave more, the best of all are
# looked through for them.
MOST_NAMED = 10_000
_WIDER = 4
# The end of all texts that begin with one.
_LAST = "\U0010ffff"

Search = Callable[[int, str], dict[int, float]]


class _Wanted(NamedTuple):
    """Which passages filters leave.

    Attributes:
        expression: what Milvus leaves out the others by.
        ids: of those that PostgreSQL leaves besides, rising; ``None`` for all.
    """

    expression: str
    ids: NDArray[np.int64] | None


class ClusterView:
    """A ``search.backend.View`` for one thread, while its snapshot of PostgreSQL is open."""

    def __init__(
        self,
        settings: IndexSettings,
        store: Store,
        vectors: Vectors,
        state: State,
        names: KnownNames,
    ) -> None:
        self.settings = settings
        self._store = store
        self._vectors = vectors
        self._state = state
        self._meeting = Meeting(store)
        self._known: dict[Filters, _Wanted] = {}
        self._frequencies: dict[tuple[str, str], int] = {}
        self._size: int | None = None
        self._is_removing: bool | None = None
        self.facts = store.facts
        self.passages, self.passages_of = store.passages, store.passages_of
        self.first_of_story, self.names = store.first_of_story, names.of
        self.document = store.document

    def state(self) -> State:
        """What it shows."""
        return self._state

    def is_behind(self) -> bool:
        """Never: what is stored has been sent to Milvus before."""
        return False

    def check_words(self) -> None:
        """They are looked for as soon as they are stored."""

    def size(self) -> int:
        """How many passages there are."""
        if self._size is None:
            self._size = self._store.totals().passages
        return self._size

    def frequency(self, field: str, term: str) -> int:
        """How many passages have a term in a field."""
        return self.frequencies(field, (term,))[term]

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        """How many passages have each of some terms in a field."""
        unknown = {each: fitted(each) for each in terms if (field, each) not in self._frequencies}
        if unknown:
            rows = self._store.database.rows(
                "SELECT term, passages FROM terms WHERE field = %s AND term = ANY(%s)",
                (FIELDS.index(field), [*unknown.values()]),
            )
            known = dict(rows)
            for term, kept in unknown.items():
                self._frequencies[field, term] = known.get(kept, 0)
        return {term: self._frequencies[field, term] for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        """The terms of a field that begin so, and how many passages have each."""
        rows = self._store.database.rows(
            "SELECT term, passages FROM terms WHERE field = %s AND term >= %s AND term < %s"
            " ORDER BY term",
            (FIELDS.index(field), prefix, prefix + _LAST),
        )
        self._frequencies |= {(field, term): count for term, count in rows}
        return [(term, count) for term, count in rows]

    def nearest(self, vector: NDArray[np.float32], k: int, filters: Filters) -> dict[int, float]:
        """The ``k`` wanted passages with the highest inner product, best first, with it."""
        asked_for = vector.astype(np.float32).tolist()
        return self._best(
            lambda limit, wanted: self._vectors.nearest(asked_for, limit, wanted), k, filters
        )

    def products(self, vector: NDArray[np.float32], ids: Sequence[int]) -> dict[int, float]:
        """The inner products of given passages with a vector."""
        found = self._store.vectors(ids)
        if not found:
            return {}
        rows = np.stack([np.frombuffer(each, np.float16) for each in found.values()])
        products = np.einsum("ij,j->i", rows.astype(np.float32), vector)
        return dict(zip(found, products.tolist(), strict=True))

    def matches(self, plan: LexicalPlan, k: int, filters: Filters) -> dict[int, float]:
        """The ``k`` wanted passages with the highest BM25 under a plan, with it."""
        written, either = self._asked(plan)
        # All alternatives together are no less than the best of them.
        most = together([written, *(each for group in either for each in group)])
        limit = k
        while True:
            found = self._best(lambda n, w: self._vectors.weighing([most], n, w)[0], limit, filters)
            if not any(len(group) > 1 for group in either):
                return found
            scores = self._scores(written, either, [*found])
            best = sorted(scores, key=lambda i: (-scores[i], i))[:k]
            # Whatever was not found has no more than the last that was.
            least = min(found.values(), default=0.0)
            if len(found) < limit or (len(best) == k and scores[best[-1]] >= least):
                return {i: scores[i] for i in best}
            if limit == MOST_FOUND:
                return {i: scores[i] for i in best}
            limit = min(MOST_FOUND, _WIDER * limit)

    def scores(self, plan: LexicalPlan, ids: Sequence[int]) -> dict[int, float]:
        """BM25 of given passages, without those that have no term of the plan."""
        written, either = self._asked(plan)
        return self._scores(written, either, self._present(ids))

    def _scores(
        self, written: Sparse, either: Sequence[Sequence[Sparse]], ids: Sequence[int]
    ) -> dict[int, float]:
        questions = [written, *(each for group in either for each in group)]
        found: dict[int, float] = {}
        for first in range(0, len(ids), MOST_NAMED):
            some = ids[first : first + MOST_NAMED]
            named = self._expression([f"id in {list(some)}"])
            own, *others = self._vectors.weighing(questions, min(len(some), MOST_FOUND), named)
            rest = iter(others)
            groups = [[next(rest) for _ in group] for group in either]
            for i in some:
                score = own.get(i, 0.0)
                score += sum(max(each.get(i, 0.0) for each in group) for group in groups)
                if score > 0:
                    found[i] = score
        return found

    def _asked(self, plan: LexicalPlan) -> tuple[Sparse, list[list[Sparse]]]:
        written = asked(plan.written, self)
        return written, [[asked(terms, self) for terms in group] for group in plan.either]

    def weighed(
        self,
        words: SparseVector,  # noqa: ARG002 - an index on servers has no sparse encoder
        k: int,  # noqa: ARG002
        filters: Filters,  # noqa: ARG002
        others: Sequence[int],  # noqa: ARG002
    ) -> dict[int, float]:
        """Nothing: such an index has no sparse encoder."""
        return {}

    def latest(self, k: int, filters: Filters) -> list[int]:
        """The first wanted passage of each of the ``k`` latest documents, latest first."""
        ids = self._wanted(filters).ids
        rest = Filters(filters.values, filters.since, filters.until)
        return self._store.latest(k, rest, None if ids is None else ids.tolist())

    def embedded(self, ids: Sequence[int]) -> Embedded:
        """Vectors, token codes and places of passages."""
        found = self._store.embeddings(ids)
        if not found:
            return Embedded.nothing()
        rising = sorted(found)
        halves = [np.frombuffer(found[i].vector, np.float16) for i in rising]
        width = code_width(len(self.settings.passage_centre))
        codes = [np.frombuffer(found[i].codes, np.uint8).reshape(-1, width) for i in rising]
        places = [found[i].places for i in rising]
        return Embedded(rising, np.stack(halves).astype(np.float32), codes, places)

    def _wanted(self, filters: Filters) -> _Wanted:
        known = self._known.get(filters)
        if known is None:
            ids = None
            if filters.condition is not None or filters.added_after is not None:
                ids = np.asarray(self._meeting.passages(filters), np.int64)
            known = self._known[filters] = _Wanted(self._expression(expression(filters)), ids)
        return known

    def _expression(self, parts: Sequence[str]) -> str:
        return " and ".join([f"revision <= {self._state.revision}", *parts])

    def _best(self, search: Search, k: int, filters: Filters) -> dict[int, float]:
        """The ``k`` best wanted passages, best first.

        Args:
            search: gives the best of those that an expression leaves, up to a limit.
            k: how many, up to ``MOST_FOUND``.
            filters: that leave those that are wanted.
        """
        wanted = self._wanted(filters)
        if wanted.ids is None:
            return self._widening(search, k, wanted)
        if len(wanted.ids) > MOST_NAMED:
            found = self._widening(search, k, wanted, are_enough=False)
            if len(found) == k:
                return found
        best: dict[int, float] = {}
        for first in range(0, len(wanted.ids), MOST_NAMED):
            some = wanted.ids[first : first + MOST_NAMED].tolist()
            named = f"{wanted.expression} and id in {some}"
            best |= search(min(k, MOST_FOUND), named)
        return dict(sorted(best.items(), key=lambda each: (-each[1], each[0]))[:k])

    def _widening(
        self, search: Search, k: int, wanted: _Wanted, *, are_enough: bool = True
    ) -> dict[int, float]:
        """The ``k`` best of those that an expression leaves and PostgreSQL does not leave out.

        Raises:
            IndexLockedError: so much was just removed that they cannot be told.
        """
        limit = min(k, MOST_FOUND)
        while True:
            found = search(limit, wanted.expression)
            present = self._present([*found])
            if wanted.ids is not None:
                is_wanted = PassageSet(wanted.ids).among(np.asarray(present, np.int64))
                present = [*compress(present, is_wanted)]
            left = {i: found[i] for i in present}
            if len(left) >= k or len(found) < limit or (limit == MOST_FOUND and not are_enough):
                return dict(list(left.items())[:k])
            if limit == MOST_FOUND:
                if len(left) == len(found):
                    return left
                msg = "so many documents are being deleted just now that the best of the others"
                raise IndexLockedError(f"{msg} cannot be told: try again in a moment")
            limit = min(MOST_FOUND, _WIDER * limit)

    def _present(self, ids: Sequence[int]) -> list[int]:
        """Those of some passages that are not removed: Milvus may have them still."""
        if self._is_removing is None:
            rows = self._store.database.rows("SELECT EXISTS (SELECT 1 FROM removals)")
            self._is_removing = bool(rows[0][0])
        if not self._is_removing or not ids:
            return list(ids)
        gone = self._store.removed(ids)
        return [i for i in ids if i not in gone]
