"""One state of an index as ranking asks for it: the database and what is derived from it."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.ranking.lexical_plan import LexicalPlan
from search.ranking.snapshot import Embedded, PassageFacts
from search.records import Filters, Passage, Publication, Span
from search.settings import IndexSettings
from search.storage.database import State
from search.storage.dense_index import DenseSnapshot
from search.storage.lexical_index import LexicalSnapshot
from search.storage.store import Store

FILTERS_KEPT = 8


class WantedPassages:
    """Which passages filters leave; kept for the next page of an answer."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: dict[tuple[Filters, State], NDArray[np.int64]] = {}

    def of(self, filters: Filters) -> NDArray[np.int64] | None:
        """Their ids, rising; ``None`` for all."""
        if filters == Filters():
            return None
        key = (filters, self._store.database.state())
        with self._lock:
            if key not in self._known:
                for _ in range(len(self._known) - FILTERS_KEPT + 1):
                    del self._known[next(iter(self._known))]
                self._known[key] = np.asarray(self._store.matching(filters), np.int64)
            return self._known[key]


@dataclass(frozen=True, slots=True)
class View:
    """A ``Snapshot`` over the database, FAISS and Tantivy."""

    settings: IndexSettings
    store: Store
    dense: DenseSnapshot
    lexical: LexicalSnapshot
    wanted: WantedPassages

    def size(self) -> int:
        """How many passages there are."""
        return self.lexical.size()

    def frequency(self, field: str, term: str) -> int:
        """How many passages have a term in a field."""
        return self.lexical.frequency(field, term)

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        """The terms of a field that begin so, and how many passages have each."""
        return self.lexical.terms(field, prefix)

    def nearest(self, vector: NDArray[np.float32], k: int, filters: Filters) -> list[int]:
        """The ``k`` wanted passages with the highest inner product, best first."""
        return self.dense.search(vector, k, self.wanted.of(filters))

    def matches(self, plan: LexicalPlan, k: int, filters: Filters) -> dict[int, float]:
        """The ``k`` wanted passages with the highest BM25 under a plan, with it."""
        return self.lexical.matches(plan, k, self.wanted.of(filters))

    def scores(self, plan: LexicalPlan, ids: Sequence[int]) -> dict[int, float]:
        """BM25 of given passages, without those that have no term of the plan."""
        return self.lexical.scores(plan, ids)

    def facts(self, ids: Sequence[int]) -> dict[int, PassageFacts]:
        """The documents of passages; an id that is gone is left out, here and below."""
        return self.store.facts(ids)

    def embedded(self, ids: Sequence[int]) -> Embedded:
        """Vectors and token codes of passages."""
        found = self.store.embeddings(ids)
        if not found:
            return Embedded.nothing()
        rising = sorted(found)
        halves = [np.frombuffer(found[i][0], np.float16) for i in rising]
        width = self.settings.dimension // 8
        codes = [np.frombuffer(found[i][1], np.uint8).reshape(-1, width) for i in rising]
        return Embedded(rising, np.stack(halves).astype(np.float32), codes)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages with their texts."""
        return self.store.passages(ids)

    def passages_of(self, document_id: str) -> list[tuple[int, Span]]:
        """The passages of a document and their places in its text."""
        return self.store.passages_of(document_id)

    def titles(self, ids: Sequence[int]) -> list[str]:
        """Titles of the documents of passages that have one, in the order of the passages."""
        return self.store.titles(ids)

    def first_of_story(self, document_id: str) -> tuple[list[Publication], int]:
        """The first other documents of a document's story, and how many there are besides."""
        return self.store.first_of_story(document_id)
