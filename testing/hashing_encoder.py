"""A deterministic encoder without a model: a word's vector is the sum of its 3-grams' vectors."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from search.arabic.normalizer import normalize
from search.models.encoder import Encoded
from search.models.reader import Reader
from search.models.vocabulary import Telling
from search.records import Span
from search.sparse_vector import SparseVector

_WORD = re.compile(r"\S+")


@cache
def _gram_vector(gram: str, dimension: int) -> NDArray[np.float32]:
    return np.random.default_rng(hash_of(gram)).standard_normal(dimension).astype(np.float32)


@lru_cache(maxsize=100_000)
def _word_vector(word: str, dimension: int) -> NDArray[np.float32]:
    padded = f"^{normalize(word)}$"
    grams = [padded[i : i + 3] for i in range(max(1, len(padded) - 2))]
    total: NDArray[np.float32] = np.sum([_gram_vector(g, dimension) for g in grams], axis=0)
    vector: NDArray[np.float32] = total / np.linalg.norm(total)
    vector.flags.writeable = False  # it is kept
    return vector


def hash_of(word: str) -> int:
    """The same number in every run."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")


class HashingWeigher:
    """A ``WordWeigher`` for tests: words weigh as often as they stand in a text."""

    size = 1 << 10

    def __init__(self, name: str = "hashing-words") -> None:
        self.name = name
        self.fingerprint = name

    def question(self, text: str, /) -> SparseVector:
        ids = [hash_of(normalize(word)) % self.size for word in _WORD.findall(text)]
        found, counts = np.unique(np.asarray(ids, np.int64), return_counts=True)
        return SparseVector(found, np.log1p(counts).astype(np.float32))

    def passages(self, passages: Sequence[tuple[str | None, str]]) -> list[SparseVector]:
        return [self.question(f"{title or ''} {text}") for title, text in passages]


class HashingEncoder:
    """An ``Encoder`` for tests: words that share spelling are near each other."""

    reader: Reader | None = None

    def __init__(self, dimension: int = 64, token_limit: int = 512, name: str = "hashing") -> None:
        self.dimension = dimension
        self.token_limit = token_limit
        self.fingerprint = f"{name}-{dimension}"
        self.vocabulary: Telling | None = None
        self.encoded_passages = 0

    def using(self, vocabulary: Telling, /) -> Self:
        self.vocabulary = vocabulary
        return self

    def token_spans(self, text: str) -> list[Span]:
        return [Span(*match.span()) for match in _WORD.finditer(text)]

    def passage_spans(self, text: str, _title: str | None = None) -> list[Span]:
        return self.token_spans(text)

    def encode_question(self, text: str) -> Encoded:
        return self._encode(None, text)

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        return [self._encode(None, text) for text in texts]

    def encode_passages(self, passages: Sequence[tuple[str | None, str]]) -> list[Encoded]:
        self.encoded_passages += len(passages)
        return [self._encode(title, text) for title, text in passages]

    def _encode(self, title: str | None, text: str) -> Encoded:
        spans = self.token_spans(text)[: self.token_limit]
        rows = [_word_vector(text[start:end], self.dimension) for start, end in spans]
        tokens = np.stack(rows) if rows else np.zeros((0, self.dimension), np.float32)
        context = [_word_vector(word, self.dimension) for word in (title or "").split()]
        nothing = np.full(self.dimension, 1e-3, np.float32)
        pooled: NDArray[np.float32] = np.sum([nothing, *context, *rows], axis=0)
        weights = np.full(len(rows), 1 / max(1, len(rows)), np.float32)
        return Encoded(pooled / np.linalg.norm(pooled), tokens, spans, weights)
