"""The JSON shape of documents."""

from typing import Self

from pydantic import AliasChoices, Field

from search.fields import FIELDS, STORED
from search.kinds import Unit
from search.parts import Location
from search.records import Document
from service.schemas.fields import Offset, known_value, with_fields
from service.schemas.shapes import Shape


class SourceFields(Shape):
    """What is known about where a document comes from; null is what its source did not say."""

    id: str = Field(
        validation_alias=AliasChoices("id", "document_id"),
        description="Identifier of the document.",
        examples=["أخبار/2022/حوار.txt"],
    )
    collection: str = Field(
        description="Where it is stored; no other document there has its id.", examples=["default"]
    )
    title: str | None = Field(examples=["حوار إقليمي عن مكافحة الاتجار بالبشر"])
    source: str | None = Field(
        description="Publication or office it was taken from.", examples=["الوكالة الوطنية"]
    )
    url: str | None = Field(
        description="Address as the source gave it; not checked, so test its scheme before use.",
        examples=["https://news.example/2022/1"],
    )
    date: str | None = Field(
        description="ISO 8601, as exact as it is known: a day, a month or a year.",
        examples=["2022-06-14"],
    )
    author: str | None = Field(examples=["سعاد الخطيب"])


class LocationFields(Shape):
    """Where a text stands in its source: on pages or slides, in cells, at a time, in a chapter."""

    unit: Unit = Field(examples=["sheet"])
    first: str = Field(
        description="Number of the page or slide, the cell, the time (HH:MM:SS) or the title of the"
        " chapter at its beginning.",
        examples=["A3"],
    )
    last: str = Field(
        description="The same at its end; with the name of the sheet, where that is another.",
        examples=["D7"],
    )
    within: str | None = Field(description="The sheet of the cells.", examples=["الميزانية"])

    def record(self) -> Location:
        """The record of the same."""
        return Location(self.unit, self.first, self.last, self.within)


class PartFields(LocationFields):
    """A part of a document: from its start to that of the next."""

    start: Offset = Field(examples=[2210])


class PassageFields(Shape):
    """The quotation: exactly ``text[start:end]`` of the document."""

    text: str = Field(
        validation_alias=AliasChoices("text", "quote"),
        examples=["وأكد الوزير أن الحوار فرصة لتبادل الخبرات."],
    )
    start: Offset = Field(examples=[1200])
    end: Offset = Field(examples=[1242])
    pages: tuple[int, int] | None = Field(
        description="First and last page of the passage, counted from 1.", examples=[[7, 8]]
    )
    location: LocationFields | None = Field(
        description="Where the passage stands in its source, if that has parts."
    )


_IN_SOURCE = SourceFields.model_fields
_OTHERS = [field for field in FIELDS if field.name not in _IN_SOURCE]


@with_fields({field.name: known_value(field) for field in _OTHERS if field in STORED})
class DocumentResponse(SourceFields):
    """A document with its whole stored text, into which every offset points."""

    text: str = Field(examples=["عقد في عمّان حوار إقليمي. وأكد الوزير أن الحوار فرصة."])
    metadata: dict[str, object] = Field(
        description="Other fields of the source, unchanged.", examples=[{"desk": "محليات"}]
    )
    pages: list[Offset] = Field(description="Where each page begins.", examples=[[0, 2210]])
    parts: list[PartFields] = Field(description="What a citation of the document points to.")
    ignored: list[tuple[Offset, Offset]] = Field(
        description="Parts that are shown but not searched, such as share lines.",
        examples=[[[2300, 2345]]],
    )

    @classmethod
    def of(cls, document: Document) -> Self:
        """The JSON shape of a document."""
        names = cls.model_fields.keys() - {"parts"}
        parts = [
            PartFields(**LocationFields.model_validate(place).model_dump(), start=start)
            for start, place in document.parts
        ]
        return cls(**{name: getattr(document, name) for name in names}, parts=parts)


@with_fields({field.name: known_value(field) for field in _OTHERS})
class SummaryFields(SourceFields):
    """What is known of a document, without its text."""

    added: str | None = Field(
        description="When it first came, UTC in ISO 8601.",
        examples=["2024-05-01T08:30:00.000+00:00"],
    )


class DocumentList(Shape):
    """A part of the documents of a collection, by id."""

    documents: list[SummaryFields]
    next_cursor: str | None = Field(
        description="Send it as `cursor` for what follows; null at the end."
    )


class SimilarFields(Shape):
    """A document near another one, by the passage that is nearest."""

    score: float = Field(description="Cosine of the two; 1 is the same.", examples=[0.91])
    document: SourceFields = Field(validation_alias=AliasChoices("document", "citation"))
    passage: PassageFields = Field(validation_alias=AliasChoices("passage", "citation"))


class SimilarResponse(Shape):
    """The nearest documents, best first, one of each story."""

    documents: list[SimilarFields]


class DeletedResponse(Shape):
    """What was deleted."""

    deleted: int = Field(ge=0, description="How many documents.", examples=[12])
