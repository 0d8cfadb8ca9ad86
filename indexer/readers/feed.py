"""RSS and Atom feeds: each entry is a document."""

import asyncio
import io
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

import httpx2

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError
from indexer.readers.blogs import day_on_site, name_writers, no_article
from indexer.readers.encoding import mended_xml
from indexer.readers.markup import has_markup, plain_text, with_breaks, without_shortcodes
from indexer.readers.records import content_id
from indexer.readers.writers import writer
from search.fields import STORED, Field
from search.records import Document

LARGEST = 20_000_000  # bytes; a feed of a thousand whole articles has ten million
TIMEOUT = 30.0  # seconds, for a feed as a whole
# A section within another one, one as it should be, and one that was escaped: the marks of the
# first and the last hide what is in them.
_SECTION = re.compile(
    rb"<!\[CDATA\[\s*<!\[CDATA\[(.*?)(?:\]\]\]\]><!\[CDATA\[>\s*\]\]>|\]\]>(?:\s*\]\]>)?|\Z)"
    rb"|<!\[CDATA\[.*?(?:\]\]>|\Z)|&lt;!\[CDATA\[(.*?)(?:\]\]&gt;|(?=</)|\Z)",
    re.DOTALL,
)
# Of a podcast its producer, beside who wrote.
_PRODUCER = re.compile(rb"<itunes:author>[^<]*</itunes:author>")
# Of one element, and names of namespaces in the whole: feedparser compares each with all others.
_MOST_ATTRIBUTES = 500
_LONG_TAG = re.compile(rb"<[^<>]{3000,}")
_NAMESPACE = re.compile(rb"\bxmlns:[^\s=]{1,100}")
# What HTML has and a text that names a tag has not.
_ENDS = re.compile(r"</|<(?:br|p|img|div|hr)\b", re.IGNORECASE)
_REDIRECTS = 5
_NO_ADDRESS = "not a web address: expected http://... or https://..."
# A name and a password before a host; one with a stroke that was not escaped as well.
_USER = re.compile(r"(?<=://)(?:[^/?#\s]*@|[^/?#\s@:\[]*:(?!\d+[/?#])[^@\s]*@)")


def read(source: Input, _: ReadOptions) -> Iterator[Read]:
    """Read the entries of a feed; one without text is skipped with its number."""
    import feedparser

    # For one broken byte feedparser would take a feed in UTF-8 for another encoding.
    data, fault = mended_xml(source.whole(LARGEST, "split the feed"))
    attributes = max((each.count(b"=") for each in _LONG_TAG.findall(data)), default=0)
    if max(attributes, len(set(_NAMESPACE.findall(data)))) > _MOST_ATTRIBUTES:
        msg = f"an element with more than {_MOST_ATTRIBUTES} attributes: not a feed"
        raise UnreadableError(msg)
    try:
        # A stream: a string of bytes would be taken for a file's name too.
        feed = feedparser.parse(io.BytesIO(_mended(data)))
    except (ValueError, OverflowError, RecursionError) as error:  # from its parser of broken XML
        msg = f"not a feed that can be read: {error}"
        raise UnreadableError(msg) from error
    if not feed.get("version"):  # not even empty where its parser gave up early
        msg = f"not an RSS or Atom feed{f' ({feed.bozo_exception})' if feed.bozo else ''}"
        raise UnreadableError(msg)
    if not feed.entries:
        msg = "a feed without entries"
        raise UnreadableError(msg)
    name = _plain(feed.feed.get("title") or "") or None
    name_writers(feed.entries, data)
    shared = _shared_ids(feed.entries)
    size = source.size // len(feed.entries)
    for number, entry in enumerate(feed.entries, start=1):
        item = f"{source.place}, entry {number}"
        try:
            outcome = _outcome(entry, item, name, source.document_id, shared)
        except UnreadableError as error:  # the others can be read
            outcome = Skipped(item, str(error))
        yield Read(item, outcome, size)
    if fault is not None:
        yield Read(source.place, Skipped(source.place, fault), 0)


def _outcome(
    entry: Any,  # noqa: ANN401 - feedparser has no types
    place: str,
    feed_title: str | None,
    file_id: str,
    shared_ids: Collection[str],
) -> Document | Skipped:
    # A broken feed may have a field without a value.
    bodies = [
        (each.get("value") or "", each.get("type"))
        for each in (*(entry.get("content") or ()), {"value": entry.get("summary")})
    ]
    reason = no_article(entry)
    if reason is not None:
        return Skipped(place, reason)
    if "wp_post_type" in entry:
        bodies = [(with_breaks(without_shortcodes(body)), kind) for body, kind in bodies]
    text = max((_plain(body, kind) for body, kind in bodies), key=len)
    title_kind = (entry.get("title_detail") or {}).get("type")
    title = _plain(entry.get("title") or "", title_kind) or None
    if not text.strip():
        return Skipped(place, f"no text in entry {title or ''}: it only links to its page")
    url = entry.get("link") or None
    known: dict[str, Any] = {
        "title": title,
        "source": (entry.get("source") or {}).get("title") or feed_title,
        "url": url,
        # Without the test, feedparser gives `published` for it and warns.
        "date": day_on_site(entry)
        or entry.get("published")
        or ("updated" in entry and entry["updated"])
        or None,
        "author": writer(_author(entry)),
        "language": None,  # which its text tells better
    }
    known |= {field.name: _stated(entry, field) for field in STORED if field.name not in known}
    own = (name for name in (entry.get("id"), url) if name and name not in shared_ids)
    document_id = next(own, None) or content_id(file_id, title, text)
    return Document(document_id, text, **known)


