"""A hit as a card: its passage around the sentence that attests, and what can be taken away."""

import re
from dataclasses import dataclass
from typing import Self

from search.parts import Location
from search.ranking.confidence import is_sufficient, strength
from search.records import Citation, Document, Excerpt, Hit, Passage, Results, Span
from service.citing.citation import citation_line
from service.citing.original import original_link
from service.citing.permalink import permalink
from service.highlight import Segment, segments
from service.language import Language, translator

# Characters of the passage that stay in sight before and after the sentence.
_CONTEXT = 140
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage cut for showing; ``around`` is what a copy of it has before and after."""

    excerpt: Excerpt
    segments: list[Segment]
    around: tuple[str, str]

    @property
    def is_folded(self) -> bool:
        """Whether a part of the passage is out of sight at first."""
        return any(segment.is_far for segment in self.segments)

    @property
    def permalink(self) -> str:
        """Path and query that stay the passage's while its text does."""
        return permalink(self.excerpt.citation)


@dataclass(frozen=True, slots=True)
class Card:
    """A hit, its further passages, and what a copy of its sentence has before and after."""

    hit: Hit
    quoted: Quoted
    around_sentence: tuple[str, str]
    more: list[Quoted]

    @property
    def strength(self) -> str:
        """The name of its confidence in words."""
        return strength(self.hit.confidence).value

    @property
    def original(self) -> str | None:
        """The address of the sentence at its publisher's."""
        citation = self.hit.citation
        return original_link(citation.url, citation.part(self.hit.sentence), self.hit.location)

    @property
    def pick(self) -> str:
        """What the page sends when the hit is chosen: no other document's is the same."""
        return pick(self.hit)


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """The passage of a document that an address cites, to be taken away from its page."""

    around: tuple[str, str]
    around_sentence: tuple[str, str] | None
    permalink: str

    @classmethod
    def of(
        cls, document: Document, passage: Span, sentence: Span | None, language: Language
    ) -> Self:
        """The passage, and the sentence in it if there is one."""
        return cls(
            around(document, passage, None, language),
            None if sentence is None else around(document, sentence, None, language),
            permalink(Citation.of(Passage(document, *passage))),
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """The hits of a page by what they weigh.

    Attributes:
        cards: of those that are strong or possible attestations.
        rows: the others.
        weaker: how many of all documents are no more than those, wherever they stand.
        rest_is_weaker: whether this is the first page, and no card is on those after it.
    """

    cards: list[Card]
    rows: list[Hit]
    weaker: int
    rest_is_weaker: bool


def weighed(results: Results, language: Language) -> Weighed:
    """The hits of a page of results, in their order."""
    cards = [card(hit, language) for hit in results.hits if is_sufficient(hit.confidence)]
    rows = [hit for hit in results.hits if not is_sufficient(hit.confidence)]
    # Counts are told from the ranking, so that a few texts may say otherwise.
    weaker = max(results.total - results.supported, len(rows))
    is_first = bool(results.hits) and results.hits[0].rank == 1
    return Weighed(cards, rows, weaker, is_first and results.supported <= len(cards))


def card(hit: Hit, language: Language) -> Card:
    """The card of a hit."""
    return Card(
        hit,
        quote(hit, language),
        around(hit.citation, hit.sentence, hit.location, language),
        [quote(each, language) for each in hit.more],
    )


def around(
    record: Citation | Document, span: Span | None, location: Location | None, language: Language
) -> tuple[str, str]:
    """What stands before and after a copied quotation: its marks, and its citation below."""
    before, after = translator(language, "citing")("quotation", quote="\n").split("\n")
    return before, f"{after}\n{citation_line(record, span, location, language)}"


def pick(hit: Hit) -> str:
    """The identity of a hit's document, as one word of a form."""
    return f"{hit.citation.collection}/{hit.citation.document_id}"


def quote(excerpt: Excerpt, language: Language) -> Quoted:
    """A passage with its sentence, its evidence, and what is near to them."""
    citation = excerpt.citation
    return Quoted(
        excerpt,
        segments(
            citation.quote,
            offset=citation.start,
            sentence=excerpt.sentence,
            evidence=excerpt.evidence,
            near=_near(citation.quote, excerpt.sentence.shifted(-citation.start)).shifted(
                citation.start
            ),
        ),
        around(citation, None, None, language),
    )


def _near(text: str, sentence: Span) -> Span:
    """The sentence with a few whole words before and after it."""
    start = max(0, sentence.start - _CONTEXT)
    if start:
        space = _SPACE.search(text, start, sentence.start)
        start = space.end() if space else sentence.start
    end = min(len(text), sentence.end + _CONTEXT)
    if end < len(text):
        spaces = [match.start() for match in _SPACE.finditer(text, sentence.end, end)]
        end = spaces[-1] if spaces else sentence.end
    # What would leave only a few letters folded is shown.
    start = 0 if start < _CONTEXT // 2 else start
    return Span(start, len(text) if len(text) - end < _CONTEXT // 2 else end)
