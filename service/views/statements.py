"""Who said what in a document, each ready to be taken away."""

from dataclasses import dataclass
from typing import Self

from search.quotations.cautions import beside
from search.quotations.statements import MOST_LOOKED_AT, Statement, statements
from search.records import Caution, Citation, Document, Passage
from service.citing.citation import cautions_in_words
from service.citing.permalink import permalink
from service.citing.text import plain
from service.language import Language, translator
from service.views.cards import around


@dataclass(frozen=True, slots=True)
class StatementCard:
    """A quotation and its speaker.

    Attributes:
        speaker: who says it, as the document names him.
        words: that are said.
        cautions: what has to be said beside them; that they are somebody's, the speaker says.
        around: what a copy of them has before and after, the speaker too.
        permalink: their address.
    """

    speaker: str
    words: str
    cautions: tuple[Caution, ...]
    around: tuple[str, str]
    permalink: str

    @classmethod
    def of(cls, document: Document, statement: Statement, language: Language) -> Self:
        """The card of a statement of a document."""
        speaker = document.text[slice(*statement.speaker)]
        said = beside(document, statement.words).cautions
        cautions = tuple(each for each in said if each is not Caution.QUOTED)
        named = translator(language, "citing")("speaker", name=plain(speaker))
        told = [named, *cautions_in_words(cautions, language)]
        return cls(
            speaker,
            document.text[slice(*statement.words)],
            cautions,
            around(document, statement.words, None, language, told),
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
