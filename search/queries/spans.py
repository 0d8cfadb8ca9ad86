"""Spans of time that a question names by both ends: من 1 إلى 5 أغسطس 2015, بين عامي 2010 و2015."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from search.queries.conditions import Period
from search.queries.ordinals import in_digits
from search.queries.periods import period_of
from search.records import Span

# Words of a date at most: يوم 5 أغسطس 2015.
_LONGEST = 4
_WORD = r"(?:\d{4}-\d{1,2}(?:-\d{1,2})?|[^\s\-–،؛,;:؟?!]+)"
_SPAN = re.compile(
    rf"""
    (?<!\w)
    (?: (?:من|بين|from|between)\s+(?P<first>{_WORD}(?:[^\S\n]+{_WORD}){{0,3}}?)
        \s*(?:[-–]|(?<=\s)(?:إلى|الى|حتى|to|until|and)\s|(?<=\s)و)\s*
      | (?P<day>\d{{1,2}})\s*(?:[-–]|\s(?:إلى|الى|to)\s)\s*
    )
    (?P<last>{_WORD}(?:[^\S\n]+{_WORD}){{0,{_LONGEST - 1}}})
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CALLED = re.compile(r"(?:ال)?(?:عام|عامي|أعوام|سنة|سنتي|سنوات|يوم|يومي|شهر|شهري|تاريخ)\s+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LATER = re.compile(r"\s*[\w(]")


class NamedPeriod(NamedTuple):
    """A span of time and where it is named."""

    span: Span
    period: Period


def spans_of_time(text: str, today: date) -> Iterator[NamedPeriod]:
    """The spans of time that a text names by their ends; without a year, the latest such ones."""
    for match in _SPAN.finditer(text):
        first = match["first"] or match["day"]
        lasts = [match["last"][: word.end()] for word in re.finditer(r"\S+", match["last"])]
        periods = [_period(first, last, today) for last in lasts]
        found = [each for each in periods if each is not None]
        if not found:
            continue
        # What stands behind a date changes nothing, but for its year.
        last = lasts[periods.index(found[-1])]
        end = match.start("last") + len(last)
        if not _counts(first, last, text[end:]):
            yield NamedPeriod(Span(match.start(), end), found[-1])


def _period(first: str, last: str, today: date) -> Period | None:
    """From one date to another one, which says the month and the year of both."""
    first, last = (in_digits(_CALLED.sub("", each, count=1)) for each in (first, last))
    for year in ("", f" {today.year}", f" {today.year - 1}"):
        until = period_of(last + year)
        since = next(filter(None, map(period_of, _completed(first, last + year))), None)
        if since is None or until is None or not since.since or not until.until:
            continue
        # A year that nobody wrote says when a day or a month is, and is none itself.
        if year and _YEAR.fullmatch(until.until):
            continue
        if since.since <= until.until and (not year or since.since <= today.isoformat()):
            return Period(since.since, until.until)
    return None


def _completed(first: str, last: str) -> Iterator[str]:
    """A date as it stands, and with what the one after it says besides."""
    yield first
    rest = last.split()[1:]
    for start in range(len(rest)):
        yield " ".join((first, *rest[start:]))


def _counts(first: str, last: str, rest: str) -> bool:
    """Whether two numbers that may be years count what is named after them."""
    are_years = _YEAR.fullmatch(first) is not None and _YEAR.fullmatch(last) is not None
    return are_years and _LATER.match(rest) is not None
