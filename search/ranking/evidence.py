"""Which sentence of a passage answers, and which of its words align with the question's."""

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
from search.ranking.questions import AnswerKind, Asked
from search.records import Passage, Span

# A single letter aligns with anything that begins with it.
SHORTEST_WORD = 2
# A question token that weighs less than this share of the average is a function word.
TELLING = 0.6

# How a sentence is scored, by a conditional logit on arcd's training questions, rounded; see
# benchmarks/README.md. Every part is between -1 and 1, and more of it is better.
MAXSIM = 1.5  # best matches of the question's tokens in it
CONTEXT = 2.5  # the same with the sentence before, which names what a pronoun stands for
POOLED = 2.0  # mean of all its tokens
ASSURED = 2.5  # weight of the question's tokens that align
OVERLAP = 3.0  # share of the question's stems that it has
FITTING = 2.5  # whether it has the kind of words that answer
# A semicolon, or a full stop inside brackets, ends no statement: what follows belongs to it, up to
# so many code points.
LONGEST_STATEMENT = 400
_NO_MATCH = -1.0

_PLACE_WORDS = """
في مدينة دولة شمال جنوب شرق غرب منطقة بلدة قرية حي ولاية محافظة قارة عاصمة تقع يقع
"""
_PLACES = frozenset(map(normalize, _PLACE_WORDS.split()))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Spans in the document's text: the best sentence, the aligned words, in order, the answer."""

    sentence: Span
    words: tuple[Span, ...]
    answer: Span | None


def find_evidence(passage: Passage, alignment: Alignment, asked: Asked) -> Evidence:
    """Evidence in a passage from the alignment of its text with the question."""
    text = passage.searched_text
    within = statements(text) or [Span(0, len(text))]
    best = within[int(np.argmax(_scores(text, within, alignment, asked)))]
    sentence = text[best.start : best.end]
    candidates = [word for word in words(sentence) if len(word.form) >= SHORTEST_WORD]
    places = [word.span.shifted(best.start) for word in candidates]
    aligned = _aligned(places, alignment)
    answer = find_answer(sentence, alignment.shifted(-best.start), asked)
    return Evidence(
        best.shifted(passage.start),
        tuple(
            place.shifted(passage.start)
            for i, (word, place) in enumerate(zip(candidates, places, strict=True))
            if i in aligned or word.stem in asked.stems
        ),
        answer and answer.shifted(best.start + passage.start),
    )


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
    text: str, within: Sequence[Span], alignment: Alignment, asked: Asked
) -> NDArray[np.float32]:
    """How well each sentence answers, shape (sentences,)."""
    weights = alignment.weights
    none = np.full(len(weights), _NO_MATCH, np.float32)
    before = none
    scores = np.empty(len(within), np.float32)
    for number, sentence in enumerate(within):
        own = alignment.similarities[alignment.rows_in(sentence)]
        best, mean = (own.max(axis=0), own.mean(axis=0)) if len(own) else (none, none)
        scores[number] = (
            MAXSIM * (best @ weights)
            + CONTEXT * (np.maximum(best, before) @ weights)
            + POOLED * (mean @ weights)
            + ASSURED * weights[best >= ALIGNED].sum()
            + _wording(text[sentence.start : sentence.end], asked)
        )
        before = best
    return scores


def _wording(sentence: str, asked: Asked) -> float:
    found = list(words(sentence))
    shared = asked.stems & {word.stem for word in found}
    return OVERLAP * len(shared) / max(1, len(asked.stems)) + FITTING * _fits(
        sentence, found, asked
    )


def _fits(sentence: str, found: Sequence[Word], asked: Asked) -> float:
    """Whether a sentence has what the question asks for, beyond the question's own words."""
    if asked.kind is AnswerKind.OTHER:
        return 0.0
    if asked.kind is AnswerKind.PLACE:
        # A preposition is a weak sign.
        return 0.5 * any(word.form in _PLACES for word in found)
    number = _has_new(sentence, numbers(sentence), asked)
    if asked.kind is AnswerKind.NUMBER:
        return float(number)
    return (number + _has_new(sentence, dates(sentence), asked)) / 2


def _has_new(sentence: str, values: Sequence[Span], asked: Asked) -> bool:
    return any(
        word.form not in asked.forms for span in values for word in words(sentence[slice(*span)])
    )


def _aligned(places: Sequence[Span], alignment: Alignment) -> set[int]:
    """Indices of the words that are the best match of a question token that says something."""
    pairs = [
        (row, i)
        for row, span in enumerate(alignment.spans)
        for i, place in enumerate(places)
        if span.start < place.end and place.start < span.end
    ]
    if not pairs:
        return set()
    rows, owners = zip(*pairs, strict=True)
    inside = alignment.similarities[list(rows)]
    weights = alignment.weights
    return {
        owners[int(inside[:, j].argmax())]
        for j in range(len(weights))
        if weights[j] * len(weights) >= TELLING and inside[:, j].max() >= ALIGNED
    }
