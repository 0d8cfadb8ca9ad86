"""Web pages saved with their pictures in one file (MHTML): the page in it."""

import html
import re
from collections.abc import Iterator
from email import message_from_binary_file, message_from_bytes
from email.message import Message
from email.policy import compat32
from functools import cache
from typing import NamedTuple
from urllib.parse import urljoin

from indexer.metadata import is_web_address
from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError, reads
from indexer.readers.email_words import transported
from indexer.readers.encoding import Decoded, recover
from indexer.readers.html import read_page
from indexer.readers.html_shown import Linked
from indexer.titles import title_of
from search.records import Document

LARGEST = 100_000_000  # bytes, pictures included
_WINDOW = re.compile(
    rb"<iframe\b[^<>]{0,2000}?\bsrc=[\"']cid:([^\"'<>]{1,1000})[\"']", re.IGNORECASE
)
_NO_PAGE = "there is no page in it: save it again, as a complete page"


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read the page of a file as one document."""
    source.check_size(LARGEST, "save it as .html")
    saved = message_from_binary_file(source.stream, policy=compat32)
    yield from reads(source.place, _outcomes(saved, source), source.size)


def _outcomes(saved: Message, source: Input) -> Iterator[Document | Skipped]:
    parts = {part.get_content_type(): part for part in reversed(list(saved.walk()))}
    page = parts.get("text/html") or parts.get("application/xhtml+xml")
    if page is not None:
        named = (page["Content-Location"], saved["Snapshot-Content-Location"])
        stated = [str(each or "").strip() for each in named]
        url = next(filter(is_web_address, stated), None)  # a page from a disk has another
        content = _with_windows(transported(page), saved)
        yield from read_page(
            content, source, url=url, encoding=_charset(page), linked=_linked(saved, page)
        )
        return
    text = recover(transported(parts["text/plain"])) if "text/plain" in parts else Decoded("")
    if not text.text.strip():
        raise UnreadableError(_NO_PAGE)
    yield Document(source.document_id, text.text, title=title_of(text.text))
    if text.reason is not None:
        yield Skipped(source.place, text.reason)


class SavedPage(NamedTuple):
    """A page, and what gives the sheets that were saved with it."""

    content: bytes
    linked: Linked


def page_in(data: bytes) -> SavedPage | None:
    """The page in such a file, ``None`` where it is no such file or has none."""
    if b"mime-version:" not in data[:4096].lower():
        return None
    saved = message_from_bytes(data, policy=compat32)
    page = next((each for each in saved.walk() if each.get_content_type() == "text/html"), None)
    content = _with_windows(transported(page), saved) if page is not None else b""
    return None if page is None else SavedPage(content, _linked(saved, page))


def _with_windows(page: bytes, saved: Message) -> bytes:
    """A page with what its windows show in it, and not in other parts of the file."""
    windows = {
        str(part["Content-ID"] or "").strip().strip("<>").encode(): part
        for part in saved.walk()
        if part.get_content_type() == "text/html" and part["Content-ID"] is not None
    }

    def whole(tag: re.Match[bytes]) -> bytes:
        part = windows.pop(tag[1], None)  # shown twice it would be twice as long
        if part is None:
            return tag.group()
        shown = html.escape(recover(transported(part)).text)
        written = shown.encode("ascii", "xmlcharrefreplace")
        return tag.group() + b' srcdoc="' + written + b'"'

    return _WINDOW.sub(whole, page)


def _linked(saved: Message, page: Message) -> Linked:
    """What gives the sheets of a page, which it names by address or as parts of the file."""
    sheets: dict[str, Message] = {}
    for part in saved.walk():
        if part.get_content_type() == "text/css":
            identity = str(part["Content-ID"] or "").strip().strip("<>")
            names = (str(part["Content-Location"] or "").strip(), f"cid:{identity}")
            sheets |= dict.fromkeys(filter(None, names), part)
    base = str(page["Content-Location"] or saved["Snapshot-Content-Location"] or "").strip()

    @cache
    def sheet(address: str) -> str:
        part = sheets.get(address) or sheets.get(_joined(base, address))
        return "" if part is None else transported(part).decode(errors="replace")

    return lambda link: sheet((link.get("href") or "").strip())


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # brackets that are no address
        return address


def _charset(part: Message) -> str | None:
    stated = part.get_param("charset")
    return stated if isinstance(stated, str) else None
