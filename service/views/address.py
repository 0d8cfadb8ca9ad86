"""A search as it stands in the address of its page: read from it, and written back."""

import re
from collections.abc import Iterable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.datastructures import QueryParams

from search.errors import FilterError
from search.fields import FACETS
from search.queries.conditions import Period
from search.queries.periods import period_of
from search.queries.rules import Rule
from search.records import Filters, Order, Query
from service.citing.text import with_letters
from service.schemas import MAX_K, MAX_QUESTION
from service.schemas.fields import Values, with_fields

PAGE = 10
# Hits that one page has where they are looked at together.
MOST_TOGETHER = 50
_ISO = re.compile("[0-9]{4}(-[0-9]{2}){0,2}")


class View(Enum):
    """How the hits of a question are looked at."""

    LIST = "list"
    DAYS = "days"
    BESIDE = "beside"


def _day(text: object, bound: Literal["since", "until"]) -> object:
    """The day, month or year of a field; one that is written otherwise is read as people do.

    An empty field stands for none.
    """
    if not isinstance(text, str) or not text:
        return None
    named = None if _ISO.fullmatch(text) else period_of(text)
    day = text if named is None else getattr(named, bound)
    try:
        Filters(since=day)
    except FilterError as error:
        raise ValueError(str(error)) from error
    return day


_First = Annotated[str | None, BeforeValidator(partial(_day, bound="since"))]
_Last = Annotated[str | None, BeforeValidator(partial(_day, bound="until"))]


def date_in_figures(day: str | None) -> str:
    """A day, month or year as a field of the form shows it: ``1/5/2024``; empty for none.

    One that would be read as another, such as that of a Hijri year, stays as it is.
    """
    if day is None:
        return ""
    figures = "/".join(str(int(part)) for part in reversed(day.split("-")))
    return figures if period_of(figures) == Period(day, day) else day


@with_fields({facet.name: (Values, []) for facet in FACETS})
class SearchAddress(BaseModel):
    """What the search form and every link of a results page send; no ``q`` is a first visit."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    q: Annotated[str, Field(max_length=MAX_QUESTION)] | None = None
    sort: Order = Order.RELEVANCE
    view: View = View.LIST
    since: _First = None
    until: _Last = None
    collection: Values = []
    without: Annotated[list[Rule], Field(max_length=len(Rule))] = []
    page: Annotated[int, Field(ge=1, le=MAX_K // PAGE)] = 1

    if TYPE_CHECKING:
        # The values of each field are added above.
        def __init__(self, **values: Any) -> None: ...  # noqa: ANN401

    @classmethod
    def parse(cls, query_string: str) -> Self:
        """The search of a query string such as ``query_string`` writes.

        Raises:
            pydantic.ValidationError: a value is not valid.
        """
        given = QueryParams(query_string)
        return cls.model_validate(
            {name: given.getlist(name) if name in _REPEATED else given[name] for name in given}
        )

    @classmethod
    def of_reader(cls, query_string: str) -> Self | None:
        """The search that a reader comes from, ``None`` where an address says none."""
        try:
            address = cls.parse(query_string)
        except ValidationError:
            return None
        return address if address.q else None

    def query(self) -> Query:
        """What to ask the archive."""
        is_list = self.view is View.LIST
        return Query(
            text=self.q or "",
            k=PAGE if is_list else MOST_TOGETHER,
            offset=(self.page - 1) * PAGE if is_list else 0,
            filters=self.filters(),
            order=self.sort,
            without=frozenset(self.without),
        )

    def filters(self) -> Filters:
        """The filters, without the collections."""
        values = {facet.name: getattr(self, facet.name) for facet in FACETS}
        return Filters.of(values, self.since, self.until)

    def filtered(self) -> bool:
        """Whether anything but the question narrows the search."""
        return self != self.without_filters().changed(page=self.page)

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of everything that differs from an unfiltered search."""
        written = self.model_dump(mode="json", exclude_defaults=True)
        return [
            (name, str(value))
            for name, found in written.items()
            for value in (found if isinstance(found, list) else [found])
        ]

    def query_string(self) -> str:
        """The same, as it stands after the question mark."""
        return urlencode(self.pairs())

    def url(self) -> str:
        """Address of the page of results."""
        return f"/?{with_letters(self.query_string())}"

    def changed(self, **changes: object) -> Self:
        """The same search but for some fields; on its first page, unless another is given."""
        return self.model_copy(update={"page": 1, **changes})

    def filtered_by(self, offer: Iterable[tuple[str, str]]) -> Self:
        """The same search with more filters, as names and values."""
        changes: dict[str, Any] = {}
        for name, value in offer:
            if name in FILTER_FIELDS:
                changes[name] = [*changes.get(name, getattr(self, name)), value]
            else:
                changes[name] = value
        return self.changed(**changes)

    def dropping(self, field: str, value: str) -> Self:
        """The same search without one value of a filter."""
        return self.changed(**{field: [each for each in getattr(self, field) if each != value]})

    def without_filters(self) -> Self:
        """The question alone, its order and the rules that are off."""
        return type(self)(q=self.q, sort=self.sort, view=self.view, without=self.without)

    def switched_off(self, rule: Rule) -> Self:
        """The same search without a rule."""
        return self.changed(without=[*self.switched_on(rule).without, rule])

    def switched_on(self, rule: Rule) -> Self:
        """The same search with a rule that was off."""
        return self.changed(without=[each for each in self.without if each is not rule])


FILTER_FIELDS = (*(facet.name for facet in FACETS), "collection")
_REPEATED = (*FILTER_FIELDS, "without")
