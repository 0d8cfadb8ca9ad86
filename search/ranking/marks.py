"""Which words of a text are those of a question: inflected, spelt otherwise, or translated."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word
from search.arabic.listings import bare
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import is_number
from search.ranking.alignment import ALIGNED, Alignment
from search.ranking.questions import Question
from search.records import Span

# A single letter aligns with anything that begins with it.
SHORTEST_WORD = 2
# A question token that weighs less than this share of the average is a function word.
TELLING = 0.6
# Letters in a row that two words of one root have in common, at least.
_SHARED = 3


def marked(
    text: str, found: Sequence[Word], alignment: Alignment, question: Question
) -> list[Word]:
    """Words that say what a telling word of the question says, in order.

    Function words say nothing, and an amount is said by the same amount alone.

    Args:
        text: that the words are of.
        found: some words of it that follow each other.
        alignment: of the text with the question.
        question: what is asked.
    """
    aligned = _aligned(found, alignment)
    said = _amounts(text, found, question)
    return [
        word
        for i, word in enumerate(found)
        if any(map(word.span.overlaps, said))
        or (
            len(word.form) >= SHORTEST_WORD
            and (question.has(word) or (i in aligned and _is_alike(word, question)))
            and bare(word.form, STOPWORDS) is None
            and not is_number(word)
        )
    ]


def _amounts(text: str, found: Sequence[Word], question: Question) -> list[Span]:
    """Where a text has an amount that the question has, in whatever writing."""
    asked = question.amounts
    return [span for span, key in amounts(text, found) if key in asked] if asked else []


def _is_alike(word: Word, question: Question) -> bool:
    """Whether a word that aligns may be a translation, or shares letters with one that is asked."""
    return any(
        word.form.isascii() is not asked.form.isascii() or _shares(word.stem, asked.stem)
        for asked in question.opening.content
    )


def _shares(one: str, other: str) -> bool:
    runs = {one[i : i + _SHARED] for i in range(len(one) - _SHARED + 1)}
    return any(other[i : i + _SHARED] in runs for i in range(len(other) - _SHARED + 1))


def _aligned(found: Sequence[Word], alignment: Alignment) -> set[int]:
    """Indices of the words that are the best match of a question token that says something."""
    if not len(alignment.spans) or not found:
        return set()
    starts, ends = alignment.spans.T
    flat = chain.from_iterable(word.span for word in found)
    firsts, lasts = np.fromiter(flat, np.int64).reshape(-1, 2).T
    # Of a sentence few of a passage's tokens are.
    near = np.flatnonzero((starts < lasts[-1]) & (firsts[0] < ends))
    places, owners = np.nonzero((starts[near, None] < lasts) & (firsts < ends[near, None]))
    if not len(places):
        return set()
    inside = alignment.similarities[near[places]]
    telling = alignment.weights * len(alignment.weights) >= TELLING
    best = np.maximum.reduce(inside, axis=0) >= ALIGNED
    return set(owners[inside.argmax(axis=0)[telling & best]].tolist())
