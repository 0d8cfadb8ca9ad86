"""Dates as the Arab press writes them: the month names of every country, Hijri and Gregorian.

Only a text that is a date and nothing else is one. A numeric date whose day and month could be
exchanged is read with the day first, as the Arab press writes it, unless the day of the week beside
it is that of the other order alone, or its form is that of American computers; a year of two digits
is refused.
"""

import calendar
import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from search.arabic.months import FRENCH_MONTHS, GREGORIAN_MONTHS, HIJRI_MONTHS
from search.arabic.normalizer import normalize

GREGORIAN_YEARS = range(1700, 2101)
HIJRI_YEARS = range(1100, 1600)
# Numbers of years that Iran's solar calendar has as well, until 2031 of ours: 1402 is 1982 or 2023.
_OF_TWO_CALENDARS = range(1300, 1411)
_LONGEST = 200  # code points; no date is that long

_LONGEST_HIJRI_MONTH = 30
_MONTHS = 12
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """A date as exact as it was written: a day, a month or a year.

    Attributes:
        iso: Gregorian in ISO 8601; ``None`` where only a Hijri date is known that has none.
        hijri: the Hijri date that was written, in the form of ISO 8601.
    """

    iso: str | None
    hijri: str | None = None


def _months(table: Mapping[int, tuple[str, ...]]) -> dict[str, int]:
    return {normalize(name): month for month, names in table.items() for name in names}


def _any_of(names: dict[str, int]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)


_GREGORIAN = _months(GREGORIAN_MONTHS) | _months(FRENCH_MONTHS)
_HIJRI = _months(HIJRI_MONTHS)

# All patterns are for normalised text with single spaces and Western digits.
_HIJRI_MARK = r"(?: ?(?:هجريا|هجريه|هجري|للهجره|ه)(?!\w)\.?)"
_GREGORIAN_MARK = r"(?: ?(?:ميلاديا|ميلاديه|ميلادي|للميلاد|م)(?!\w)\.?)"
_YEAR = r"(?<![0-9])(?P<year>[0-9]{4})(?![0-9])"
_DAY = r"(?<![0-9])(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er)?"
_DAY_OF = rf"(?:{_DAY}(?: ?[-/،,.] ?| من شهر | شهر | من | )?)?"
_BETWEEN = r" ?[،,./-]? ?(?:(?:من )?(?:عام|سنه|لعام|لسنه) )?"


def _named(months: str, mark: str) -> re.Pattern[str]:
    # The Levant's name may stand beside Egypt's: "شباط/فبراير", "يونيو (حزيران)".
    second = rf"(?: ?[/(-] ?(?P<again>{months})(?![^\W\d]) ?\)?)?"
    month = rf"(?<![^\W\d])(?P<month>{months})(?![^\W\d])"
    return re.compile(f"{_DAY_OF}{month}{second}{_BETWEEN}{_YEAR}{mark}?")


