"""Which searches may be saved, from wherever they come."""

from pydantic import ValidationError

from search.arabic.analyzer import words
from search.queries.operators import read_search
from service.views.address import SearchAddress


class QuestionMissingError(ValueError):
    """A search that asks for nothing."""


def check_search(query: str) -> SearchAddress:
    """The search of a query string, on its first page.

    Raises:
        QuestionMissingError: it has no question.
        ValueError: it has a value that is not valid.
    """
    try:
        address = SearchAddress.parse(query).changed()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        msg = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise ValueError(msg) from error
    search = read_search(address.q or "")
    if not search.asks_nothing and next(words(search.question), None) is None:
        msg = "the search has no question"
        raise QuestionMissingError(msg)
    return address
