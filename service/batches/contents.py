"""The table of a list as its owner may see it now."""

from collections.abc import Callable
from functools import lru_cache

from search.errors import CollectionMissingError, DocumentMissingError
from search.quotations.cautions import beside
from search.ranking.confidence import Strength
from search.records import Citation, Document, Passage
from service.batches.answers import Attested, Row
from service.batches.storage import Batch, Batches, Kept
from service.citing.permalink import find
from service.reading import Reading
from service.schemas.batches import Note

# Texts that are kept while rows name the same document.
_KEPT = 16

_Found = Callable[[str, str], Document | None]


def rows(batches: Batches, batch: Batch, reading: Reading) -> tuple[Row, ...]:
    """The rows that were asked, with the sentences as they stand in the archive now."""
    readable = set(reading.collections)

    @lru_cache(_KEPT)
    def document(collection: str, document_id: str) -> Document | None:
        if collection not in readable:
            return None
        try:
            return reading.index(collection).store.document(document_id)
        except (CollectionMissingError, DocumentMissingError):
            return None

    found = tuple(_row(kept, document) for kept in batches.rows(batch))
    shown = {row.attested.sentence.collection for row in found if row.attested}
    reading.note_table(shown, batch.name)
    return found


def _row(kept: Kept, document_of: _Found) -> Row:
    place = kept.place
    if place is None:
        return Row(kept.asked, note=kept.note)
    document = document_of(place.collection, place.document_id)
    span = None if document is None else find(document.text, place.reference)
    if document is None or span is None:
        return Row(kept.asked, note=Note.GONE)
    answer = None if place.answer is None else place.answer.shifted(span.start)
    sentence = Citation.of(Passage(document, *span))
    cautions = beside(document, span).cautions
    attested = Attested(sentence, answer, Strength(place.strength), cautions)
    return Row(kept.asked, attested, kept.note)
