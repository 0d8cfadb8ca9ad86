"""Read a question and passages together: where in them an answer begins and ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.models.finite import check_finite
from search.models.tokenizer import ModelTokenizer
from search.records import Span

# Tokens that are read of a question, a title and a text.
QUESTION, TITLE, TEXT = 32, 16, 160
_OPEN, _CLOSE = 0, 2  # <s>, </s>
# Log odds at which nothing is left to doubt.
_SURE = 12.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of a text.

    Attributes:
        spans: places of its tokens in the text, n of them.
        ends: log odds of each to be the first and the last token of an answer, shape (n, 2).
    """

    spans: tuple[Span, ...]
    ends: Floats

    def shifted(self, by: int) -> "Reading":
        """The same of a text of which this one is a part that begins there."""
        return Reading(tuple(span.shifted(by) for span in self.spans), self.ends)

    def odds_of(self, place: Span) -> float:
        """Log odds that the answer, if there is one, has something of a place."""
        inside = [i for i, span in enumerate(self.spans) if span.overlaps(place)]
        if not inside:
            return -_SURE
        powers = np.exp(self.ends.astype(float) - self.ends.max(axis=0))
        # Of all that ends at a token, wherever it begins before it.
        whole = powers[:, 1] * powers[:, 0].cumsum()
        first, last = inside[0], inside[-1]
        before = whole[:first].sum()
        after = powers[last + 1 :, 1] @ powers[last + 1 :, 0].cumsum()
        apart = before + after
        within = whole.sum() - apart
        if min(apart, within) <= 0:
            return _SURE if apart <= 0 else -_SURE
        return float(np.clip(np.log(within / apart), -_SURE, _SURE))


class PairForward(Protocol):
    """Runs the reader on token ids of questions and texts."""

    def __call__(self, batch: Sequence[Sequence[int]]) -> list[Floats]:
        """For each input the logits of its n tokens, shape (n, 2)."""


class Reader:
    """The reader of a model.

    Args:
        version: of its weights.
        tokenizer: of the model.
        forward: runs its weights.
    """

    def __init__(self, version: str, tokenizer: ModelTokenizer, forward: PairForward) -> None:
        self.version = version
        self._tokenizer = tokenizer
        self._forward = forward

    def read(self, question: str, passages: Sequence[tuple[str | None, str]]) -> list[Reading]:
        """What it says of (title, text) pairs, in their order; a long text is read in part."""
        head = [_OPEN, *self._tokenizer.plain(question)[0][:QUESTION], _CLOSE, _CLOSE]
        pairs, places = [], []
        for title, text in passages:
            ids, spans = self._tokenizer.plain(text)
            before = list(head)
            if title:
                before += [*self._tokenizer.plain(title)[0][:TITLE], _CLOSE]
            pairs.append([*before, *ids[:TEXT], _CLOSE])
            places.append((len(before), tuple(spans[:TEXT])))
        logits = self._forward(pairs)
        for ends in logits:
            check_finite(ends)
        return [
            Reading(spans, ends[first : first + len(spans)])
            for (first, spans), ends in zip(places, logits, strict=True)
        ]
