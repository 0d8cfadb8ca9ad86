"""Plain text and Markdown: one file, one document, the text as it stands in the file."""

from collections.abc import Iterator
from pathlib import Path

from indexer.readers import Read, Skipped
from indexer.titles import title_of
from search.records import Document

LARGEST = 50_000_000  # bytes; no article is that long, but a log file may be


def read(path: Path, document_id: str) -> Iterator[Read]:
    """Read a UTF-8 file; its title comes from its first lines."""
    size = path.stat().st_size
    yield Read(str(path), _document(path, document_id, size), size)


def _document(path: Path, document_id: str, size: int) -> Document | Skipped:
    if size > LARGEST:
        return Skipped(str(path), f"{size:,} bytes, at most {LARGEST:,} are read: split the file")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start}: convert it, for example with `iconv -t UTF-8`"
        return Skipped(str(path), reason)
    if not text.strip():
        return Skipped(str(path), "empty: there is no text in it")
    return Document(id=document_id, text=text, title=title_of(text))
