"""Messages that were saved from Outlook (``.msg``), with what is attached to them."""

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from olefile import isOleFile
from oxmsg.domain import constants as properties
from oxmsg.storage import Storage

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError
from indexer.readers.email import LARGEST, TOO_LARGE, documents
from indexer.readers.email_attachments import DEEPEST, file_name, linked, read_attached
from indexer.readers.email_words import header_text, html_body, sender, shown
from indexer.readers.encoding import Decoded, recover
from indexer.readers.ole import opened
from search.records import Document

# What damaged files raise in the libraries.
_DAMAGE = (
    *(OSError, ValueError, KeyError, IndexError, TypeError, OverflowError),
    *(struct.error, RecursionError),
)
_ATTACHED_MESSAGE = "__substg1.0_3701000D"
# Among the properties of fixed size: a time (0x40), when it was sent (0x39), flags, the time.
_SENT = re.compile(rb"\x40\x00\x39\x00.{4}(.{8})", re.DOTALL)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)  # times are in 100 ns
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp")


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read a message, the older ones in it, and its attachments."""
    data = source.whole(LARGEST, TOO_LARGE)
    if not isOleFile(data=data):
        msg = "not a message of Outlook: save it from Outlook again"
        raise UnreadableError(msg)
    try:
        with opened(io.BytesIO(data)) as file:
            storage = Storage.from_ole(file)
        found = list(_message(storage, source, options))
    except _DAMAGE as error:
        msg = f"damaged, or not a message of Outlook ({error}): save it from Outlook again"
        raise UnreadableError(msg) from error
    size = source.size
    for item in found:
        yield replace(item, size=size)
        size = 0


def _message(storage: Storage, source: Input, options: ReadOptions) -> Iterator[Read]:
    for outcome in _outcomes(storage, source):
        yield Read(source.place, outcome, 0)
    for number, attachment in enumerate(storage.iter_attachment_storages(), start=1):
        yield from _attachment(attachment, number, source, options)


def _outcomes(storage: Storage, source: Input) -> Iterator[Document | Skipped]:
    if _string(storage, properties.PID_MESSAGE_CLASS).upper().startswith("IPM.NOTE.SMIME"):
        reason = "an encrypted or signed message: open it in Outlook and save it decrypted"
        yield Skipped(source.place, reason)
        return
    body = _body(storage)
    if not body.text.strip():
        in_rtf = _bytes(storage, properties.PID_RTF_COMPRESSED, "0102") is not None
        reason = "its text is in RTF only: save it from Outlook as HTML" if in_rtf else "no text"
        yield Skipped(source.place, f"a message without text that can be read ({reason})")
        return
    headers = _headers(storage)
    yield from documents(
        source.document_id,
        body.text,
        _string(storage, properties.PID_SUBJECT).strip() or None,
        _sender(storage, headers),
        header_text(headers, "Date") or _sent(storage),
    )
    if body.reason is not None:
        yield Skipped(source.place, body.reason)


def _body(storage: Storage) -> Decoded:
    """What the message says; Outlook keeps it as text and as HTML, or as one of them."""
    plain = _text(storage, properties.PID_BODY)
    page = _bytes(storage, properties.PID_HTML, "0102")
    if page is None:
        page = _string(storage, properties.PID_HTML).encode()
    bodies = [replace(plain, text=plain.text.replace("\r\n", "\n")), html_body(page, None)]
    return shown([body for body in bodies if body.text.strip()])


def _text(storage: Storage, number: int) -> Decoded:
    """A property of text: UTF-16, or an encoding that is often declared wrongly."""
    wide = _bytes(storage, number, "001F")
    if wide is not None:
        return Decoded(wide.decode("utf-16-le", "replace").rstrip("\0"))
    narrow = (_bytes(storage, number, "001E") or b"").rstrip(b"\0")
    try:
        return recover(narrow)
    except ValueError:
        return Decoded(narrow.decode("cp1252", "replace"))


def _string(storage: Storage, number: int) -> str:
    return _text(storage, number).text


def _bytes(storage: Storage, number: int, kind: str) -> bytes | None:
    name = f"__substg1.0_{number:04X}{kind}"
    return next((stream.bytes_ for stream in storage.streams if stream.name == name), None)


def _headers(storage: Storage) -> Message:
    """Those under which the message was sent; a copy that the sender keeps has none."""
    stated = _string(storage, properties.PID_TRANSPORT_MESSAGE_HEADERS)
    return HeaderParser(policy=compat32).parsestr(stated)


def _sender(storage: Storage, headers: Message) -> str | None:
    names = (properties.PID_SENDER_NAME, properties.PID_SENT_REPRESENTING_NAME)
    addresses = (properties.PID_SENDER_SMTP_ADDRESS, properties.PID_SENDER_EMAIL_ADDRESS)
    kept = (_string(storage, number).strip() for number in (*names, *addresses))
    return next(filter(None, kept), None) or sender(headers)


def _sent(storage: Storage) -> str | None:
    """The day on which the message was sent, as Outlook notes it."""
    for stream in storage.streams:
        found = _SENT.search(stream.bytes_) if stream.name == "__properties_version1.0" else None
        if found is not None:
            (ticks,) = struct.unpack("<Q", found.group(1))
            return (_EPOCH + timedelta(microseconds=ticks // 10)).date().isoformat()
    return None


def _attachment(
    storage: Storage, number: int, source: Input, options: ReadOptions
) -> Iterator[Read]:
    names = (
        *(properties.PID_ATTACH_LONG_FILENAME, properties.PID_ATTACH_FILENAME),
        properties.PID_DISPLAY_NAME,
    )
    given = (file_name(_string(storage, each)) for each in names)
    name = next(filter(None, given), f"part-{number}")
    message = next((each for each in storage.storages if each.name == _ATTACHED_MESSAGE), None)
    if message is not None:
        inner = source.inside(f"{name.removesuffix('.msg')}.msg", source.stream, 0)
        if source.depth >= DEEPEST:
            reason = f"messages and archives nested deeper than {DEEPEST}: save it by itself"
            yield Read(inner.place, Skipped(inner.place, reason), 0)
            return
        for item in _message(message, inner, options):
            yield replace(item, outcome=linked(item.outcome, source, inner))
        return
    data = _bytes(storage, properties.PID_ATTACH_DATA_BINARY, "0102")
    is_picture = name.lower().endswith(_PICTURES) and _string(
        storage, properties.PID_ATTACH_CONTENT_ID
    )
    if data is not None and not is_picture:
        yield from read_attached(name, data, source, options)
