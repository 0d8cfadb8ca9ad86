"""Plain text and Markdown: one file, one document, the text as it stands in the file.

A chat that WhatsApp exported is a document a day.
"""

from collections.abc import Callable, Iterable, Iterator

from indexer.readers import Input, Read, ReadOptions, Skipped, chats, whatsapp
from indexer.readers.encoding import recover
from indexer.titles import title_of
from search.records import Document

LARGEST = 50_000_000  # bytes; no article is that long, but a log file may be


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a file in any encoding of Arabic; its title comes from its first lines."""
    yield from read_decoded(source, LARGEST, lambda text: _outcomes(text, source))


def read_decoded(
    source: Input, largest: int, outcomes: Callable[[str], Iterable[Document | Skipped]]
) -> Iterator[Read]:
    """Read a file of text in any encoding of Arabic; places that are no text are named.

    Args:
        source: the file.
        largest: the most bytes that are read.
        outcomes: what is in the text.
    """
    place = source.place
    if source.size > largest:
        reason = f"{source.size:,} bytes, at most {largest:,} are read: split the file"
        yield Read(place, Skipped(place, reason), source.size)
        return
    try:
        decoded = recover(source.stream.read())
    except ValueError as error:
        yield Read(place, Skipped(place, str(error)), source.size)
        return
    size = source.size
    for outcome in outcomes(decoded.text):
        yield Read(place, outcome, size)
        size = 0
    if decoded.reason is not None:
        yield Read(place, Skipped(place, decoded.reason), 0)


def _outcomes(text: str, source: Input) -> Iterator[Document | Skipped]:
    chat = whatsapp.messages(text) if source.ending == ".txt" else None
    if chat is not None:
        name = whatsapp.chat_name(source.document_id)
        yield from chats.documents(chat, name, source.document_id)
    elif text.strip():
        yield _document(text, source)
    else:
        yield Skipped(source.place, "empty: there is no text in it")


def _document(text: str, source: Input) -> Document:
    title = title_of(text)
    if title and source.ending in {".md", ".markdown"}:
        title = title.lstrip("#").strip() or None
    return Document(id=source.document_id, text=text, title=title)
