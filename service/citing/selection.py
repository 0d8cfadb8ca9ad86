"""Hits that a reader has chosen to take away."""

from collections.abc import Sequence
from dataclasses import dataclass

from search.ranking.confidence import strength
from search.records import Citation, Hit
from search.reordering import in_order
from service.citing.citation import (
    citation_line,
    citation_parts,
    location_in_words,
    strength_in_words,
)
from service.citing.original import original_link
from service.citing.permalink import permalink
from service.citing.text import plain
from service.citing.told import told_of
from service.language import Language, Translate, translator


@dataclass(frozen=True, slots=True)
class Selection:
    """What every format of an export is made of.

    Attributes:
        hits: what was chosen, best first.
        question: what was asked.
        language: of labels and citations.
        site: scheme and host that permanent links begin with, ``https://archive.example``; where
            it is not known they are paths.
    """

    hits: Sequence[Hit]
    question: str
    language: Language
    site: str = ""

    @property
    def t(self) -> Translate:
        """The words of the language."""
        return translator(self.language, "citing")

    @property
    def is_rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language.direction == "rtl"

    @property
    def heading(self) -> str:
        """What stands above the hits."""
        return self.t("heading", question=plain(self.question))

    def title(self, citation: Citation) -> str:
        """What a quotation's document is called."""
        return plain(citation.title or "") or plain(citation.document_id)

    def quotation(self, citation: Citation) -> str:
        """The quotation in its marks; its words cannot be shown in another order."""
        return self.t("quotation", quote=in_order(citation.quote))

    def strength(self, hit: Hit) -> str:
        """How sure it is that a hit answers, in words."""
        return strength_in_words(strength(hit.confidence), self.language)

    def attested(self, hit: Hit) -> str:
        """The sentence that attests, in its marks, below how sure it is that it does."""
        sentence = in_order(hit.citation.part(hit.sentence))
        return self.t("attested", strength=self.strength(hit), quote=sentence)

    def told(self, hit: Hit) -> list[str]:
        """What has to be told beside that sentence; see ``told_of``."""
        return told_of(hit, self.language)

    def line(self, citation: Citation) -> str:
        """The citation under a quotation."""
        return citation_line(citation, language=self.language)

    def shown_line(self, citation: Citation) -> str:
        """The citation, for a file that is only looked at and printed.

        Marks of direction keep a name's script from changing the order of the parts after it.
        """
        mark = "\u200f" if self.is_rtl else "\u200e"
        parts = citation_parts(citation, language=self.language)
        return (mark + self.t("separator") + mark).join(parts)

    def place(self, citation: Citation) -> str | None:
        """Where a quotation stands in its source, if that has parts."""
        location = citation.location
        return None if location is None else location_in_words(location, self.language)

    def permalink(self, hit: Hit) -> str:
        """The address of a hit's sentence in this archive."""
        return self.site + permalink(hit.citation, hit.sentence)

    def original(self, citation: Citation) -> str | None:
        """The address of a quotation at its publisher's."""
        return original_link(citation.url, citation.quote, citation.location)