_NAMED_HIJRI = _named(_any_of(_HIJRI), _HIJRI_MARK)
_NAMED_GREGORIAN = _named(_any_of(_GREGORIAN), _GREGORIAN_MARK)
# As American English has it, and WordPress in any language: "مارس 5, 2024".
_MONTH_FIRST = re.compile(
    rf"(?<!\w)(?P<month>{_any_of(_GREGORIAN)})\.? {_DAY} ?[,،]? ?{_YEAR}{_GREGORIAN_MARK}?"
)
_NUMERIC = re.compile(
    r"(?<![0-9/.-])(?P<first>[0-9]{4}|[0-9]{1,2}) ?(?P<separator>[/.-]) ?"
    r"(?P<second>[0-9]{4}|[0-9]{1,2})(?: ?(?P=separator) ?(?P<third>[0-9]{4}|[0-9]{1,2}))?"
    rf"(?![0-9])(?:(?P<hijri>{_HIJRI_MARK})|(?P<gregorian>{_GREGORIAN_MARK}))?"
)
_YEAR_ALONE = re.compile(rf"{_YEAR}(?:(?P<hijri>{_HIJRI_MARK})|(?P<gregorian>{_GREGORIAN_MARK}))?")
# A year such as 1403 in Persian digits is of the solar calendar of Iran, unless it says otherwise.
_PERSIAN_YEAR = re.compile("\u06f1[\u06f2-\u06f5][\u06f0-\u06f9]{2}")
# As computers write a moment in American English, and in no other language: without zeros before
# the month, the day and the hour, with seconds and capitals.
_AMERICAN = re.compile(
    r"(?<![0-9])(?:[1-9]/[1-3]?[0-9]|1[0-2]/[1-9])/[0-9]{4},? "
    r"(?:[1-9]|1[0-2])(?::[0-9]{2}){2} [AP]M\b"
)
# Cameras write the day as they write the time.
_CAMERA_DAY = re.compile(r"^([0-9]{4}):([0-9]{2}):([0-9]{2})(?= [0-9]{2}:)")
_ISO_TIME = re.compile(r"(?<=-[0-9]{2})t(?=[0-9]{2}:)")
_TIME = re.compile(
    r"(?:(?:(?:علي )?الساعه|(?<!\w)(?:علي|at|à)) )?(?<![0-9])[0-9]{1,2}[:h][0-9]{2}"
    r"(?::[0-9]{2})?(?:[.,][0-9]+)?"
    r"(?: ?(?:صباحا|مساء|ظهرا|عصرا|ليلا|ص|م|am|pm)(?!\w))?"
    r"(?: ?(?:z|gmt|utc|[aecgmp][sd]t|[ce]es?t|bst|msk"
    r"|توقيت مكه(?: المكرمه)?|\(?ب?توقيت \w+(?: (?:المكرمه|ظبي|المحلي))?\)?)(?!\w))?"
    # Behind a dash there may be a day: «10:30-14 مارس 2024».
    r"(?: ?(?:[+-][0-9]{2}:?[0-9]{2}|\+[0-9]{2}|-[0-9]{2}(?= ?(?:\(|$)))(?![0-9/.-]))?"
    r"(?: \((?:[a-z ]{3,40}|توقيت [^()0-9]{3,40})\))?"
)
# From Monday on, as Python counts them; Drupal has but a letter: «ث, 03/05/2024».
_WEEKDAYS = (
    r"(?:ال)?اثنين|mon(?:day)?|lundi|^ن(?=[,،])",
    r"(?:ال)?ثلاثاء?|tue(?:s(?:day)?)?|mardi|^ث(?=[,،])",
    r"(?:ال)?اربعاء?|wed(?:nesday)?|mercredi|^ر(?=[,،])",
    r"(?:ال)?خميس|thu(?:rs?(?:day)?)?|jeudi|^خ(?=[,،])",
    r"(?:ال)?جمعه|fri(?:day)?|vendredi|^ج(?=[,،])",
    r"(?:ال)?سبت|sat(?:urday)?|samedi|^س(?=[,،])",
    r"(?:ال)?احد|sun(?:day)?|dimanche|^ح(?=[,،])",
)
# Beside digits it may stand without a space.
_WEEKDAY = re.compile(
    rf"(?<![^\W\d])(?:{'|'.join(f'({names})' for names in _WEEKDAYS)})(?![^\W\d])"
)
# Words that stand around a date and say nothing about it.
_NOISE = re.compile(
    r"(?<!\w)(?:publié le|le"
    r"|الموافق(?: ل)?|الموافقه|موافق|بتاريخ|تاريخ النشر|تاريخ|تم"
    r"|نشره|نشرها|نشرت|نشر|في|يوم|عام|سنه)(?!\w)"
)
_PUNCTUATION = re.compile(r"[\s،,:;.()\[\]|/–—-]+")


@dataclass(frozen=True, slots=True)
class _Written:
    """A date that was found, in either calendar."""

    hijri: bool
    year: int
    month: int | None = None
    day: int | None = None
    is_sure: bool = True  # whether it can be of no other calendar
    may_be_exchanged: bool = False  # whether the day may be the month, and the month the day

    def __str__(self) -> str:
        month = "" if self.month is None else f"-{self.month:02}"
        return f"{self.year}{month}" + ("" if self.day is None else f"-{self.day:02}")

    @property
    def exists(self) -> bool:
        """Whether the calendar has it."""
        if self.year not in (HIJRI_YEARS if self.hijri else GREGORIAN_YEARS):
            return False
        if self.month is None:
            return self.day is None
        if self.month not in GREGORIAN_MONTHS:
            return False
        longest = _LONGEST_HIJRI_MONTH
        if not self.hijri:
            longest = calendar.monthrange(self.year, self.month)[1]
        return self.day is None or 1 <= self.day <= longest


