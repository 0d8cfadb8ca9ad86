"""What a reader sees of a dossier: each quotation as its document has it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.errors import CollectionMissingError, DocumentMissingError
from search.quotations.cautions import beside
from search.records import Caution, Citation, Document, Passage
from service.citing.citation import date_in_words
from service.citing.permalink import find
from service.citing.text import plain
from service.dossiers.storage import Dossier, Item, Origin
from service.language import Language, translator
from service.reading import Reading

# Texts that are kept while the items of one document follow one another.
_KEPT = 4
_SECOND = "2024-05-01T10:00:00"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, and what became of it.

    Attributes:
        item: as it was collected.
        document: that has its id now; ``None`` where the one that it is from was deleted, and its
            words are not shown: neither alone nor under another document with its id.
        citation: of the words where they stand now; ``None`` where they stand there no more.
        origin: what the words are shown under if not this citation, or beside it where the document
            was called otherwise when they were collected; ``None`` where that is not known.
        cautions: what has to be said beside the words, where they stand.
    """

    item: Item
    document: Document | None
    citation: Citation | None
    origin: Origin | None
    cautions: tuple[Caution, ...] = ()

    @property
    def title(self) -> str:
        """What the document is called that the words are shown under."""
        record = self.citation or self.origin
        return (record and record.title) or self.item.document_id

    @property
    def quote(self) -> str | None:
        """The words that are shown; ``None`` where none are.

        Those of a document that has them no more are shown only while they are what was collected:
        on the disk, one letter of them may have become another.
        """
        if self.citation is not None:
            return self.citation.quote
        is_shown = self.document is not None and self.item.reference.fits(self.item.quote)
        return self.item.quote if is_shown else None


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
    def document(collection: str, document_id: str) -> tuple[Document, str | None] | None:
        try:
            store = reading.index(collection).store
            # In this order: when the next document with the id came is never told of this one.
            return store.document(document_id), store.came(document_id)
        except (CollectionMissingError, DocumentMissingError):
            return None

    entries = [_entry(item, document(item.collection, item.document_id)) for item in seen]
    reading.note_dossier({item.collection for item in seen}, dossier.name)
    return Contents(dossier, entries, len(items) - len(seen))


def _entry(item: Item, found: tuple[Document, str | None] | None) -> Entry:
    if found is None:
        return Entry(item, None, None, None)
    document, came = found
    is_another = _is_another(item, came)
    span = find(document.text, item.reference)
    if span is not None:
        # What a deleted document was called is shown to nobody.
        is_renamed = (
            not is_another
            and item.origin is not None
            and item.origin != Origin.of(document, item.origin.came)
        )
        citation = Citation.of(Passage(document, *span))
        origin = item.origin if is_renamed else None
        return Entry(item, document, citation, origin, beside(document, span).cautions)
    if is_another:
        return Entry(item, None, None, None)
    return Entry(item, document, None, item.origin)


def _is_another(item: Item, came: str | None) -> bool:
    """Whether the document that has an item's id is not the one that it was collected from.

    A document that is replaced keeps the time at which it came; one that was deleted does not.
    """
    if came is None:
        return False
    if item.origin is None or item.origin.came is None:
        return came[: len(_SECOND)] > item.added[: len(_SECOND)]
    return came != item.origin.came


def remark(entry: Entry, language: Language) -> str | None:
    """What became of the document since words of it were collected, if something did."""
    t = translator(language, "web")
    day = entry.item.added[:10]
    if entry.document is None:
        return t("dossier.gone")
    if entry.quote is None:
        return t("dossier.damaged", date=day)
    if entry.citation is None:
        return t("dossier.changed", date=day)
    if entry.origin is None:
        return None
    title = plain(entry.origin.title or entry.item.document_id)
    separator = translator(language, "citing")("separator")
    source = separator.join(filter(None, [title, byline(entry.origin, language)]))
    return t("dossier.renamed", date=day, source=source)


def byline(origin: Origin, language: Language) -> str:
    """Source, author and date of the document that words were collected from, on one line."""
    parts = [plain(origin.source or ""), plain(origin.author or "")]
    date = date_in_words(plain(origin.date or ""), language)
    return translator(language, "citing")("separator").join(filter(None, [*parts, date]))
