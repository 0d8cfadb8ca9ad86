"""The JSON shape of answers and documents, for the HTTP API and the command line alike.

Every offset is a code point of the document's stored text, end exclusive.
"""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from search.ranking.confidence import NO_EVIDENCE
from search.records import Citation, Document, Excerpt, Hit, Results, Span

MAX_QUESTION = 2000
MAX_K = 200
DEFAULT_K = 10

Offset = Annotated[int, Field(ge=0)]


class SourceFields(BaseModel):
    """What is known about where a document comes from; null is what its source did not say."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Identifier of the document.", examples=["أخبار/2022/حوار.txt"])
    title: str | None = Field(examples=["حوار إقليمي عن مكافحة الاتجار بالبشر"])
    source: str | None = Field(
        description="Publication or collection it was taken from.", examples=["الوكالة الوطنية"]
    )
    url: str | None = Field(
        description="Address as the source gave it; not checked, so test its scheme before use.",
        examples=["https://news.example/2022/1"],
    )
    date: str | None = Field(examples=["2022-06-14"])
    author: str | None = Field(examples=["سعاد الخطيب"])


class PassageFields(BaseModel):
    """The quotation: exactly ``text[start:end]`` of the document."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(examples=["وأكد الوزير أن الحوار فرصة لتبادل الخبرات."])
    start: Offset = Field(examples=[1200])
    end: Offset = Field(examples=[1242])
    pages: tuple[int, int] | None = Field(
        description="First and last page of the passage, counted from 1.", examples=[[7, 8]]
    )

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """The JSON shape of a citation's quotation."""
        return cls(
            text=citation.quote, start=citation.start, end=citation.end, pages=citation.pages
        )


class PublicationFields(BaseModel):
    """Another document of the same story."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(examples=["أخبار/2022/حوار-2.txt"])
    title: str | None = Field(examples=["حوار إقليمي في عمّان"])
    source: str | None = Field(examples=["صحيفة الصباح"])
    url: str | None = Field(examples=["https://paper.example/7"])
    date: str | None = Field(examples=["2022-06-15"])


SentenceRange = Annotated[
    tuple[Offset, Offset],
    Field(
        description="Start and end of the sentence that best matches the question, or of two.",
        examples=[[1200, 1242]],
    ),
]
EvidenceRanges = Annotated[
    list[tuple[Offset, Offset]],
    Field(
        description="Start and end of each run of words that aligns with the question's words.",
        examples=[[[1205, 1211], [1215, 1221]]],
    ),
]
SentencePage = Annotated[
    int | None,
    Field(
        ge=1,
        description="Page on which the sentence begins, of a document with pages.",
        examples=[7],
    ),
]


class ExcerptFields(BaseModel):
    """Another passage of a hit's document."""

    model_config = ConfigDict(frozen=True)

    passage: PassageFields
    sentence: SentenceRange
    evidence: EvidenceRanges
    page: SentencePage

    @classmethod
    def of(cls, excerpt: Excerpt) -> Self:
        """The JSON shape of a passage."""
        return cls(
            passage=PassageFields.of(excerpt.citation),
            sentence=excerpt.sentence,
            evidence=list(excerpt.evidence),
            page=excerpt.page,
        )


