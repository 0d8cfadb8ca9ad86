"""The filters of a search as a reader sees them: chips, choices and the documents over time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.records import Facets
from service.citing.citation import date_in_words
from service.language import Language, Translate
from service.views.address import FILTER_FIELDS, SearchAddress

# Bars that fit the panel; more months than this are counted by year.
_MOST_BARS = 24
_HEIGHT = 40
_LEAST_HEIGHT = 3
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter and the address of the search without it."""

    field: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that the ranked documents have; ``number`` tells the choices of a facet apart."""

    value: str
    label: str
    documents: int | None
    is_chosen: bool
    number: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with its values."""

    field: str
    choices: tuple[Choice, ...]

    @property
    def has_chosen(self) -> bool:
        """Whether a value of it is chosen."""
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Bar:
    """The documents of a month or year; ``height`` of 40."""

    name: str
    label: str
    height: int
    url: str


def chips(address: SearchAddress, language: Language, t: Translate) -> list[Chip]:
    """What is chosen, in the order of the form."""
    days = [("since", address.since), ("until", address.until)]
    found = [
        Chip(
            field,
            date_in_words(day, language),
            address.between(
                None if field == "since" else address.since,
                None if field == "until" else address.until,
            ).url(),
        )
        for field, day in days
        if day is not None
    ]
    for field in FILTER_FIELDS:
        values: Sequence[str] = getattr(address, field)
        found += [
            Chip(field, _label(field, value, t), address.without(field, value).url())
            for value in values
        ]
    return found


def facets(
    counted: Facets, collections: Sequence[str], address: SearchAddress, t: Translate
) -> list[Facet]:
    """Every filter with what it may be set to.

    Args:
        counted: values of the ranked documents.
        collections: those that the reader may search.
        address: the search.
        t: the reader's words.
    """
    counts: Mapping[str, Sequence[tuple[str, int | None]]] = {
        "source": counted.sources,
        "author": counted.authors,
        "kind": counted.kinds,
        "language": counted.languages,
        "collection": [(name, None) for name in collections],
    }
    return [_facet(field, counts[field], getattr(address, field), t) for field in FILTER_FIELDS]


def _facet(
    field: str,
    counts: Sequence[tuple[str, int | None]],
    chosen: Sequence[str],
    t: Translate,
) -> Facet:
    known = dict(counts)
    # What is chosen stays in sight where no document has it.
    values = [*(value for value in chosen if value not in known), *known]
    return Facet(
        field,
        tuple(
            Choice(value, _label(field, value, t), known.get(value, 0), value in chosen, number)
            for number, value in enumerate(values, 1)
        ),
    )


def _label(field: str, value: str, t: Translate) -> str:
    if field == "language":
        try:
            return t(f"languages.{value}")
        except KeyError:
            return value
    return value.upper() if field == "kind" else value


def timeline(
    months: Sequence[tuple[str, int]], address: SearchAddress, language: Language, t: Translate
) -> list[Bar]:
    """A bar for every month from the first to the last, or for every year where they are many.

    Args:
        months: as ``Facets.months``.
        address: the search, which a bar narrows to its month.
        language: of the labels.
        t: its words.
    """
    periods = _periods(months)
    most = max(periods.values(), default=0)
    return [
        Bar(
            name=(name := date_in_words(period, language)),
            label=f"{name}: {t('documents', count=number)}",
            height=max(_LEAST_HEIGHT, round(_HEIGHT * number / most)) if number else 0,
            url=address.between(period, period).url(),
        )
        for period, number in periods.items()
    ]


def _periods(months: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Numbers of documents by month or year, the empty ones between included."""
    exact = [(name, number) for name, number in months if len(name) > _YEAR]
    if len(exact) == len(months) and exact:
        first, last = _ordinal(exact[0][0]), _ordinal(exact[-1][0])
        if last - first < _MOST_BARS:
            known = dict(exact)
            names = [f"{at // 12:04}-{at % 12 + 1:02}" for at in range(first, last + 1)]
            return {name: known.get(name, 0) for name in names}
    years: Counter[int] = Counter()
    for name, number in months:
        years[int(name[:_YEAR])] += number
    if not years:
        return {}
    span = range(max(min(years), max(years) - _MOST_BARS + 1), max(years) + 1)
    return {f"{year:04}": years[year] for year in span}


def _ordinal(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1
