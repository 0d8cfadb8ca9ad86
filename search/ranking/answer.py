"""The few words of a sentence that answer a question: a date, a number, a place or a person.

What may answer is told by its form (``search.ranking.candidates``); it answers the closer it stands
to the words that align with the question's. Where that is not clear, nothing is offered.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.arabic.analyzer import Word, words
from search.arabic.listings import listed
from search.ranking.alignment import ALIGNED, Alignment
from search.ranking.candidates import Candidate, candidates
from search.ranking.questions import AnswerKind, Question
from search.records import Span

# Code points over which the pull of an aligned word falls to a third.
REACH = 60.0
# Code points on either side in which the question's own words are looked for, up to the next
# candidate, and what it counts where all of them stand there.
BESIDE = 50
OWN_WORDS = 0.2


class Clear(NamedTuple):
    """When an answer is clear.

    Attributes:
        near: how near it is at least.
        lead: how much nearer it is than the next one.
        aligned: share of the question's tokens that align with the sentence's, by weight.
    """

    near: float
    lead: float
    aligned: float


# Chosen for precision on training questions; see docs/decisions/0021-what-a-question-names.md.
CLEAR = {
    AnswerKind.DATE: Clear(0.37, 0.15, 0.6),
    AnswerKind.YEAR: Clear(0.37, 0.1, 0.8),
    AnswerKind.NUMBER: Clear(0.42, 0.06, 0.0),
    AnswerKind.PLACE: Clear(0.3, 0.06, 0.8),
    AnswerKind.PERSON: Clear(0.3, 0.06, 0.8),
}

_WORDS = {
    "born": "ولد ولدت مولد ميلاد مولود اتولد انولد تولد born birth",
    "died": "توفي توفيت مات ماتت وفاة وفاته موت اتوفى توفى died die death",
}
_FORMS = {name: listed(listing) for name, listing in _WORDS.items()}
_BIRTH_AND_DEATH = 2
_LIFETIME = re.compile(r"\([^()]*\)")


def find_answer(sentence: str, alignment: Alignment, question: Question) -> Span | None:
    """The words that answer, as a span of the sentence, ``None`` where that is not clear.

    Args:
        sentence: the one that answers best.
        alignment: of the text around it, counted from its start.
        question: what the question asks for.
    """
    found = candidates(sentence, question)
    lifetime = _of_a_lifetime(sentence, found, question)
    if lifetime is not None:
        return lifetime
    if not found:
        return None
    within = list(words(sentence))
    scores = [
        _nearness(core, alignment) + OWN_WORDS * _own_words(core, found, within, question)
        for core, _ in found
    ]
    best = int(np.argmax(scores))
    near, lead, aligned = CLEAR[question.kind]
    others = scores[:best] + scores[best + 1 :]
    is_clear = scores[best] >= near and (not others or scores[best] - max(others) >= lead)
    is_aligned = _aligned(alignment, Span(0, len(sentence))) >= aligned
    return found[best].whole if is_clear and is_aligned else None


def _aligned(alignment: Alignment, part: Span) -> float:
    """The share of the question's tokens that align with some in a part of the text, by weight."""
    own = alignment.similarities[alignment.rows_in(part)]
    return float(alignment.weights[own.max(axis=0) >= ALIGNED].sum()) if len(own) else 0.0


def _of_a_lifetime(sentence: str, found: Sequence[Candidate], question: Question) -> Span | None:
    """From ``(date of birth - date of death)``, as encyclopaedias write it."""
    is_birth = not _FORMS["born"].isdisjoint(question.forms)
    if is_birth is not _FORMS["died"].isdisjoint(question.forms):
        return None
    for match in _LIFETIME.finditer(sentence):
        within = Span(*match.span())
        inside = [whole for core, whole in found if core.overlaps(within)]
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
