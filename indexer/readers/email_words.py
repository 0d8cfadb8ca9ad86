"""The words of a message: its headers and bodies, decoded.

What is declared decides only what the bytes themselves leave open: declarations are often wrong.
"""

import quopri
import re
from collections.abc import Sequence
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from indexer.readers.email_body import html_lines, join
from indexer.readers.encoding import Decoded, clean, encoding_of, recover, with_text
from indexer.readers.likelihood import cost
from indexer.readers.mojibake import repaired

_WORD = re.compile(r"[^\W_]+")
# Plain text has the addresses of links and the names of pictures, which HTML does not show.
_NOT_SHOWN = re.compile(r"(?:https?://|mailto:|cid:)[^\s<>\]]+|\[image: [^\]\n]*\]")
ENCODING = "Content-Transfer-Encoding"
_BLANKS = re.compile(r"[ \t]+(?=\r?\n|\Z)")
_BASE64 = re.compile(r"\s*(?:[A-Za-z0-9+/=]+[ \t]*(?:[\r\n]|\Z)|\Z)")  # its first line
_QUOTED = re.compile(rb"=[0-9A-F]{2}")
_SHARE_OF_QUOTED = 0.3  # of the bytes of a text
_ARABIC_OF_ONE_BYTE = frozenset({"windows-1256", "cp1256", "iso-8859-6", "mac_arabic", "cp720"})
# Code points of a header that are read: encoded words take the square of their number.
_LONGEST_HEADER = 50_000
_SURE = 0.5  # of the cost of a letter, by which another encoding than the declared must win


def header_text(message: Message, name: str) -> str:
    """A header on one line, empty where there is none."""
    return decoded_header(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    """A header as it was sent, with lone surrogates for bytes that no header may hold."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return str(value)[:_LONGEST_HEADER]
    return ""


def decoded_header(value: str) -> str:
    """A header's encoded words and raw bytes as text."""
    value = value[:_LONGEST_HEADER]
    try:
        pieces = decode_header(value)
    except HeaderParseError:
        pieces = [(value, None)]
    text = "".join(
        piece if isinstance(piece, str) else decoded(piece, charset).text
        for piece, charset in pieces
    )
    raw = text.encode("utf-8", "surrogateescape")
    return " ".join(decoded(raw, "utf-8").text.split())


def sender(message: Message) -> str | None:
    """Who sent a message: the name, else the address."""
    # A name may hold what separates names once it is decoded, so that it is taken apart before.
    try:
        name, address = parseaddr(raw_header(message, "From"))
        if "@" not in address:
            name, address = parseaddr(header_text(message, "From"))
    except RecursionError:  # comments within comments, which no program writes
        return None
    return decoded_header(name) or address or None


def text_body(part: Message) -> Decoded:
    """The plain text of a part."""
    found = decoded(payload(part), part.get_content_charset())
    text = found.text.replace("\r\n", "\n")
    faults = tuple(fault - found.text.count("\r\n", 0, fault) for fault in found.faults)
    if str(part.get_param("format", "")).lower() == "flowed":
        # RFC 3676: a line that ends in a space goes on in the next one.
        is_deleted = str(part.get_param("delsp", "")).lower() == "yes"
        text = re.sub(r"(?<!\n--) \n(?!>)", "" if is_deleted else " ", text)
    return Decoded(text, faults)


def html_body(data: bytes, charset: str | None) -> Decoded:
    """The text of HTML.

    Raises:
        ValueError: it is no text that a person wrote.
    """
    found = decoded(data, charset)
    return with_text(join(html_lines(found.text)), is_damaged=bool(found.faults))


def shown(bodies: Sequence[Decoded]) -> Decoded:
    """Of one message in several forms the last, which mail programs show (RFC 2046, 5.1.4).

    Where the first one has the same words it is taken: it marks what is quoted.
    """
    if not bodies:
        return Decoded("")
    first, last = bodies[0], bodies[-1]
    return first if _words(first) == _words(last) else last


def _words(body: Decoded) -> list[str]:
    return _WORD.findall(_NOT_SHOWN.sub(" ", body.text))


def payload(part: Message) -> bytes:
    """The bytes of a part."""
    data = transported(part)
    # Some programs forget to say that a text is quoted-printable.
    is_quoted = part.get_content_maintype() == "text" and data.isascii()
    if is_quoted and len(_QUOTED.findall(data)) * 3 > _SHARE_OF_QUOTED * len(data):
        return quopri.decodestring(data)
    return data


def transported(part: Message) -> bytes:
    """The bytes of a part as it says that they are encoded."""
    _settle_encoding(part)
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _settle_encoding(part: Message) -> None:
    """Name the encoding of a part's bytes as it is known, and not one that they are not in."""
    stated, body = part.get(ENCODING), part.get_payload()
    if stated is None or not isinstance(body, str):
        return
    encoding = str(stated).strip().lower()
    is_other = encoding == "base64" and _BASE64.match(body) is None
    part.replace_header(ENCODING, "8bit" if is_other else encoding)
    if (
        encoding == "quoted-printable" and body.isascii()
    ):  # servers add blanks at the ends of lines (RFC 2045, 6.7)
        part.set_payload(_BLANKS.sub("", body))


def decoded(data: bytes, charset: str | None) -> Decoded:
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
