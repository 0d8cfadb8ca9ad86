"""A model with a sparse encoder beside it, which weighs words."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol, Self

from search.models.encoder import Encoded, Encoder, Fingerprint
from search.models.vocabulary import Telling
from search.records import Span
from search.sparse_vector import SparseVector


class WordWeigher(Protocol):
    """A sparse encoder as indexes need it."""

    @property
    def name(self) -> str:
        """Its folder or name on the hub."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever its weights would."""

    @property
    def size(self) -> int:
        """How many words it knows."""

    def question(self, text: str, /) -> SparseVector:
        """Words of a question."""

    def passages(self, passages: Sequence[tuple[str | None, str]]) -> list[SparseVector]:
        """Words of (title, text) pairs, in their order."""


class PairedEncoder:
    """An ``Encoder`` that gives the words of a sparse encoder as well.

    Args:
        encoder: makes the vectors.
        sparse: weighs the words.
    """

    def __init__(self, encoder: Encoder, sparse: WordWeigher) -> None:
        self._encoder = encoder
        self.sparse = sparse
        own = Fingerprint.parse(encoder.fingerprint)
        self.fingerprint = str(own._replace(weights=f"{own.weights}-{sparse.fingerprint}"))
        self.dimension = encoder.dimension
        self.token_limit = encoder.token_limit
        self.vocabulary = encoder.vocabulary
        self.reader = encoder.reader

    def using(self, vocabulary: Telling, /) -> Self:
        """The same models with what was measured of its tokens at another time."""
        return type(self)(self._encoder.using(vocabulary), self.sparse)

    def token_spans(self, text: str) -> Iterable[Span]:
        """Places of all tokens of a text, in order."""
        return self._encoder.token_spans(text)

    def passage_spans(self, text: str, title: str | None, /) -> list[Span]:
        """The ``spans`` of an encoded passage, without encoding it."""
        return self._encoder.passage_spans(text, title)

    def encode_question(self, text: str) -> Encoded:
        """Vectors and words of a question."""
        return self.encode_questions([text])[0]

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        """Vectors and words of questions, in their order."""
        encoded = self._encoder.encode_questions(texts)
        words = map(self.sparse.question, texts)
        return [replace(one, words=found) for one, found in zip(encoded, words, strict=True)]

    def encode_passages(self, passages: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        """Vectors and words of (title, text) pairs, in their order."""
        encoded = self._encoder.encode_passages(passages)
        words = self.sparse.passages(passages)
        return [replace(one, words=found) for one, found in zip(encoded, words, strict=True)]


def paired(encoder: Encoder, sparse: str) -> Encoder:
    """A model with the sparse encoder of a name beside it, unless it has one.

    Raises:
        MissingExtraError: the optional part ``torch`` is not installed.
        ModelError: the sparse encoder is not on this machine, or is none.
    """
    from search.models.sharing import shared_sparse

    if isinstance(encoder, PairedEncoder):
        return encoder
    return PairedEncoder(encoder, shared_sparse(sparse))
