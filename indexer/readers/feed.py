"""RSS and Atom feeds: each entry is a document."""

import http.client
import io
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from indexer.readers import Input, Read, ReadOptions, Skipped
from indexer.readers.markup import has_markup, plain_text
from indexer.readers.records import content_id
from search.fields import STORED, Field
from search.records import Document

LARGEST = 20_000_000  # bytes; a feed of a thousand whole articles has ten million
TIMEOUT = 30.0  # seconds, for a feed as a whole and for each wait
_REDIRECTS = 5
_BLOCK = 65_536  # bytes


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read the entries of a feed; one without text is skipped with its number."""
    import feedparser

    place = source.place
    data = source.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        reason = f"larger than {LARGEST:,} bytes: split the feed"
        yield Read(place, Skipped(place, reason), source.size)
        return
    try:
        # A stream: a string of bytes would be taken for a file's name too.
        feed = feedparser.parse(io.BytesIO(data))
    except (ValueError, OverflowError, RecursionError) as error:  # from its parser of broken XML
        yield Read(place, Skipped(place, f"not a feed that can be read: {error}"), source.size)
        return
    if not feed.get("version"):  # not even empty where its parser gave up early
        fault = f" ({feed.bozo_exception})" if feed.bozo else ""
        reason = f"not an RSS or Atom feed{fault}"
        yield Read(place, Skipped(place, reason), source.size)
        return
    if not feed.entries:
        yield Read(place, Skipped(place, "a feed without entries"), source.size)
    name = feed.feed.get("title") or None
    size = source.size // max(len(feed.entries), 1)
    for number, entry in enumerate(feed.entries, start=1):
        item = f"{place}, entry {number}"
        yield Read(item, _outcome(entry, item, name, source.document_id), size)


def _outcome(
    entry: Any,  # noqa: ANN401 - feedparser has no types
    place: str,
    feed_title: str | None,
    file_id: str,
) -> Document | Skipped:
    # A broken feed may have a field without a value.
    bodies = [content.get("value") or "" for content in entry.get("content") or ()]
    texts = (_plain(body) for body in (*bodies, entry.get("summary") or ""))
    text = max(texts, key=len)
    title = _plain(entry.get("title") or "") or None
    if not text.strip():
        return Skipped(place, f"no text in entry {title or ''}: it only links to its page")
    url = entry.get("link") or None
    known: dict[str, Any] = {
        "title": title,
        "source": (entry.get("source") or {}).get("title") or feed_title,
        "url": url,
        # Without the test, feedparser gives `published` for it and warns.
        "date": entry.get("published") or ("updated" in entry and entry["updated"]) or None,
        "author": entry.get("author") or None,
        "language": None,  # which its text tells better
    }
    known |= {field.name: _stated(entry, field) for field in STORED if field.name not in known}
    document_id = entry.get("id") or url or content_id(file_id, title, text)
    return Document(document_id, text, **known)


def _stated(entry: Any, field: Field) -> str | None:  # noqa: ANN401 - feedparser has no types
    return next(filter(None, (entry.get(name) for name in field.names)), None)


def _plain(text: str) -> str:
    return plain_text(text) if has_markup(text) or "&" in text else text


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = _REDIRECTS


def fetch_feed(url: str) -> Input | Skipped:
    """Fetch a feed from the web as input for ``read``, or say why it cannot be had."""
    try:
        if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
            return Skipped(url, "not a web address: expected http://... or https://...")
        request = urllib.request.Request(url, headers={"User-Agent": "shawahid"})  # noqa: S310 - checked
        with _opener().open(request, timeout=TIMEOUT) as response:
            data = _download(response)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Skipped(url, f"cannot be fetched: {error}")
    return Input(url, url, io.BytesIO(data), len(data))


def _opener() -> urllib.request.OpenerDirector:
    """Follows few redirects, and none from the web to FTP or to files, having no handlers."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


def _download(response: http.client.HTTPResponse) -> bytes:
    """The body of a response.

    Raises:
        ValueError: it is too large or comes too slowly.
    """
    started = time.monotonic()
    data = bytearray()
    while block := response.read1(_BLOCK):
        data += block
        if len(data) > LARGEST:
            msg = f"larger than {LARGEST:,} bytes"
            raise ValueError(msg)
        if time.monotonic() - started > TIMEOUT:
            msg = f"not here within {TIMEOUT:.0f} seconds"
            raise ValueError(msg)
    return bytes(data)
