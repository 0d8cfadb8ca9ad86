"""The few words of a sentence that answer a question: a date, a number, a place or a person.

What may answer is told by its form (``search.ranking.candidates``); it answers the closer it stands
to the words that align with the question's, and where the reader finds the answer as well. Who
holds an office may be named right beside it (``search.ranking.appositions``), and who leads or made
something behind a noun for that (``search.ranking.agents``). Where that is not clear, nothing is
offered.
"""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from search.arabic.analyzer import Word, words, words_of
from search.arabic.listings import listed
from search.arabic.ordinals import ORDINALS
from search.models.reader import Reading
from search.ranking.agents import agent
from search.ranking.agreement import say_the_same
from search.ranking.alignment import Alignment
from search.ranking.appointed import appointed
from search.ranking.appositions import holder
from search.ranking.candidates.candidate import Candidate
from search.ranking.candidates.finding import candidates, with_what_belongs
from search.ranking.deeds import is_of_another
from search.ranking.described import description
from search.ranking.evidence import Weighed
from search.ranking.lifetimes import in_a_lifetime, is_of_a_life, is_of_who_is_asked
from search.ranking.questions import AnswerKind, Question
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
# Chosen for precision on training questions, as 8 and 5.2 for log odds of another scale; see
# docs/decisions/0021-what-a-question-names.md and "Levelled" in 0008-confidence.md.
NEAR, CLEAR = 6.44, 3.94
# What the log odds count that the reader finds the answer there, up to so many, see 0024-reader.md.
READ, MOST_READ = 0.24, 8.0
# What these are at least, and by how much they are more than of all that says something else.
# The former for what the rules alone offer, the latter for what they do not.
_BY_RULES = (-1.0, 1.1)
_BY_READER = {
    AnswerKind.NUMBER: (2.0, 1.1),
    AnswerKind.PLACE: (2.0, 2.2),
    AnswerKind.PERSON: (3.0, 2.2),
}

# From such odds and such a lead on the reader tells an answer from what stands as near, and which
# of two candidates words of the question belong to, see "Where it is very sure" in 0024-reader.md;
# the former also where it gives all else next to nothing.
_SURE = (5.2, 4.0)
_ALONE = (3.0, 10.0)

_AGES = listed("عمر سن")
# Words before an age in which who has it stands, with what he is.
_NAMED_BEFORE = 6
_END = re.compile(r"[.!؟?\n](?=\s|$)")
_LEAST = 1e-6


class _Scored(NamedTuple):
    """A candidate, and how near it is to words that align with the question, and to its own."""

    candidate: Candidate
    score: float


def find_answer(weighed: Weighed, sentence: Span, confidence: float) -> Span | None:
    """The words of a sentence that answer, ``None`` where that is not clear.

    Args:
        weighed: the passage; where a reader has read it, nothing is offered that it does not find
            as well, but for who is named right beside an office.
        sentence: the one in its text that answers best.
        confidence: the probability that the passage answers.
    """
    text, question = weighed.passage.searched_text, weighed.question
    here, there = text[slice(*sentence)], weighed.alignment.shifted(-sentence.start)
    within = list(words(here))
    if not _has_ordinals(within, question):
        return None
    held = holder(question, here, within)
    if held is None:
        held = agent(question, here, within, weighed.passage.document.title or "")
    if held is None:
        held = appointed(question, here, within) or description(question, here, within)
    if held is not None:
        return held.shifted(sentence.start)
    found = candidates(here, within, question)
    lifetime = in_a_lifetime(here, found, question)
    if lifetime is None and weighed.reading is not None:
        return _agreed(weighed, weighed.reading, sentence, confidence, found)
    best = lifetime or _best(here, within, found, there, question)
    if best is None:
        return None
    is_his = lifetime is not None and is_of_who_is_asked(here, best.core, question)
    if not is_his and not _is_near(_nearness(best.core, there), confidence):
        return None
    answer = best.whole.shifted(sentence.start)
    is_alone = lifetime is not None or not _has_rival(text, answer, weighed.alignment, question)
    return answer if is_alone else None


