"""The records that cross the seams between modules. Offsets are code points, end exclusive."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from search.arguments import check_count, check_kind, check_text, each_of
from search.errors import FilterError
from search.fields import FACETS, Field
from search.kinds import Unit
from search.parts import Location, Part, location_of
from search.queries.conditions import Condition
from search.queries.rules import NONE, Interpretation, Rule

DEFAULT_COLLECTION = "default"
# Code points of a passage that are looked at; those of news have 1,600 at most.
LONGEST_PASSAGE = 10_000
_MONTH = len("2024-05")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
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
        id: what it is called in citations; no other document of its collection has it.
        text: what the reader extracted, never changed afterwards: every offset points into it.
        title: headline.
        source: newspaper, site or office that published it.
        url: address of the original.
        date: of publication in ISO 8601, as exact as it is known: a day, a month or a year.
        author: who wrote it.
        section: part of the paper that it stood in, such as sport.
        language: ISO 639-1 code.
        parts: what a citation points to, such as pages or the rows of a sheet, rising.
        ignored: spans that are shown but not searched, such as share lines; disjoint, rising.
        metadata: anything else that the source said; a JSON object.
        collection: the named set that it is stored in.
    """

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    date: str | None = None
    author: str | None = None
    language: str | None = None
    section: str | None = None
    parts: tuple[Part, ...] = ()
    ignored: tuple[Span, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)
    collection: str = DEFAULT_COLLECTION

    @property
    def pages(self) -> list[int]:
        """Where its pages begin, in a document that has pages."""
        return [start for start, location in self.parts if location.unit is Unit.PAGE]

    def location_of(self, start: int, end: int) -> Location | None:
        """Where a range of the text stands in the source, ``None`` where it has no parts."""
        return location_of(self.parts, start, end)


@dataclass(frozen=True)
class Passage:
    """A run of whole sentences, ``document.text[start:end]``: what is embedded and cited."""

    document: Document
    start: int
    end: int

    @cached_property
    def text(self) -> str:
        """Exactly the quoted text."""
        return self.document.text[self.start : self.end]

    @cached_property
    def searched_text(self) -> str:
        """The text as the model and the lexical index see it, with the same offsets."""
        return blank(self.text, self.document.ignored, self.start)

    @cached_property
    def context(self) -> str | None:
        """The document's title, which is searched with the passage, unless the passage has it."""
        title = self.document.title
        return None if title is None or title in self.text else title

    @property
    def opening(self) -> "Passage":
        """The passage; of one with more than ``LONGEST_PASSAGE`` code points the first of them.

        None is cut so long, but an index that was made before may have one of a million.
        """
        if self.end - self.start <= LONGEST_PASSAGE:
            return self
        return Passage(self.document, self.start, self.start + LONGEST_PASSAGE)

    @property
    def indexed_text(self) -> str:
        """The searched text with its context: what a search can find."""
        text = self.searched_text
        return text if self.context is None else f"{self.context}\n{text}"


def blank(text: str, spans: Sequence[Span], offset: int = 0) -> str:
    """The text with white space in place of the spans: every offset stays what it was.

    Args:
        text: a text, or the part of one that begins at ``offset``.
        spans: places in the whole text; disjoint, rising.
        offset: where ``text`` begins in it.
    """
    first = bisect_right(spans, offset, key=lambda span: span.end)
    last = bisect_left(spans, offset + len(text), key=lambda span: span.start)
    parts: list[str] = []
    at = 0
    for span in spans[first:last]:
        start, end = max(0, span.start - offset), min(len(text), span.end - offset)
        parts += (text[at:start], _VISIBLE.sub(" ", text[start:end]))
        at = end
    return "".join((*parts, text[at:]))


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quotation stands: ``quote == text[start:end]`` of the document of that collection.

    ``location`` says where the quotation stands in its source, in a document that has parts.
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
    location: Location | None = None
    collection: str = DEFAULT_COLLECTION

    @property
    def pages(self) -> tuple[int, int] | None:
        """The first and the last page of the quotation, where the source has pages."""
        return self.location.pages if self.location else None

    def part(self, span: Span) -> str:
        """The words of the quotation that stand at a place of the document."""
        return self.quote[span.start - self.start : span.end - self.start]

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
            location=document.location_of(passage.start, passage.end),
            start=passage.start,
            end=passage.end,
            quote=passage.text,
            collection=document.collection,
        )


