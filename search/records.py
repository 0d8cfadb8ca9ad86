"""The records that cross the seams between modules. Offsets are code points, end exclusive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

DEFAULT_COLLECTION = "default"


class Span(NamedTuple):
    """A half-open range of code points in a document's stored text."""

    start: int
    end: int


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
    def context(self) -> str | None:
        """The document's title, which is searched with the passage, unless the passage has it."""
        title = self.document.title
        return None if title is None or title in self.text else title

    @property
    def indexed_text(self) -> str:
        """The text with its context: what a search can find."""
        return self.text if self.context is None else f"{self.context}\n{self.text}"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands: ``quote == text[start:end]`` of the document with that id."""

    document_id: str
    title: str | None
    source: str | None
    url: str | None
    date: str | None
    author: str | None
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage. A higher score is better; scores of one question are comparable.

    ``sentence`` is the one that best matches the question, ``evidence`` the words that align
    with the question's words; both lie inside the citation's offsets.
    """

    rank: int
    score: float
    citation: Citation
    sentence: Span
    evidence: tuple[Span, ...]
