"""What is measured of an answer: its sentence, its confidence and its short answer."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean

import numpy as np

from benchmarks.attestation.asked import Asked
from benchmarks.attestation.kinds import SHORT, is_of_kind
from benchmarks.confidence import auroc, by_mass, calibration_error
from indexer.evaluation.first_hits import WORD, folded
from search.arabic.clauses import clauses
from search.arabic.listings import listed
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences
from search.arabic.stemmer import stem
from search.ranking.confidence import Strength, strength
from search.records import Hit, Results

SWAPPED = "swapped"
# Words that a right short answer may have beside the accepted one.
_FURTHER = 2
# Code points of an answer from which on it does not stand in a text by chance.
_LONG = 6
# Letters that are written together with the word after them.
_PREFIX = "(?:[وف]?[بكل]?(?:ال)?|[وف]?لل)"
# Words before or after a number that say no more of it.
_LEADING_WORDS = "في عام سنة العام السنة يوم بتاريخ شهر منذ م هـ حوالي نحو قرابة تقريبا"
_LEADING = listed(_LEADING_WORDS)

Figures = dict[str, object]
_SEED, _DRAWS = 18, 200


@dataclass(frozen=True, slots=True)
class Sentence:
    """The sentence set off in the first right hit.

    Attributes:
        characters: its length.
        holds: whether it holds an answer.
        shortest: length of the shortest sentence or clause of the passage that does, where one
            does.
    """

    characters: int
    holds: bool
    shortest: int | None


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The short answer of the first hit.

    Attributes:
        is_right: whether it is of the kind asked, and an accepted answer with at most two more
            words.
        is_part: whether it is a part of an accepted answer.
    """

    is_right: bool
    is_part: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for a question.

    Attributes:
        asked: the question.
        confidence: in the first hit; 0 where there is none.
        is_right: whether the first hit is right.
        is_sufficient: whether the evidence is called sufficient.
        lacks: whether the first hit says that something which the question names is missing.
        sentence: of the first right hit, where there is one.
        answer: the short answer that is shown, where one is.
    """

    asked: Asked
    confidence: float
    is_right: bool
    is_sufficient: bool
    lacks: bool
    sentence: Sentence | None
    answer: ShortAnswer | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back for the questions of a set.

    Attributes:
        answerable: for those that its corpus answers.
        unanswerable: for those that it does not, by where they come from; names of swaps begin
            with ``SWAPPED``.
    """

    answerable: Sequence[Outcome]
    unanswerable: Mapping[str, Sequence[Outcome]]


def outcome_of(asked: Asked, results: Results) -> Outcome:
    """What the results for a question are worth."""
    first = results.hits[0] if results.hits else None
    right = next((hit for hit in results.hits if _is_right(hit, asked)), None)
    return Outcome(
        asked,
        first.confidence if first else 0.0,
        first is not None and first is right,
        results.sufficient,
        first is not None and bool(first.missing),
        _sentence(right, asked.answers) if right else None,
        _short_answer(first, asked) if first else None,
    )


def _is_right(hit: Hit, asked: Asked) -> bool:
    """Whether the document, or a copy of its story, is one that answers."""
    told = {hit.citation.document_id, *(copy.document_id for copy in hit.also_published)}
    told |= {other.citation.document_id for other in hit.differing}
    return not told.isdisjoint(asked.relevant)


def _sentence(hit: Hit, answers: Sequence[str]) -> Sentence:
    text = hit.citation.part(hit.sentence)
    quote = hit.citation.quote
    parts = (quote[slice(*span)] for span in {*sentences(quote), *clauses(quote)})
    shortest = min((len(part) for part in parts if stands_in(part, answers)), default=None)
    return Sentence(len(text), stands_in(text, answers), shortest)


def stands_in(text: str, answers: Iterable[str]) -> bool:
    """Whether a text has the words of an answer, their spelling folded.

    A short one has to be whole words, which letters such as "and" may be joined to.
    """
    words = folded(text)
    for answer in answers:
        wanted = folded(answer).strip()
        if len(answer) >= _LONG and answer in text:
            return True
        if wanted and re.search(rf" {_PREFIX}{re.escape(wanted)} ", words):
            return True
    return False


def _short_answer(hit: Hit, asked: Asked) -> ShortAnswer | None:
    if hit.answer is None:
        return None
    shown = hit.citation.part(hit.answer)
    found = _telling(shown, asked.text)
    accepted = [_telling(answer, asked.text) for answer in asked.answers]
    is_right = any(_has(found, each) and len(found) <= len(each) + _FURTHER for each in accepted)
    return ShortAnswer(
        is_right and is_of_kind(shown, asked.kind),
        any(_has(each, found) and len(each) > len(found) for each in accepted),
    )