def _best(
    sentence: str,
    within: Sequence[Word],
    found: Sequence[Candidate],
    alignment: Alignment,
    question: Question,
) -> Candidate | None:
    """What answers best in a sentence; ``None`` where nothing does, or something else may."""
    found = with_what_belongs(sentence, within, found, question)
    scored = _scored(found, within, alignment, question)
    # Where one of them may be another value, the words that make it one may belong to any.
    if not scored or not all(each.is_told for each in found):
        return None
    (best, score), *others = sorted(scored, key=lambda each: -each.score)
    is_alone = not others or score - others[0].score >= LEAD
    if not is_alone or _is_in_brackets(sentence, best.core):
        return None
    place = _within_its_sentence(sentence, found, best.core)
    is_other = _is_torn(place, within, question) or _is_of_another(best.core, within, question)
    return None if is_other else best


def _agreed(
    weighed: Weighed,
    reading: Reading,
    sentence: Span,
    confidence: float,
    rules: Sequence[Candidate],
) -> Span | None:
    """What a reader finds among what may answer by its form, where it is sure enough.

    It is surer of what is not among those that the rules offer without it.
    """
    text, question = weighed.passage.searched_text, weighed.question
    here = text[slice(*sentence)]
    within = list(words(here))
    found = candidates(here, within, question, is_read=True)
    found = with_what_belongs(here, within, found, question)
    if not found or not all(each.is_told for each in found):
        return None
    age = _age_in_brackets(here, found, question)
    odds = [reading.odds_of(each.whole.shifted(sentence.start)) for each in found]
    best, most = max(zip(found, odds, strict=True), key=lambda each: each[1])
    if (_is_in_brackets(here, best.core) and best is not age) or _is_of_another(
        best.core, within, question
    ):
        return None
    if question.kind is AnswerKind.NUMBER and _has_another(here, best, rules):
        return None
    by_rules = any(each.core == best.core for each in rules)
    least, lead = _BY_RULES if by_rules else _BY_READER[question.kind]
    near = NEAR * _nearness(best.core, weighed.alignment.shifted(-sentence.start))
    answer = best.whole.shifted(sentence.start)
    said = here[slice(*best.whole)]
    others = [each for each in found if not say_the_same(here[slice(*each.whole)], said)]
    place = _within_its_sentence(here, others, best.core)
    near += _log_odds(confidence) + READ * min(most, MOST_READ)
    if most < least or near < CLEAR:
        return None
    ahead = _lead_read(text, answer, question, reading)
    is_sure = most >= _SURE[0] and ahead >= _SURE[1]
    if ahead < lead or (not is_sure and _is_torn(place, within, question)):
        return None
    is_alone = is_sure or (most >= _ALONE[0] and ahead >= _ALONE[1])
    has_rival = not is_alone and _has_rival(text, answer, weighed.alignment, question, is_read=True)
    return None if has_rival else answer


def _has_another(sentence: str, best: Candidate, rules: Sequence[Candidate]) -> bool:
    """Whether a sentence has another number of what is asked for, which may be of something else.

    «المساحة الإجمالية لموقع الخيمة سبعة آلاف متر ضمن مساحة السوق البالغة تسعة ملايين متر».
    """
    said = sentence[slice(*best.whole)]
    return any(
        not each.whole.overlaps(best.whole) and not say_the_same(sentence[slice(*each.whole)], said)
        for each in rules
    )


def _lead_read(text: str, answer: Span, question: Question, reading: Reading) -> float:
    """How much more a reader gives an answer than all else in the passage that says another."""
    within = words_of(text)
    found = candidates(text, within, question, is_read=True)
    said = text[slice(*answer)]
    others = [
        _chance(reading.odds_of(each.whole))
        for each in with_what_belongs(text, within, found, question)
        if not each.whole.overlaps(answer) and not say_the_same(text[slice(*each.whole)], said)
    ]
    return math.log(_chance(reading.odds_of(answer)) / max(sum(others), _LEAST))


