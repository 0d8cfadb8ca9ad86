"""What a reader sees of a dossier: each quotation as its document has it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.errors import CollectionMissingError, DocumentMissingError
from search.records import Citation, Document, Passage
from service.citing.permalink import find
from service.dossiers.storage import Dossier, Item
from service.reading import Reading

# Texts that are kept while the items of one document follow one another.
_KEPT = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, and what became of it.

    Attributes:
        item: as it was collected.
        document: that it is from; ``None`` where that was deleted, and its words are not shown.
        citation: of the words where they stand now; ``None`` where they stand there no more.
    """

    item: Item
    document: Document | None
    citation: Citation | None

    @property
    def title(self) -> str:
        """What the document is called."""
        return (self.document and self.document.title) or self.item.document_id


@dataclass(frozen=True, slots=True)
class Contents:
    """A dossier as one reader may see it.

    Attributes:
        dossier: without its items.
        entries: in the owner's order.
        left_out: how many more there are, of collections that do not exist for the reader.
    """

    dossier: Dossier
    entries: list[Entry]
    left_out: int


def contents(dossier: Dossier, items: Sequence[Item], reading: Reading) -> Contents:
    """The items that a reader may read, beside what their documents say now."""
    readable = set(reading.collections)
    seen = [item for item in items if item.collection in readable]

    @lru_cache(_KEPT)
    def document(collection: str, document_id: str) -> Document | None:
        try:
            return reading.index(collection).store.document(document_id)
        except (CollectionMissingError, DocumentMissingError):
            return None

    entries = [_entry(item, document(item.collection, item.document_id)) for item in seen]
    reading.note_dossier({item.collection for item in seen}, dossier.name)
    return Contents(dossier, entries, len(items) - len(seen))


def _entry(item: Item, document: Document | None) -> Entry:
    span = find(document.text, item.reference) if document else None
    if document is None or span is None:
        return Entry(item, document, None)
    return Entry(item, document, Citation.of(Passage(document, *span)))
