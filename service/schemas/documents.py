"""The JSON shape of documents."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from search.kinds import Unit
from search.parts import Location, Part
from search.records import Citation, Document, DocumentSummary, SimilarDocument
from service.schemas import Offset


class SourceFields(BaseModel):
    """What is known about where a document comes from; null is what its source did not say."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Identifier of the document.", examples=["أخبار/2022/حوار.txt"])
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

    @classmethod
    def of_citation(cls, citation: Citation) -> Self:
        """The JSON shape of what is known of a cited document."""
        return cls(id=citation.document_id, **known(citation))


class LocationFields(BaseModel):
    """Where a text stands in its source: on pages or slides, in cells, at a time, in a chapter."""

    model_config = ConfigDict(frozen=True)

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

    @classmethod
    def of(cls, location: Location | None) -> Self | None:
        """The JSON shape of a location, if there is one."""
        if location is None:
            return None
        return cls(
            unit=location.unit, first=location.first, last=location.last, within=location.within
        )

    def record(self) -> Location:
        """The record of the same."""
        return Location(self.unit, self.first, self.last, self.within)


class PartFields(LocationFields):
    """A part of a document: from its start to that of the next."""

    start: Offset = Field(examples=[2210])


class PassageFields(BaseModel):
    """The quotation: exactly ``text[start:end]`` of the document."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(examples=["وأكد الوزير أن الحوار فرصة لتبادل الخبرات."])
    start: Offset = Field(examples=[1200])
    end: Offset = Field(examples=[1242])
    pages: tuple[int, int] | None = Field(
        description="First and last page of the passage, counted from 1.", examples=[[7, 8]]
    )
    location: LocationFields | None = Field(
        description="Where the passage stands in its source, if that has parts."
    )

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """The JSON shape of a citation's quotation."""
        location = citation.location
        return cls(
            text=citation.quote,
            start=citation.start,
            end=citation.end,
            pages=location.pages if location else None,
            location=LocationFields.of(location),
        )


class DocumentResponse(SourceFields):
    """A document with its whole stored text, into which every offset points."""

    text: str = Field(examples=["عقد في عمّان حوار إقليمي. وأكد الوزير أن الحوار فرصة."])
    metadata: dict[str, object] = Field(
        description="Other fields of the source, unchanged.", examples=[{"section": "محليات"}]
    )
    language: str | None = Field(description="ISO 639-1 code.", examples=["ar"])
    pages: list[Offset] = Field(description="Where each page begins.", examples=[[0, 2210]])
    parts: list[PartFields] = Field(description="What a citation of the document points to.")
    ignored: list[tuple[Offset, Offset]] = Field(
        description="Parts that are shown but not searched, such as share lines.",
        examples=[[[2300, 2345]]],
    )

    @classmethod
    def of(cls, document: Document) -> Self:
        """The JSON shape of a document."""
        return cls(
            id=document.id,
            text=document.text,
            metadata=dict(document.metadata),
            language=document.language,
            pages=[start for start, place in document.parts if place.unit is Unit.PAGE],
            parts=[_part(part) for part in document.parts],
            ignored=list(document.ignored),
            **known(document),
        )


class SummaryFields(SourceFields):
    """What is known of a document, without its text."""

    language: str | None = Field(description="ISO 639-1 code.", examples=["ar"])
    kind: str | None = Field(
        description="Kind of the file that it is from, or that its id names.", examples=["pdf"]
    )
    added: str | None = Field(
        description="When it first came, UTC in ISO 8601.",
        examples=["2024-05-01T08:30:00.000+00:00"],
    )

    @classmethod
    def of(cls, summary: DocumentSummary) -> Self:
        """The JSON shape of a summary."""
        return cls(
            id=summary.id,
            language=summary.language,
            kind=summary.kind,
            added=summary.added,
            **known(summary),
        )


class DocumentList(BaseModel):
    """A part of the documents of a collection, by id."""

    documents: list[SummaryFields]
    next_cursor: str | None = Field(
        description="Send it as `cursor` for what follows; null at the end."
    )


class SimilarFields(BaseModel):
    """A document near another one, by the passage that is nearest."""

    score: float = Field(description="Cosine of the two; 1 is the same.", examples=[0.91])
    document: SourceFields
    passage: PassageFields

    @classmethod
    def of(cls, similar: SimilarDocument) -> Self:
        """The JSON shape of a similar document."""
        return cls(
            score=similar.score,
            document=SourceFields.of_citation(similar.citation),
            passage=PassageFields.of(similar.citation),
        )


class SimilarResponse(BaseModel):
    """The nearest documents, best first, one of each story."""

    documents: list[SimilarFields]


class DeletedResponse(BaseModel):
    """What was deleted."""

    deleted: int = Field(ge=0, description="How many documents.", examples=[12])


def page_of(location: Location | None) -> int | None:
    """The page that something begins on, where its source has pages."""
    return location.pages[0] if location is not None and location.pages else None


def _part(part: Part) -> PartFields:
    place = part.location
    return PartFields(
        start=part.start,
        unit=place.unit,
        first=place.first,
        last=place.last,
        within=place.within,
    )


def known(record: Citation | Document | DocumentSummary) -> dict[str, Any]:
    """What is known of the source of a record, as ``SourceFields`` has it, but for the id."""
    names = ("title", "source", "url", "date", "author", "collection")
    return {name: getattr(record, name) for name in names}
