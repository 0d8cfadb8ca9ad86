"""A hit as a card: its passage around the sentence that attests, and what can be taken away."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Self

from search.parts import Location
from search.quotations.cautions import beside
from search.ranking.confidence import is_sufficient, strength
from search.records import Caution, Citation, Document, Excerpt, Hit, Passage, Results, Span
from service.citing.citation import cautions_in_words, citation_line
from service.citing.original import original_link
from service.citing.permalink import permalink
from service.citing.text import with_letters
from service.citing.told import told_of
from service.highlight import Segment, segments
from service.language import Language, translator
from service.views.folding import ROOM, in_sight

# Code points that a line above the passage, and a second one of controls, take of a narrow screen.
_A_LINE, _CONTROLS = 45, 90


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage cut for showing; ``around`` is what a copy of it has before and after."""

    excerpt: Excerpt
    segments: list[Segment]
    around: tuple[str, str]

    @property
    def fold(self) -> int:
        """2 where a part of the passage is out of sight at first, 1 on a narrow screen only."""
        return max((segment.fold for segment in self.segments), default=0)

    @property
    def permalink(self) -> str:
        """The address of the sentence, which holds while the passage's text does."""
        return permalink(self.excerpt.citation, self.excerpt.sentence)


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
    def shared(self) -> str:
        """What all copies from it have first after the quotation."""
        copies = [self.around_sentence, self.quoted.around, *(each.around for each in self.more)]
        letters = zip(*(after for _, after in copies), strict=False)
        alike = takewhile(lambda each: len(set(each)) == 1, letters)
        return "".join(each[0] for each in alike)

    @property
    def original(self) -> str | None:
        """The address of the sentence at its publisher's."""
        citation = self.hit.citation
        sentence = citation.part(self.hit.sentence)
        address = original_link(citation.url, sentence, self.hit.location)
        return address and with_letters(address)

    @property
    def pick(self) -> str:
        """What the page sends when the hit is chosen: no other document's is the same."""
        return pick(self.hit)


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """The passage of a document that an address cites, to be taken away from its page.

    Attributes:
        around: what a copy of the passage has before and after.
        around_sentence: the same of the sentence in it, if there is one.
        permalink: the address of what is cited.
        cautions: what has to be said beside that: the sentence, else the passage.
    """

    around: tuple[str, str]
    around_sentence: tuple[str, str] | None
    permalink: str
    cautions: tuple[Caution, ...]

    @classmethod
    def of(
        cls, document: Document, passage: Span, sentence: Span | None, language: Language
    ) -> Self:
        """The passage, and the sentence in it if there is one."""
        cautions = beside(document, sentence or passage).cautions
        told = cautions_in_words(cautions, language)
        return cls(
            around(document, passage, None, language, told),
            None if sentence is None else around(document, sentence, None, language, told),
            permalink(Citation.of(Passage(document, *passage)), sentence),
            cautions,
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
    lines = _A_LINE * (bool(hit.answer) + bool(hit.missing))
    controls = _CONTROLS * (bool(hit.more) + bool(hit.also_published) + bool(hit.differing) > 1)
    told = told_of(hit, language)
    return Card(
        hit,
        quote(hit, language, ROOM - lines - controls, told),
        around(hit.citation, hit.sentence, hit.location, language, told),
        [quote(each, language) for each in hit.more],
    )


def around(
    record: Citation | Document,
    span: Span | None,
    location: Location | None,
    language: Language,
    told: Iterable[str] = (),
) -> tuple[str, str]:
    """What stands before and after a copied quotation.

    Its marks; below it its citation, and what has to be told beside it.
    """
    before, after = translator(language, "citing")("quotation", quote="\n").split("\n")
    line = citation_line(record, span, location, language)
    return before, "\n".join([after, line, *told])


def pick(hit: Hit) -> str:
    """The identity of a hit's document, as one word of a form."""
    return f"{hit.citation.collection}/{hit.citation.document_id}"


def quote(
    excerpt: Excerpt, language: Language, room: int = ROOM, told: Iterable[str] = ()
) -> Quoted:
    """A passage with its sentence, its evidence, and what is near to them.

    Args:
        excerpt: the passage.
        language: of its citation.
        room: code points that a narrow screen has for it.
        told: what has to be told beside it.
    """
    citation = excerpt.citation
    near = in_sight(citation.quote, excerpt.sentence.shifted(-citation.start), room)
    return Quoted(
        excerpt,
        segments(
            citation.quote,
            offset=citation.start,
            sentence=excerpt.sentence,
            evidence=excerpt.evidence,
            in_sight=[span.shifted(citation.start) for span in near],
        ),
        around(citation, None, None, language, told),
    )
