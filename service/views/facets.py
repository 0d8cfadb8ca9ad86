"""The filters of a search as a reader sees them: chips of what is chosen, and choices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from search.fields import FACETS
from search.records import Facets
from service.citing.citation import date_in_words
from service.language import Language, Translate, translator
from service.views.address import FILTER_FIELDS, SearchAddress

# Choices of a facet that are in sight at first, and those of it on a page. Of authors there may be
# hundreds, most with one document; `author:` finds any of them.
SHOWN, MOST = 6, 15
# From a field and a value of it to what readers see.
Label = Callable[[str, str], str]
_LABELS = {facet.name: facet.labels for facet in FACETS if facet.labels}


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
    def shown(self) -> tuple[Choice, ...]:
        """The first choices."""
        return self.choices[:SHOWN]

    @property
    def more(self) -> tuple[Choice, ...]:
        """The others."""
        return self.choices[SHOWN:]

    @property
    def has_chosen(self) -> bool:
        """Whether a value of it is chosen."""
        return any(choice.is_chosen for choice in self.choices)


def chips(address: SearchAddress, language: Language, label: Label) -> list[Chip]:
    """What is chosen, in the order of the form."""
    t = translator(language, "web")
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
                label(field, value),
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
    label: Label,
) -> list[Facet]:
    """Every filter that tells documents apart or is chosen, with what it may be set to.

    Args:
        counted: values of the ranked documents.
        collections: those that the reader may search.
        address: the search.
        language: of the reader.
        label: see ``labels``.
    """
    names = translator(language, "fields")
    counts: dict[str, dict[str, int | None]] = {
        **{name: dict(values) for name, values in counted.values.items()},
        "collection": dict.fromkeys(collections),
    }
    every = [
        Facet(field, names(f"{field}.name"), _choices(field, counts[field], address, label))
        for field in FILTER_FIELDS
    ]
    return [facet for facet in every if len(facet.choices) > 1 or facet.has_chosen]


def _choices(
    field: str, known: Mapping[str, int | None], address: SearchAddress, label: Label
) -> tuple[Choice, ...]:
    chosen: Sequence[str] = getattr(address, field)
    values = [*(value for value in chosen if value not in known), *known]
    # What is chosen stays in sight, also where no document has it.
    first = [value for value in values[SHOWN:] if value in chosen]
    values = [*first, *(value for value in values if value not in first)]
    values = values[: max(MOST, SHOWN + len(chosen))]
    return tuple(
        Choice(value, label(field, value), known.get(value, 0), value in chosen, number)
        for number, value in enumerate(values, 1)
    )


def labels(t: Translate, source_names: Mapping[str, str]) -> Label:
    """What readers see in place of the values of fields.

    Args:
        t: words of the reader's language, which has names for codes.
        source_names: names that sources are called by.
    """

    def label(field: str, value: str) -> str:
        if field == "source":
            return source_names.get(value, value)
        try:
            return t(f"{_LABELS[field]}.{value}")
        except KeyError:
            return value

    return label
