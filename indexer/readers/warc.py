"""Web archives (WARC): the pages and the files among what was fetched."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from typing import Any, BinaryIO

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError, reader_for, reads
from indexer.readers.encoding import recover_declared
from indexer.readers.html import read_page
from indexer.readers.http_bodies import Body, body_of, too_large
from indexer.readers.media_types import ENDINGS
from indexer.readers.unread import EMPTY
from indexer.titles import title_of
from search.records import Document

LARGEST_PAGE = 50_000_000  # bytes
_BLOCK = 65_536  # bytes
_MOST_START = 1_000_000  # bytes
_SECOND_RECORD = re.compile(rb"\r\n\r\nWARC/1\.\d\r\n")
_OK, _PART = "200", "206"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_PLAIN = "text/plain"
_TEXTS = _PAGES | {_PLAIN}
# What a page needs to look as it does, or plays: no documents.
_SILENT = re.compile(
    r"(?:image|audio|video|font)/.*|text/(?:css|javascript)|application/(?:x-)?(?:javascript|"
    r"ecmascript|font.*|octet-stream|manifest\+json|ld\+json|wasm)|"
)


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the documents of an archive.

    Images, scripts, errors and redirects are no documents and are passed over in silence; what
    else is not read is named. A damaged record is skipped with its number, and ends the file where
    the next cannot be found.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    # OverflowError where a record says that it has more bytes than there are numbers for.
    damage = (ArchiveLoadFailed, zlib.error, EOFError, OSError, OverflowError, ValueError)
    number = position = 0
    reason = None
    records = ArchiveIterator(_records_of(source.stream))
    while reason is None:
        number += 1
        place = f"{source.place}, record {number}"
        try:
            record = _next(records)
            outcomes = [] if record is None else list(_outcomes(record, place, source, options))
        except damage as error:
            why = str(error).strip().partition("\n")[0]
            reason = f"damaged at byte {position:,} ({why}); the rest of the file was not read"
            break
        size, position = source.stream.tell() - position, source.stream.tell()
        yield from reads(place, outcomes, size)
        if record is None:
            break
    if reason is not None:
        yield Read(place, Skipped(place, reason), source.size - position)
    elif number == 1:
        msg = "there is no record in it"
        raise UnreadableError(msg)


def _records_of(stream: BinaryIO) -> BinaryIO:
    """The stream of an archive, unpacked where all of it was packed as one and not by records."""
    try:
        start = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(stream.read(_BLOCK), _MOST_START)
    except zlib.error:
        start = b""
    stream.seek(0)
    return gzip.GzipFile(fileobj=stream) if _SECOND_RECORD.search(start) else stream  # type: ignore[return-value]


def _next(records: Any) -> Any:  # noqa: ANN401 - warcio has no types
    from warcio.exceptions import ArchiveLoadFailed

    try:
        # It prints its warnings; what is wrong with a record is said by what comes of it.
        with redirect_stderr(io.StringIO()):
            return next(records, None)
    except AttributeError as error:  # what warcio makes of a response without an address
        msg = "a response without the address of its page (WARC-Target-URI)"
        raise ArchiveLoadFailed(msg) from error


def _outcomes(
    record: Any,  # noqa: ANN401 - warcio has no types
    place: str,
    source: Input,
    options: ReadOptions,
) -> Iterator[Document | Skipped]:
    stated = _content_type(record)
    if stated is None:
        return
    kind, _, parameters = stated.partition(";")
    kind = kind.strip().lower()
    if _SILENT.fullmatch(kind):
        return
    url = _address(record)
    if not url:
        yield Skipped(place, "a response without the address of its page (WARC-Target-URI)")
        return
    place = f"{place} ({url})"
    crawled = record.rec_headers.get_header("WARC-Date")
    entry = replace(source, place=place, document_id=url)
    try:
        data, is_whole = _content(record, is_text=kind in _TEXTS)
        entry = replace(entry, stream=io.BytesIO(data), size=len(data))
        for outcome in _parse(entry, kind, _charset(parameters), options):
            if isinstance(outcome, Document):
                metadata = dict(outcome.metadata) | ({"crawled": crawled} if crawled else {})
                yield replace(outcome, url=url, metadata=metadata)
            else:
                yield outcome
        if not is_whole:
            yield Skipped(place, "broken off: only its beginning is in the file; fetch it again")
    except UnreadableError as error:
        yield Skipped(place, str(error))


def _address(record: Any) -> str:  # noqa: ANN401 - warcio has no types
    """Where a record is from; the first version of the format asks for angle brackets around it."""
    stated = str(record.rec_headers.get_header("WARC-Target-URI") or "")
    return stated[1:-1] if stated[:1] + stated[-1:] == "<>" else stated


def _content_type(record: Any) -> str | None:  # noqa: ANN401 - warcio has no types
    """What a record says it holds, ``None`` for one that holds nothing that was asked for."""
    if record.rec_type == "resource":
        return str(record.rec_headers.get_header("Content-Type") or "")
    headers = record.http_headers
    if record.rec_type != "response" or headers is None:
        return None
    if headers.get_statuscode() not in {_OK, _PART}:
        return None
    return str(headers.get_header("Content-Type") or "")


def _content(record: Any, *, is_text: bool) -> Body:  # noqa: ANN401 - warcio has no types
    """What was sent, unpacked; of a text that was broken off, up to its last whole word.

    Raises:
        UnreadableError: it is too large, only a part of the whole, damaged or packed in an unknown
            way.
    """
    headers = record.http_headers if record.rec_type == "response" else None
    if headers is not None and headers.get_statuscode() == _PART:
        msg = "only a part of it was fetched (status 206): fetch it again"
        raise UnreadableError(msg)
    data = bytes(record.raw_stream.read(LARGEST_PAGE + 1))
    if len(data) > LARGEST_PAGE:
        raise UnreadableError(too_large(LARGEST_PAGE))
    is_there = not _is_cut(record)
    stated = {} if headers is None else {name.lower(): said for name, said in headers.headers}
    body = body_of(data, stated, LARGEST_PAGE)
    is_whole = body.is_whole and is_there
    return Body(body.data if is_whole or not is_text else _to_last_word(body.data), is_whole)


def _is_cut(record: Any) -> bool:  # noqa: ANN401 - warcio has no types
    """Whether less is there than the record says, or it says so itself."""
    if record.rec_headers.get_header("WARC-Truncated"):
        return True
    left = getattr(record.raw_stream, "limit", 0)
    return left > 0 and not record.raw_stream.read(1)


def _to_last_word(data: bytes) -> bytes:
    """A text without the word or number in which it is broken off: of 1420 may be left 1."""
    return data[: max(data.rfind(sign) for sign in (b" ", b"\n", b"\t", b">")) + 1]


def _parse(
    entry: Input, kind: str, charset: str | None, options: ReadOptions
) -> Iterator[Document | Skipped]:
    url = entry.document_id
    if kind in _PAGES:
        yield from read_page(entry.stream.read(), entry, url=url, encoding=charset)
    elif kind == _PLAIN:
        yield from _plain(entry, charset)
    elif (reader := reader_for(ENDINGS.get(kind, ""))) is not None:
        yield from (item.outcome for item in reader(entry, options))
    else:
        msg = f"of a kind that is not read in web archives: {kind}"
        raise UnreadableError(msg)


def _plain(entry: Input, charset: str | None) -> Iterator[Document | Skipped]:
    decoded = recover_declared(entry.stream.read(), charset)
    if not decoded.text.strip():
        raise UnreadableError(EMPTY)
    yield Document(entry.document_id, decoded.text, title_of(decoded.text))
    if decoded.reason is not None:
        yield Skipped(entry.place, decoded.reason)


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None
