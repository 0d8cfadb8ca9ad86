"""Web archives (WARC): the pages, plain texts and PDF files among their responses."""

import io
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import replace
from typing import Any

from indexer.readers import Input, Read, ReadOptions, Skipped, reader_for
from indexer.readers.encoding import decode
from indexer.readers.html import parse_page
from indexer.titles import title_of
from search.records import Document

LARGEST_PAGE = 50_000_000  # bytes
_OK = "200"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_KINDS = _PAGES | {"text/plain", "application/pdf"}


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the documents of an archive.

    Images, scripts, errors and redirects are no documents and are passed over in silence; a
    damaged record is skipped with its number, and ends the file where the next cannot be found.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    # OverflowError where a record says that it has more bytes than there are numbers for.
    damage = (ArchiveLoadFailed, zlib.error, EOFError, OSError, OverflowError, ValueError)
    number = position = 0
    reason = None
    records = ArchiveIterator(source.stream)
    while reason is None:
        number += 1
        place = f"{source.place}, record {number}"
        try:
            record = _next(records)
            outcomes = [] if record is None else list(_outcomes(record, place, source, options))
        except damage as error:
            reason = f"damaged at byte {position:,} ({error}); the rest of the file was not read"
            break
        size, position = source.stream.tell() - position, source.stream.tell()
        for outcome in outcomes:
            yield Read(place, outcome, size)
            size = 0
        if record is None:
            break
    if reason is not None:
        yield Read(place, Skipped(place, reason), source.size - position)
    elif number == 1:
        yield Read(source.place, Skipped(source.place, "there is no record in it"), source.size)


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
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != _OK:
        return
    kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    if kind.strip().lower() not in _KINDS:
        return
    url = record.rec_headers.get_header("WARC-Target-URI")
    if not url:
        yield Skipped(place, "a response without the address of its page (WARC-Target-URI)")
        return
    url = url.strip("<>")
    place = f"{place} ({url})"
    data = record.content_stream().read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        yield Skipped(place, f"larger than {LARGEST_PAGE:,} bytes")
        return
    crawled = record.rec_headers.get_header("WARC-Date")
    entry = replace(source, place=place, document_id=url, stream=io.BytesIO(data), size=len(data))
    for outcome in _parse(entry, kind.strip().lower(), _charset(parameters), options):
        if isinstance(outcome, Document):
            metadata = dict(outcome.metadata) | ({"crawled": crawled} if crawled else {})
            yield replace(outcome, url=url, metadata=metadata)
        else:
            yield outcome


def _parse(
    entry: Input, kind: str, charset: str | None, options: ReadOptions
) -> Iterator[Document | Skipped]:
    url = entry.document_id
    if kind in _PAGES:
        yield parse_page(entry.stream.read(), entry.place, url, url=url, encoding=charset)
    elif kind == "text/plain":
        yield _plain(entry.stream.read(), entry.place, url, charset)
    elif (reader := reader_for(".pdf")) is not None:
        yield from (item.outcome for item in reader(entry, options))


def _plain(data: bytes, place: str, url: str, charset: str | None) -> Document | Skipped:
    try:
        text = data.decode(charset) if charset else decode(data)
    except (ValueError, LookupError) as error:
        return Skipped(place, f"its characters cannot be decoded: {error}")
    if not text.strip():
        return Skipped(place, "empty: there is no text in it")
    return Document(url, text, title_of(text))


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None
