"""The documents over time: bars of days, weeks, months or years, and the last of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, count

from search.records import Count, Filters
from service.citing.citation import date_in_words
from service.language import Language, Translate
from service.views.address import SearchAddress

# Wide enough to be touched.
_MOST_BARS = 10
_WEEK, _QUARTER, _MONTHS = 7, 3, 12
_HEIGHT = 40
_LEAST_HEIGHT = 3
_DAY, _MONTH = len("2024-05-01"), len("2024-05")
# Days of what is called the last of them.
_LAST = {"week": 7, "month": 30, "year": 365}

# The first and the last day, month or year of a bar.
Period = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Bar:
    """The documents of a period; ``height`` of 40."""

    since: str
    until: str
    documents: int
    label: str
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class Recent:
    """The last days, with how many documents are of them, and the address of these."""

    label: str
    documents: int
    url: str


def timeline(
    dates: Sequence[Count], address: SearchAddress, language: Language, t: Translate
) -> list[Bar]:
    """Bars of equal periods, from the first date to the last.

    Args:
        dates: as ``Facets.dates``.
        address: the search, which a bar narrows to its period.
        language: of the labels.
        t: its words.
    """
    if not dates:
        return []
    exact = min(len(name) for name, _ in dates)
    in_days = _of_days(dates) if exact == _DAY else None
    counted = in_days or _of_months(dates, only_years=exact < _MONTH)
    most = max(number for _, number in counted)
    bars = []
    for (since, until), number in counted:
        first, last = (date_in_words(each, language) for each in (since, until))
        name = first if first == last else f"{first}\u2013{last}"
        height = max(_LEAST_HEIGHT, round(_HEIGHT * number / most)) if number else 0
        label = f"{name}: {t('documents', count=number)}"
        url = address.changed(since=since, until=until).url()
        bars.append(Bar(first, last, number, label, height, url))
    return bars


def recent(
    dates: Sequence[Count], today: date, address: SearchAddress, t: Translate
) -> list[Recent]:
    """The last week, month and year, as far as they have some of the documents but not all.

    Args:
        dates: as ``Facets.dates``.
        today: that they end with.
        address: the search, which is narrowed to them.
        t: words of the reader's language.
    """
    every = sum(number for _, number in dates)
    found = []
    for name, days in _LAST.items():
        since = (today - timedelta(days=days - 1)).isoformat()
        number = sum(each for day, each in dates if Filters(since=since).includes(day))
        if 0 < number < every:
            url = address.changed(since=since, until=None).url()
            found.append(Recent(t(f"filters.last_{name}"), number, url))
    return found


def _of_days(dates: Sequence[Count]) -> list[tuple[Period, int]] | None:
    """Bars of a day or a week, where these are few enough."""
    try:
        days = {date.fromisoformat(name).toordinal(): number for name, number in dates}
    except ValueError:  # a day that no calendar has: a month is all that it says
        return None
    for length in (1, _WEEK):
        # Weeks begin on Sunday, which a multiple of seven is.
        if max(days) // length - min(days) // length < _MOST_BARS:
            return [
                ((_day(at * length), _day(at * length + length - 1)), number)
                for at, number in _bars(days, length)
            ]
    return None


def _of_months(dates: Sequence[Count], *, only_years: bool) -> list[tuple[Period, int]]:
    months = Counter[int]()
    for name, number in dates:
        months[_ordinal(name)] += number
    steps = (_MONTHS,) if only_years else (1, _QUARTER, _MONTHS)
    for step in chain(steps, count(2 * _MONTHS, _MONTHS)):
        if max(months) // step - min(months) // step < _MOST_BARS:
            return [(_months(at * step, step), number) for at, number in _bars(months, step)]
    raise AssertionError  # the steps never end


def _bars(counted: dict[int, int], length: int) -> Iterator[tuple[int, int]]:
    """The periods of a length from the first to the last, and what was counted in each."""
    sums = Counter[int]()
    for at, number in counted.items():
        sums[at // length] += number
    for at in range(min(sums), max(sums) + 1):
        yield at, sums[at]


def _day(ordinal: int) -> str:
    return date.fromordinal(min(max(1, ordinal), date.max.toordinal())).isoformat()


def _months(first: int, step: int) -> Period:
    """The first and the last month of a bar, or its years where it has whole ones."""
    last = first + step - 1
    if step % _MONTHS == 0:
        # There is no year 0 and none after 9999, but a bar may begin or end with such a one.
        return f"{max(1, first // _MONTHS):04}", f"{min(date.max.year, last // _MONTHS):04}"
    return _month(first), _month(last)


def _ordinal(name: str) -> int:
    year, month = [*map(int, name.split("-")), 1][:2]
    return year * _MONTHS + month - 1


def _month(ordinal: int) -> str:
    return f"{ordinal // _MONTHS:04}-{ordinal % _MONTHS + 1:02}"
