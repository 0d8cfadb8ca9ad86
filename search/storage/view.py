"""One state of an index as ranking asks for it: the database and what is derived from it."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.queries.evaluation import meeting
from search.ranking.late_interaction import code_width
from search.ranking.lexical_plan import LexicalPlan
from search.ranking.snapshot import Embedded
from search.records import Filters
from search.settings import IndexSettings
from search.sparse_vector import SparseVector
from search.storage.columns import Columns
from search.storage.conditions import StoredPassages
from search.storage.database import State
from search.storage.dense_index import DenseSnapshot
from search.storage.known_facts import KnownFacts
from search.storage.known_names import KnownNames
from search.storage.lexical_snapshot import LexicalSnapshot
from search.storage.passage_set import PassageSet
from search.storage.recall import RecallWatch
from search.storage.store import Store

if TYPE_CHECKING:
    from search.storage.sparse_index import SparseSnapshot

FILTERS_KEPT = 8


class WantedPassages:
    """Which passages filters leave; kept for the next page of an answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._columns = Columns(store)
        self._lock = threading.Lock()
        self._known: dict[tuple[Filters, State], PassageSet] = {}

    def of(self, filters: Filters, lexical: LexicalSnapshot) -> PassageSet | None:
        """They, ``None`` for all."""
        if filters == Filters():
            return None
        key = (filters, self._store.database.state())
        with self._lock:
            found = self._known.get(key)
        if found is None:
            found = PassageSet(self._find(filters, lexical))
            with self._lock:
                self._known[key] = found
                for _ in range(len(self._known) - FILTERS_KEPT):
                    del self._known[next(iter(self._known))]
        return found

    def _find(self, filters: Filters, lexical: LexicalSnapshot) -> NDArray[np.int64]:
        table = self._columns.table()
        wanted = table.matching(filters)
        if filters.condition is not None:
            passages = StoredPassages(self._store, lexical, table)
            wanted &= meeting(filters.condition, passages)
        found: NDArray[np.int64] = table.ids[wanted]
        if filters.added_after is not None:
            later = Filters(added_after=filters.added_after)
            found = np.intersect1d(found, np.asarray(self._store.matching(later), np.int64))
        return found


class Kept(NamedTuple):
    """What is kept between questions for the views of an index."""

    wanted: WantedPassages
    names: KnownNames
    recall: RecallWatch
    facts: KnownFacts

    @staticmethod
    def of(store: Store) -> "Kept":
        """Nothing yet."""
        return Kept(WantedPassages(store), KnownNames(store), RecallWatch(), KnownFacts(store))


class Derived(NamedTuple):
    """What is derived from the store, each in one state; ``sparse`` where there is an encoder."""

    dense: DenseSnapshot
    lexical: LexicalSnapshot
    sparse: "SparseSnapshot | None"

    def states(self) -> tuple[State, ...]:
        """What each of them shows."""
        return tuple(each.state for each in self if each is not None)

    def are_at(self, state: State) -> bool:
        """Whether all of them show a state of the store."""
        return all(each == state for each in self.states())


class View:
    """A ``Snapshot`` over the database, FAISS and Tantivy, of which most answer for themselves."""

    def __init__(
        self,
        settings: IndexSettings,
        store: Store,
        derived: Derived,
        kept: Kept,
    ) -> None:
        self.settings, self.store, self.derived = settings, store, derived
        self.dense, self.lexical, self.sparse = derived
        self._wanted, self._recall = kept.wanted, kept.recall
        self.size, self.frequency = self.lexical.size, self.lexical.frequency
        self.frequencies = self.lexical.frequencies
        self.terms, self.scores = self.lexical.terms, self.lexical.scores
        self.facts = kept.facts.of
        self.passages, self.passages_of = store.passages, store.passages_of
        self.first_of_story, self.names = store.first_of_story, kept.names.of
        self.document = store.document

    def state(self) -> tuple[State, ...]:
        """What it shows, of the store and of what is derived from it."""
        return self.store.database.state(), *self.derived.states()

    def is_behind(self) -> bool:
        """Whether vectors and words are of different states."""
        return self.dense.state != self.lexical.state

    def check_words(self) -> None:
        """Refuse to say that words do not stand where they are not looked for yet.

        Raises:
            IndexLockedError: another process has yet to index them, or this one may not.
        """
        self.lexical.check(self.store.state())

    def nearest(self, vector: NDArray[np.float32], k: int, filters: Filters) -> dict[int, float]:
        """The ``k`` wanted passages with the highest inner product, best first, with it."""
        self._recall.look(self.dense, vector)
        return self.dense.search(vector, k, self._wanted.of(filters, self.lexical))

    def products(self, vector: NDArray[np.float32], ids: Sequence[int]) -> dict[int, float]:
        """The inner products of given passages with a vector."""
        return self.dense.products(vector, ids)

    def matches(self, plan: LexicalPlan, k: int, filters: Filters) -> dict[int, float]:
        """The ``k`` wanted passages with the highest BM25 under a plan, with it."""
        return self.lexical.matches(plan, k, self._wanted.of(filters, self.lexical))

    def weighed(
        self, words: SparseVector, k: int, filters: Filters, others: Sequence[int]
    ) -> dict[int, float]:
        """How much of a question's words passages have: the ``k`` best that are wanted, and others.

        A passage with none of them is left out.
        """
        if self.sparse is None:
            return {}
        return self.sparse.shares(words, k, self._wanted.of(filters, self.lexical), others)

    def latest(self, k: int, filters: Filters) -> list[int]:
        """The first wanted passage of each of the ``k`` latest documents, latest first."""
        wanted = self._wanted.of(filters, self.lexical)
        left = None if wanted is None else set(wanted.ids.tolist())
        found: dict[int, int] = {}
        for document, passage_id in self.store.latest():
            if left is None or passage_id in left:
                found.setdefault(document, passage_id)
                if len(found) == k:
                    break
        return list(found.values())

    def embedded(self, ids: Sequence[int]) -> Embedded:
        """Vectors, token codes and places of passages."""
        found = self.store.embeddings(ids)
        if not found:
            return Embedded.nothing()
        rising = sorted(found)
        halves = np.frombuffer(b"".join(found[i].vector for i in rising), np.float16)
        vectors = halves.reshape(len(rising), -1).astype(np.float32)
        width = code_width(len(self.settings.passage_centre))
        codes = [np.frombuffer(found[i].codes, np.uint8).reshape(-1, width) for i in rising]
        places = [found[i].places for i in rising]
        return Embedded(rising, vectors, codes, places)
