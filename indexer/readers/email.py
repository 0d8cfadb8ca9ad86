"""Messages (``.eml``): the message is a document, and each attachment that can be read is one.

So is each older message in it that was forwarded or answered to, under its own writer's name.
"""

import io
import mimetypes
import quopri
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from pathlib import PurePosixPath

from indexer.readers import (
    Input,
    Read,
    ReadOptions,
    Skipped,
    document_id_of,
    read_input,
    reader_for,
)
from indexer.readers.email_body import html_lines, join, lines_of
from indexer.readers.email_thread import Part, own_words, thread
from indexer.readers.encoding import Decoded, clean, encoding_of, recover
from indexer.readers.likelihood import cost
from indexer.readers.mojibake import repaired
from indexer.readers.names import is_clutter
from search.kinds import ending_of
from search.records import Document, Span

LARGEST = 100_000_000  # bytes, attachments included; mail servers take 25 to 50 million
DEEPEST = 5  # messages forwarded in messages, and archives in them

_PLAIN, _HTML = "text/plain", "text/html"
# HTML that says this many times more than the plain text beside it is the message.
_STUB = 2
_LONGEST_STUB = 300  # letters
_STUB_WORDS = re.compile(r"\bhtml\b|browser|navigateur|متصفح|المتصفح", re.IGNORECASE)
_QUOTED = re.compile(rb"=[0-9A-F]{2}")
_SHARE_OF_QUOTED = 0.3  # of the bytes of a text
_LINK = re.compile(r"https?://\S+")
_ANSWERS = re.compile(
    r"\s*(?:re|fwd?|tr|aw|wg|رد|إعادة توجيه|اعادة توجيه|مُعاد توجيهها)\s*(?:\[\d+\])?\s*:\s*",
    re.IGNORECASE,
)
# They hold nothing that a person reads.
_SIGNATURES = frozenset(
    {
        *("application/pgp-signature", "application/pkcs7-signature"),
        *("application/x-pkcs7-signature", "text/x-amp-html"),
    }
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ENDINGS = {
    "message/rfc822": ".eml",
    "application/msword": ".doc",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    f"{_OFFICE}.presentationml.presentation": ".pptx",
    "application/octet-stream": "",
}
_ENCRYPTED = frozenset(
    {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
)
_ARABIC_OF_ONE_BYTE = frozenset({"windows-1256", "cp1256", "iso-8859-6", "mac_arabic", "cp720"})
_SURE = 0.5  # of the cost of a letter, by which another encoding than the declared must win


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read a message, the older ones in it, and its attachments."""
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
    size = source.size
    for outcome in _outcomes(message, source):
        yield Read(place, outcome, size)
        size = 0
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
    kind = part.get_content_type()
    if kind in _SIGNATURES or kind in _ENCRYPTED:
        return False
    if part.get_content_disposition() == "attachment":
        return True
    picture = part.get_content_maintype() == "image" and part["Content-ID"] is not None
    return not picture and (part.get_filename() is not None or kind not in {_PLAIN, _HTML})


def _outcomes(message: Message, source: Input) -> Iterator[Document | Skipped]:
    """The message and the older ones in it, and what of them could not be read."""
    if message.get_content_type() in _ENCRYPTED:
        reason = "an encrypted message: open it in your mail program and save it decrypted"
        yield Skipped(source.place, reason)
        return
    try:
        body = _body(message)
    except ValueError as error:
        yield Skipped(source.place, str(error))
        return
    if not body.text.strip():
        yield Skipped(source.place, "a message without text: only its attachments are read")
        return
    title = header_text(message, "Subject") or None
    yield from documents(source.document_id, body.text, title, sender(message), _sent(message))
    if body.reason is not None:
        yield Skipped(source.place, body.reason)


def documents(
    document_id: str, text: str, title: str | None, author: str | None, date: str | None
) -> Iterator[Document]:
    """The document of a message, and those of the older messages in its text.

    Args:
        document_id: of the message.
        text: its body, older messages quoted by ``>`` or below a header.
        title: its subject.
        author: who sent it.
        date: when, as it says.
    """
    parts = thread(lines_of(text))
    own, _ = own_words(parts[0])
    searched = [line.span for line in own]
    ignored = _complement(searched, len(text))
    yield Document(document_id, text, title, author=author, date=date, ignored=ignored)
    subject = None if title is None else _ANSWERS.sub("", title)
    older = (_older(part, document_id, subject) for part in parts[1:])
    for number, document in enumerate(filter(None, older), start=2):
        yield replace(document, id=f"{document_id}#{number}")


def _older(part: Part, document_id: str, subject: str | None) -> Document | None:
    """The document of an older message, ``None`` where it has no words or nobody wrote it."""
    own, rest = own_words(part)
    if part.header is None or part.header.author is None:
        return None
    if not any(line.content.strip() for line in own):
        return None
    shown = [(max(line.depth - part.depth, 0), line.content) for line in (*own, *rest)]
    while shown and not shown[0][1].strip():
        shown.pop(0)
        own.pop(0)
    text = join(shown).rstrip()
    length = len(join(shown[: len(own)]))
    return Document(
        document_id,
        text,
        title=_ANSWERS.sub("", part.header.subject or "") or subject,
        author=part.header.author,
        date=part.header.date,
        ignored=(Span(length, len(text)),) if length < len(text) else (),
        metadata={"mail": document_id},
    )


def _complement(spans: Sequence[Span], length: int) -> tuple[Span, ...]:
    """The places of a text that rising, disjoint spans leave out."""
    found = []
    at = 0
    for span in spans:
        if at < span.start:
            found.append(Span(at, span.start))
        at = span.end
    if at < length:
        found.append(Span(at, length))
    return tuple(found)


def _body(part: Message) -> Decoded:
    """What a message says, as plain text.

    Raises:
        ValueError: it is no text that a person wrote.
    """
    kind = part.get_content_type()
    if part.is_multipart() and part.get_content_maintype() == "multipart":
        bodies = [_body(each) for each in part.get_payload()]  # type: ignore[arg-type]
        bodies = [body for body in bodies if body.text.strip()]
        if kind == "multipart/alternative":
            return better(bodies)
        return Decoded("\n".join(body.text for body in bodies), _faults(bodies))
    if _is_attachment(part):
        return Decoded("")
    if kind == _HTML:
        return html_body(_payload(part), part.get_content_charset())
    return _text(part) if kind == _PLAIN else Decoded("")


def html_body(data: bytes, charset: str | None) -> Decoded:
    """The text of HTML.

    Raises:
        ValueError: it is no text that a person wrote.
    """
    decoded = _decoded(data, charset)
    return replace(decoded, text=join(html_lines(decoded.text)))


def _faults(bodies: Sequence[Decoded]) -> tuple[int, ...]:
    return next((body.faults for body in bodies if body.faults), ())


def better(bodies: Sequence[Decoded]) -> Decoded:
    """Of the same message in several forms the first, unless it only says to look at another."""
    if not bodies:
        return Decoded("")
    first, *others = bodies
    other = max(others, key=_letters, default=first)
    letters = _letters(first)
    is_stub = letters < _LONGEST_STUB and _STUB_WORDS.search(first.text)
    return other if is_stub or _letters(other) > _STUB * letters else first


def _letters(body: Decoded) -> int:
    return sum(map(str.isalpha, _LINK.sub("", body.text)))


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return b""
    # Some programs forget to say that a text is quoted-printable.
    is_quoted = part.get_content_maintype() == "text" and payload.isascii()
    if is_quoted and len(_QUOTED.findall(payload)) * 3 > _SHARE_OF_QUOTED * len(payload):
        return quopri.decodestring(payload)
    return payload


def _text(part: Message) -> Decoded:
    decoded = _decoded(_payload(part), part.get_content_charset())
    text = decoded.text.replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        # RFC 3676: a line that ends in a space goes on in the next one.
        is_deleted = str(part.get_param("delsp", "")).lower() == "yes"
        text = re.sub(r"(?<!\n--) \n(?!>)", "" if is_deleted else " ", text)
    return replace(decoded, text=text)


def _decoded(data: bytes, charset: str | None) -> Decoded:
    """Text of bytes: what is declared decides only what the bytes themselves leave open."""
    declared = _declared(data, charset)
    if data.isascii() and declared is not None and charset not in {None, "utf-16", "utf-16le"}:
        return clean(repaired(declared))  # ISO-2022 and the like, in which all bytes are ASCII
    try:
        found = recover(data)
    except ValueError:
        return clean(data.decode("utf-8", "replace") if declared is None else repaired(declared))
    if declared is not None and charset in _ARABIC_OF_ONE_BYTE and _is_one_byte(data):
        # A few words may be Arabic in several encodings.
        return Decoded(declared) if cost(declared) <= cost(found.text) + _SURE else found
    return found


def _declared(data: bytes, charset: str | None) -> str | None:
    try:
        return data.decode(charset or "ascii")
    except (ValueError, LookupError):
        return None


def _is_one_byte(data: bytes) -> bool:
    return not encoding_of(data).startswith("utf-")


def header_text(message: Message, name: str) -> str:
    """A header on one line, empty where there is none."""
    return decoded_header(_raw(message, name))


def _raw(message: Message, name: str) -> str:
    """A header as it was sent, with lone surrogates for bytes that no header may hold."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return str(value)
    return ""


def decoded_header(value: str) -> str:
    """A header's encoded words and raw bytes as text."""
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        pieces = [(value, None)]
    text = "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset).text
        for piece, charset in pieces
    )
    raw = text.encode("utf-8", "surrogateescape")
    return " ".join(_decoded(raw, "utf-8").text.split())


def sender(message: Message) -> str | None:
    """Who sent a message: the name, else the address."""
    # A name may hold what separates names once it is decoded, so that it is taken apart before.
    name, address = parseaddr(_raw(message, "From"))
    if "@" not in address:
        name, address = parseaddr(header_text(message, "From"))
    return decoded_header(name) or address or None


def _sent(message: Message) -> str | None:
    return header_text(message, "Date") or None


def _attachment(part: Message, number: int, source: Input, options: ReadOptions) -> Iterator[Read]:
    name = _filename(part, number)
    if part.get_content_type() == "application/ms-tnef":
        name = "winmail.dat"
    yield from read_attached(name, _attached(part), source, options)


def read_attached(name: str, data: bytes, source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read a file that came with a message, and link its documents to that.

    Args:
        name: of the file, without folders.
        data: its bytes.
        source: the message.
        options: what the user said about the input.
    """
    if is_clutter(name):
        return
    inner = inside(source, name, len(data))
    reason = None
    if source.depth >= DEEPEST:
        reason = f"messages and archives nested deeper than {DEEPEST}: save it by itself"
    elif name.lower() == "winmail.dat":
        reason = (
            "attachments packed by Outlook (TNEF), which only Outlook unpacks: "
            "ask for them one by one, or save them with Outlook"
        )
    if reason is not None:
        yield Read(inner.place, Skipped(inner.place, reason), 0)
        return
    for item in read_input(replace(inner, stream=io.BytesIO(data)), options):
        # The message's size was counted with the message.
        yield replace(item, outcome=linked(item.outcome, source.document_id), size=0)


def inside(source: Input, name: str, size: int) -> Input:
    """What came with a message as input of its own, at the message's stream."""
    return replace(
        source,
        place=f"{source.place}!{name}",
        document_id=f"{source.document_id}/{document_id_of(PurePosixPath(name))}",
        size=size,
        depth=source.depth + 1,
    )


def linked(outcome: Document | Skipped, mail: str) -> Document | Skipped:
    """What was read of an attachment, with the id of the message that it came with."""
    if isinstance(outcome, Skipped):
        return outcome
    return replace(outcome, metadata={"mail": mail, **outcome.metadata})


def _attached(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        payload = part.get_payload()
        return payload[0].as_bytes() if isinstance(payload, list) else _payload(part)  # type: ignore[union-attr]
    data = _payload(part)
    if part.get_content_type() != _PLAIN:
        return data
    # The message says the encoding; the file that it becomes here does not.
    return _decoded(data, part.get_content_charset()).text.encode()


def _filename(part: Message, number: int) -> str:
    """What an attachment is called, without folders; numbered when it has no name."""
    name = file_name(_stated_name(part))
    if name and reader_for(ending_of(name)) is not None:
        return name
    kind = part.get_content_type()
    ending = _ENDINGS.get(kind) or mimetypes.guess_extension(kind) or ""
    return f"{name or f'part-{number}'}{'' if name.endswith(ending) else ending}"


def _stated_name(part: Message) -> str:
    given = part.get_filename() or ""
    if "\ufffd" in given:  # raw bytes, which the header has still
        holder = Message()
        for name in ("Content-Disposition", "Content-Type"):
            raw = _raw(part, name).encode("utf-8", "surrogateescape")
            holder[name] = " ".join(_decoded(raw, "utf-8").text.split())
        given = holder.get_filename() or ""
    return repaired(decoded_header(given) if "=?" in given else given)


def file_name(given: str) -> str:
    """A name that a message gives to a file, without folders and what no name may hold."""
    name = given.encode("utf-8", "replace").decode().replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[\0-\x1f!]", "", name).strip(". ")
