"""The records that the JSON shapes of a service's answers were made from."""

from search.parts import Part
from search.records import Citation, Document, Excerpt, Hit, Publication, Span
from service.schemas.answers import DifferingFields, HitFields
from service.schemas.documents import DocumentResponse, PassageFields, SourceFields


def citation_of(document: SourceFields, passage: PassageFields) -> Citation:
    """Where a passage stands."""
    return Citation(
        document_id=document.id,
        **document.model_dump(exclude={"id"}, include=set(SourceFields.model_fields)),
        start=passage.start,
        end=passage.end,
        quote=passage.text,
        location=passage.location.record() if passage.location else None,
    )


def hit_of(fields: HitFields) -> Hit:
    """The record that the JSON shape was made from, as far as a quotation needs it."""
    answer = fields.answer
    copies = ((each.id, each.model_dump(exclude={"id"})) for each in fields.also_published)
    return Hit(
        rank=fields.rank,
        score=fields.score,
        citation=citation_of(fields.document, fields.passage),
        sentence=Span(*fields.sentence),
        evidence=tuple(Span(*span) for span in fields.evidence),
        confidence=fields.confidence,
        answer=None if answer is None else Span(answer.start, answer.end),
        missing=tuple(fields.missing),
        cautions=tuple(fields.cautions),
        location=fields.location.record() if fields.location else None,
        also_published=tuple(Publication(document_id, **known) for document_id, known in copies),
        differing=tuple(map(_differing, fields.differing)),
    )


def _differing(fields: DifferingFields) -> Excerpt:
    citation = citation_of(fields.document, fields.passage)
    return Excerpt(citation, Span(citation.start, citation.end), (), citation.location)


def document_of(fields: DocumentResponse) -> Document:
    """A document with its text."""
    names = fields.model_fields_set - {"id", "pages", "parts", "ignored"}
    return Document(
        id=fields.id,
        **{name: getattr(fields, name) for name in names},
        parts=tuple(Part(part.start, part.record()) for part in fields.parts),
        ignored=tuple(Span(*span) for span in fields.ignored),
    )
