"""The JSON shape of verified quotations, for the HTTP API and the command line alike."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from pydantic import AliasChoices, Field

from search.quotations.fidelity import Change, Fidelity
from search.records import Caution
from service.schemas.answers import DifferingFields, PublicationFields
from service.schemas.documents import PassageFields, SourceFields
from service.schemas.fields import Offset
from service.schemas.shapes import CAUTIONS_DESCRIBED, Shape

if TYPE_CHECKING:
    # The clients need these shapes, and none of the search engine.
    from search.quotations.occurrences import Occurrence


class DifferenceFields(Shape):
    """Words that differ; where one of the two has none, start and end are the same."""

    change: Change = Field(
        description="What became of the document's words in the quotation; `omitted`: left out, and"
        " the quotation says so.",
        examples=["replaced"],
    )
    quoted: tuple[Offset, Offset] = Field(
        description="Start and end in the quotation as it was sent.", examples=[[10, 16]]
    )
    printed: tuple[Offset, Offset] = Field(
        description="Start and end in the document.", examples=[[1210, 1214]]
    )


class SpeakerFields(Shape):
    """Who says the quotation, as the document names them: exactly its ``text[start:end]``."""

    text: str = Field(examples=["وزير الثقافة"])
    start: Offset = Field(examples=[1186])
    end: Offset = Field(examples=[1198])


class OccurrenceFields(Shape):
    """A document that has the quotation, or most of its words in their order."""

    fidelity: Fidelity = Field(
        description="`exact`: letter by letter, white space and punctuation aside; `spelling`: the"
        " same words, some spelled otherwise, or with an ignored line between them, such as one for"
        " sharing; `words`: some words are others.",
        examples=["words"],
    )
    share: float = Field(
        gt=0,
        le=1,
        description="Of the quotation's words, those that stand there in order.",
        examples=[0.9],
    )
    document: SourceFields = Field(validation_alias=AliasChoices("document", "citation"))
    passage: PassageFields = Field(
        validation_alias=AliasChoices("passage", "citation"),
        description="What stands in the place of the quotation.",
    )
    before: str = Field(
        description="What stands directly before the passage in its sentence.",
        examples=["وأكد الوزير "],
    )
    after: str = Field(description="What stands directly after it there.", examples=[" بين الدول."])
    differences: list[DifferenceFields] = Field(description="In order.")
    negation: str | None = Field(
        description="The word before the passage, in its sentence, that denies it: the document"
        " says the contrary, however faithful the words are. Null where there is none.",
        examples=["لم"],
    )
    reordered: bool = Field(
        description="Whether signs that do not show (of direction) may show the passage's words in"
        " another order where the document is read: the words are faithful as they are stored, and"
        " a reader may have seen others.",
    )
    cautions: list[Caution] = Field(
        default_factory=list, description=f"Of the passage. {CAUTIONS_DESCRIBED}"
    )
    speaker: SpeakerFields | None = Field(
        description="Named beside a verb such as `قال`; null where that is not clear, or where"
        " `cautions` has `denied`."
    )
    also_published: list[PublicationFields] = Field(
        description="Other documents of the same story that have the sentence of the passage word"
        " for word: of the first twenty."
    )
    differing: list[DifferingFields] = Field(
        default_factory=list,
        description="What others of the same twenty have in the place of that sentence, unless they"
        " are occurrences of their own.",
    )
    further_copies: int = Field(
        ge=0, description="How many more near-duplicates there are, not compared."
    )


class QuotationResponse(Shape):
    """Where the documents have a quotation, the most faithful first, then the oldest.

    What a document denies, or may show in another order, comes after what others say.
    """

    quotation: str = Field(description="As it was sent.", examples=["إن الحوار فرصة"])
    fidelity: Fidelity | None = Field(
        description="Of the words of the first one, which its `negation` may deny; null where no"
        " document has the quotation."
    )
    total: int = Field(
        ge=0, description="Documents that have it, without copies that say the same."
    )
    occurrences: list[OccurrenceFields]

    @classmethod
    def of(cls, quotation: str, found: "Sequence[Occurrence]", k: int) -> Self:
        """The JSON shape of the first ``k`` of what was found."""
        return cls(
            quotation=quotation,
            fidelity=found[0].fidelity if found else None,
            total=len(found),
            occurrences=[OccurrenceFields.model_validate(each) for each in found[:k]],
        )
