"""Messages (``.eml``): the message is a document, and each attachment that can be read is one."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from pathlib import PurePosixPath

from indexer.readers import Input, Read, ReadOptions, Skipped, document_id_of, read_input
from indexer.readers.encoding import decode
from indexer.readers.html import parse_page
from search.records import Document, Span

LARGEST = 100_000_000  # bytes, attachments included; mail servers take 25 to 50 million
DEEPEST = 5  # messages forwarded in messages, and archives in them

_BODY_TYPES = ("text/plain", "text/html")
_QUOTED = re.compile(r"^[ \t]*>.*\n?", re.MULTILINE)
# From such a line on, everything is an older message.
_OLDER = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*(?:Original Message|Forwarded message|الرسالة الأصلية|رسالة معاد توجيهها"
    r"|رسالة مُعاد توجيهها)[ \t]*-{2,}"
    r"|(?:On|Le)\b.{5,200}(?:wrote|écrit)\s?:"
    r"|(?:في|بتاريخ)\b.{5,200}كتب(?:ت)?\b.{0,200}:)[ \t\u200e\u200f]*$",
    re.MULTILINE,
)
_SIGNATURE = re.compile(r"^-- ?\r?$", re.MULTILINE)


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read a message and its attachments."""
    place = source.place
    data = source.stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        reason = f"larger than {LARGEST:,} bytes: save its attachments by themselves"
        yield Read(place, Skipped(place, reason), source.size)
        return
    try:
        message = BytesParser(policy=compat32).parsebytes(data)
        parts = list(_leaves(message))
    except RecursionError:
        reason = "parts nested too deeply: not a message that a person wrote"
        yield Read(place, Skipped(place, reason), source.size)
        return
    if not message.keys():
        yield Read(place, Skipped(place, "not a message: it has no headers"), source.size)
        return
    yield Read(place, _document(message, parts, source), source.size)
    number = 0
    for part in parts:
        if _is_attachment(part):
            number += 1
            yield from _attachment(part, number, source, options)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; a forwarded message is one of them."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            yield from _leaves(part)  # type: ignore[arg-type]
    else:
        yield message


def _is_attachment(part: Message) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    picture = part.get_content_maintype() == "image" and part["Content-ID"] is not None
    return not picture and (
        part.get_filename() is not None or part.get_content_type() not in _BODY_TYPES
    )


def _document(message: Message, parts: list[Message], source: Input) -> Document | Skipped:
    bodies = [part for part in parts if not _is_attachment(part)]
    name, address = parseaddr(_header(message, "From"))
    plain = "\n".join(_text(part) for part in bodies if part.get_content_type() == _BODY_TYPES[0])
    if plain.strip():
        text = plain.replace("\r\n", "\n")
        document: Document | Skipped
        document = Document(source.document_id, text, ignored=_ignored(text))
    else:
        document = _page(bodies, source)
    if isinstance(document, Skipped):
        return document
    return replace(
        document,
        title=_header(message, "Subject").strip() or None,
        author=name or address or None,
        date=_header(message, "Date").strip() or None,
    )


def _page(bodies: list[Message], source: Input) -> Document | Skipped:
    for part in bodies:
        if part.get_content_type() == _BODY_TYPES[1]:
            charset = part.get_content_charset()
            data = _payload(part)
            return parse_page(data, source.place, source.document_id, encoding=charset)
    return Skipped(source.place, "a message without text: only its attachments are read")


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    text = _decoded(_payload(part), part.get_content_charset())
    if str(part.get_param("format", "")).lower() == "flowed":
        # RFC 3676: a line that ends in a space goes on in the next one.
        text = re.sub(r"(?<!\n--) \r?\n(?!>)", " ", text)
    return text


def _decoded(data: bytes, charset: str | None) -> str:
    try:
        return data.decode(charset or "ascii")
    except (ValueError, LookupError):
        pass  # wrong declarations are common, so look at the bytes
    try:
        return decode(data)
    except ValueError:
        return data.decode("utf-8", "replace")


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        pieces = [(str(value), None)]
    text = "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces
    )
    # Bytes that no header may hold come as lone surrogates.
    raw = text.encode("utf-8", "surrogateescape")
    return " ".join(_decoded(raw, "utf-8").split())


def _attachment(part: Message, number: int, source: Input, options: ReadOptions) -> Iterator[Read]:
    name = _filename(part, number)
    place = f"{source.place}!{name}"
    if source.depth >= DEEPEST:
        reason = f"messages and archives nested deeper than {DEEPEST}: save it by itself"
        yield Read(place, Skipped(place, reason), 0)
        return
    if part.get_content_type() == "message/rfc822":
        payload = part.get_payload()
        data = payload[0].as_bytes() if isinstance(payload, list) else _payload(part)  # type: ignore[union-attr]
    elif part.get_content_type() == _BODY_TYPES[0]:
        # The message says the encoding; the file that it becomes here does not.
        data = _decoded(_payload(part), part.get_content_charset()).encode()
    else:
        data = _payload(part)
    inner = replace(
        source,
        place=place,
        document_id=f"{source.document_id}/{document_id_of(PurePosixPath(name))}",
        stream=io.BytesIO(data),
        size=len(data),
        depth=source.depth + 1,
    )
    for item in read_input(inner, options):
        yield replace(item, size=0)  # the message's size was counted with the message


def _filename(part: Message, number: int) -> str:
    """What an attachment is called, without folders; numbered when it has no name."""
    given = part.get_filename() or ""
    if "=?" in given:
        holder = Message()
        holder["name"] = given
        given = _header(holder, "name")
    name = given.encode("utf-8", "replace").decode().replace("\\", "/").rpartition("/")[2]
    name = re.sub(r"[\0-\x1f!]", "", name).strip(". ")
    if name:
        return name
    ending = {"message/rfc822": ".eml", "text/html": ".html", "text/plain": ".txt"}
    return f"part-{number}{ending.get(part.get_content_type(), '')}"


def _ignored(text: str) -> tuple[Span, ...]:
    """Where a message quotes older ones or is signed: shown, but not what it says."""
    end = min(
        (match.start() for rule in (_OLDER, _SIGNATURE) for match in rule.finditer(text)),
        default=len(text),
    )
    spans: list[Span] = []
    for match in _QUOTED.finditer(text, 0, end):
        if spans and spans[-1].end == match.start():
            spans[-1] = Span(spans[-1].start, match.end())
        else:
            spans.append(Span(*match.span()))
    if end < len(text):
        spans.append(Span(end, len(text)))
    return tuple(spans)
