"""Which sentence of a passage answers, and which of its words align with the question's."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import Word, words
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences
from search.arabic.values import dates, numbers
from search.ranking.alignment import ALIGNED, Alignment
from search.ranking.answer import find_answer
from search.ranking.questions import AnswerKind, Question
from search.records import Passage, Span

# A single letter aligns with anything that begins with it.
SHORTEST_WORD = 2
# A question token that weighs less than this share of the average is a function word.
TELLING = 0.6

# How a sentence is scored, by a conditional logit on arcd's training questions, rounded; see
# docs/decisions/0009-evidence.md. Every part is between -1 and 1, and more of it is better.
MAXSIM = 1.5  # best matches of the question's tokens in it
CONTEXT = 2.5  # the same with the sentence before, which names what a pronoun stands for
POOLED = 2.0  # mean of all its tokens
ASSURED = 2.5  # weight of the question's tokens that align
OVERLAP = 3.0  # share of the question's stems that it has
FITTING = 2.5  # whether it has the kind of words that answer
# Two neighbours whose scores differ by no more are emphasised together, up to so many code points:
# one often names what the other says. That is one question in six.
CLOSE = 1.5
LONGEST_PAIR = 600
# A semicolon, or a full stop inside brackets, ends no statement: what follows belongs to it, up to
# so many code points.
LONGEST_STATEMENT = 400
# A question token whose best cosine is 0.1 below or above the threshold aligns by 12 or 88 %.
STEEPNESS = 20.0
_NO_MATCH = -1.0

_PLACE_WORDS = """
في مدينة دولة شمال جنوب شرق غرب منطقة بلدة قرية حي ولاية محافظة قارة عاصمة تقع يقع
"""
_PLACES = frozenset(map(normalize, _PLACE_WORDS.split()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in a passage answers; spans are of the document's text.

    Attributes:
        sentence: the one that answers best.
        words: those of it that align with the question's, in order.
        answer: the words of it that answer, where that is clear.
        overlap: share of the question's stems that the passage has.
        assured: share of the question's tokens that align with its own, by weight; one that nearly
            does counts in part.
    """

    sentence: Span
    words: tuple[Span, ...]
    answer: Span | None
    overlap: float
    assured: float


def find_evidence(passage: Passage, alignment: Alignment, question: Question) -> Evidence:
    """Evidence in a passage from the alignment of its text with the question."""
    text = passage.searched_text
    found = list(words(text))
    within = statements(text) or [Span(0, len(text))]
    parts = [_inside(span, found) for span in within]
    best = _best(text, within, _scores(text, within, parts, alignment, question))
    candidates = [word for word in _inside(best, found) if len(word.form) >= SHORTEST_WORD]
    aligned = _aligned([word.span for word in candidates], alignment)
    answer = find_answer(text[best.start : best.end], alignment.shifted(-best.start), question)
    return Evidence(
        best.shifted(passage.start),
        tuple(
            word.span.shifted(passage.start)
            for i, word in enumerate(candidates)
            if i in aligned or question.has(word)
        ),
        answer and answer.shifted(best.start + passage.start),
        question.share_in(found),
        _assured(alignment),
    )


def _assured(alignment: Alignment) -> float:
    if not len(alignment.similarities):
        return 0.0
    best = alignment.similarities.max(axis=0)
    return float(alignment.weights @ (0.5 + 0.5 * np.tanh(STEEPNESS * (best - ALIGNED) / 2)))


def _best(text: str, within: Sequence[Span], scores: NDArray[np.float32]) -> Span:
    """The best sentence, with its better neighbour where that is nearly as good."""
    best = int(np.argmax(scores))
    sides = [i for i in (best - 1, best + 1) if 0 <= i < len(within)]
    near = max(sides, key=lambda i: float(scores[i]), default=best)
    first, last = within[min(best, near)], within[max(best, near)]
    both = Span(first.start, last.end)
    is_close = scores[best] - scores[near] <= CLOSE
    is_one = "\n" not in text[first.end : last.start]
    fits = both.end - both.start <= LONGEST_PAIR
    return both if is_close and is_one and fits else within[best]


def _inside(outer: Span, found: Sequence[Word]) -> Sequence[Word]:
    """The words, of a text's in order, that stand inside a part of it."""
    first = bisect_left(found, outer.start, key=lambda word: word.span.start)
    return found[first : bisect_right(found, outer.end, key=lambda word: word.span.end)]


def statements(text: str) -> list[Span]:
    """Sentences that can stand alone: what a semicolon or open bracket leaves unsaid follows."""
    found: list[Span] = []
    for span in sentences(text):
        if found and _continues(text, found[-1], span):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _continues(text: str, before: Span, span: Span) -> bool:
    said = text[before.start : before.end]
    is_open = said.endswith("؛") or said.count("(") > said.count(")")
    is_short = span.end - before.start <= LONGEST_STATEMENT
    return is_open and is_short and "\n" not in text[before.end : span.start]


def _scores(
    text: str,
    within: Sequence[Span],
    parts: Sequence[Sequence[Word]],
    alignment: Alignment,
    question: Question,
) -> NDArray[np.float32]:
    """How well each sentence, which has these words, answers; shape (sentences,)."""
    weights = alignment.weights
    none = np.full(len(weights), _NO_MATCH, np.float32)
    before = none
    scores = np.empty(len(within), np.float32)
    for number, (sentence, found) in enumerate(zip(within, parts, strict=True)):
        own = alignment.similarities[alignment.rows_in(sentence)]
        best, mean = (own.max(axis=0), own.mean(axis=0)) if len(own) else (none, none)
        scores[number] = (
            MAXSIM * (best @ weights)
            + CONTEXT * (np.maximum(best, before) @ weights)
            + POOLED * (mean @ weights)
            + ASSURED * weights[best >= ALIGNED].sum()
            + OVERLAP * question.share_in(found)
            + FITTING * _fits(text[sentence.start : sentence.end], found, question)
        )
        before = best
    return scores


def _fits(sentence: str, found: Sequence[Word], question: Question) -> float:
    """Whether a sentence has what the question asks for, beyond the question's own words."""
    if question.kind in {AnswerKind.OTHER, AnswerKind.PERSON}:
        return 0.0
    if question.kind is AnswerKind.PLACE:
        # A preposition is a weak sign.
        return 0.5 * any(word.form in _PLACES for word in found)
    number = _has_new(sentence, numbers(sentence), question)
    if question.kind is AnswerKind.NUMBER:
        return float(number)
    return (number + _has_new(sentence, dates(sentence), question)) / 2


def _has_new(sentence: str, values: Sequence[Span], question: Question) -> bool:
    return any(question.lacks(sentence[slice(*span)]) for span in values)


def _aligned(places: Sequence[Span], alignment: Alignment) -> set[int]:
    """Indices of the words that are the best match of a question token that says something."""
    if not alignment.spans or not places:
        return set()
    starts, ends = np.asarray(alignment.spans).T
    firsts, lasts = np.asarray(places).T
    rows, owners = np.nonzero((starts[:, None] < lasts) & (firsts < ends[:, None]))
    if not len(rows):
        return set()
    inside = alignment.similarities[rows]
    weights = alignment.weights
    return {
        int(owners[inside[:, j].argmax()])
        for j in range(len(weights))
        if weights[j] * len(weights) >= TELLING and inside[:, j].max() >= ALIGNED
    }
