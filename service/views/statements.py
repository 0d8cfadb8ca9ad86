"""Who said what in a document, each ready to be taken away."""

from dataclasses import dataclass
from typing import Self

from search.quotations.statements import MOST_LOOKED_AT, Statement, statements
from search.records import Citation, Document, Passage
from service.citing.permalink import permalink
from service.language import Language
from service.views.cards import around


@dataclass(frozen=True, slots=True)
class StatementCard:
    """A quotation and its speaker; ``around`` is what a copy of it has before and after."""

    speaker: str
    words: str
    around: tuple[str, str]
    permalink: str

    @classmethod
    def of(cls, document: Document, statement: Statement, language: Language) -> Self:
        """The card of a statement of a document."""
        return cls(
            document.text[slice(*statement.speaker)],
            document.text[slice(*statement.words)],
            around(document, statement.words, None, language),
            permalink(Citation.of(Passage(document, *statement.words))),
        )


@dataclass(frozen=True, slots=True)
class Said:
    """The statements of a document.

    Attributes:
        cards: in the order of the text.
        is_all: whether all its quotations were looked at, and not only the first ``looked_at``.
    """

    cards: list[StatementCard]
    is_all: bool
    looked_at: int = MOST_LOOKED_AT

    @classmethod
    def of(cls, document: Document, language: Language) -> Self:
        """Those of a document, cited in a language."""
        found = statements(document)
        cards = [StatementCard.of(document, each, language) for each in found.found]
        return cls(cards, found.is_all)
