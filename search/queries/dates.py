"""Dates and spans of time that a question names: filters that are offered."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from search.arabic.analyzer import words
from search.arabic.listings import listed
from search.arabic.values import DAYS, dates
from search.queries.conditions import Period
from search.queries.ordinals import day_before, number_of
from search.queries.periods import after, before, period_of
from search.queries.relative import relative_periods
from search.queries.rules import Rule
from search.queries.spans import spans_of_time
from search.ranking.questions import Hint, Question
from search.records import Filters, Span

_YEAR_ALONE = re.compile(r"\d{4}\Z")
# Behind a number that counts something stands what it counts: بعد 2010 أيام.
_COUNTS = re.compile(r"[^\S\n]+\w")


_YEARS = listed("عام سنة لعام لسنة العام")
_BEFORE_A_YEAR = _YEARS | listed("في منذ خلال in of during since")
_CALLED = _YEARS | listed("شهر يوم تاريخ")
_ARTICLE = "ال"
_DAYS = DAYS | listed("اليوم")
_SINCE = listed("منذ since")
_AFTER = listed("بعد after")
_BEFORE = listed("قبل before")
_UNTIL = listed("حتى until")


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
    found = [hint for span in dates(text) if (hint := _named(text, span)) is not None]
    yield from (hint for hint in found if not any(hint.span.overlaps(each.span) for each in longer))
    yield from (_hint(*each) for each in relative_periods(text, today))


def _named(text: str, span: Span) -> Hint | None:
    """The period of a date, with the day that words before it say, or all before or since it."""
    written = text[span.start : span.end]
    named = period_of(written)
    is_year = _YEAR_ALONE.match(written) is not None
    match = None if is_year else day_before(text, span.start)
    day = None if match is None else period_of(f"{number_of(match)} {written}")
    if match is not None and day is not None and not _is_of_another(text[: match.start()]):
        named, span = day, span._replace(start=match.start())
    if named is None:
        return None
    said = list(words(text[: span.start]))
    is_told = not is_year or bool(said and said[-1].form in _BEFORE_A_YEAR)
    while said and said[-1].form in _CALLED:
        said = said[:-1]
    towards = _towards(said[-1].form, named) if said else None
    if towards is not None and (is_told or not _COUNTS.match(text, span.end)):
        return _hint(span._replace(start=said[-1].span.start), towards)
    return _hint(span, named) if is_told else None


def _is_of_another(before: str) -> bool:
    """Whether an ordinal after a text is of what that ends with: the first week, not the first."""
    last = next(reversed([*words(before)]), None)
    return last is not None and last.form.startswith(_ARTICLE) and last.form not in _DAYS


def _towards(form: str, named: Period) -> Period | None:
    """What a word before a date leaves of time."""
    if form in _SINCE:
        return Period(named.since, None)
    if form in _UNTIL:
        return Period(None, named.until)
    if form in _AFTER:
        return after(named)
    return before(named) if form in _BEFORE else None


def _hint(span: Span, named: Period) -> Hint:
    # Half of all time says too little of what is meant to count for more.
    is_closed = named.since is not None and named.until is not None
    return Hint(Rule.DATES, span, Filters((), named.since, named.until), boosts=is_closed)
