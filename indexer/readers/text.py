"""Plain text and Markdown: one file, one document, the text as it stands in the file."""

from collections.abc import Iterator

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.encoding import recover
from indexer.titles import title_of
from search.records import Document

LARGEST = 50_000_000  # bytes; no article is that long, but a log file may be


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a file in any encoding of Arabic; its title comes from its first lines."""
    place = source.place
    if source.size > LARGEST:
        reason = f"{source.size:,} bytes, at most {LARGEST:,} are read: split the file"
        yield Read(place, Skipped(place, reason), source.size)
        return
    try:
        decoded = recover(source.stream.read())
    except ValueError as error:
        yield Read(place, Skipped(place, str(error)), source.size)
        return
    yield Read(place, _document(decoded.text, source), source.size)
    if decoded.reason is not None:
        yield Read(place, Skipped(place, decoded.reason), 0)


def _document(text: str, source: Input) -> Document | Skipped:
    if not text.strip():
        return Skipped(source.place, "empty: there is no text in it")
    title = title_of(text)
    if title and source.ending == ".md":
        title = title.lstrip("#").strip() or None
    return Document(id=source.document_id, text=text, title=title)
