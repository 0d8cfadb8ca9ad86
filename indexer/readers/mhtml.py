"""Web pages saved with their pictures in one file (MHTML): the page in it."""

from collections.abc import Iterator
from email import message_from_binary_file, message_from_bytes
from email.message import Message
from email.policy import compat32

from indexer.metadata import is_web_address
from indexer.readers import Input, Read, ReadOptions, UnreadableError
from indexer.readers.encoding import decode
from indexer.readers.html import parse_page
from indexer.titles import title_of
from search.records import Document

LARGEST = 100_000_000  # bytes, pictures included
_NO_PAGE = "there is no page in it: save it again, as a complete page"


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read the page of a file as one document."""
    source.check_size(LARGEST, "save it as .html")
    saved = message_from_binary_file(source.stream, policy=compat32)
    yield Read(source.place, _document(saved, source.document_id), source.size)


def _document(saved: Message, document_id: str) -> Document:
    parts = {part.get_content_type(): part for part in reversed(list(saved.walk()))}
    for kind in ("text/html", "application/xhtml+xml"):
        if kind in parts:
            return _page(parts[kind], saved, document_id)
    text = decode(_content(parts["text/plain"])) if "text/plain" in parts else ""
    if not text.strip():
        raise UnreadableError(_NO_PAGE)
    return Document(document_id, text, title=title_of(text))


def page_in(data: bytes) -> bytes | None:
    """The page in such a file, ``None`` where it is no such file or has none."""
    if b"mime-version:" not in data[:4096].lower():
        return None
    parts = message_from_bytes(data, policy=compat32).walk()
    found = (_content(part) for part in parts if part.get_content_type() == "text/html")
    return next(found, None)


def _page(part: Message, saved: Message, document_id: str) -> Document:
    named = (part["Content-Location"], saved["Snapshot-Content-Location"])
    stated = [str(each or "").strip() for each in named]
    return parse_page(
        _content(part),
        document_id,
        url=next(filter(is_web_address, stated), None),  # a page from a disk has another
        encoding=_charset(part),
    )


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _charset(part: Message) -> str | None:
    stated = part.get_param("charset")
    return stated if isinstance(stated, str) else None
