"""Office files: read by what they are, for their endings are often wrong.

Ministries' systems save web pages and RTF as ``.doc`` and tables of HTML as ``.xls``; a new format
gets an old ending when a file is renamed.
"""

import zipfile
from collections.abc import Iterator
from importlib import import_module
from typing import BinaryIO

import olefile

from indexer.readers import Input, Read, ReadOptions, UnreadableError
from indexer.readers.ole import opened
from indexer.readers.packages import LARGEST_LIST, PASSWORD, check_list
from search.kinds import BY_ENDING

_START = 4_096  # bytes within which a file says what it is
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


# What the ending promises, where the content does not say, by the module that reads it.
_PROMISED = {
    **{name: name for name in ("docx", "pptx", "xlsx", "xls", "rtf")},
    **dict.fromkeys(("odt", "ods", "odp"), "opendocument"),
    **dict.fromkeys(("doc", "ppt"), "libreoffice"),
}
_STREAMS = {
    **dict.fromkeys(("WordDocument", "PowerPoint Document"), "libreoffice"),
    **dict.fromkeys(("Workbook", "Book"), "xls"),
}
_PARTS = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx", "content.xml": "opendocument"}
# The module, what the file begins with, and what stands near its beginning.
_MARKS: tuple[tuple[str, tuple[bytes, ...], tuple[bytes, ...]], ...] = (
    ("pdf", (b"%pdf",), ()),
    ("rtf", (b"{\\rtf",), ()),
    ("mhtml", (b"mime-version:",), (b"\nmime-version:",)),
    ("opendocument", (), (b"<office:document",)),
    ("xls_xml", (), (b"urn:schemas-microsoft-com:office:spreadsheet",)),
    ("flat_package", (), (b"<pkg:package",)),
    ("libreoffice", (), (b"<w:worddocument", b'progid="word.document"')),
    ("office_html", (), (b"<html", b"<!doctype html", b"<body", b"<table", b"<p>")),
)


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read an office file with the reader of what is in it."""
    kind = BY_ENDING.get(source.ending)
    promised = _PROMISED.get(kind.name if kind else "", "text")
    content = content_of(source.stream, promised)
    source.stream.seek(0)
    yield from import_module(f"indexer.readers.{content}").read(source, options)


def content_of(stream: BinaryIO, promised: str) -> str:
    """The module that reads a file, by its first bytes or the names of what is packed in it.

    Args:
        stream: of the file, at its start.
        promised: what it is taken for where it does not say.

    Raises:
        UnreadableError: it needs a password, or its list of parts is too long.
    """
    start = stream.read(_START)
    stream.seek(0)
    if start.startswith(_OLE):
        return _in_ole(stream, promised)
    if start.startswith(_ZIP):
        return _in_zip(stream, promised)
    return _in_text(start) or (promised if _is_binary(start) else _unsaid(promised))


def _in_text(start: bytes) -> str | None:
    """What a file that is no container says that it is, in ASCII of one or two bytes."""
    text = start.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    for content, beginnings, marks in _MARKS:
        if text.startswith(beginnings) or any(mark in text for mark in marks):
            return content
    return None


def _unsaid(promised: str) -> str:
    """Plain text gets the ending of an old format, by hand."""
    return "text" if promised in {"libreoffice", "xls"} else promised


def _is_binary(start: bytes) -> bool:
    return not start or (b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")))


def _in_ole(stream: BinaryIO, promised: str) -> str:
    try:
        with opened(stream) as ole:
            names = {entry[0] for entry in ole.listdir()}
            needs_password = "EncryptedPackage" in names or _is_encrypted(ole, names)
    except Exception:  # noqa: BLE001 - a damaged container raises anything; its reader says more
        return promised
    finally:
        stream.seek(0)
    if needs_password:
        raise UnreadableError(PASSWORD)
    return next((content for name, content in _STREAMS.items() if name in names), promised)


def _is_encrypted(ole: olefile.OleFileIO, names: set[str]) -> bool:
    """Whether the streams of an old file are in cipher.

    See MS-DOC 2.5.2 (``fEncrypted``), MS-PPT 2.3.2 (``headerToken``) and MS-XLS 2.4.117.
    """
    if "WordDocument" in names:
        flags = ole.openstream("WordDocument").read(12)[10:12]
        return bool(flags[1:] and flags[1] & 0x01)
    if "PowerPoint Document" in names and "Current User" in names:
        token = ole.openstream("Current User").read(16)[12:16]
        return bool(token == bytes.fromhex("dfc4d1f3"))
    for name in names & {"Workbook", "Book"}:
        return _has_filepass(ole.openstream(name).read(_START))
    return False


def _has_filepass(records: bytes) -> bool:
    at = 0
    while at + 4 <= len(records):
        kind = int.from_bytes(records[at : at + 2], "little")
        if kind == 0x2F:  # noqa: PLR2004 - FilePass
            return True
        at += 4 + int.from_bytes(records[at + 2 : at + 4], "little")
    return False


def _in_zip(stream: BinaryIO, promised: str) -> str:
    check_list(stream, stream.seek(0, 2), LARGEST_LIST)
    try:
        with zipfile.ZipFile(stream) as package:
            names = package.namelist()
    except Exception:  # noqa: BLE001 - a damaged package raises anything; its reader says more
        return promised
    finally:
        stream.seek(0)
    for start, content in _PARTS.items():
        if any(name.startswith(start) for name in names):
            return content
    return promised
