"""The few words of a sentence that answer a question for a date or a number.

A value answers the closer it stands to the words that align with the question's. Names and other
answers are not offered: without a trained reader they are guesses.
"""

import re
from collections.abc import Sequence

import numpy as np

from search.arabic.analyzer import words
from search.arabic.normalizer import normalize
from search.arabic.values import dates, numbers
from search.ranking.alignment import Alignment
from search.ranking.questions import AnswerKind, Question
from search.records import Span

# Code points over which the pull of an aligned word falls to a third.
REACH = 60.0
# How much better than the next candidate the best one must be.
LEAD = 0.06

_YEAR = re.compile(r"(?<!\d)[12١٢]\d{3}(?!\d)")
_FOOTNOTE = re.compile(r"[(\[]\d{1,2}[)\]]")
_UNIT = re.compile(r"\s(?:[^\W\d]|[\u064b-\u0652])+[²³]?")
_WORDS = {
    # After a number, no unit of it.
    "no unit": """
        في من إلى على عن مع أو ثم حتى منذ بين التي الذي ما كما هو هي كان كانت أن أي لكل بعد قبل
    """,
    "born": "ولد ولدت مولد ميلاد مولود اتولد انولد تولد born birth",
    "died": "توفي توفيت مات ماتت وفاة وفاته موت اتوفى توفى died die death",
}
_FORMS = {name: frozenset(map(normalize, listing.split())) for name, listing in _WORDS.items()}
_BIRTH_AND_DEATH = 2
_LIFETIME = re.compile(r"\([^()]*\)")


def find_answer(sentence: str, alignment: Alignment, question: Question) -> Span | None:
    """The words that answer, as a span of the sentence, ``None`` where that is not clear.

    Args:
        sentence: the one that answers best.
        alignment: of the text around it, counted from its start.
        question: what the question asks for.
    """
    found = _candidates(sentence, question)
    lifetime = _of_a_lifetime(sentence, found, question)
    if lifetime is not None:
        return lifetime
    if not found:
        return None
    scores = [_nearness(span, alignment) for span in found]
    best = int(np.argmax(scores))
    others = scores[:best] + scores[best + 1 :]
    if others and scores[best] - max(others) < LEAD:
        return None
    is_number = question.kind is AnswerKind.NUMBER
    return _with_unit(sentence, found[best], question) if is_number else found[best]


def _candidates(sentence: str, question: Question) -> list[Span]:
    """Values of the kind that is asked for, without those that the question has itself."""
    if question.kind is AnswerKind.NUMBER:
        known = dates(sentence) + [Span(*match.span()) for match in _FOOTNOTE.finditer(sentence)]
        found = [span for span in numbers(sentence) if not any(map(span.overlaps, known))]
    elif question.kind is AnswerKind.DATE:
        found = dates(sentence)
    elif question.kind is AnswerKind.YEAR:
        found = [Span(*match.span()) for match in _YEAR.finditer(sentence)]
    else:
        return []
    return [span for span in found if question.lacks(sentence[slice(*span)])]


def _of_a_lifetime(sentence: str, found: Sequence[Span], question: Question) -> Span | None:
    """From ``(date of birth - date of death)``, as encyclopaedias write it."""
    is_birth = not _FORMS["born"].isdisjoint(question.forms)
    if is_birth is not _FORMS["died"].isdisjoint(question.forms):
        return None
    for match in _LIFETIME.finditer(sentence):
        inside = [span for span in found if match.start() < span.start and span.end < match.end()]
        if len(inside) == _BIRTH_AND_DEATH:
            return inside[0] if is_birth else inside[1]
    return None


def _nearness(value: Span, alignment: Alignment) -> float:
    """How well the question's tokens match around a value, by distance."""
    gaps = np.asarray(
        [max(value.start - span.end, span.start - value.end) for span in alignment.spans],
        np.float32,
    )
    outside = gaps >= 0
    if not outside.any():
        return 0.0
    near = np.maximum(alignment.similarities[outside], 0) * np.exp(-gaps[outside] / REACH)[:, None]
    return float(near.max(axis=0) @ alignment.weights)


def _with_unit(sentence: str, value: Span, question: Question) -> Span:
    """The number with what it counts, unless the question says that."""
    match = _UNIT.match(sentence, value.end)
    unit = match and next(words(match.group()), None)
    if not match or not unit or unit.form in _FORMS["no unit"] or unit.stem in question.stems:
        return value
    # What is joined by "and" is the next thing.
    return value if unit.form.startswith("و") else Span(value.start, match.end())
