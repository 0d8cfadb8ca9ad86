"""Counts of victims that a text raises later: «لترتفع الحصيلة إلى ستة»."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from search.arabic.amounts import amounts
from search.arabic.analyzer import Word, inside, words_of
from search.arabic.listings import Parts, listed
from search.arabic.naming import without_prefixes
from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences_of
from search.records import Span

# Code points behind a place in which another count is looked for.
_AFTER = 3000
_RISES = re.compile(
    "[ولف]?(?:[يت]رتفع|ارتفعت?|ارتفاع|[يت]رفع|رفعت?|[يت]صل|وصلت?|[يت]صبح|اصبحت?|[يت]بلغ|زادت?)"
)
_COUNT = listed("حصيلة عدد أعداد")
_COUNT_PARTS = Parts(_COUNT)
_TOLL = listed("حصيلة")
_VICTIMS = listed(
    """
    قتلى قتيل قتيلا ضحايا ضحية وفيات وفاة شهداء شهيد شهيدا مصابين مصابا جرحى جريح جريحا مفقودين
    إصابات إصابة موتى توفي توفيت توفوا قتل قتلوا قتلت مقتل بمقتل وفاتهم مصرع بمصرع لقي استشهد
    استشهاد أصيب أصيبوا إصابة بإصابة شخص أشخاص
    """
)
_DEATHS = _VICTIMS - listed("شخص أشخاص")
_TO = listed("إلى")
# It was told before: وكانت الوزارة أعلنت في وقت سابق.
_BEFORE = listed("كانت وكانت كان وكان سابق سابقا قبل قبلها")
# Words between the verb and the count, and between that and "to".
_COUNT_WITHIN, _TO_WITHIN, _NUMBER_WITHIN = 3, 8, 3
_KEPT = 64


class _Raised(NamedTuple):
    """Where a text raises a count, and to what."""

    start: int
    number: float


def is_raised_later(text: str, place: Span) -> bool:
    """Whether a text raises behind a place a count of victims that is told there.

    Args:
        text: of a document.
        place: of words in it.
    """
    near = text[place.start : place.end + _AFTER]
    raised = _raised(near)
    if not raised:
        return False
    own = inside(Span(0, place.end - place.start), words_of(near))
    if not any(without_prefixes(word.form) in _DEATHS for word in own):
        return False
    numbers = {float(key) for _, key in amounts(near, own, least=0) if _is_number(key)}
    return any(
        each.start >= place.end - place.start
        and each.number not in numbers
        and any(each.number / 4 <= number < each.number for number in numbers)
        for each in raised
    )


@lru_cache(_KEPT)
def _raised(text: str) -> tuple[_Raised, ...]:
    if not any(count in text for count in ("الحصيلة", "حصيلة", "عدد")):
        return ()
    told = [span for span in sentences_of(text) if _may_raise(text[slice(*span)])]
    raised = (_raised_in(text, inside(span, words_of(text))) for span in told)
    return tuple(each for each in raised if each is not None)


def _may_raise(sentence: str) -> bool:
    """What most sentences are not, told before their words are."""
    if "إلى" not in sentence and "تصبح" not in sentence:
        return False
    normalized = normalize(sentence)
    is_of_count = _COUNT_PARTS.may_be_in(normalized)
    return is_of_count and _RISES.search(normalized) is not None


def _raised_in(text: str, sentence: Sequence[Word]) -> _Raised | None:
    forms = [word.form for word in sentence]
    for i, form in enumerate(forms):
        if _RISES.fullmatch(form) is None or not _BEFORE.isdisjoint(forms[:i]):
            continue
        near = forms[i + 1 : i + 1 + _COUNT_WITHIN]
        at = next((j for j, each in enumerate(near) if without_prefixes(each) in _COUNT), None)
        if at is None or not _is_of_victims(forms, i + 1 + at):
            continue
        first = i + 2 + at
        behind = forms[first : first + _TO_WITHIN]
        to = first + next((j for j, each in enumerate(behind) if each in _TO), -1)
        number = next(amounts(text, sentence[to + 1 : to + 1 + _NUMBER_WITHIN], least=0), None)
        if number is not None and _is_number(number.key):
            return _Raised(sentence[i].span.start, float(number.key))
    return None


def _is_of_victims(forms: Sequence[str], count: int) -> bool:
    after = forms[count + 1 : count + 3]
    return without_prefixes(forms[count]) in _TOLL or any(
        without_prefixes(form) in _VICTIMS for form in after
    )


def _is_number(key: str) -> bool:
    return key.replace(".", "", 1).isdigit()
