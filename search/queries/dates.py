"""Dates and spans of time that a question names: filters that are offered."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

from search.arabic.analyzer import words
from search.arabic.normalizer import normalize
from search.arabic.values import dates
from search.queries.conditions import Period
from search.queries.periods import period_of
from search.queries.rules import Rule
from search.queries.spans import spans_of_time
from search.ranking.questions import Hint, Question
from search.records import Filters, Span

_MONTHS = 12
_YEAR_ALONE = re.compile(r"\d{4}\Z")
_BEFORE_A_YEAR = frozenset(
    map(normalize, "في عام سنة لعام لسنة منذ خلال in of during since".split())  # noqa: SIM905
)
_LAST = "الماضي الماضية الفائت الفائتة المنصرم المنصرمة السابق السابقة"
_THIS = "الحالي الحالية الجاري الجارية"


def _week(today: date) -> Period:
    return _days(today - timedelta(days=7), today - timedelta(days=1))


def _days(first: date, last: date) -> Period:
    return Period(first.isoformat(), last.isoformat())


def _month(today: date, step: int) -> Period:
    ordinal = today.year * _MONTHS + today.month - 1 + step
    month = f"{ordinal // _MONTHS:04}-{ordinal % _MONTHS + 1:02}"
    return Period(month, month)


def _year(today: date, step: int) -> Period:
    return Period(f"{today.year + step:04}", f"{today.year + step:04}")


_Relative = Callable[[date], Period]
_RELATIVE: dict[tuple[str, ...], _Relative] = {}


def _say(meant: _Relative, *phrases: str) -> None:
    _RELATIVE.update({tuple(map(normalize, phrase.split())): meant for phrase in phrases})


_say(
    lambda today: _days(today - timedelta(days=1), today - timedelta(days=1)),
    "أمس",
    "البارحة",
    "yesterday",
)
_say(_week, *(f"الأسبوع {last}" for last in _LAST.split()), "last week")
_say(lambda today: _month(today, -1), *(f"الشهر {last}" for last in _LAST.split()), "last month")
_say(
    lambda today: _month(today, 0),
    "هذا الشهر",
    *(f"الشهر {this}" for this in _THIS.split()),
    "this month",
)
for _name in ("العام", "السنة"):
    _say(
        lambda today: _year(today, -1), *(f"{_name} {last}" for last in _LAST.split()), "last year"
    )
    _say(lambda today: _year(today, 0), *(f"{_name} {this}" for this in _THIS.split()), "this year")
_say(lambda today: _year(today, 0), "هذا العام", "هذه السنة")


def named_periods(
    question: Question, filters: Filters, today: date | None = None
) -> Iterator[Hint]:
    """The periods that a question names, where it is not filtered by dates already."""
    if filters.since is not None or filters.until is not None:
        return
    today = today or datetime.now(UTC).astimezone().date()
    text = question.text
    longer = list(spans_of_time(text, today))
    yield from (_hint(*each) for each in longer)
    for span in dates(text):
        if any(span.overlaps(each.span) for each in longer):
            continue
        named = period_of(text[span.start : span.end])
        if named is not None and (_says_more(text, span) or _is_told(text, span)):
            yield _hint(span, named)
    found = list(words(text))
    for at, word in enumerate(found):
        for length in (1, 2):
            meant = _RELATIVE.get(tuple(each.form for each in found[at : at + length]))
            if meant is not None and len(found[at : at + length]) == length:
                yield _hint(Span(word.span.start, found[at + length - 1].span.end), meant(today))


def _hint(span: Span, named: Period) -> Hint:
    return Hint(Rule.DATES, span, Filters((), named.since, named.until), boosts=True)


def _says_more(text: str, span: Span) -> bool:
    return _YEAR_ALONE.match(text[span.start : span.end]) is None


def _is_told(text: str, span: Span) -> bool:
    """Whether the word before a number says that it is a year."""
    before = list(words(text[: span.start]))
    return bool(before) and before[-1].form in _BEFORE_A_YEAR