def _author(entry: Any) -> str | None:  # noqa: ANN401 - feedparser has no types
    """All who wrote an entry; of a blog of WordPress who is named for its login."""
    names = [each.get("name") for each in entry.get("authors") or () if each.get("name")]
    if len(names) > 1 and "wp_post_type" not in entry:
        return "; ".join(dict.fromkeys(names))
    return entry.get("author") or None


def _mended(data: bytes) -> bytes:
    """A feed without what hides its texts, or who wrote them."""
    data = _SECTION.sub(_section, data)
    return _PRODUCER.sub(b"", data) if b"<dc:creator" in data else data


def _section(found: re.Match[bytes]) -> bytes:
    """A section without the marks that hide what is in it."""
    inner, escaped = found.groups()
    if inner is not None:
        return b"<![CDATA[" + inner + b"]]>"
    return found[0] if escaped is None else escaped


def _shared_ids(entries: Sequence[Any]) -> set[str]:
    """Ids and addresses that several different entries have: they tell nothing apart."""
    owners: dict[str, set[tuple[str, str]]] = {}
    for entry in entries:
        for name in {entry.get("id") or "", entry.get("link") or ""}:
            owners.setdefault(name, set()).add((entry.get("link") or "", entry.get("title") or ""))
    return {name for name, entries_of in owners.items() if len(entries_of) > 1}


def _stated(entry: Any, field: Field) -> str | None:  # noqa: ANN401 - feedparser has no types
    return next(filter(None, (entry.get(name) for name in field.names)), None)


def _plain(text: str, kind: str | None = None) -> str:
    """The text of a field; some programs escape their HTML twice, or call it plain text."""
    if kind == "text/plain" and has_markup(text) and not _ENDS.search(text):
        return text  # that writes of tags
    once = plain_text(text) if has_markup(text) or "&" in text else text
    return plain_text(once) if once.startswith("<") and has_markup(once) else once


def fetch_feed(url: str) -> Input | Skipped:
    """Fetch a feed from the web as input for ``read``, or say why it cannot be had.

    Args:
        url: may have a name and a password, which are sent and stand nowhere else.
    """
    place = without_password(url)
    try:
        address = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError):  # whose message may have a piece of the password
        return Skipped(place, _NO_ADDRESS)
    if address.scheme not in {"http", "https"} or not address.host:
        return Skipped(place, _NO_ADDRESS)
    try:
        data = asyncio.run(_fetched(address))
    except TimeoutError:
        return Skipped(place, f"cannot be fetched: not here within {TIMEOUT:.0f} seconds")
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        return Skipped(place, f"cannot be fetched: {without_password(str(error))}")
    return Input(place, place, io.BytesIO(data), len(data))


def without_password(text: str) -> str:
    """A text without what stands before the hosts of addresses, which would go into backups."""
    return _USER.sub("", text)


async def _fetched(address: httpx2.URL) -> bytes:
    """The body of an answer, after redirects.

    Raises:
        TimeoutError: not all of it is here in time.
        ValueError: it is too large.
    """
    # As it is sent: what is packed could be a thousand times as large.
    headers = {"User-Agent": "shawahid", "Accept-Encoding": "identity"}
    # Beside the address: httpx2 logs that.
    user = (address.username, address.password) if address.userinfo else None
    bare = address.copy_with(userinfo=b"")
    async with (
        # Only what can be cancelled has an end: the timeouts of httpx2 are for each wait, and a
        # server can have any number of lines of headers, interim answers and addresses to try.
        asyncio.timeout(TIMEOUT),
        httpx2.AsyncClient(timeout=None) as client,
    ):
        request = client.build_request("GET", bare, headers=headers)
        response = await _answer(client, request, user)
        data = bytearray()
        async for block in response.raise_for_status().aiter_raw():
            data += block
            if len(data) > LARGEST:
                msg = f"larger than {LARGEST:,} bytes"
                raise ValueError(msg)
        return bytes(data)


async def _answer(
    client: httpx2.AsyncClient, request: httpx2.Request, user: tuple[str, str] | None
) -> httpx2.Response:
    """The answer to a request after redirects, its body unread as are those of these.

    Raises:
        httpx2.TooManyRedirects: there is no end of them.
    """
    for _ in range(_REDIRECTS + 1):
        response = await client.send(request, stream=True, auth=user)
        if response.next_request is None:
            return response
        await response.aclose()
        # The library lets a name and a password through to the same host alone.
        request, user = response.next_request, None
    msg = f"more than {_REDIRECTS} redirects"
    raise httpx2.TooManyRedirects(msg, request=request)
