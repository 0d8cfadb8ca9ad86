"""Which sentence of a passage answers, and which of its words align with the question's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import words
from search.arabic.sentences import sentences
from search.records import Passage, Span

# A passage token aligns with a question token when their cosine estimate is at least this.
ALIGNED = 0.45
# A question token that weighs less than this share of the average is a function word.
TELLING = 0.6


@dataclass(frozen=True, slots=True)
class Evidence:
    """Spans in the document's text: the best sentence and the aligned words, in order."""

    sentence: Span
    words: tuple[Span, ...]


def find_evidence(
    passage: Passage,
    spans: Sequence[Span],
    similarities: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> Evidence:
    """Evidence in a passage from its token alignment with the question.

    Args:
        passage: the passage.
        spans: n token places in the passage's text.
        similarities: shape (n, question tokens), cosine estimates.
        weights: shape (question tokens,), sum 1.
    """
    text = passage.text
    within = sentences(text) or [Span(0, len(text))]
    scores = [_maxsim(span, spans, similarities, weights) for span in within]
    best = within[int(np.argmax(scores))]
    aligned = _aligned_words(text, best, spans, similarities, weights)
    return Evidence(
        _shift(best, passage.start), tuple(_shift(span, passage.start) for span in aligned)
    )


def _maxsim(
    sentence: Span,
    spans: Sequence[Span],
    similarities: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> float:
    rows = [i for i, span in enumerate(spans) if sentence.start < span.end <= sentence.end]
    return float(similarities[rows].max(axis=0) @ weights) if rows else -1.0


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _aligned_words(
    text: str,
    sentence: Span,
    spans: Sequence[Span],
    similarities: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> list[Span]:
    """Words of the sentence that hold the best match of a question token that says something."""
    rows = [i for i, span in enumerate(spans) if sentence.start < span.end <= sentence.end]
    if not rows:
        return []
    inside = similarities[rows]
    matched = {
        rows[int(inside[:, j].argmax())]
        for j in range(len(weights))
        if weights[j] * len(weights) >= TELLING and inside[:, j].max() >= ALIGNED
    }
    return [
        word.span
        for word in words(text)
        if sentence.start <= word.span.start < sentence.end
        and any(spans[i].start < word.span.end and word.span.start < spans[i].end for i in matched)
    ]
