"""Plain text and Markdown: one file, one document, the text as it stands in the file.

A chat that WhatsApp exported is a document a day.
"""

from collections.abc import Callable, Iterable, Iterator

from indexer.readers import (
    Input,
    Read,
    ReadOptions,
    Skipped,
    UnreadableError,
    chats,
    reads,
    whatsapp,
)
from indexer.readers.encoding import recover
from indexer.readers.front_matter import front_matter
from indexer.readers.unread import EMPTY
from indexer.titles import title_of
from search.records import Document, Span

LARGEST = 50_000_000  # bytes; no article is that long, but a log file may be


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read a file in any encoding of Arabic; its title comes from its first lines."""
    yield from read_decoded(source, LARGEST, lambda text: _documents(text, source))


def read_decoded(
    source: Input, largest: int, documents: Callable[[str], Iterable[Document]]
) -> Iterator[Read]:
    """Read a file of text in any encoding of Arabic; places that are no text are named.

    Args:
        source: the file.
        largest: the most bytes that are read.
        documents: what is in the text.
    """
    decoded = recover(source.whole(largest, "split the file"))
    if decoded.reason is not None:
        yield Read(source.place, Skipped(source.place, decoded.reason), 0)
    yield from reads(source.place, documents(decoded.text), source.size)


def _documents(text: str, source: Input) -> Iterator[Document]:
    if "\n" not in text:
        text = text.replace("\r", "\n")  # line ends of old Macintoshes, which a terminal obeys
    chat = whatsapp.messages(text) if source.ending == ".txt" else None
    if chat is not None:
        name = whatsapp.chat_name(source.document_id)
        yield from chats.documents(chat, name, source.document_id)
    elif text.strip():
        yield _document(text, source)
    else:
        raise UnreadableError(EMPTY)


def _document(text: str, source: Input) -> Document:
    if source.ending not in {".md", ".markdown"}:
        return Document(id=source.document_id, text=text, title=title_of(text))
    facts, start = front_matter(text)
    head = [Span(0, start)] if start else []
    return Document(
        id=source.document_id,
        text=text,
        title=facts.get("title") or _first_line(text[start:]),
        date=facts.get("date"),
        author=facts.get("author"),
        ignored=(*head, *_comments(text, start)),
    )


def _comments(text: str, start: int) -> Iterator[Span]:
    """What no reader sees of a page that is made of a text: between marks of HTML."""
    while (begin := text.find("<!--", start)) >= 0 and (end := text.find("-->", begin)) >= 0:
        start = end + len("-->")
        yield Span(begin, start)


def _first_line(text: str) -> str | None:
    title = title_of(text)
    return title and (title.lstrip("#").strip() or None)
