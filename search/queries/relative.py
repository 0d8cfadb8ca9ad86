"""Spans of time that are told from today: الأسبوع الماضي، رمضان الماضي, last year."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from search.arabic.analyzer import words
from search.arabic.months import GREGORIAN_MONTHS, HIJRI_MONTHS
from search.arabic.normalizer import normalize
from search.arabic.values import WEEK
from search.queries.conditions import Period
from search.queries.periods import hijri_period
from search.queries.spans import NamedPeriod
from search.records import Span

_MONTHS = 12
_WEEK = 7
_LAST = "الماضي الماضية الفائت الفائتة المنصرم المنصرمة السابق السابقة"
_THIS = "الحالي الحالية الجاري الجارية"
# Where a week begins, as Python counts its days.
_SATURDAY = 5

_Relative = Callable[[date], Period]
_PHRASES: dict[tuple[str, ...], _Relative] = {}


def relative_periods(text: str, today: date) -> Iterator[NamedPeriod]:
    """The spans of time of a text that are told from today, in order."""
    found = list(words(text))
    at = 0
    while at < len(found):
        for length in range(_LONGEST, 0, -1):
            phrase = found[at : at + length]
            meant = _PHRASES.get(tuple(each.form for each in phrase))
            if meant is not None:
                yield NamedPeriod(Span(phrase[0].span.start, phrase[-1].span.end), meant(today))
                at += len(phrase) - 1
                break
        at += 1


def _say(meant: _Relative, *phrases: str) -> None:
    _PHRASES.update({tuple(map(normalize, phrase.split())): meant for phrase in phrases})


def _last(name: str) -> list[str]:
    return [f"{name} {last}" for last in _LAST.split()]


def _this(name: str) -> list[str]:
    return [f"{name} {this}" for this in _THIS.split()]


def _days(first: date, last: date) -> Period:
    return Period(first.isoformat(), last.isoformat())


def _days_ago(days: int, today: date) -> Period:
    day = today - timedelta(days=days)
    return _days(day, day)


def _day_of_week(number: int, today: date) -> Period:
    return _days_ago((today.weekday() - number - 1) % _WEEK + 1, today)


def _this_week(today: date) -> Period:
    return _days(today - timedelta(days=(today.weekday() - _SATURDAY) % _WEEK), today)


def _month(step: int, today: date) -> Period:
    ordinal = today.year * _MONTHS + today.month - 1 + step
    month = f"{ordinal // _MONTHS:04}-{ordinal % _MONTHS + 1:02}"
    return Period(month, month)


def _year(step: int, today: date) -> Period:
    return Period(f"{today.year + step:04}", f"{today.year + step:04}")


def _last_month(number: int, today: date) -> Period:
    """The last month of that number that is over."""
    return _month(-((today.month - number - 1) % _MONTHS + 1), today)


def _last_hijri_month(number: int, today: date) -> Period:
    from hijridate import Gregorian

    year = Gregorian.fromdate(today).to_hijri().year
    found = filter(None, (hijri_period(each, number) for each in (year, year - 1)))
    return next(each for each in found if str(each.until) < today.isoformat())


_say(partial(_days_ago, 1), "أمس", "البارحة", "yesterday")
_say(partial(_days_ago, 2), "أول أمس", "أمس الأول", "أول من أمس")
_say(
    lambda today: _days(today - timedelta(days=_WEEK), today - timedelta(days=1)),
    *_last("الأسبوع"),
    "last week",
)
_say(_this_week, "هذا الأسبوع", *_this("الأسبوع"), "this week")
_say(partial(_month, -1), *_last("الشهر"), "last month")
_say(partial(_month, 0), "هذا الشهر", *_this("الشهر"), "this month")
for _name, _this_one in (("العام", "هذا العام"), ("السنة", "هذه السنة")):
    _say(partial(_year, -1), *_last(_name), "last year")
    _say(partial(_year, 0), _this_one, *_this(_name), "this year")
for _number, _name in enumerate(WEEK, _SATURDAY):
    _say(partial(_day_of_week, _number % _WEEK), *_last(_name))
for _months, _meant in ((GREGORIAN_MONTHS, _last_month), (HIJRI_MONTHS, _last_hijri_month)):
    for _number, _names in _months.items():
        for _name in _names:
            _say(partial(_meant, _number), *_last(_name), f"last {_name}")

_LONGEST = max(map(len, _PHRASES))
