"""Periods of the calendar, as filters take them: both ends included, as exact as they are known."""

from datetime import date, timedelta

from search.arabic.dates import parse_date
from search.queries.conditions import Period

_MONTHS = 12
# As papers set off parts of a date: «3» آذار (2018).
_WITHOUT_MARKS = dict.fromkeys(map(ord, "()[]{}«»“”‹›‘’\"'"))


def period_of(text: str) -> Period | None:
    """The period of a date that a text is: a day, month or year of either calendar."""
    found = parse_date(text) or parse_date(text.translate(_WITHOUT_MARKS))
    if found is None:
        return None
    if found.iso is not None:
        return Period(found.iso, found.iso)
    return hijri_period(*map(int, str(found.hijri).split("-")))


def hijri_period(year: int, month: int | None = None, day: int | None = None) -> Period | None:
    """The days of a day, month or year of Umm al-Qura; ``None`` outside of its years."""
    from hijridate import Hijri

    try:
        first = Hijri(year, month or 1, day or 1)
        last_month = Hijri(year, month or _MONTHS, 1)
        length = 1 if day else last_month.month_length()
        last = last_month if day is None else first
        until = last.to_gregorian() + timedelta(days=length - 1)
    except (OverflowError, ValueError):
        return None
    return Period(first.to_gregorian().isoformat(), until.isoformat())


def before(named: Period) -> Period:
    """All that is earlier than a period."""
    return Period(None, _beside(str(named.since), -1))


def after(named: Period) -> Period:
    """All that is later than a period."""
    return Period(_beside(str(named.until), 1), None)


def _beside(day: str, step: int) -> str:
    """The day, month or year before or after one."""
    year, *rest = map(int, day.split("-"))
    if not rest:
        return f"{year + step:04}"
    if len(rest) == 1:
        ordinal = year * _MONTHS + rest[0] - 1 + step
        return f"{ordinal // _MONTHS:04}-{ordinal % _MONTHS + 1:02}"
    return (date(year, *rest) + timedelta(days=step)).isoformat()
