"""A quotation beside what the documents have in its place, cut where the two differ."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

from search.quotations.fidelity import Change, Fidelity
from search.quotations.occurrences import Occurrence
from search.ranking.confidence import Strength
from search.records import Span
from service.citing.original import original_link
from service.citing.permalink import permalink
from service.citing.told import told_of
from service.language import Language
from service.views.cards import around

_STRENGTHS = {
    Fidelity.EXACT: Strength.STRONG,
    Fidelity.SPELLING: Strength.POSSIBLE,
    Fidelity.WORDS: Strength.WEAK,
}


class Stretch(NamedTuple):
    """A part of a text, and what became of it in the other one; ``None`` where it is the same."""

    text: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class OccurrenceCard:
    """A document that has a quotation, as it is shown.

    Attributes:
        occurrence: of the quotation.
        printed: what the document has.
        quoted: the quotation as it was given.
        around: what a copy of the printed words has before and after.
    """

    occurrence: Occurrence
    printed: list[Stretch]
    quoted: list[Stretch]
    around: tuple[str, str]

    @classmethod
    def of(cls, occurrence: Occurrence, quotation: str, language: Language) -> Self:
        """The card of an occurrence."""
        return cls(
            occurrence,
            printed(occurrence),
            quoted(occurrence, quotation),
            around(occurrence.citation, None, None, language, told_of(occurrence, language)),
        )

    @property
    def strength(self) -> str:
        """How much the document attests the quotation, as cards of answers show it."""
        is_doubtful = self.occurrence.is_doubtful
        return (Strength.WEAK if is_doubtful else _STRENGTHS[self.occurrence.fidelity]).value

    @property
    def permalink(self) -> str:
        """The address of the words, which holds while they stand there."""
        return permalink(self.occurrence.citation)

    @property
    def original(self) -> str | None:
        """The address of the words at their publisher's."""
        citation = self.occurrence.citation
        return original_link(citation.url, citation.quote, citation.location)


def verdict_of(found: Sequence[Occurrence]) -> str:
    """What is said above the documents that have a quotation."""
    if not found:
        return "none"
    first = found[0]
    return first.cautions[0].value if first.is_doubtful else first.fidelity.value


def printed(occurrence: Occurrence) -> list[Stretch]:
    """What a document has in the place of a quotation; joined, it is that."""
    citation = occurrence.citation
    places = ((each.change, each.printed) for each in occurrence.differences)
    return list(stretches(citation.quote, citation.start, places))


def quoted(occurrence: Occurrence, quotation: str) -> list[Stretch]:
    """A quotation as it was given; joined, it is that."""
    places = ((each.change, each.quoted) for each in occurrence.differences)
    return list(stretches(quotation, 0, places))


def stretches(text: str, offset: int, places: Iterable[tuple[Change, Span]]) -> Iterator[Stretch]:
    """A text cut where it differs.

    Args:
        text: that is cut.
        offset: of its beginning, which the places count.
        places: rising, and what became of each.
    """
    at = 0
    for change, place in places:
        start, end = place.shifted(-offset)
        if start < end:
            yield from [Stretch(text[at:start], None)] if at < start else []
            yield Stretch(text[start:end], change)
            at = end
    if at < len(text):
        yield Stretch(text[at:], None)