def _log_odds(chance: float) -> float:
    return math.log(max(chance, _LEAST) / max(1 - chance, _LEAST))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _has_ordinals(within: Sequence[Word], question: Question) -> bool:
    """Whether a sentence has the ordinals of a question: of the second dragon, not the third."""
    there = {word.stem for word in within}
    return all(word.stem in there for word in words(question.read) if word.form in ORDINALS)


def _scored(
    found: Sequence[Candidate], within: Sequence[Word], alignment: Alignment, question: Question
) -> list[_Scored]:
    scored = []
    for candidate in found:
        near = _nearness(candidate.core, alignment)
        own = _own_words(candidate.core, found, within, question)
        scored.append(_Scored(candidate, near + OWN_WORDS * own))
    return scored


def _is_near(near: float, confidence: float) -> bool:
    """Whether an answer is near enough for how likely its passage is."""
    return _log_odds(confidence) + NEAR * near >= CLEAR


def _has_rival(
    text: str, answer: Span, alignment: Alignment, question: Question, *, is_read: bool = False
) -> bool:
    """Whether something else in the passage answers as well, and says something else."""
    within = words_of(text)
    found = candidates(text, within, question, is_read=is_read)
    found = with_what_belongs(text, within, found, question)
    said = text[slice(*answer)]
    own, rivals = 0.0, []
    for (_, other, _), score in _scored(found, within, alignment, question):
        if other.overlaps(answer):
            own = max(own, score)
        elif not say_the_same(text[slice(*other)], said):
            rivals.append(score)
    return bool(rivals) and own - max(rivals) < LEAD


def _is_of_another(core: Span, within: Sequence[Word], question: Question) -> bool:
    return is_of_a_life(core, within, question) or is_of_another(core, within, question)


def _is_in_brackets(sentence: str, core: Span) -> bool:
    """Whether something stands in brackets, aside from what the sentence says."""
    return sentence.rfind("(", 0, core.start) > sentence.rfind(")", 0, core.start)


def _age_in_brackets(
    sentence: str, found: Sequence[Candidate], question: Question
) -> Candidate | None:
    """The age that stands alone in brackets behind who is asked about: كي هيون بوم (32 عاما).

    Who killed or married them is another: what is asked of the age first stands there as well.
    """
    first = _whose_age(question.read)
    if question.kind is not AnswerKind.NUMBER or first is None:
        return None
    for each in found:
        start, end = each.whole
        is_alone = sentence[start - 1 : start] == "(" and sentence[end : end + 1] == ")"
        before = words_of(sentence[: start - 1])[-_NAMED_BEFORE:] if is_alone else ()
        if before and question.has(before[-1]) and any(w.stem == first.stem for w in before):
            return each
    return None


def _whose_age(question: str) -> Word | None:
    """The word behind the one for an age, which begins who is asked about."""
    asked = words_of(question)
    return next((b for a, b in pairwise(asked) if a.form in _AGES), None)


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


def _within_its_sentence(sentence: str, found: Sequence[Candidate], core: Span) -> _Place:
    start = max((other.end for other, *_ in found if other.end <= core.start), default=-1)
    end = min(
        (other.start for other, *_ in found if other.start >= core.end), default=len(sentence) + 1
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


def _own_words(
    value: Span, found: Sequence[Candidate], within: Sequence[Word], question: Question
) -> float:
    """The share of the question's words that stand beside a value and beside no other one."""
    first = max((core.end for core, *_ in found if core.end <= value.start), default=0)
    last = min(
        (core.start for core, *_ in found if core.start >= value.end), default=value.end + BESIDE
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
    starts, ends = alignment.spans.T
    gaps = np.maximum(value.start - ends, starts - value.end).astype(np.float32)
    outside = gaps >= 0
    if not outside.any():
        return 0.0
    near = np.maximum(alignment.similarities[outside], 0) * np.exp(-gaps[outside] / REACH)[:, None]
    return float(near.max(axis=0) @ alignment.weights)
