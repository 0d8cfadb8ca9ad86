"""Turn questions and passages into vectors: tokenise, run the model, drop what is not content."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from search.arabic import orthography
from search.models.finite import check_finite
from search.models.reader import Reader
from search.models.tokenizer import ModelInput, ModelTokenizer
from search.models.vocabulary import Telling
from search.records import Span
from search.sparse_vector import SparseVector


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the model makes of one text.

    Attributes:
        vector: shape (dim,), unit length.
        tokens: shape (n, dim), one row for each token of the text that late interaction uses:
            prompt, title and special tokens are left out, and a passage's commonest ones.
        spans: n places in the text.
        weights: shape (n,), non-negative, sum 1: how much each token says, by its rarity.
        words: of a sparse encoder, where there is one beside the model.
    """

    vector: NDArray[np.float32]
    tokens: NDArray[np.float32]
    spans: list[Span]
    weights: NDArray[np.float32]
    words: SparseVector | None = None


def checked(encoded: Encoded) -> Encoded:
    """What a model made, where it is numbers.

    Raises:
        ModelError: some of it is none.
    """
    check_finite(encoded.vector)
    check_finite(encoded.tokens)
    return encoded


class Fingerprint(NamedTuple):
    """What decides the vectors of a model: its files, its tokens, and the spelling of texts."""

    weights: str
    spelling: str

    @classmethod
    def of(cls, weights: str, vocabulary: Telling) -> Self:
        """That of a model's files, with what was measured of its tokens."""
        if vocabulary.fingerprint is not None:
            both = f"{weights}{vocabulary.fingerprint}"
            weights = hashlib.sha256(both.encode()).hexdigest()[:16]
        return cls(weights, orthography.fingerprint())

    @classmethod
    def parse(cls, text: str) -> Self:
        """What was written as a string; versions before the first spelling wrote none."""
        weights, _, spelling = text.partition(".")
        return cls(weights, spelling)

    def __str__(self) -> str:
        return f"{self.weights}.{self.spelling}"


class Encoder(Protocol):
    """A model as the engine and the indexer need it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors would."""

    @property
    def dimension(self) -> int:
        """Length of every text's vector; those of tokens have one of their own."""

    @property
    def token_limit(self) -> int:
        """The most tokens of one input."""

    @property
    def vocabulary(self) -> Telling | None:
        """How much its tokens say; ``None`` where that is not kept with an index."""

    @property
    def reader(self) -> Reader | None:
        """What reads question and passage together with the same weights; few models have one."""

    def using(self, vocabulary: Telling, /) -> "Encoder":
        """The same model with what was measured of its tokens at another time."""

    def token_spans(self, text: str) -> Iterable[Span]:
        """Places of all tokens of a text, in order: what its size is measured in."""

    def passage_spans(self, text: str, title: str | None, /) -> list[Span]:
        """The ``spans`` of an encoded passage, without encoding it."""

    def encode_question(self, text: str) -> Encoded:
        """Vectors of a question."""

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        """Vectors of questions, in their order: those that each has alone."""

    def encode_passages(self, passages: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        """Vectors of (title, text) pairs, in their order."""


class Forward(Protocol):
    """Runs a model on token ids."""

    @property
    def dimension(self) -> int:
        """Length of every vector."""

    def __call__(
        self, batch: Sequence[Sequence[int]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Unit text vectors, shape (batch, dim), and for each text its tokens, (n, dim)."""


class TransformerEncoder:
    """An ``Encoder`` over a model folder's tokenizer and something that runs its weights.

    Args:
        weights: fingerprint of the folder.
        tokenizer: of the model.
        forward: runs it.
        reader: of the same model.
    """

    def __init__(
        self,
        weights: str,
        tokenizer: ModelTokenizer,
        forward: Forward,
        reader: Reader | None = None,
    ) -> None:
        self.vocabulary = tokenizer.vocabulary
        self.fingerprint = str(Fingerprint.of(weights, self.vocabulary))
        self.reader = reader
        self._weights = weights
        self.dimension = forward.dimension
        self.token_limit = tokenizer.token_limit
        self._tokenizer = tokenizer
        self._forward = forward

    def using(self, vocabulary: Telling) -> Self:
        """The same model with what was measured of its tokens at another time."""
        tokenizer = self._tokenizer.using(vocabulary)
        return type(self)(self._weights, tokenizer, self._forward, self.reader)

    def token_spans(self, text: str) -> Iterable[Span]:
        """Places of all tokens of a text, in order."""
        return self._tokenizer.spans(text)

    def passage_spans(self, text: str, _title: str | None = None) -> list[Span]:
        """The ``spans`` of an encoded passage, without encoding it."""
        return self._tokenizer.passage_spans(text)

    def encode_question(self, text: str) -> Encoded:
        """Vectors of a question."""
        return self.encode_questions([text])[0]

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        """Vectors of questions, in their order."""
        return list(self._encode([self._tokenizer.question(text) for text in texts]))

    def encode_passages(self, passages: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        """Vectors of (title, text) pairs, in their order."""
        return list(self._encode(self._tokenizer.passages(passages)))

    def _encode(self, inputs: list[ModelInput]) -> Iterator[Encoded]:
        vectors, tokens = self._forward([item.ids for item in inputs])
        for item, vector, rows in zip(inputs, vectors, tokens, strict=True):
            weights = self._tokenizer.weights([item.ids[i] for i in item.content])
            yield checked(Encoded(vector, rows[item.content], item.spans, weights))