@dataclass(frozen=True, slots=True)
class Publication:
    """Another document that says the same: wire copy that several papers printed."""

    document_id: str
    title: str | None
    source: str | None
    url: str | None
    date: str | None
    collection: str = DEFAULT_COLLECTION


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage as it is shown, with what in it attests.

    ``sentence`` is the one that best matches the question, or two neighbours that do so together,
    ``evidence`` the words that align with the question's words; both lie inside the citation's
    offsets. ``location`` says where the sentence stands in its source, if that has parts.
    """

    citation: Citation
    sentence: Span
    evidence: tuple[Span, ...]
    location: Location | None = None

    @property
    def page(self) -> int | None:
        """The page that the sentence begins on, where the source has pages."""
        return self.location.pages[0] if self.location and self.location.pages else None


class Caution(Enum):
    """What has to be said beside words that are quoted; see ``search.quotations.cautions``."""

    DENIED = "denied"  # or called untrue
    ASKED = "asked"
    SUPPOSED = "supposed"
    DREAMT = "dreamt"
    REORDERED = "reordered"  # by signs that do not show
    QUOTED = "quoted"  # of somebody else
    EARLIER = "earlier"  # told of another year than that of the document
    SUPERSEDED = "superseded"  # annulled, or counted anew, by what the document tells later


class Order(Enum):
    """How hits are ordered: by relevance, or the latest of the most relevant first.

    Of the latter those that are likely to answer come before the others.
    """

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which documents are wanted; what is empty or ``None`` does not matter.

    Attributes:
        values: names of fields with values, of which a document has to have one for each field;
            sorted, each once.
        since: a day, month or year, included.
        until: the same. A document whose date is not known is in no range, one whose month or
            year is known in every range that it may lie in.
        added_after: came to the index after this time, UTC in ISO 8601; if it is to the second,
            in that second or later.
        condition: of the operators of a search.

    Raises:
        ArgumentError: what was given is of another kind.
        FilterError: a date is not valid, or documents are not filtered by such a field.
    """

    values: tuple[tuple[str, str], ...] = ()
    since: str | None = None
    until: str | None = None
    added_after: str | None = None
    condition: Condition | None = None

    @staticmethod
    def of(
        values: Mapping[str, Iterable[str]],
        since: str | None = None,
        until: str | None = None,
        added_after: str | None = None,
    ) -> "Filters":
        """The filters with some values for each field: ``Filters.of({"source": ["الرأي"]})``.

        Raises:
            ArgumentError: the values of a field are no list of texts.
            FilterError: see ``Filters``.
        """
        check_kind("values", values, Mapping)
        pairs = (
            (name, value)
            for name, chosen in values.items()
            for value in each_of(f"values[{name!r}]", chosen, str)
        )
        return Filters(tuple(sorted(set(pairs))), since, until, added_after)

    def __post_init__(self) -> None:
        times = (("since", self.since), ("until", self.until), ("added_after", self.added_after))
        for name, value in times:
            if value is not None:
                check_text(name, value)
        for name, value in times[:2]:
            if value is not None and not _is_date(value):
                msg = f"{name}: expected 2024, 2024-05 or 2024-05-01, found {value[:40]!r}"
                raise FilterError(msg)
        known = [facet.name for facet in FACETS]
        for name, value in self.values:
            check_text(f"values[{name!r}]", value)
            if name not in known:
                msg = f"no filter is called {name[:40]!r}: expected one of {', '.join(known)}"
                raise FilterError(msg)

    def includes(self, date: str | None) -> bool:
        """Whether a document of a date is wanted, if it has the other values."""
        if self.since is None and self.until is None:
            return True
        if date is None:
            return False
        # "~" sorts after digits and hyphens: "2024-05~" is the end of May, "2024~" of the year.
        is_early = self.since is not None and f"{date}~" < self.since
        return not is_early and (self.until is None or date <= f"{self.until}~")

    def of_field(self, wanted: Field) -> list[str]:
        """The values that a field may have; none for any."""
        return [value for name, value in self.values if name == wanted.name]


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if match is None:
        return False
    try:
        date(*(int(part or 1) for part in match.groups()))
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Query:
    """A question, and which part of its answer is wanted.

    Attributes:
        text: in any language.
        k: how many documents.
        offset: how many to leave out before them.
        filters: which documents may answer.
        order: of the hits.
        without: rules that are switched off.

    Raises:
        ArgumentError: one of them is of another kind, or too small.
    """

    text: str
    k: int = 10
    offset: int = 0
    filters: Filters = Filters()
    order: Order = Order.RELEVANCE
    without: frozenset[Rule] = NONE

    def __post_init__(self) -> None:
        check_text("text", self.text)
        check_count("k", self.k, 1)
        check_count("offset", self.offset, 0)
        check_kind("filters", self.filters, Filters)
        check_kind("order", self.order, Order)
        check_kind("without", self.without, frozenset)
        for rule in self.without:
            check_kind("without", rule, Rule)


