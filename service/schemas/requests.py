"""What a search or a list may ask for: as the parameters of an address, or as a JSON body."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    AliasChoices,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
)

from search.errors import FilterError
from search.fields import FACETS, LONGEST_VALUE
from search.queries.rules import Rule
from search.records import DEFAULT_COLLECTION, Filters, Order
from service.schemas import (
    DEFAULT_K,
    MAX_CURSOR,
    MAX_K,
    MAX_OCCURRENCES,
    MAX_QUESTION,
    MAX_VALUES,
)
from service.schemas.answers import HitField
from service.schemas.fields import Offset, rules_described, wanted_values, with_fields

MOST_QUESTIONS = 32
MOST_LISTED = 500
_DATE_AND_TIME = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")


def _only_a_date_and_time(value: object) -> object:
    """Refuse a number, which would be taken for seconds since 1970."""
    is_given = isinstance(value, str) and _DATE_AND_TIME.match(value)
    if not (is_given or isinstance(value, datetime)):
        msg = "expected a date and a time of ISO 8601"
        raise ValueError(msg)
    return value


_Question = Annotated[
    str,
    Field(
        max_length=MAX_QUESTION,
        description="In Arabic or any other language; a word, a whole sentence, or a search with"
        " operators.",
        examples=["من شارك في الحوار الإقليمي؟"],
    ),
]
_K = Annotated[int, Field(ge=1, le=MAX_K, description="The most documents to return.")]
# An address has text only. In a body, a word in place of a number or of true is a mistake.
_ExactK = Annotated[_K, Strict()]
_Order = Annotated[
    Order, Field(description="By relevance, or the latest of the most relevant first.")
]
_Cursor = Annotated[
    str | None,
    Field(
        max_length=MAX_CURSOR,
        description="The `next_cursor` of the answer before; all else must be as it was.",
    ),
]
_Date = Annotated[
    str | None,
    Field(
        pattern="^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
        description="A day, month or year, included: 2024-05-01, 2024-05 or 2024.",
        examples=["2024-05"],
    ),
]
_AddedAfter = Annotated[
    Annotated[AwareDatetime, BeforeValidator(_only_a_date_and_time)] | None,
    Field(
        description="Only what came to the index after this time.",
        examples=["2024-05-01T08:30:00Z"],
    ),
]
_Explain = Annotated[bool, Field(description="With each evidence's share of the scores.")]
_ExactExplain = Annotated[_Explain, Strict()]
_Fields = Annotated[
    list[HitField],
    Field(max_length=20, description="Fields of the hits to return; all without."),
]
CollectionName = Annotated[
    str, Field(max_length=LONGEST_VALUE, description="A collection.", examples=["default"])
]
_Collections = Annotated[
    list[CollectionName],
    Field(max_length=MAX_VALUES, description="To ask; all that the caller may read without."),
]


_Without = Annotated[
    list[Rule],
    Field(
        max_length=len(Rule), description=rules_described(), examples=[[Rule.TRANSLITERATION.value]]
    ),
]


class _Strict(BaseModel):
    # A misspelt filter would go unnoticed, and documents be quoted that it should leave out.
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Filter(_Strict):
    """Which documents are wanted; what is empty does not matter."""

    since: _Date = None
    until: _Date = None
    added_after: _AddedAfter = None

    def wanted(self) -> Filters:
        """As the archive takes them.

        Raises:
            FilterError: a date is not valid, or the time is before or after all that are.
        """
        values = {facet.name: getattr(self, facet.plural) for facet in FACETS}
        return Filters.of(values, self.since, self.until, self._added_after())

    def _added_after(self) -> str | None:
        if self.added_after is None:
            return None
        try:
            time = self.added_after.astimezone(UTC)
        except OverflowError as error:  # in the first or the last day of the calendar
            msg = "added_after: the time is too early or too late"
            raise FilterError(msg) from error
        # As the store writes it: the two are compared as text.
        return time.isoformat(timespec="milliseconds")


@with_fields(wanted_values(in_address=False))
class FilterFields(_Filter):
    """Which documents are wanted; what is empty does not matter."""

    if TYPE_CHECKING:
        # The values of fields are added above.
        def __init__(self, **values: Any) -> None: ...  # noqa: ANN401


@with_fields(wanted_values(in_address=True))
class FilterParameters(_Filter):
    """The same as parameters of an address, each of which may be repeated."""


class QuestionRequest(_Strict):
    """One question of a batch."""

    question: _Question
    k: _ExactK = DEFAULT_K
    order: _Order = Order.RELEVANCE
    filters: FilterFields = FilterFields()
    collections: _Collections = []
    without: _Without = []
    explain: _ExactExplain = False

    def wanted(self) -> Filters:
        """Which documents may answer; see ``FilterFields``."""
        return self.filters.wanted()


class SearchRequest(QuestionRequest):
    """A question, as the body of a request."""

    cursor: _Cursor = None
    fields: _Fields = []


class SearchParameters(FilterParameters):
    """A question in an address: as ``q``, or as ``question`` like in the body of a request."""

    question: _Question = Field(validation_alias=AliasChoices("q", "question"))
    k: _K = DEFAULT_K
    order: _Order = Order.RELEVANCE
    collections: _Collections = Field(default=[], alias="collection")
    without: _Without = []
    explain: _Explain = False
    cursor: _Cursor = None
    fields: _Fields = []


class QuotationRequest(_Strict):
    """A quotation to verify."""

    quotation: str = Field(
        max_length=MAX_QUESTION,
        description="As it is remembered, or printed elsewhere. Dots, as in `[...]`, say that"
        " something is left out.",
        examples=["إن الحوار فرصة لتبادل الخبرات"],
    )
    k: Annotated[int, Strict()] = Field(
        default=DEFAULT_K, ge=1, le=MAX_OCCURRENCES, description="The most documents to return."
    )
    collections: _Collections = []


class SuggestParameters(_Strict):
    """What is typed so far."""

    q: Annotated[str, Field(max_length=MAX_QUESTION, examples=["حوار إق"])]
    k: int = Field(default=8, ge=1, le=20, description="The most suggestions to return.")
    collection: _Collections = []


class BatchRequest(_Strict):
    """Several questions; each counts for the limit of the key."""

    questions: list[QuestionRequest] = Field(min_length=1, max_length=MOST_QUESTIONS)


class CollectionRequest(_Strict):
    """A collection to make."""

    name: str = Field(
        max_length=300,
        description="1 to 63 letters a-z, digits, hyphens and underscores; the first is a letter or"
        " digit.",
        examples=["gulf-news"],
    )


class CollectionParameter(_Strict):
    """Which collection is meant."""

    collection: CollectionName = DEFAULT_COLLECTION


class DocumentParameters(CollectionParameter):
    """Which document is meant."""

    id: str | None = Field(
        default=None,
        description="The id, where a path cannot have it (`.` and `..`); the path then ends with"
        " the slash before it.",
    )


class ListParameters(FilterParameters):
    """Which documents of a collection to list."""

    collection: CollectionName = DEFAULT_COLLECTION
    limit: int = Field(
        default=100, ge=1, le=MOST_LISTED, description="The most documents to return."
    )
    cursor: _Cursor = None


class SimilarParameters(DocumentParameters):
    """A document, or a part of it, and where to look for others like it."""

    start: Offset | None = Field(default=None, description="Where the part begins; with `end`.")
    end: Offset | None = Field(default=None, description="Where the part ends, exclusive.")
    k: _K = DEFAULT_K
    among: _Collections = []


class DeleteRequest(FilterFields):
    """Which documents to delete. To delete all of them, say so and leave the filter empty."""

    all: Annotated[bool, Strict()] = Field(
        default=False, description="Delete every document of the collection.", examples=[False]
    )
