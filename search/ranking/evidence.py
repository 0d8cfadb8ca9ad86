"""Which sentence of a passage answers, and which of its words align with the question's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import Word, content_words, words
from search.arabic.sentences import sentences
from search.arabic.transliteration import readings
from search.records import Passage, Span

# A passage token aligns with a question token when their cosine estimate is at least this.
ALIGNED = 0.42
# A single letter aligns with anything that begins with it.
SHORTEST_WORD = 2
# Shorter words sound like too many others to be emphasised for it.
SHORTEST_SOUND = 3
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
    asked: Callable[[Word], bool],
) -> Evidence:
    """Evidence in a passage from its alignment with the question.

    Args:
        passage: the passage.
        spans: n token places in the passage's text.
        similarities: shape (n, question tokens), cosine estimates.
        weights: shape (question tokens,), sum 1.
        asked: whether a word is one of the question's content words.
    """
    text = passage.searched_text
    within = sentences(text) or [Span(0, len(text))]
    scores = [_maxsim(span, spans, similarities, weights) for span in within]
    best = within[int(np.argmax(scores))]
    candidates = [
        word for word in words(text[best.start : best.end]) if len(word.form) >= SHORTEST_WORD
    ]
    places = [_shift(word.span, best.start) for word in candidates]
    aligned = _aligned(places, spans, similarities, weights)
    return Evidence(
        _shift(best, passage.start),
        tuple(
            _shift(place, passage.start)
            for i, (word, place) in enumerate(zip(candidates, places, strict=True))
            if i in aligned or asked(word)
        ),
    )


def asked_by(question: str) -> Callable[[Word], bool]:
    """Whether a word is one of the question's, in another inflection or in Latin letters there."""
    terms = content_words(question)
    stems = {word.stem for word in terms}
    sounds = [
        reading
        for word in terms
        for reading in readings(word.form)
        if len(reading.skeleton) >= SHORTEST_SOUND
    ]

    def asked(word: Word) -> bool:
        return word.stem in stems or any(
            reading.fits(key) for key in word.sounds for reading in sounds
        )

    return asked


def _maxsim(
    sentence: Span,
    spans: Sequence[Span],
    similarities: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> float:
    rows = [i for i, span in enumerate(spans) if sentence.start < span.end <= sentence.end]
    return float(similarities[rows].max(axis=0) @ weights) if rows else -1.0


def _aligned(
    places: Sequence[Span],
    spans: Sequence[Span],
    similarities: NDArray[np.float32],
    weights: NDArray[np.float32],
) -> set[int]:
    """Indices of the words that are the best match of a question token that says something."""
    if not spans or not places:
        return set()
    starts, ends = np.asarray(spans).T
    firsts, lasts = np.asarray(places).T
    rows, owners = np.nonzero((starts[:, None] < lasts) & (firsts < ends[:, None]))
    if not len(rows):
        return set()
    inside = similarities[rows]
    return {
        int(owners[inside[:, j].argmax()])
        for j in range(len(weights))
        if weights[j] * len(weights) >= TELLING and inside[:, j].max() >= ALIGNED
    }


def _shift(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