class Shares(NamedTuple):
    """What each kind of evidence adds to a score: they sum to it."""

    dense: float
    late: float
    lexical: float
    sparse: float = 0.0
    reranker: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(Excerpt):
    """A ranked document, by its best passage.

    A higher score is better; scores of one question are comparable, and the first three hits are in
    the order of the score and the confidence together. ``confidence`` is the
    probability that the passage answers, which is comparable between questions and corpora;
    ``answer`` the words of the sentence that do, where that is clear; ``missing`` the words of the
    question that name what neither the passage nor its title does. ``also_published`` are other
    documents of the same story that have the sentence word for word, ``differing`` what others have
    in its place; their passages are not shown. ``cautions`` are what has to be said beside the
    sentence. ``more`` are other good
    passages of the same document, best first. ``shares`` explain the score; ``reader`` is the
    version of the reader that had a say in the sentence. ``standing`` is the score with weights
    that were not fitted to the index, by which hits of several stand in one order.
    """

    rank: int
    score: float
    confidence: float
    answer: Span | None = None
    missing: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    also_published: tuple[Publication, ...] = ()
    differing: tuple[Excerpt, ...] = ()
    further_copies: int = 0
    more: tuple[Excerpt, ...] = ()
    shares: Shares | None = None
    reader: str | None = None
    standing: float = 0.0


# A value and how many documents have it.
Count = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Facets:
    """What documents that were ranked have in common.

    Attributes:
        values: of each field that documents are filtered by, by its name; most frequent first.
        dates: days, or months or years where no more is known; rising.
    """

    values: Mapping[str, tuple[Count, ...]] = field(
        default_factory=lambda: {facet.name: () for facet in FACETS}
    )
    dates: tuple[Count, ...] = ()

    @property
    def months(self) -> tuple[Count, ...]:
        """The same by ``2024-05``, or ``2024`` where no month is known."""
        months = Counter[str]()
        for day, documents in self.dates:
            months[day[:_MONTH]] += documents
        return tuple(months.items())


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    Attributes:
        hits: the part that was asked for.
        total: documents that can be asked for with other offsets.
        supported: those of them that are likely to answer, by their texts where these were looked
            at, else by the stages of the ranking. Ordered by date they are the first ones.
        sufficient: whether one of the best hits, asked for or not, is likely to answer.
        facets: of all documents that are likely to answer; where none is, of all that were ranked.
        spelling: the question with words of the documents in place of ones that none of them has;
            given only where the evidence is not sufficient.
        interpretations: what the rules that are on made of the question.
    """

    hits: tuple[Hit, ...]
    total: int
    supported: int
    sufficient: bool
    facets: Facets
    spelling: str | None = None
    interpretations: tuple[Interpretation, ...] = ()


@dataclass(frozen=True, slots=True)
class SimilarDocument:
    """A document near another one, by the passage that is nearest; ``score`` is a cosine."""

    score: float
    citation: Citation
