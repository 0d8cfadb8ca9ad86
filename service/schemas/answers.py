"""The JSON shape of answers, for the HTTP API and the command line alike."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Self

from pydantic import AliasChoices, Field
from typing_extensions import TypedDict

from search.fields import FACETS
from search.queries.rules import Effect, Interpretation, Rule
from search.records import Caution, Citation, Count, Facets, Hit, Results, Span
from service.schemas import MAX_K
from service.schemas.documents import LocationFields, PassageFields, SourceFields
from service.schemas.fields import Offset, with_fields
from service.schemas.shapes import CAUTIONS_DESCRIBED, Shape

NO_EVIDENCE = "لا توجد شواهد كافية"


class PublicationFields(Shape):
    """Another document that says the same."""

    id: str = Field(
        validation_alias=AliasChoices("id", "document_id"), examples=["أخبار/2022/حوار-2.txt"]
    )
    collection: str = Field(examples=["default"])
    title: str | None = Field(examples=["حوار إقليمي في عمّان"])
    source: str | None = Field(examples=["صحيفة الصباح"])
    url: str | None = Field(examples=["https://paper.example/7"])
    date: str | None = Field(examples=["2022-06-15"])


class ExcerptFields(Shape):
    """Another passage of a hit's document."""

    passage: PassageFields = Field(validation_alias=AliasChoices("passage", "citation"))
    sentence: tuple[Offset, Offset] = Field(
        description="Start and end of the sentence or clause that answers best, or of neighbours.",
        examples=[[1200, 1242]],
    )
    evidence: list[tuple[Offset, Offset]] = Field(
        description="Start and end of each run of words that aligns with the question's words.",
        examples=[[[1205, 1211], [1215, 1221]]],
    )
    page: int | None = Field(
        ge=1,
        description="Page on which the sentence begins, of a document with pages.",
        examples=[7],
    )
    location: LocationFields | None = Field(
        description="Where the sentence stands in its source, if that has parts."
    )


class DifferingFields(Shape):
    """What another document of the same story has in the place of a sentence."""

    document: SourceFields = Field(validation_alias=AliasChoices("document", "citation"))
    passage: PassageFields = Field(
        validation_alias=AliasChoices("passage", "citation"),
        description="Its own sentence, whole.",
    )


class AnswerFields(Shape):
    """A few words of the sentence: exactly ``text[start:end]`` of the document."""

    text: str = Field(examples=["13 أكتوبر 1958"])
    start: Offset = Field(examples=[1210])
    end: Offset = Field(examples=[1225])

    @classmethod
    def of(cls, citation: Citation, span: Span) -> Self:
        """The JSON shape of an answer inside a quotation."""
        text = citation.part(span)
        return cls(text=text, start=span.start, end=span.end)


class SharesFields(Shape):
    """What each kind of evidence adds to the score: they sum to it."""

    dense: float = Field(description="Meaning of the passage as a whole.", examples=[0.41])
    late: float = Field(description="Meaning, word by word.", examples=[0.32])
    lexical: float = Field(description="Words, by their stems.", examples=[0.14])
    sparse: float = Field(
        default=0,
        description="Words as a sparse encoder weighs them, where the index has one; else 0.",
        examples=[0],
    )
    reranker: float = Field(description="Question and passage read together; else 0.", examples=[0])


class HitFields(ExcerptFields):
    """A ranked document with its best passage."""

    rank: int = Field(ge=1, description="1 is the best.", examples=[1])
    score: float = Field(
        description="Higher is better; comparable within one answer only. The first three hits are "
        "in the order of it and their confidence together.",
        examples=[0.87],
    )
    document: SourceFields = Field(validation_alias=AliasChoices("document", "citation"))
    confidence: float = Field(
        ge=0,
        le=1,
        description="Probability that the passage answers, comparable between questions.",
        examples=[0.93],
    )
    answer: AnswerFields | None = Field(
        description="The words that answer, where the question asks for a date, number, place or"
        " person and that is clear."
    )
    missing: list[str] = Field(
        default_factory=list,
        description="Words of the question that name a person, place, organisation, work, year or"
        " number which neither the passage nor its title has: a weak attestation at most.",
        examples=[["بنما"]],
    )
    cautions: list[Caution] = Field(
        default_factory=list, description=f"Of the sentence. {CAUTIONS_DESCRIBED}"
    )
    also_published: list[PublicationFields] = Field(
        description="Near-duplicates of the document that have the sentence word for word, whose"
        " passages are left out of the answer: of the first twenty."
    )
    differing: list[DifferingFields] = Field(
        default_factory=list,
        description="Near-duplicates that say otherwise in the place of the sentence, as with `not`"
        " or another number, of the same twenty; their passages are left out too.",
    )
    further_copies: int = Field(
        default=0, ge=0, description="How many more near-duplicates there are, not compared."
    )
    more: list[ExcerptFields] = Field(
        description="Other good passages of the same document, best first; at most three."
    )
    shares: SharesFields | None = Field(description="Only with `explain`; null without.")
    reader: str | None = Field(
        default=None,
        description="Version of the reader that had a say in `sentence`. Only with `explain`; null"
        " without, and where none had: it judges the best hits, and is left out under load.",
        examples=["15854ea86ef6"],
    )

    @classmethod
    def of(cls, hit: Hit, *, explain: bool = False) -> Self:
        """The JSON shape of a hit, with its shares where they are asked for."""
        answer = None if hit.answer is None else AnswerFields.of(hit.citation, hit.answer)
        plain = hit if explain else replace(hit, shares=None, reader=None)
        shown = cls.model_validate(replace(plain, answer=None))
        return shown.model_copy(update={"answer": answer})