def _telling(answer: str, question: str) -> list[str]:
    """The folded words of an answer, without those that lead to a number or are the question's."""
    said = {stem(word) for word in WORD.findall(normalize(question))}
    found = WORD.findall(normalize(answer))
    return [word for word in found if word not in _LEADING and stem(word) not in said] or found


def _has(found: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether words stand among others, one after the other."""
    last = len(found) - len(wanted)
    return bool(wanted) and any(
        list(found[i : i + len(wanted)]) == list(wanted) for i in range(last + 1)
    )


def measure(sets: Sequence[Answered]) -> Figures:
    """All figures of sets together."""
    answerable = [one for each in sets for one in each.answerable]
    right = [one for one in answerable if one.is_right]
    return {
        "questions": len(answerable),
        "right first hits": len(right),
        "right first hits called insufficient": _share(not one.is_sufficient for one in right),
        "right first hits called strong": _share(
            strength(one.confidence) is Strength.STRONG for one in right
        ),
        "right first hits said to lack something": _share(one.lacks for one in right),
        "sentence": measure_sentences(answerable),
        "short answers": measure_answers(answerable),
        "unanswerable": {
            name: measure_unanswerable(right, outcomes)
            for name, outcomes in _by_origin(sets).items()
        },
        **calibration(sets),
    }


def _by_origin(sets: Sequence[Answered]) -> dict[str, list[Outcome]]:
    """Questions without an answer by where they come from; swaps of every kind together first."""
    found: defaultdict[str, list[Outcome]] = defaultdict(list)
    for each in sets:
        for name, outcomes in each.unanswerable.items():
            if name.startswith(SWAPPED) and outcomes:
                found[SWAPPED] += outcomes
    for each in sets:
        for name, outcomes in each.unanswerable.items():
            if outcomes:
                found[name] += outcomes
    return found


def measure_sentences(outcomes: Sequence[Outcome]) -> Figures:
    """Of the sentences set off in first right hits among ten."""
    found = [one.sentence for one in outcomes if one.sentence]
    ratios = [one.characters / one.shortest for one in found if one.holds and one.shortest]
    return {
        "found": len(found),
        "holds the answer": _share(one.holds for one in found),
        "its passage does": _share(one.holds or one.shortest is not None for one in found),
        "characters": _mean([one.characters for one in found]),
        "times the shortest that holds it": _mean(ratios),
    }


def measure_answers(outcomes: Sequence[Outcome]) -> Figures:
    """Of the short answers of first hits."""
    wanted = [one for one in outcomes if one.asked.kind in SHORT]
    shown = [one.answer for one in outcomes if one.answer]
    return {
        "asked for": len(wanted),
        "shown of those": _share(one.answer is not None for one in wanted),
        "shown": len(shown),
        "right": _share(answer.is_right for answer in shown),
        "part of the right one": _share(answer.is_part and not answer.is_right for answer in shown),
    }


def measure_unanswerable(right: Sequence[Outcome], outcomes: Sequence[Outcome]) -> Figures:
    """How questions that nothing answers are told from those whose first hit is right."""
    scores = [one.confidence for one in (*right, *outcomes)]
    labels = [True] * len(right) + [False] * len(outcomes)
    return {
        "questions": len(outcomes),
        "strong": _share(strength(one.confidence) is Strength.STRONG for one in outcomes),
        "sufficient": _share(one.is_sufficient for one in outcomes),
        "said to lack something": _share(one.lacks for one in outcomes),
        "with a short answer": _share(one.answer is not None for one in outcomes),
        "auroc": round(auroc(np.asarray(scores), np.asarray(labels), np.ones(len(scores))), 4)
        if right
        else None,
    }


def calibration(sets: Sequence[Answered]) -> Figures:
    """Expected calibration error in bins of equal mass; nothing without both kinds of questions.

    Sets, and in each of them questions with and without an answer, count the same. Beside it
    stands what it would be by chance alone, were every confidence exactly what it says: few
    questions have a bin each, and what is right in it is a draw. The mean of ``_DRAWS`` draws.
    """
    pairs = [(each.answerable, [*chain(*each.unanswerable.values())]) for each in sets]
    sides = [side for pair in pairs if all(pair) for side in pair]
    if not sides:
        return {}
    confidences = np.asarray([one.confidence for side in sides for one in side])
    right = np.asarray([one.is_right for side in sides for one in side])
    weights = np.asarray([1 / len(side) for side in sides for _ in side])
    bins = by_mass(confidences, weights)
    chance = np.random.default_rng(_SEED)
    drawn = [
        calibration_error(confidences, chance.random(len(right)) < confidences, weights, bins)
        for _ in range(_DRAWS)
    ]
    return {
        "calibration error": round(calibration_error(confidences, right, weights, bins), 4),
        "calibration error by chance": round(fmean(drawn), 4),
    }


def _share(values: Iterable[bool]) -> float | None:
    return _mean([float(value) for value in values])


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 4) if values else None
