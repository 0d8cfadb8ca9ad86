"""Files that stand in the text of old messages, packed with uuencode."""

import binascii
import re
from email.message import Message

from indexer.readers.email_attachments import file_name
from indexer.readers.email_words import ENCODING, decoded, payload

# The first sign of a line tells how many bytes are in it; servers take away blanks at its end.
_PACKED = re.compile(
    rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n((?:[!-M][ -`]{0,62}\r?\n)+)"
    rb"[` ]?(?:\r?\n)?end[ \t]*\r?(?:\n|\Z)",
    re.MULTILINE,
)


def take_packed(part: Message) -> list[tuple[str, bytes]]:
    """Take the packed files out of a part of plain text: their names and bytes."""
    found: list[tuple[str, bytes]] = []

    def take(packed: re.Match[bytes]) -> bytes:
        try:
            data = b"".join(map(binascii.a2b_uu, packed[2].splitlines()))
        except binascii.Error:  # somebody writes of "begin" and "end"
            return packed[0]
        found.append((file_name(decoded(packed[1], None).text), data))
        return b""

    rest = _PACKED.sub(take, payload(part))
    if found:
        del part[ENCODING]
        part.set_payload(rest.decode("ascii", "surrogateescape"))
    return found