class CountFields(Shape):
    """A value and how many of the ranked documents have it."""

    value: str = Field(examples=["الوكالة الوطنية"])
    documents: int = Field(ge=1, examples=[14])


@with_fields({facet.plural: (list[CountFields], ...) for facet in FACETS})
class FacetsFields(Shape):
    """What the ranked documents have in common, most frequent first; months rise instead."""

    months: list[CountFields] = Field(
        description="Such as `2024-05`, or `2024` where no month is known."
    )

    if TYPE_CHECKING:
        # The counts of each field are added above.
        def __init__(self, **values: list[CountFields]) -> None: ...

    @classmethod
    def of(cls, facets: Facets) -> Self:
        """The JSON shape of facets."""
        values = {facet.plural: _counts(facets.values[facet.name]) for facet in FACETS}
        return cls(**values, months=_counts(facets.months))


class InterpretationFields(Shape):
    """What a rule made of words of the question; `without` switches the rule off."""

    rule: Rule = Field(examples=[Rule.TRANSLITERATION])
    written: str = Field(description="Words of the question.", examples=["Cameron"])
    meant: list[str] = Field(description="What they were taken for.", examples=[["كاميرون"]])
    offer: dict[str, str | list[str]] | None = Field(
        description="The filters that are offered, as `filters` takes them.",
        examples=[{"since": "2015-08-10", "until": "2015-08-10"}],
    )
    effect: Effect = Field(
        description="`also`: this is looked for too. `read`: in place of the words. `filters`: only"
        " what meets it is found. `excludes`: only what does not. `plain`: it is no operator."
        " `offers`: a filter is offered."
    )

    @classmethod
    def of(cls, made: Interpretation) -> Self:
        """The JSON shape of what a rule made of words."""
        offer: dict[str, str | list[str]] = {}
        for facet in FACETS:
            if values := [value for name, value in made.offer if name == facet.name]:
                offer[facet.plural] = values
        offer |= {name: value for name, value in made.offer if name in {"since", "until"}}
        return cls(
            rule=made.rule,
            written=made.written,
            meant=list(made.meant),
            offer=offer or None,
            effect=made.effect,
        )


class _Answer(Shape):
    """What an answer has besides its hits."""

    question: str = Field(examples=["من شارك في الحوار الإقليمي؟"])
    sufficient: bool = Field(description="Whether one of the passages is likely to answer.")
    notice: str | None = Field(
        description="What to tell the reader when no passage is; null otherwise.",
        examples=[NO_EVIDENCE],
    )
    spelling: str | None = Field(
        description="The question as its words are written in the documents, where the evidence is"
        " not sufficient and they have others; else null."
    )
    interpretations: list[InterpretationFields] = Field(
        description="What the question's words were taken for, beside their letters."
    )
    agreement: list[list[int]] = Field(
        description="Ranks of the hits that have an `answer`, those with the same one together:"
        " several groups where the documents differ. Copies of one report count once; empty where"
        " fewer than two of the first ten hits have an answer.",
        examples=[[[1, 3], [2]]],
    )
    total: int = Field(
        ge=0, le=MAX_K, description="Documents that can be paged through.", examples=[37]
    )
    supported: int = Field(
        ge=0,
        le=MAX_K,
        description="Those of them that are strong or possible attestations, which `facets` count"
        " too. Where the text was not read for this answer, told from its ranking.",
        examples=[4],
    )
    facets: FacetsFields
    next_cursor: str | None = Field(
        description="Send it as `cursor` with the same question for the next page; null at the end."
    )


class SearchResponse(_Answer):
    """An answer: the passages that attest it, best first."""

    hits: list[HitFields] = Field(description="The nearest passages, also when none answers.")

    @classmethod
    def of(
        cls,
        question: str,
        results: Results,
        *,
        next_cursor: str | None = None,
        explain: bool = False,
    ) -> Self:
        """The JSON shape of an answer."""
        # Clients, which only read the shape, are installed without what analyses text.
        from search.ranking.agreement import agreeing_ranks

        return cls(
            question=question,
            sufficient=results.sufficient,
            notice=None if results.sufficient else NO_EVIDENCE,
            spelling=results.spelling,
            interpretations=[InterpretationFields.of(each) for each in results.interpretations],
            agreement=agreeing_ranks(results.hits),
            total=results.total,
            supported=results.supported,
            facets=FacetsFields.of(results.facets),
            next_cursor=next_cursor,
            hits=[HitFields.of(hit, explain=explain) for hit in results.hits],
        )


if TYPE_CHECKING:
    HitField = str
    PartialHit = dict[str, object]
else:
    _OF_HIT = {name: field.annotation for name, field in HitFields.model_fields.items()}
    HitField = Literal[tuple(_OF_HIT)]
    PartialHit = TypedDict("PartialHit", _OF_HIT, total=False)
    PartialHit.__doc__ = "Those fields of a hit that were asked for."


class PartialSearchResponse(_Answer):
    """An answer with those fields of its hits that were asked for with `fields`."""

    hits: list[PartialHit]

    @classmethod
    def of(cls, answer: SearchResponse, fields: Collection[str]) -> Self:
        """The answer with these fields of its hits."""
        rest = {name: getattr(answer, name) for name in _Answer.model_fields}
        return cls(**rest, hits=[hit.model_dump(include=set(fields)) for hit in answer.hits])


class BatchResponse(Shape):
    """An answer to each of the questions, in their order."""

    answers: list[SearchResponse]


class SuggestResponse(Shape):
    """Titles that have the words typed so far, the likeliest first."""

    suggestions: list[str] = Field(examples=[["حوار إقليمي عن مكافحة الاتجار بالبشر"]])


def _counts(counts: Iterable[Count]) -> list[CountFields]:
    return [CountFields(value=value, documents=documents) for value, documents in counts]
