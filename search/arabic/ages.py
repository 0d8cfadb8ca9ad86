"""Ages that are told by an ordinal: في السابعة والعشرين من العمر، في الثامنة من عمره."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from search.arabic.analyzer import Word
from search.arabic.listings import listed
from search.arabic.normalizer import normalize
from search.arabic.ordinals import ORDINALS

_ONES = dict(ORDINALS) | dict.fromkeys(listed("الحادي الحادية"), 1)
_STEMS = ("عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_TENS = {
    normalize(f"ال{stem}{ending}"): 10 * number
    for number, stem in enumerate(_STEMS, start=2)
    for ending in ("ين", "ون")
}
_TEEN, _TEN = listed("عشر عشرة"), 10
_OF, _LIFE = listed("من"), listed("العمر عمره عمرها عمرهم")


class Age(NamedTuple):
    """The number of the first word of an age, of the word behind it, and the years."""

    first: int
    last: int
    years: int


def ages(found: Sequence[Word]) -> Iterator[Age]:
    """The ages that words tell by an ordinal, in order; ``last`` is behind «من العمر»."""
    forms = [word.form for word in found]
    for at in range(1, len(forms) - 1):
        if forms[at] in _OF and forms[at + 1] in _LIFE:
            told = _years(forms[max(0, at - 2) : at])
            if told is not None:
                length, years = told
                yield Age(at - length, at + 2, years)


def is_part_of_ordinal(before: Word | None, word: Word) -> bool:
    """Whether tens stand behind the ones of an ordinal: السابعة والعشرين."""
    is_tens = word.form.removeprefix("و") in _TENS
    return before is not None and before.form in _ONES and is_tens


def _years(before: Sequence[str]) -> tuple[int, int] | None:
    """How many of the last words are a number, and which."""
    last = before[-1]
    ones = _ONES.get(before[0]) if len(before) > 1 else None
    if ones is not None and last.startswith("و") and last[1:] in _TENS:
        return 2, ones + _TENS[last[1:]]
    if ones is not None and last in _TEEN:
        return 2, ones + _TEN
    alone = _TENS.get(last, _ONES.get(last))
    return None if alone is None else (1, alone)
