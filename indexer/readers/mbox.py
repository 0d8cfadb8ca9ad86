"""Mailboxes (``.mbox``): the messages of a folder, one below the other in one file."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import BinaryIO

from indexer.readers import Input, Read, ReadOptions, Skipped, UnreadableError, email, read_or_named

# "From MAILER-DAEMON Sat Nov 28 04:02:43 2026"; a sentence that begins with "From" has no year.
# Thunderbird writes the word alone.
_START = re.compile(rb"From (?:\S.{0,200}\b(?:19|20)\d{2}\b.{0,40})?\s*")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_IDENTIFIER = re.compile(r"<([^<>\s]{1,200})>")
_DELETED = 0x0008  # among the flags of Thunderbird
_LINE = 1_000_000  # bytes; longer ones are read in pieces
_HASH = 8  # bytes


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the messages of a mailbox, each called by its ``Message-ID``."""
    names = _Names(source.document_id)
    number = 0
    for number, data in enumerate(_messages(source.stream), start=1):
        headers = BytesHeaderParser(policy=compat32).parsebytes(data)
        document_id = names.of(data, headers)
        place, stream = f"{source.place}, message {number}", io.BytesIO(data)
        if _is_deleted(headers):
            reason = "deleted in Thunderbird, which keeps it until its folder is compacted"
            yield Read(place, Skipped(place, reason), len(data))
        elif document_id is not None:
            inner = replace(source, place=place, document_id=document_id, stream=stream)
            yield from read_or_named(email.read, replace(inner, size=len(data)), options)
    if number == 0:
        msg = "not a mailbox: it does not begin with a line 'From ...' and a date"
        raise UnreadableError(msg)


class _Names:
    """The ids of the messages of a mailbox, by the hashes of what was there before."""

    def __init__(self, mailbox: str) -> None:
        self._mailbox = mailbox
        self._seen: set[bytes] = set()

    def of(self, data: bytes, headers: Message) -> str | None:
        """The id of a message; ``None`` for one that was there: in two folders, under two labels.

        It is made of what the message says of itself: its number in the mailbox would change.
        """
        digest = hashlib.sha256(data).digest()[:_HASH]
        if digest in self._seen:
            return None
        self._seen.add(digest)
        stated = _IDENTIFIER.search(str(headers.get("Message-ID", "")))
        name = stated.group(1).encode("utf-8", "replace").decode() if stated else digest.hex()
        hashed = hashlib.sha256(name.encode()).digest()[:_HASH]
        if hashed in self._seen:  # another version of it, such as a draft
            name = f"{name}/{digest.hex()}"
        self._seen.add(hashed)
        return f"{self._mailbox}/{name}.eml"


def _is_deleted(headers: Message) -> bool:
    flags = str(headers.get("X-Mozilla-Status", "")).strip()
    return re.fullmatch("[0-9a-fA-F]{4}", flags) is not None and bool(int(flags, 16) & _DELETED)


def _messages(stream: BinaryIO) -> Iterator[bytes]:
    """The messages, without the lines that begin them; of one too large the start."""
    message: bytearray | None = None
    after_empty_line = begins_line = True
    while line := stream.readline(_LINE):
        if begins_line and after_empty_line and _START.fullmatch(line):
            if message is not None:
                yield _ESCAPED.sub(rb"\1", bytes(message))
            message = bytearray()
        elif message is None:
            return
        elif len(message) <= email.LARGEST:
            message += line
        after_empty_line = begins_line and not line.strip()
        begins_line = line.endswith(b"\n")
    if message is not None:
        yield _ESCAPED.sub(rb"\1", bytes(message))
