"""What comes with a message: files, pictures, other messages."""

import io
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Any

from indexer.readers import Input, Read, ReadOptions, Skipped, read_input, reader_for
from indexer.readers.email_words import (
    ENCODING,
    decoded,
    decoded_header,
    payload,
    raw_header,
)
from indexer.readers.encoding import encoding_of
from indexer.readers.media_types import ENDINGS
from indexer.readers.mojibake import repaired
from indexer.readers.names import is_clutter
from search.kinds import ending_of
from search.records import Document

DEEPEST = 5  # messages forwarded in messages, and archives in them

ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
# They hold nothing that a person reads.
_SIGNATURES = frozenset(
    {
        *("application/pgp-signature", "application/pkcs7-signature"),
        *("application/x-pkcs7-signature", "text/x-amp-html"),
        "application/applefile",  # what a Macintosh keeps of a file beside what is in it
    }
)
_ENDINGS = {**ENDINGS, "message/rfc822": ".eml", "application/octet-stream": ""}


def is_attachment(part: Message) -> bool:
    """Whether a part is a file, and not what the message says."""
    kind = part.get_content_type()
    if kind in _SIGNATURES or kind in ENCRYPTED:
        return False
    if part.get_content_disposition() == "attachment":
        return True
    picture = part.get_content_maintype() == "image" and part["Content-ID"] is not None
    return not picture and (
        part.get_filename() is not None or kind not in {"text/plain", "text/html"}
    )


def read_attachment(
    part: Message, number: int, source: Input, options: ReadOptions
) -> Iterator[Read]:
    """Read a part that is a file.

    Args:
        part: of the message.
        number: of the file, for one without a name.
        source: the message.
        options: what the user said about the input.
    """
    name = _filename(part, number)
    if part.get_content_type() == "application/ms-tnef":
        name = "winmail.dat"
    try:
        data = _attached(part)
    except RecursionError:  # a message within a message, hundreds of times
        data = None
    yield from read_attached(name, data, source, options)


def read_attached(
    name: str, data: bytes | None, source: Input, options: ReadOptions
) -> Iterator[Read]:
    """Read a file that came with a message, and link its documents to that.

    Args:
        name: of the file, without folders.
        data: its bytes; ``None`` where it is nested too deep to be told them.
        source: the message.
        options: what the user said about the input.
    """
    if is_clutter(name):
        return
    content = data or b""
    inner = source.inside(name, io.BytesIO(content), len(content))
    reason = None
    if data is None or source.depth >= DEEPEST:
        reason = f"messages and archives nested deeper than {DEEPEST}: save it by itself"
    elif name.lower() == "winmail.dat":
        reason = (
            "attachments packed by Outlook (TNEF), which only Outlook unpacks: "
            "ask for them one by one, or save them with Outlook"
        )
    if reason is not None:
        yield Read(inner.place, Skipped(inner.place, reason), 0)
        return
    for item in read_input(inner, options):
        # The message's size was counted with the message.
        yield replace(item, outcome=linked(item.outcome, source, inner), size=0)


def linked(outcome: Document | Skipped, message: Input, inner: Input) -> Document | Skipped:
    """What was read of an attachment, with the id of the message that it came with.

    That may be one inside of the attachment, and is no other that the attachment names.
    """
    if isinstance(outcome, Skipped):
        return outcome
    mail = outcome.metadata.get("mail")
    is_inside = isinstance(mail, str) and mail.startswith(inner.document_id)
    return replace(
        outcome,
        metadata={**outcome.metadata, "mail": mail if is_inside else message.document_id},
    )


def _attached(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return _forwarded(part)
    data = payload(part)
    if part.get_content_type() != "text/plain" or _is_plain(data):
        return data
    # The message says the encoding; the file that it becomes here does not.
    return decoded(data, part.get_content_charset()).text.encode()


def _forwarded(part: Message) -> bytes:
    inside = part.get_payload()
    if not isinstance(inside, list):
        return payload(part)
    message: Message = inside[0]  # type: ignore[assignment]
    if message.keys() or ENCODING not in part:
        return message.as_bytes()
    message[ENCODING] = part[ENCODING]  # a message must not be encoded, but some programs do it
    return payload(message)


def _is_plain(data: bytes) -> bool:
    """Whether bytes tell themselves that they are UTF-8 or UTF-16."""
    try:
        return encoding_of(data).startswith("utf-")
    except ValueError:
        return False


def _filename(part: Message, number: int) -> str:
    """What an attachment is called, without folders; numbered when it has no name."""
    name = file_name(_stated_name(part))
    if name and reader_for(ending_of(name)) is not None:
        return name
    kind = part.get_content_type()
    ending = _ENDINGS[kind] if kind in _ENDINGS else mimetypes.guess_extension(kind) or ""
    return f"{name or f'part-{number}'}{'' if name.endswith(ending) else ending}"


def _stated_name(part: Message) -> str:
    stated: list[tuple[str, Any]] = part.get_params([], "Content-Disposition")
    # Of two names the one that says its encoding is whole.
    encoded = (value for name, value in stated if name == "filename" and isinstance(value, tuple))
    given = next(map(collapse_rfc2231_value, encoded), None) or part.get_filename() or ""
    if "\ufffd" in given:  # raw bytes, which the header has still
        holder = Message()
        for name in ("Content-Disposition", "Content-Type"):
            raw = raw_header(part, name).encode("utf-8", "surrogateescape")
            holder[name] = " ".join(decoded(raw, "utf-8").text.split())
        given = holder.get_filename() or ""
    return repaired(decoded_header(given) if "=?" in given else given)


def file_name(given: str) -> str:
    """A name that a message gives to a file, without folders and what no name may hold."""
    name = given.encode("utf-8", "replace").decode().replace("\\", "/").rpartition("/")[2]
    return re.sub(r"[\0-\x1f!]", "", name).strip(". ")