def parse_date(text: str) -> PublicationDate | None:
    """The date that a text is; ``None`` when it is none, or one that no calendar has.

    A Hijri day is converted by the calendar of Umm al-Qura; where the moon was sighted the day may
    be the one before or after. Without a day, or outside the years 1343 to 1500, only the Hijri
    date is known.
    """
    if len(text) > _LONGEST:
        return None
    rest = _CAMERA_DAY.sub(r"\1-\2-\3", " ".join(normalize(text).split()))
    rest = _TIME.sub(" ", _ISO_TIME.sub(" ", rest))
    weekdays = {match.lastindex for match in _WEEKDAY.finditer(rest)}
    # A time may stand between the day and the year.
    rest = " ".join(_WEEKDAY.sub(" ", rest).split())
    if _PERSIAN_YEAR.search(text) and not re.search(rf"(?<![^\W\d]){_HIJRI_MARK}", rest):
        return None
    found: list[_Written | None] = []
    for pattern, interpret in _PATTERNS:
        found += [interpret(match) for match in pattern.finditer(rest)]
        rest = pattern.sub(" ", rest)
    if _PUNCTUATION.sub("", _NOISE.sub(" ", rest)):
        return None
    is_american = _AMERICAN.search(text) is not None
    dates = [
        _in_order(date, weekdays, is_american=is_american)
        for date in found
        if date is not None and date.exists
    ]
    by_calendar = {date.hijri: date for date in dates}
    if not dates or len(dates) < len(found) or len(by_calendar) < len(dates):
        return None
    hijri, gregorian = by_calendar.get(True), by_calendar.get(False)
    if hijri is None or not hijri.is_sure:
        return None if gregorian is None else PublicationDate(str(gregorian))
    return PublicationDate(str(gregorian) if gregorian else _converted(hijri), str(hijri))


def _named_date(match: re.Match[str]) -> _Written | None:
    groups = match.groupdict()
    is_hijri = match.re is _NAMED_HIJRI
    months = _HIJRI if is_hijri else _GREGORIAN
    month = months[groups["month"]]
    if groups.get("again") and months[groups["again"]] != month:
        return None
    day = int(groups["day"]) if groups["day"] else None
    return _Written(is_hijri, int(groups["year"]), month, day)


def _numeric_date(match: re.Match[str]) -> _Written | None:
    pieces = [piece for piece in match.group("first", "second", "third") if piece]
    years = [len(piece) == _YEAR_DIGITS for piece in pieces]
    if sum(years) != 1 or not (years[0] or years[-1]):
        return None
    numbers = [int(piece) for piece in pieces]
    year, month, *days = numbers if years[0] else reversed(numbers)
    day = days[0] if days else None
    hijri = _is_hijri(match, year)
    may_be_exchanged = years[-1] and day is not None and not hijri and day <= _MONTHS
    date = _Written(hijri, year, month, day, _is_sure(match, year), may_be_exchanged)
    return _exchanged(date) if may_be_exchanged and month > _MONTHS else date  # American order


def _exchanged(date: _Written) -> _Written:
    return replace(date, month=date.day, day=date.month, may_be_exchanged=False)


def _in_order(date: _Written, weekdays: set[int | None], *, is_american: bool) -> _Written:
    """In the order of which the day of the week beside it is, else in that of its form."""
    if not date.may_be_exchanged:
        return date
    exchanged = _exchanged(date)
    told = [each for each in (date, exchanged) if weekdays == {_weekday(each)}]
    if len(told) == 1:
        return told[0]
    return exchanged if is_american else date


def _weekday(date: _Written) -> int:
    """The number of its group in the pattern."""
    return datetime.date.fromisoformat(str(date)).isoweekday()


def _year(match: re.Match[str]) -> _Written | None:
    year = int(match["year"])
    return _Written(_is_hijri(match, year), year, is_sure=_is_sure(match, year))


def _is_sure(match: re.Match[str], year: int) -> bool:
    return match["hijri"] is not None or year not in _OF_TWO_CALENDARS


def _is_hijri(match: re.Match[str], year: int) -> bool:
    return match["hijri"] is not None or (match["gregorian"] is None and year in HIJRI_YEARS)


_Interpret = Callable[[re.Match[str]], _Written | None]
_PATTERNS: tuple[tuple[re.Pattern[str], _Interpret], ...] = (
    (_NAMED_HIJRI, _named_date),
    (_NAMED_GREGORIAN, _named_date),
    (_MONTH_FIRST, _named_date),
    (_NUMERIC, _numeric_date),
    (_YEAR_ALONE, _year),
)


def _converted(hijri: _Written) -> str | None:
    """The Gregorian day of a Hijri day, where the calendar of Umm al-Qura has it."""
    from hijridate import Hijri

    if hijri.month is None or hijri.day is None:
        return None
    try:
        return Hijri(hijri.year, hijri.month, hijri.day).to_gregorian().isoformat()
    except (OverflowError, ValueError):  # not in its years, or the 30th of a month of 29 days
        return None
