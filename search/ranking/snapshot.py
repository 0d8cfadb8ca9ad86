"""What ranking asks of an index: one state of it, whoever keeps it.

A backend takes changes as ``removed`` ids and ``added`` passages with the revision that they lead
to. Taking them twice is taking them once, so that it can go on after it was broken off.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from search.ranking.lexical_plan import LexicalPlan, Statistics
from search.records import Document, Filters, Passage, Publication, Span
from search.sparse_vector import SparseVector

# Values of a field by the normalised words of a name in them.
Names = Mapping[tuple[str, ...], tuple[str, ...]]


class PassageFacts(NamedTuple):
    """The document of a passage: its story, if it has near-duplicates, and what filters look at."""

    document_id: str
    story_id: int | None
    date: str | None
    facts: dict[str, str | None]

    @property
    def story(self) -> int | str:
        """What is the same for all documents of one story, and for no other."""
        return self.document_id if self.story_id is None else self.story_id


class Embedded(NamedTuple):
    """What the model made of passages.

    Attributes:
        ids: of those that are there, rising.
        vectors: shape (passages, dim), unit rows.
        codes: of each, one row of sign bits for each token, shape (tokens, dim / 8).
        places: of the tokens of each, see ``ranking.places``; ``None`` where they were not kept.
    """

    ids: list[int]
    vectors: NDArray[np.float32]
    codes: list[NDArray[np.uint8]]
    places: list[bytes | None]

    @staticmethod
    def nothing() -> "Embedded":
        """Of no passage."""
        return Embedded([], np.empty((0, 0), np.float32), [], [])


class Snapshot(Statistics, Protocol):
    """One state of an index: it does not change while it is read. Passages go by numbers."""

    def nearest(self, vector: NDArray[np.float32], k: int, filters: Filters) -> dict[int, float]:
        """The ``k`` wanted passages with the highest inner product, best first, with it."""

    def products(self, vector: NDArray[np.float32], ids: Sequence[int]) -> dict[int, float]:
        """The inner products of given passages with a vector."""

    def matches(self, plan: LexicalPlan, k: int, filters: Filters) -> dict[int, float]:
        """The ``k`` wanted passages with the highest BM25 under a plan, with it."""

    def weighed(
        self, words: SparseVector, k: int, filters: Filters, others: Sequence[int]
    ) -> dict[int, float]:
        """How much of a question's words passages have: the ``k`` best that are wanted, and others.

        It is the share, 0 to 1, of the most that there could be: every word of the question with
        the largest weight that a sparse encoder gave any word of any passage. A passage with none
        of them is left out.
        """

    def latest(self, k: int, filters: Filters) -> list[int]:
        """The first wanted passage of each of the ``k`` latest documents, latest first."""

    def scores(self, plan: LexicalPlan, ids: Sequence[int]) -> dict[int, float]:
        """BM25 of given passages, without those that have no term of the plan."""

    def facts(self, ids: Sequence[int]) -> dict[int, PassageFacts]:
        """The documents of passages; an id that is gone is left out, here and below."""

    def embedded(self, ids: Sequence[int]) -> Embedded:
        """Vectors, token codes and places of passages."""

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages with their texts."""

    def passages_of(self, document_id: str) -> list[tuple[int, Span]]:
        """The passages of a document and their places in its text."""

    def document(self, document_id: str) -> Document:
        """A document that is there.

        Raises:
            DocumentMissingError: it is not.
        """

    def names(self, field: str) -> Names:
        """The values of a field by the names in them; see ``search.queries.named``."""

    def first_of_story(self, document_id: str) -> tuple[list[Publication], int]:
        """The first other documents of a document's story, and how many there are besides."""
