"""The records that cross the seams between modules. Offsets are code points, end exclusive."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

DEFAULT_COLLECTION = "default"
# Line ends stay, so that what follows an ignored line still begins one.
_VISIBLE = re.compile(r"\S")


class Span(NamedTuple):
    """A half-open range of code points in a document's stored text."""

    start: int
    end: int

    def shifted(self, by: int) -> "Span":
        """The same range in a text that begins elsewhere."""
        return Span(self.start + by, self.end + by)

    def overlaps(self, other: "Span") -> bool:
        """Whether the two have a code point in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Document:
    """One article, file or page. ``None`` stands for what its source did not say.

    Attributes:
        id: what it is called in citations; one for each document of a collection.
        text: what the reader extracted, never changed afterwards: every offset points into it.
        title: headline.
        source: newspaper, site or office that published it.
        url: address of the original.
        date: of publication in ISO 8601, as exact as it is known: a day, a month or a year.
        author: who wrote it.
        language: ISO 639-1 code.
        pages: where each page of a paginated source begins in the text, rising.
        ignored: spans that are shown but not searched, such as share lines; disjoint, rising.
        metadata: anything else that the source said; a JSON object.
        collection: the named set that it belongs to.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    date: str | None = None
    author: str | None = None
    language: str | None = None
    pages: tuple[int, ...] = ()
    ignored: tuple[Span, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)
    collection: str = DEFAULT_COLLECTION

    def pages_of(self, start: int, end: int) -> tuple[int, int] | None:
        """Numbers of the first and last page of a part of the text, ``None`` without pages."""
        if not self.pages:
            return None
        return max(1, bisect_right(self.pages, start)), max(1, bisect_left(self.pages, end))


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences, ``document.text[start:end]``: what is embedded and cited."""

    document: Document
    start: int
    end: int

    @property
    def text(self) -> str:
        """Exactly the quoted text."""
        return self.document.text[self.start : self.end]

    @property
    def searched_text(self) -> str:
        """The text as the model and the lexical index see it, with the same offsets."""
        return blank(self.text, self.document.ignored, self.start)

    @property
    def context(self) -> str | None:
        """The document's title, which is searched with the passage, unless the passage has it."""
        title = self.document.title
        return None if title is None or title in self.text else title

    @property
    def indexed_text(self) -> str:
        """The searched text with its context: what a search can find."""
        text = self.searched_text
        return text if self.context is None else f"{self.context}\n{text}"


def blank(text: str, spans: Iterable[Span], offset: int = 0) -> str:
    """The text with white space in place of the spans: every offset stays what it was.

    Args:
        text: a text, or the part of one that begins at ``offset``.
        spans: places in the whole text.
        offset: where ``text`` begins in it.
    """
    for span in spans:
        start, end = max(0, span.start - offset), min(len(text), span.end - offset)
        if start < end:
            text = text[:start] + _VISIBLE.sub(" ", text[start:end]) + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands: ``quote == text[start:end]`` of the document with that id.

    ``pages`` are the numbers of the first and last page that the quotation is on, counted from
    1, in a document that has pages.
    """

    document_id: str
    title: str | None
    source: str | None
    url: str | None
    date: str | None
    author: str | None
    start: int
    end: int
    quote: str
    pages: tuple[int, int] | None = None
    collection: str = DEFAULT_COLLECTION

    @staticmethod
    def of(passage: Passage) -> "Citation":
        """The citation of a passage."""
        document = passage.document
        return Citation(
            document_id=document.id,
            title=document.title,
            source=document.source,
            url=document.url,
            date=document.date,
            author=document.author,
            pages=document.pages_of(passage.start, passage.end),
            start=passage.start,
            end=passage.end,
            quote=passage.text,
            collection=document.collection,
        )


@dataclass(frozen=True, slots=True)
class Publication:
    """Another document with the same story: wire copy that several papers printed."""

    document_id: str
    title: str | None
    source: str | None
    url: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage as it is shown, with what in it attests.

    ``sentence`` is the one that best matches the question, or two neighbours that do so together,
    ``evidence`` the words that align with the question's words; both lie inside the citation's
    offsets. ``page`` is the number of the page on which the sentence begins, where there are pages.
    """

    citation: Citation
    sentence: Span
    evidence: tuple[Span, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked document, by its best passage, which has what an ``Excerpt`` has.

    A higher score is better; scores of one question are comparable. ``confidence`` is the
    probability that the passage answers, which is comparable between questions and corpora;
    ``answer`` the words of the sentence that do, where that is clear. ``also_published`` are the
    other documents of the same story, whose passages are not shown. ``more`` are other good
    passages of the same document, best first.
    """

    rank: int
    score: float
    citation: Citation
    sentence: Span
    evidence: tuple[Span, ...]
    confidence: float
    answer: Span | None = None
    page: int | None = None
    also_published: tuple[Publication, ...] = ()
    more: tuple[Excerpt, ...] = ()
