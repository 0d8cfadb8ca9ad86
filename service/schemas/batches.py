"""The JSON shape of lists of questions, and of what attests their answers."""

from enum import Enum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from search.records import Caution
from service.schemas import MAX_VALUES
from service.schemas.jobs import State
from service.schemas.problems import Problem
from service.schemas.requests import CollectionName, FilterFields
from service.schemas.shapes import CAUTIONS_DESCRIBED, Shape

MOST_ASKED = 1000
LONGEST_NAME = 200


class Note(Enum):
    """What a reader of a row has to know."""

    DIFFER = "differ"  # documents give other answers
    NONE = "none"  # nothing attests
    EMPTY = "empty"  # no letter or digit in it
    LONG = "long"
    GONE = "gone"  # what was found is there no more, or not for this reader

    @property
    def is_bad(self) -> bool:
        """Whether the row holds no question that could be asked."""
        return self in {Note.EMPTY, Note.LONG}


class QuestionsRequest(BaseModel):
    """Questions to ask one after the other, whenever nobody waits."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: list[Annotated[str, Field(max_length=100_000)]] = Field(
        min_length=1, max_length=MOST_ASKED, examples=[["من شارك في الحوار الإقليمي؟"]]
    )
    name: str = Field(
        default="", max_length=LONGEST_NAME, description="What it is called; the first question."
    )
    collections: list[CollectionName] = Field(
        default=[],
        max_length=MAX_VALUES,
        description="To ask; all that the caller may read without.",
    )
    filters: FilterFields = FilterFields()


class BatchRowFields(Shape):
    """A question, and the sentence that attests its answer; null where none does."""

    row: int = Field(ge=1, description="Its place in the list.")
    question: str
    answer: str | None = Field(description="Words of the sentence, where they are shown.")
    sentence: str | None = Field(description="Exactly `text[start:end]` of the document.")
    strength: Literal["strong", "possible"] | None
    cautions: list[Caution] = Field(
        default_factory=list, description=f"Of the sentence. {CAUTIONS_DESCRIBED}"
    )
    title: str | None
    source: str | None
    date: str | None
    citation: str | None = Field(description="The line that goes under the sentence.")
    url: str | None = Field(description="Address of the original.")
    permalink: str | None = Field(description="Address of the sentence in the archive.")
    collection: str | None
    document_id: str | None
    start: int | None = Field(description="In code points of the document's text.")
    end: int | None = Field(description="The same, exclusive.")
    note: Note | None = Field(
        description="`differ`: documents give other answers, so that none is shown. `none`: nothing"
        " attests an answer. `empty`, `long`: it could not be asked. `gone`: what was found is no"
        " longer there, or not for the caller."
    )


class BatchFields(Shape):
    """A list of questions, and how far it is."""

    id: str = Field(examples=["mzxw6ytboi7dqmrtgq2dmnzyha4tambr"])
    name: str
    state: State
    created: str = Field(description="UTC, ISO 8601.", examples=["2024-05-01T08:30:00Z"])
    questions: int = Field(ge=1, description="How many there are.")
    asked: int = Field(ge=0, description="How many of them were asked.")
    problem: Problem | None = Field(description="Why it failed.")
    filters: FilterFields = Field(description="Which documents may answer.")
    rows: list[BatchRowFields] = Field(
        description="Of those that were asked, once the list has ended; none in a list of lists."
    )


class BatchList(Shape):
    """The caller's lists, latest first."""

    batches: list[BatchFields]