class AnswerFields(BaseModel):
    """A few words of the sentence: exactly ``text[start:end]`` of the document."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(examples=["13 أكتوبر 1958"])
    start: Offset = Field(examples=[1210])
    end: Offset = Field(examples=[1225])

    @classmethod
    def of(cls, citation: Citation, span: Span) -> Self:
        """The JSON shape of an answer inside a quotation."""
        text = citation.quote[span.start - citation.start : span.end - citation.start]
        return cls(text=text, start=span.start, end=span.end)


class HitFields(BaseModel):
    """A ranked document with its best passage."""

    model_config = ConfigDict(frozen=True)

    rank: int = Field(ge=1, description="1 is the best.", examples=[1])
    score: float = Field(
        description="Higher is better; comparable within one answer only.", examples=[0.87]
    )
    document: SourceFields
    passage: PassageFields
    sentence: SentenceRange
    evidence: EvidenceRanges
    confidence: float = Field(
        ge=0,
        le=1,
        description="Probability that the passage answers, comparable between questions.",
        examples=[0.93],
    )
    answer: AnswerFields | None = Field(
        description="The words that answer, where the question asks for a date or a number."
    )
    page: SentencePage
    also_published: list[PublicationFields] = Field(
        description="Near-duplicates of the document, whose passages are left out of the answer."
    )
    more: list[ExcerptFields] = Field(
        description="Other good passages of the same document, best first; at most three."
    )

    @classmethod
    def of(cls, hit: Hit) -> Self:
        """The JSON shape of a hit."""
        citation = hit.citation
        return cls(
            rank=hit.rank,
            score=hit.score,
            document=SourceFields(id=citation.document_id, **_source(citation)),
            passage=PassageFields.of(citation),
            sentence=hit.sentence,
            evidence=list(hit.evidence),
            confidence=hit.confidence,
            answer=None if hit.answer is None else AnswerFields.of(citation, hit.answer),
            page=hit.page,
            also_published=[
                PublicationFields(
                    id=p.document_id, title=p.title, source=p.source, url=p.url, date=p.date
                )
                for p in hit.also_published
            ],
            more=[ExcerptFields.of(excerpt) for excerpt in hit.more],
        )


class SearchResponse(BaseModel):
    """An answer: the passages that attest it, best first."""

    model_config = ConfigDict(frozen=True)

    question: str = Field(examples=["من شارك في الحوار الإقليمي؟"])
    sufficient: bool = Field(description="Whether one of the passages is likely to answer.")
    notice: str | None = Field(
        description="What to tell the reader when no passage is; null otherwise.",
        examples=[NO_EVIDENCE],
    )
    hits: list[HitFields] = Field(description="The nearest passages, also when none answers.")

    @classmethod
    def of(cls, question: str, results: Results) -> Self:
        """The JSON shape of an answer."""
        return cls(
            question=question,
            sufficient=results.sufficient,
            notice=None if results.sufficient else NO_EVIDENCE,
            hits=[HitFields.of(hit) for hit in results.hits],
        )


class DocumentResponse(SourceFields):
    """A document with its whole stored text, into which every offset points."""

    text: str = Field(examples=["عقد في عمّان حوار إقليمي. وأكد الوزير أن الحوار فرصة."])
    metadata: dict[str, object] = Field(
        description="Other fields of the source, unchanged.", examples=[{"section": "محليات"}]
    )
    language: str | None = Field(description="ISO 639-1 code.", examples=["ar"])
    pages: list[Offset] = Field(description="Where each page begins.", examples=[[0, 2210]])
    ignored: list[tuple[Offset, Offset]] = Field(
        description="Parts that are shown but not searched, such as share lines.",
        examples=[[[2300, 2345]]],
    )
    collection: str = Field(examples=["default"])

    @classmethod
    def of(cls, document: Document) -> Self:
        """The JSON shape of a document."""
        return cls(
            id=document.id,
            text=document.text,
            metadata=dict(document.metadata),
            language=document.language,
            pages=list(document.pages),
            ignored=list(document.ignored),
            collection=document.collection,
            **_source(document),
        )


class SearchRequest(BaseModel):
    """A question, as the body of a request."""

    question: str = Field(
        max_length=MAX_QUESTION,
        description="In Arabic or any other language; a word or a whole sentence.",
        examples=["من شارك في الحوار الإقليمي؟"],
    )
    k: int = Field(DEFAULT_K, ge=1, le=MAX_K, description="The most documents to return.")


def _source(record: Citation | Document) -> dict[str, str | None]:
    return {
        "title": record.title,
        "source": record.source,
        "url": record.url,
        "date": record.date,
        "author": record.author,
    }
