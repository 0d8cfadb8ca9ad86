"""Which words and digits the format of a cell asks for: ``[$-2C01]`` is Arabic of Jordan.

So is ``[$-ar-JO]``. The number is one of Windows, in base 16: the shape of digits, a calendar, and
the language of a country.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from search.arabic.values import WEEK

_STATED = re.compile(r"\[\$[^\]-]*-([0-9A-F]{1,8})\]", re.IGNORECASE)
_NAMED = re.compile(r"\[\$[^\]-]*-ar(?:-([A-Z]{2}))?\b", re.IGNORECASE)
_HIJRI = re.compile(r"B2(?=[ymdhs])", re.IGNORECASE)
_ARABIC = 0x01  # of the lowest ten bits
_ARABIC_DIGITS = 0x02
_HIJRI_CALENDARS = frozenset({0x06, 0x17})
_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
# By the number of the country: Iraq, Syria, Jordan and Lebanon; Algeria and Tunisia; Morocco.
_EAST = (
    "كانون الثاني|شباط|آذار|نيسان|أيار|حزيران|تموز|آب|أيلول|تشرين الأول|تشرين الثاني|كانون الأول"
)
_WEST = "جانفي|فيفري|مارس|أفريل|ماي|جوان|جويلية|أوت|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
_MOROCCO = "يناير|فبراير|مارس|أبريل|ماي|يونيو|يوليوز|غشت|شتنبر|أكتوبر|نونبر|دجنبر"
_OTHERS = "يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر"
_MONTHS = {
    **dict.fromkeys((0x02, 0x0A, 0x0B, 0x0C, "IQ", "SY", "JO", "LB", "PS"), _EAST.split("|")),
    **dict.fromkeys((0x05, 0x07, "DZ", "TN"), _WEST.split("|")),
    **dict.fromkeys((0x06, "MA"), _MOROCCO.split("|")),
}
# As Python counts them, from Monday on.
_DAYS = WEEK[2:] + WEEK[:2]


@dataclass(frozen=True, slots=True)
class Locale:
    """What a format says of the words and digits in it.

    Attributes:
        months: from January on; ``None`` where they are English.
        has_arabic_digits: whether digits are those of the Arab east.
        is_hijri: whether dates are of the Islamic calendar.
    """

    months: tuple[str, ...] | None = None
    has_arabic_digits: bool = False
    is_hijri: bool = False

    def month(self, when: datetime, *, is_short: bool) -> str:
        """The name of a month; in Arabic there is no short one."""
        if self.months is None:
            return when.strftime("%b" if is_short else "%B")
        return self.months[when.month - 1]

    def day(self, when: datetime, *, is_short: bool) -> str:
        """The name of a day of the week."""
        if self.months is None:
            return when.strftime("%a" if is_short else "%A")
        return _DAYS[when.weekday()]

    def half(self, when: datetime) -> str:
        """What stands for the morning, and for the rest of the day."""
        names = ("AM", "PM") if self.months is None else ("ص", "م")
        return names[when.hour >= 12]  # noqa: PLR2004 - noon

    def written(self, text: str) -> str:
        """A text with the digits that are asked for."""
        return text.translate(_DIGITS) if self.has_arabic_digits else text


def locale_of(code: str) -> Locale:
    """What a format's code says of its words and digits."""
    is_hijri = _HIJRI.search(code) is not None
    named = _NAMED.search(code)
    if named is not None:
        return Locale(_months((named[1] or "").upper()), is_hijri=is_hijri)
    stated = _STATED.search(code)
    if stated is None:
        return Locale(is_hijri=is_hijri)
    number = int(stated[1], 16)
    language = number & 0xFFFF
    is_arabic = language & 0x3FF == _ARABIC
    return Locale(
        _months(language >> 10) if is_arabic else None,
        number >> 24 == _ARABIC_DIGITS,
        is_hijri or (number >> 16 & 0xFF) in _HIJRI_CALENDARS,
    )


def _months(country: int | str) -> tuple[str, ...]:
    return tuple(_MONTHS.get(country, _OTHERS.split("|")))
