"""Messages (``.eml``): the message is a document, and each attachment that can be read is one.

So is each older message in it that was forwarded or answered to, under its own writer's name.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from email.message import Message
from email.parser import BytesParser
from email.policy import Policy, compat32
from itertools import count

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError, reads
from indexer.readers.email_attachments import (
    ENCRYPTED,
    is_attachment,
    read_attached,
    read_attachment,
)
from indexer.readers.email_body import join, lines_of
from indexer.readers.email_thread import Part, own_words, thread
from indexer.readers.email_uu import take_packed
from indexer.readers.email_words import (
    header_text,
    html_body,
    payload,
    sender,
    shown,
    text_body,
)
from indexer.readers.encoding import Decoded, with_text
from search.records import Document, Span

LARGEST = 100_000_000  # bytes, attachments included; mail servers take 25 to 50 million
TOO_LARGE = "save its attachments by themselves"
# Parts of a message, and characters of those that are its text, as they were sent and in all forms
# together: a digest of a mailing list has hundreds, a book two million.
MOST_PARTS = 2000
LARGEST_TEXT = 10_000_000

_ENCRYPTED = (
    "an encrypted message, or one packed into its signature: "
    "open it in your mail program and save it decrypted"
)
_TOO_MANY = f"more than {MOST_PARTS:,} parts: not a message that a person wrote"
_PGP = "-----BEGIN PGP MESSAGE-----"
_BEFORE_HEADERS = re.compile(rb"\A(?:\xef\xbb\xbf)?[\r\n]*")
_PAGE = re.compile(rb"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_PLAIN, _HTML = _KINDS = "text/plain", "text/html"
_ANSWERS = re.compile(
    r"\s*(?:re|fwd?|tr|aw|wg|رد|إعادة توجيه|اعادة توجيه|مُعاد توجيهها)\s*(?:\[\d+\])?\s*:\s*",
    re.IGNORECASE,
)


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read a message, the older ones in it, and its attachments."""
    data = source.whole(LARGEST, TOO_LARGE)
    try:
        parser = BytesParser(_counting(), policy=compat32)
        message = parser.parsebytes(_BEFORE_HEADERS.sub(b"", data, count=1))
        parts = list(_leaves(message))
    except RecursionError as error:
        msg = "parts nested too deeply: not a message that a person wrote"
        raise UnreadableError(msg) from error
    if not message.keys():
        msg = "not a message: it has no headers"
        raise UnreadableError(msg)
    said = (part for part in parts if part.get_content_type() == _PLAIN and not is_attachment(part))
    packed = [file for part in said for file in take_packed(part)]
    if len(packed) > MOST_PARTS:
        raise UnreadableError(_TOO_MANY)
    yield from reads(source.place, _outcomes(message, parts, source), source.size)
    for name, content in packed:
        yield from read_attached(name, content, source, options)
    number = 0
    for part in parts:
        if is_attachment(part):
            number += 1
            yield from read_attachment(part, number, source, options)


def _counting() -> Callable[..., Message]:
    """What makes the parts of a message; the parser asks for one more, to see what it takes."""
    made = count()

    def part(policy: "Policy[Message]") -> Message:
        if next(made) > MOST_PARTS:
            raise UnreadableError(_TOO_MANY)
        return Message(policy)

    return part


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something; a forwarded message is one of them."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            yield from _leaves(part)  # type: ignore[arg-type]
    else:
        yield message


def _outcomes(
    message: Message, parts: Sequence[Message], source: Input
) -> Iterator[Document | Skipped]:
    """The message and the older ones in it, and what of them could not be read."""
    if message.get_content_type() in ENCRYPTED:
        yield Skipped(source.place, _ENCRYPTED)
        return
    said = (part for part in parts if part.get_content_type() in _KINDS and not is_attachment(part))
    if sum(len(part.get_payload()) for part in said) > LARGEST_TEXT:
        reason = f"more than {LARGEST_TEXT:,} characters of text: only its attachments are read"
        yield Skipped(source.place, reason)
        return
    try:
        body = _body(message)
    except ValueError as error:
        yield Skipped(source.place, str(error))
        return
    if body.text.lstrip().startswith(_PGP):
        yield Skipped(source.place, _ENCRYPTED)
        return
    if not body.text.strip():
        yield Skipped(source.place, "a message without text: only its attachments are read")
        return
    title = header_text(message, "Subject") or None
    date = header_text(message, "Date") or None
    yield from documents(source.document_id, body.text, title, sender(message), date)
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
            return shown(bodies)
        text = "\n".join(body.text for body in bodies)
        return with_text(text, is_damaged=any(body.faults for body in bodies))
    if is_attachment(part):
        return Decoded("")
    if kind not in _KINDS:
        return Decoded("")
    data = payload(part)
    if kind == _HTML or _PAGE.match(data):
        return html_body(data, part.get_content_charset())
    return text_body(part)
