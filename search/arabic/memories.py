"""Whether a text tells what was on its day in another year, as columns of old news do."""

import re
from functools import lru_cache

from search.arabic.normalizer import normalize
from search.arabic.sentences import sentences_of

_KEPT = 64
# Sentences of a beginning: a label, and what follows it with the year.
_FIRST = 2
# As a title or the first words of a text: قبل خمسين عاما: من أرشيف الرأي. Those of the second kind
# with the year: في مثل هذا اليوم من عام 1974، في مثل هذا الأسبوع: حريق السوق.
_BEFORE, _YEARS, _THE_YEAR, _OF = map(normalize, ("قبل", "عاما", "سنة", "من"))
_THIS_DAY = "في مثل هذا ال(?:يوم|اسبوع|شهر)"
_ARCHIVES, _HAPPENED = (
    "|".join(map(normalize, ("أرشيف", "الأرشيف", "ذاكرة", "الذاكرة"))),
    normalize("حدث"),
)
_ALONE = r"\s*(?:[:：]|\W*$)"
_AGO = re.compile(rf"\W*{_BEFORE} \w+(?: \w+)? (?:{_YEARS}|{_THE_YEAR}){_ALONE}")
_LABEL = re.compile(
    rf"\W*(?:{_OF} )?(?:{_ARCHIVES})(?: \w+){{0,2}}{_ALONE}|\W*(?:{_HAPPENED} )?{_THIS_DAY}\b"
)
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")


@lru_cache(_KEPT)
def is_of_another_year(title: str, beginning: str, date: str) -> bool:
    """Whether a text says where it begins that it tells of another year than that of its date.

    Args:
        title: of the text.
        beginning: of the text.
        date: of publication in ISO 8601, or empty.
    """
    first = [normalize(beginning[slice(*span)]) for span in sentences_of(beginning)[:_FIRST]]
    named = [normalize(title), *first]
    years = _YEAR.findall(" ".join(named))
    is_told = any(map(_AGO.match, named)) or (bool(years) and any(map(_LABEL.match, named)))
    return is_told and date[:4] not in years
