"""The filters of a list of questions, as they are kept and as the page shows them."""

from collections.abc import Sequence

from search.errors import FilterError
from search.fields import FACETS
from search.records import Filters
from service.schemas.requests import FilterFields
from service.views.address import SearchAddress


def filters_text(filters: Filters) -> str:
    """Filters as JSON, as the body of a request has them."""
    values = {facet.plural: filters.of_field(facet) for facet in FACETS}
    asked = {"since": filters.since, "until": filters.until, "added_after": filters.added_after}
    body = FilterFields.model_validate({**values, **asked})
    return body.model_dump_json(exclude_defaults=True)


def filters_in(text: str) -> Filters:
    """The filters that are kept as such a text.

    Raises:
        ValueError: it has none, or a date or a time that is not valid.
    """
    try:
        return FilterFields.model_validate_json(text).wanted()
    except FilterError as error:
        raise ValueError(str(error)) from error


def address_of(
    filters: Filters, collections: Sequence[str] = (), question: str = ""
) -> SearchAddress:
    """The search for a question of a list, so far as an address has its filters."""
    values = {facet.name: list(filters.of_field(facet)) for facet in FACETS}
    return SearchAddress(
        q=question,
        since=filters.since,
        until=filters.until,
        collection=list(collections),
        **values,
    )
