"""How much each token of a model says: the commoner it is, the less."""

import hashlib
import json
from collections import defaultdict
from itertools import islice
from typing import Protocol, Self

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


class Telling(Protocol):
    """How much the tokens of a model say."""

    def tells(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some tokens have codes in passages, shape (n,)."""

    def weights(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """How much each token of a question says, shape (n,), sum 1."""


class SkipList:
    """The tokens of a model that was made to compare them: all count, but those that it skips."""

    def __init__(self, skipped: frozenset[int]) -> None:
        self._skipped = np.asarray(sorted(skipped), np.int64)

    def tells(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some tokens have codes in passages, shape (n,)."""
        return ~np.isin(ids, self._skipped)

    def weights(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """The same for each token, shape (n,), sum 1."""
        return np.full(len(ids), 1 / max(1, len(ids)), np.float32)


class Vocabulary:
    """The tokens of a model by how common they are.

    Args:
        ranks: the place of each token among all, the commonest first; ``None`` where the ids are
            such places themselves.
        untelling: how many of the commonest have no codes in passages.
    """

    def __init__(self, ranks: NDArray[np.int64] | None, untelling: int) -> None:
        self._ranks = ranks
        self.untelling = untelling

    @classmethod
    def sorted(cls) -> Self:
        """One that is sorted by falling probability, as XLM-R's is."""
        return cls(None, _UNTELLING)

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
        ranks = np.full(max(tokenizer.get_vocab_size(), *order, 0) + 1, len(order), np.int64)
        ranks[order] = np.arange(len(order))
        shares = np.cumsum([counts[token] for token in order[:_UNTELLING]])
        untelling = int((shares <= _UNTELLING_SHARE * sum(counts.values())).sum())
        return cls(ranks, untelling)

    @property
    def fingerprint(self) -> str | None:
        """Changes with what was measured; ``None`` where nothing was."""
        if self._ranks is None:
            return None
        content = self._ranks.tobytes() + bytes(str(self.untelling), "ascii")
        return hashlib.sha256(content).hexdigest()[:16]

    def tells(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some tokens have codes in passages, shape (n,)."""
        telling: NDArray[np.bool_] = self._rank(ids) >= self.untelling
        return telling

    def weights(self, ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """How much each token of a question says, shape (n,), sum 1."""
        information = np.log(np.maximum(self._rank(ids).astype(np.float32), 1) / _COMMON_TOKENS)
        weights = np.maximum(information, _LEAST_WEIGHT).astype(np.float32)
        weights /= max(weights.sum(), np.finfo(np.float32).tiny)
        return weights

    def _rank(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        return ids if self._ranks is None else self._ranks[np.minimum(ids, len(self._ranks) - 1)]


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
