"""How much each token of a model says: the commoner it is, the less."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from search.arabic.lexicon import frequencies

# Punctuation and single letters are the commonest tokens; they carry next to nothing.
_COMMON_TOKENS = 5
_LEAST_WEIGHT = 0.01
# The commonest tokens (punctuation, particles, pieces of two letters) are every fourth token of a
# text. Late interaction without them in passages ranks the same (90.3 against 90.4 on arcd's
# training questions, with the bundled model) and its codes take three quarters of the room.
_UNTELLING = 500
_UNTELLING_SHARE = 0.25
# Of the steps from one token to the next, how many fall in a vocabulary that is sorted.
_SORTED = 0.99
_LANGUAGES = ("ar", "en")
# The commonest of each language: beyond them, no token comes to be common.
_WORDS = 10_000
# About as much of a text as each is.
_PUNCTUATION = dict.fromkeys('،.؛:؟!«»()"-,?', 0.01)


# A token's number: no vocabulary has more. An index that is restored may name any.
LARGEST_VOCABULARY = 1 << 21


class Telling(Protocol):
    """How much the tokens of a model say."""

    @property
    def fingerprint(self) -> str | None:
        """Changes with what was measured; ``None`` where the model's files decide all of it."""

    @property
    def silent(self) -> list[int]:
        """The tokens that have no codes in passages."""

    def to_record(self) -> dict[str, object]:
        """As JSON has it; see ``read_vocabulary``."""

    def tells(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some tokens have codes in passages, shape (n,)."""

    def weights(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """How much each token of a question says, shape (n,), sum 1."""


class SkipList:
    """The tokens of a model that was made to compare them: all count, but those that it skips."""

    def __init__(self, skipped: Iterable[int]) -> None:
        self.silent = sorted(skipped)
        self.fingerprint = None
        self._skipped = np.asarray(self.silent, np.int64)

    def to_record(self) -> dict[str, object]:
        """As JSON has it."""
        return {"skipped": self.silent}

    def tells(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some tokens have codes in passages, shape (n,)."""
        return ~np.isin(ids, self._skipped)

    def weights(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The same for each token, shape (n,), sum 1."""
        return np.full(len(ids), 1 / max(1, len(ids)), np.float32)


class Vocabulary:
    """The tokens of a model by how common they are.

    Args:
        order: the tokens that are common, the commonest first; ``None`` where the ids are places
            in such an order themselves.
        size: more than the largest id.
        untelling: how many of the commonest have no codes in passages.
    """

    def __init__(self, order: Sequence[int] | None, size: int, untelling: int) -> None:
        self.order = order
        self._size = size
        self._untelling = untelling
        self._ranks = None if order is None else _ranks(order, size)

    @classmethod
    def sorted(cls) -> Self:
        """One that is sorted by falling probability, as XLM-R's is."""
        return cls(None, 0, _UNTELLING)

    @classmethod
    def of(cls, tokenizer: Tokenizer) -> Self:
        """That of a tokenizer: as its order says, or measured on frequencies of words.

        A unigram vocabulary is sorted by falling probability, mostly: then by Zipf's law the
        logarithm of a token's place in it is its information content, up to a constant. Others
        have no such order.
        """
        if _is_sorted(tokenizer):
            return cls.sorted()
        counts = _measure(tokenizer)
        order = sorted(counts, key=lambda token: (-counts[token], token))
        size = max(tokenizer.get_vocab_size(), *order, 0) + 1
        shares = np.cumsum([counts[token] for token in order[:_UNTELLING]])
        untelling = int((shares <= _UNTELLING_SHARE * sum(counts.values())).sum())
        return cls(order, size, untelling)

    @property
    def fingerprint(self) -> str | None:
        """Changes with what was measured; ``None`` where nothing was."""
        if self._ranks is None:
            return None
        content = self._ranks.tobytes() + bytes(str(self._untelling), "ascii")
        return hashlib.sha256(content).hexdigest()[:16]

    @property
    def silent(self) -> list[int]:
        """The tokens that have no codes in passages."""
        return list(
            (range(self._untelling) if self.order is None else self.order)[: self._untelling]
        )

    def to_record(self) -> dict[str, object]:
        """As JSON has it; of one that is sorted, the program knows the rest."""
        if self.order is None:
            return {"sorted": True}
        return {"order": list(self.order), "size": self._size, "untelling": self._untelling}

    def tells(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some tokens have codes in passages, shape (n,)."""
        telling: NDArray[np.bool_] = self._rank(ids) >= self._untelling
        return telling

    def weights(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """How much each token of a question says, shape (n,), sum 1."""
        information = np.log(np.maximum(self._rank(ids).astype(np.float32), 1) / _COMMON_TOKENS)
        weights = np.maximum(information, _LEAST_WEIGHT).astype(np.float32)
        weights /= max(weights.sum(), np.finfo(np.float32).tiny)
        return weights

    def _rank(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        return ids if self._ranks is None else self._ranks[np.minimum(ids, len(self._ranks) - 1)]


def read_vocabulary(record: object) -> Telling:
    """What ``to_record`` gave, which an index may have from anywhere.

    Raises:
        ValueError: it is nothing that was measured.
    """
    match record:
        case {"sorted": True}:
            return Vocabulary.sorted()
        case {"skipped": skipped}:
            return SkipList(_tokens(skipped, LARGEST_VOCABULARY))
        case {"order": order, "size": int(size), "untelling": int(untelling)} if (
            0 < size <= LARGEST_VOCABULARY and 0 <= untelling <= _UNTELLING
        ):
            return Vocabulary(_tokens(order, size), size, untelling)
    raise ValueError("weights of tokens that nobody measured")


def _tokens(listed: object, size: int) -> list[int]:
    """Different ids below a size."""
    tokens: list[Any] = listed if isinstance(listed, list) else [None]
    if not all(type(each) is int and 0 <= each < size for each in tokens):
        raise ValueError("tokens that no vocabulary has")
    if len(set(tokens)) < len(tokens):
        raise ValueError("tokens that are listed twice")
    return tokens


def _ranks(order: Sequence[int], size: int) -> NDArray[np.int64]:
    """The place of each token among all."""
    ranks = np.full(size, len(order), np.int64)
    ranks[np.asarray(order, np.int64)] = np.arange(len(order))
    return ranks


def _is_sorted(tokenizer: Tokenizer) -> bool:
    """Whether the ids are places by falling probability, after a few special tokens."""
    model = json.loads(tokenizer.to_str())["model"]
    if model["type"] != "Unigram":
        return False
    scores = [score for _, score in model["vocab"] if score < 0]
    falling = np.diff(np.asarray(scores)) <= 0
    return len(scores) > _UNTELLING and bool(falling.mean() > _SORTED)


def _measure(tokenizer: Tokenizer) -> dict[int, float]:
    """How often each token stands in running text, by the frequencies of words."""
    counts: dict[int, float] = defaultdict(float)
    listed = (dict(islice(frequencies(name).items(), _WORDS)) for name in _LANGUAGES)
    for words in (*listed, _PUNCTUATION):
        texts = [f" {word}" for word in words]
        encodings = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        for encoding, frequency in zip(encodings, words.values(), strict=True):
            for token in encoding.ids:
                counts[token] += frequency
    return counts
