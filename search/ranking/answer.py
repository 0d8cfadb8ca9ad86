"""The few words of a sentence that answer a question: a date, a number, a place or a person.

What may answer is told by its form (``search.ranking.candidates``); it answers the closer it stands
to the words that align with the question's. Where that is not clear, nothing is offered.
"""

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.arabic.analyzer import Word, words
from search.arabic.listings import listed
from search.ranking.alignment import Alignment
from search.ranking.candidates import Candidate, candidates, with_what_belongs
from search.ranking.questions import Question
from search.records import Span

# Code points over which the pull of an aligned word falls to a third.
REACH = 60.0
# Code points on either side in which the question's own words are looked for, up to the next
# candidate, and what it counts where all of them stand there.
BESIDE = 50
OWN_WORDS = 0.2


# How much nearer an answer is at least than the next one.
LEAD = 0.06
# What the log odds of the passage and the nearness of an answer, by its weight, have to add up to.
# Chosen for precision on training questions; see docs/decisions/0021-what-a-question-names.md.
NEAR, CLEAR = 8.0, 5.2


class Answer(NamedTuple):
    """What may answer.

    Attributes:
        span: the words, in the sentence.
        near: how well the question's tokens match around them.
    """

    span: Span
    near: float


_WORDS = {
    "born": "ولد ولدت مولد ميلاد مولود اتولد انولد تولد born birth",
    "died": "توفي توفيت مات ماتت وفاة وفاته موت اتوفى توفى died die death",
}
_FORMS = {name: listed(listing) for name, listing in _WORDS.items()}
_BIRTH_AND_DEATH = 2
_END = re.compile(r"[.!؟?\n](?=\s|$)")
_LEAST = 1e-6
_LIFETIME = re.compile(r"\([^()]*\)")


def find_answer(sentence: str, alignment: Alignment, question: Question) -> Answer | None:
    """The words of a sentence that answer best; ``None`` where none do, or others as well.

    Args:
        sentence: the one that answers best.
        alignment: of the text around it, counted from its start.
        question: what the question asks for.
    """
    within = list(words(sentence))
    found = candidates(sentence, within, question)
    lifetime = _of_a_lifetime(sentence, found, question)
    if lifetime is not None:
        return Answer(lifetime.whole, _nearness(lifetime.core, alignment))
    found = with_what_belongs(sentence, within, found, question)
    if not found:
        return None
    near = [_nearness(core, alignment) for core, _ in found]
    own = [_own_words(core, found, within, question) for core, _ in found]
    scores = [nearness + OWN_WORDS * share for nearness, share in zip(near, own, strict=True)]
    best = int(np.argmax(scores))
    others = scores[:best] + scores[best + 1 :]
    if others and scores[best] - max(others) < LEAD:
        return None
    if _is_in_brackets(sentence, found[best].core) or _is_torn(
        _within_its_sentence(sentence, found, best), within, question
    ):
        return None
    return Answer(found[best].whole, near[best])


def is_clear(answer: Answer, confidence: float) -> bool:
    """Whether an answer is right, as good as surely.

    Args:
        answer: that was found in a passage.
        confidence: the probability that the passage answers.
    """
    odds = math.log(max(confidence, _LEAST) / max(1 - confidence, _LEAST))
    return odds + NEAR * answer.near >= CLEAR


def _is_in_brackets(sentence: str, core: Span) -> bool:
    """Whether something stands in brackets, aside from what the sentence says."""
    return sentence.rfind("(", 0, core.start) > sentence.rfind(")", 0, core.start)


class _Place(NamedTuple):
    """A candidate in its own sentence, and the candidates beside it there.

    Attributes:
        core: of the candidate.
        start: of the sentence, or the end of the candidate before.
        end: of the sentence, or the start of the candidate after.
        follows: whether there is a candidate before.
        precedes: whether there is one after.
    """

    core: Span
    start: int
    end: int
    follows: bool
    precedes: bool


def _within_its_sentence(sentence: str, found: Sequence[Candidate], best: int) -> _Place:
    core = found[best].core
    start = max((other.end for other, _ in found if other.end <= core.start), default=-1)
    end = min(
        (other.start for other, _ in found if other.start >= core.end), default=len(sentence) + 1
    )
    ends = [match.end() for match in _END.finditer(sentence)]
    first = max((at for at in ends if at <= core.start), default=0)
    last = min((at for at in ends if at >= core.end), default=len(sentence))
    return _Place(core, max(first, start), min(last, end), start >= first, end <= last)


def _is_torn(place: _Place, within: Sequence[Word], question: Question) -> bool:
    """Whether words of the question may belong to the candidate beside it as well.

    Where they stand between two: «عضو في الأمم المتحدة منذ 1956 والجامعة العربية منذ 1958».
    """
    before = {
        word.stem
        for word in within
        if place.start <= word.span.start and word.span.end <= place.core.start
    }
    after = {
        word.stem
        for word in within
        if place.core.end <= word.span.start and word.span.end <= place.end
    }
    before, after = before & question.stems, after & question.stems
    return bool(before) and (place.follows or (place.precedes and bool(after - before)))


def _of_a_lifetime(
    sentence: str, found: Sequence[Candidate], question: Question
) -> Candidate | None:
    """From ``(date of birth - date of death)``, as encyclopaedias write it."""
    is_birth = not _FORMS["born"].isdisjoint(question.forms)
    if is_birth is not _FORMS["died"].isdisjoint(question.forms):
        return None
    for match in _LIFETIME.finditer(sentence):
        within = Span(*match.span())
        inside = [each for each in found if each.core.overlaps(within)]
        if len(inside) == _BIRTH_AND_DEATH:
            return inside[0] if is_birth else inside[1]
    return None


def _own_words(
    value: Span, found: Sequence[Candidate], within: Sequence[Word], question: Question
) -> float:
    """The share of the question's words that stand beside a value and beside no other one."""
    first = max((core.end for core, _ in found if core.end <= value.start), default=0)
    last = min(
        (core.start for core, _ in found if core.start >= value.end), default=value.end + BESIDE
    )
    near = Span(max(first, value.start - BESIDE), min(last, value.end + BESIDE))
    stems = {
        word.stem
        for word in within
        if near.start <= word.span.start
        and word.span.end <= near.end
        and not word.span.overlaps(value)
    }
    return len(stems & question.stems) / max(1, len(question.stems))


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
