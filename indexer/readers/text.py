"""Plain text and Markdown: one file, one document, the text as it stands in the file."""

from collections.abc import Iterator

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.encoding import decode
from indexer.titles import title_of
from search.records import Document

LARGEST = 50_000_000  # bytes; no article is that long, but a log file may be


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a file in any encoding of Arabic; its title comes from its first lines."""
    yield Read(source.place, _document(source), source.size)


def _document(source: Input) -> Document | Skipped:
    if source.size > LARGEST:
        reason = f"{source.size:,} bytes, at most {LARGEST:,} are read: split the file"
        return Skipped(source.place, reason)
    try:
        text = decode(source.stream.read())
    except ValueError as error:
        return Skipped(source.place, str(error))
    if not text.strip():
        return Skipped(source.place, "empty: there is no text in it")
    title = title_of(text)
    if title and source.ending == ".md":
        title = title.lstrip("#").strip() or None
    return Document(id=source.document_id, text=text, title=title)
