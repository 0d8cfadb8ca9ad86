"""The filters of a search as a reader sees them: chips, choices and the documents over time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count

from search.fields import FACETS
from search.records import Facets
from service.citing.citation import date_in_words
from service.language import Language, Translate, translator
from service.views.address import FILTER_FIELDS, SearchAddress

_LABELS = {facet.name: facet.labels for facet in FACETS if facet.labels}
# Wide enough to be touched.
_MOST_BARS = 10
_QUARTER = 3
_MONTHS = 12
_HEIGHT = 40
_LEAST_HEIGHT = 3
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter and the address of the search without it."""

    name: str
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
    """A field with its values; ``name`` is what the reader calls it."""

    field: str
    name: str
    choices: tuple[Choice, ...]

    @property
    def has_chosen(self) -> bool:
        """Whether a value of it is chosen."""
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Bar:
    """The documents of a period; ``height`` of 40."""

    since: str
    until: str
    label: str
    height: int
    url: str


def chips(address: SearchAddress, language: Language, t: Translate) -> list[Chip]:
    """What is chosen, in the order of the form."""
    days = {"since": address.since, "until": address.until}
    found = [
        Chip(
            t(f"filters.{field}"),
            date_in_words(day, language),
            address.changed(**{field: None}).url(),
        )
        for field, day in days.items()
        if day is not None
    ]
    names = translator(language, "fields")
    for field in FILTER_FIELDS:
        values: Sequence[str] = getattr(address, field)
        found += [
            Chip(
                names(f"{field}.name"),
                value_label(field, value, t),
                address.dropping(field, value).url(),
            )
            for value in values
        ]
    return found


def facets(
    counted: Facets,
    collections: Sequence[str],
    address: SearchAddress,
    language: Language,
    t: Translate,
) -> list[Facet]:
    """Every filter that tells documents apart or is chosen, with what it may be set to.

    Args:
        counted: values of the ranked documents.
        collections: those that the reader may search.
        address: the search.
        language: of the reader.
        t: its words.
    """
    counts: Mapping[str, Sequence[tuple[str, int | None]]] = {
        **counted.values,
        "collection": [(name, None) for name in collections],
    }
    names = translator(language, "fields")
    every = [
        Facet(field, names(f"{field}.name"), _choices(field, counts[field], address, t))
        for field in FILTER_FIELDS
    ]
    return [facet for facet in every if len(facet.choices) > 1 or facet.has_chosen]


def _choices(
    field: str, counts: Sequence[tuple[str, int | None]], address: SearchAddress, t: Translate
) -> tuple[Choice, ...]:
    known, chosen = dict(counts), getattr(address, field)
    # What is chosen stays in sight where no document has it.
    values = [*(value for value in chosen if value not in known), *known]
    return tuple(
        Choice(value, value_label(field, value, t), known.get(value, 0), value in chosen, number)
        for number, value in enumerate(values, 1)
    )


def value_label(field: str, value: str, t: Translate) -> str:
    """A value as the reader sees it: a code by its name, where it has one."""
    try:
        return t(f"{_LABELS[field]}.{value}")
    except KeyError:
        return value


def timeline(
    months: Sequence[tuple[str, int]], address: SearchAddress, language: Language, t: Translate
) -> list[Bar]:
    """Bars of equal periods, from the first month to the last.

    Args:
        months: as ``Facets.months``.
        address: the search, which a bar narrows to its period.
        language: of the labels.
        t: its words.
    """
    if not months:
        return []
    step = _step(months)
    counts: Counter[int] = Counter()
    for name, number in months:
        counts[_ordinal(name) // step] += number
    most = max(counts.values())
    bars = []
    for at in range(min(counts), max(counts) + 1):
        since, until = _period(at * step, step)
        first, last = (date_in_words(each, language) for each in (since, until))
        name = first if first == last else f"{first}\u2013{last}"
        number = counts[at]
        height = max(_LEAST_HEIGHT, round(_HEIGHT * number / most)) if number else 0
        label = f"{name}: {t('documents', count=number)}"
        bars.append(
            Bar(first, last, label, height, address.changed(since=since, until=until).url())
        )
    return bars


def _step(months: Sequence[tuple[str, int]]) -> int:
    """How many months a bar stands for, so that there are few enough."""
    ordinals = [_ordinal(name) for name, _ in months]
    only_years = any(len(name) == _YEAR for name, _ in months)
    steps = (_MONTHS,) if only_years else (1, _QUARTER, _MONTHS)
    for step in chain(steps, count(2 * _MONTHS, _MONTHS)):
        if max(ordinals) // step - min(ordinals) // step < _MOST_BARS:
            return step
    raise AssertionError  # the steps never end


def _period(first: int, step: int) -> tuple[str, str]:
    """The first and the last month of a bar, or its years where it has whole ones."""
    last = first + step - 1
    if step % _MONTHS == 0:
        # There is no year 0, but a period may begin with it.
        return f"{max(1, first // _MONTHS):04}", f"{last // _MONTHS:04}"
    return _month(first), _month(last)


def _ordinal(name: str) -> int:
    year, month = [*map(int, name.split("-")), 1][:2]
    return year * _MONTHS + month - 1


def _month(ordinal: int) -> str:
    return f"{ordinal // _MONTHS:04}-{ordinal % _MONTHS + 1:02}"
