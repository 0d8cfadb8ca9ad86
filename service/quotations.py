"""Quotations as programs that answer from the archive are given them."""

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import Field, PrivateAttr

from search.quotations.fidelity import Fidelity
from search.ranking.agreement import agreement
from search.ranking.confidence import strength
from search.records import Caution, Excerpt, Hit
from service.citing.citation import citation_line
from service.citing.permalink import permalink
from service.citing.text import web_url
from service.language import Language
from service.remote import citation_of
from service.schemas.documents import LocationFields
from service.schemas.quotations import OccurrenceFields
from service.schemas.shapes import CAUTIONS_DESCRIBED, Shape

Attestation = Literal["strong", "possible", "weak"]


class OtherPublication(Shape):
    """Another document with the same story."""

    document_id: str
    collection: str
    title: str | None
    source: str | None
    date: str | None


class OtherWording(Shape):
    """What another document of the same story says in the place of a sentence."""

    sentence: str
    citation: str = Field(description="The line that goes under the sentence.")
    permalink: str = Field(description="Address of the sentence in the archive.")

    @classmethod
    def of(cls, excerpt: Excerpt, language: Language, site: str) -> Self:
        """The sentence of an excerpt; see ``Quotation.of``."""
        citation = excerpt.citation
        return cls(
            sentence=citation.quote,
            citation=citation_line(citation, language=language),
            permalink=site + permalink(citation),
        )


class Quotation(Shape):
    """A passage that may answer a question, and all that is needed to cite it."""

    quote: str = Field(description="The passage: exactly the document's text from start to end.")
    sentence: str = Field(description="The part of the quote that best matches the question.")
    answer: str | None = Field(description="The words that answer, where that is clear.")
    same_answer: list[str] = Field(
        default_factory=list,
        description="Permalinks of the other passages found that give the same answer.",
    )
    other_answers: list[str] = Field(
        default_factory=list,
        description="Permalinks of the passages found that give another answer: state each answer"
        " with its own citation, none of them as the truth.",
    )
    confidence: float = Field(description="Probability that the passage answers, 0 to 1.")
    attestation: Attestation = Field(description="The confidence in words.")
    missing: list[str] = Field(
        description="What the question names and neither the quote nor the title does."
    )
    cautions: list[Caution] = Field(
        default_factory=list, description=f"Of the sentence: tell them. {CAUTIONS_DESCRIBED}"
    )
    citation: str = Field(description="The line that goes under the quotation.")
    permalink: str = Field(description="Address of the sentence in the archive.")
    collection: str
    document_id: str
    start: int = Field(description="In code points of the document's text.")
    end: int = Field(description="The same, exclusive.")
    title: str | None
    source: str | None
    author: str | None
    date: str | None = Field(description="A day, month or year in ISO 8601.")
    url: str | None = Field(description="Address of the original.")
    page: int | None = Field(description="Page on which the sentence begins.")
    location: LocationFields | None = Field(
        description="Where the sentence stands in its source, if that has parts."
    )
    also_published: list[OtherPublication] = Field(
        description="Other documents of the same story that have the sentence word for word."
    )
    differing: list[OtherWording] = Field(
        default_factory=list,
        description="Other documents of the same story that say otherwise in its place: state that"
        " they differ.",
    )
    _score: float = PrivateAttr(0.0)

    @property
    def score(self) -> float:
        """What it was ranked by among the passages of its question; not shown to assistants."""
        return self._score

    @classmethod
    def of(cls, hit: Hit, language: Language = Language.AR, site: str = "") -> Self:
        """The quotation of a hit.

        Args:
            hit: the ranked document.
            language: of the citation.
            site: scheme and host that the permanent link begins with; without it it is a path.
        """
        citation = hit.citation
        names = ("quote", "collection", "document_id", "start", "end")
        known = ("title", "source", "author", "date")
        quotation = cls(
            **{name: getattr(citation, name) for name in (*names, *known)},
            sentence=citation.part(hit.sentence),
            answer=None if hit.answer is None else citation.part(hit.answer),
            confidence=round(hit.confidence, 3),
            attestation=strength(hit.confidence).value,
            missing=list(hit.missing),
            cautions=list(hit.cautions),
            citation=citation_line(citation, language=language),
            permalink=site + permalink(citation, hit.sentence),
            url=web_url(citation.url),
            page=hit.page,
            location=LocationFields.model_validate(hit.location) if hit.location else None,
            also_published=[OtherPublication.model_validate(each) for each in hit.also_published],
            differing=[OtherWording.of(each, language, site) for each in hit.differing],
        )
        quotation._score = hit.score
        return quotation


def quotations(
    hits: Sequence[Hit], language: Language = Language.AR, site: str = ""
) -> list[Quotation]:
    """The quotations of the hits of a question, and which of them agree; see ``Quotation.of``."""
    groups = [
        [site + permalink(hit.citation, hit.sentence) for hit in group] for group in agreement(hits)
    ]
    return [_compared(Quotation.of(hit, language, site), groups) for hit in hits]


def _compared(quotation: Quotation, groups: Sequence[Sequence[str]]) -> Quotation:
    """A quotation with the permalinks of those that give the same answer, and of the others."""
    mine = quotation.permalink
    if not any(mine in group for group in groups):
        return quotation
    same = [link for group in groups if mine in group for link in group if link != mine]
    others = [link for group in groups if mine not in group for link in group]
    return quotation.model_copy(update={"same_answer": same, "other_answers": others})


class CitedOccurrence(OccurrenceFields):
    """A document that has a quotation, and all that is needed to cite it."""

    citation: str = Field(description="The line that goes under the quotation.")
    permalink: str = Field(description="Address of the words in the archive.")

    @classmethod
    def cited(cls, occurrence: OccurrenceFields, language: Language, site: str) -> Self:
        """The quotation as a document has it; see ``Quotation.of``."""
        citation = citation_of(occurrence.document, occurrence.passage)
        fields = occurrence.model_dump()
        line = citation_line(citation, language=language)
        return cls(**fields, citation=line, permalink=site + permalink(citation))


class Verified(Shape):
    """Whether, where and how a quotation stands in the archive."""

    fidelity: Fidelity | None = Field(
        description="Of the words of the first one, which its `negation` may deny; null where no"
        " document has the quotation."
    )
    advice: str = Field(description="What that means for showing it.")
    total: int = Field(description="Documents that have it, without copies that say the same.")
    occurrences: list[CitedOccurrence] = Field(
        description="The most faithful first, then the oldest."
    )
