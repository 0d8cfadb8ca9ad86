"""Zip packages of XML parts, which Office files, OpenDocument files and books are, read safely.

No part is unpacked before a look at what it would take, and no XML reaches outside itself. Strict
Office files, which name every element otherwise, are given as the ordinary ones.
"""

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote

from lxml import etree

from indexer.readers import Input, UnreadableError
from indexer.readers.alternatives import choose

LARGEST = 100_000_000  # bytes; pictures make such files large
LARGEST_UNPACKED = 400_000_000  # bytes of all parts
LARGEST_PART = 60_000_000  # bytes of XML, which takes some ten times as much when parsed
MOST_PARTS = 10_000
LARGEST_LIST = 5_000_000  # bytes; zipfile takes the list of parts into memory
PASSWORD = "needs a password: save it without one"  # noqa: S105 - a message
_DAMAGED_ZIP = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(OSError, ValueError),
)
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
_ENCRYPTED = 0x1
_END = 66_000  # bytes at the end of a zip file that say where its list stands
_IN_ZIP64 = 0xFFFFFFFF


class DamagedError(ValueError):
    """A part that is not what it should be; the message says what is wrong with it."""


class Relation(NamedTuple):
    """What a part says another part is to it."""

    id: str
    kind: str
    target: str


@contextmanager
def damage_named(reason: str) -> Iterator[None]:
    """Have what is damaged make the whole file unreadable.

    Args:
        reason: what to say of the file, with ``{}`` for what is wrong with it.

    Raises:
        UnreadableError: where ``DamagedError`` was raised.
    """
    try:
        yield
    except DamagedError as error:
        raise UnreadableError(reason.format(error)) from error


class Package:
    """The parts of a package by their names.

    Attributes:
        unpacked: bytes of all parts together.

    Raises:
        DamagedError: it is no zip file.
        UnreadableError: too large to be read, or needs a password.
    """

    def __init__(self, source: Input) -> None:
        source.check_size(LARGEST, "split the document")
        check_list(source.stream, source.size, LARGEST_LIST)
        try:
            self._zip = zipfile.ZipFile(source.stream)
        except _DAMAGED_ZIP as error:
            raise DamagedError(str(error)) from error
        parts = self._zip.infolist()
        # No part gives more bytes than it declares: zipfile stops there.
        self.unpacked = sum(part.file_size for part in parts)
        texts = [part.file_size for part in parts if not _is_picture(part.filename)]
        if (
            len(parts) > MOST_PARTS
            or max(texts, default=0) > LARGEST_PART
            or self.unpacked > LARGEST_UNPACKED
        ):
            msg = (
                f"unpacks to more than {LARGEST_UNPACKED:,} bytes, {LARGEST_PART:,} in one part"
                f" or {MOST_PARTS:,} parts: not read, it may be meant to fill the memory"
            )
            raise UnreadableError(msg)
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise UnreadableError(PASSWORD)

    def names(self) -> list[str]:
        """Of all parts, in the order in which they were packed."""
        return self._zip.namelist()

    def data(self, name: str) -> bytes | None:
        """The bytes of a part, ``None`` where there is none.

        Raises:
            DamagedError: it cannot be unpacked.
        """
        try:
            return self._zip.read(name)
        except KeyError:
            return None
        except _DAMAGED_ZIP as error:
            msg = f"{name}: {error}"
            raise DamagedError(msg) from error

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part, ``None`` where there is no such part.

        Raises:
            DamagedError: it is no XML, or cannot be unpacked.
        """
        data = self.data(name)
        if data is None:
            return None
        try:
            return parse_xml(data)
        except DamagedError as error:
            msg = f"{name}: {error}"
            raise DamagedError(msg) from error

    def needed(self, name: str) -> etree._Element:
        """The root of a part without which there is no document.

        Raises:
            DamagedError: it is not there, or no XML.
        """
        root = self.xml(name)
        if root is None:
            msg = f"{name} is missing"
            raise DamagedError(msg)
        return root

    def relations(self, name: str = "") -> Iterator[Relation]:
        """What other parts of the package are to a part, or to the package."""
        folder, _, file = name.rpartition("/")
        root = self.xml(f"{folder}/_rels/{file}.rels".lstrip("/"))
        for each in () if root is None else root.iter("{*}Relationship"):
            if each.get("TargetMode") == "External":
                continue
            target = posixpath.normpath(posixpath.join(folder, unquote(each.get("Target", ""))))
            kind = (each.get("Type") or "").rpartition("/")[2]
            yield Relation(each.get("Id", ""), kind, target.lstrip("/"))

    def related(self, name: str, kind: str) -> Iterator[etree._Element]:
        """The roots of those parts that are of a kind to another one."""
        for relation in self.relations(name):
            root = self.xml(relation.target) if relation.kind == kind else None
            if root is not None:
                yield root

    def main(self) -> str:
        """The name of the part that is the document.

        Raises:
            DamagedError: the package does not say.
        """
        for relation in self.relations():
            if relation.kind == "officeDocument":
                return relation.target
        msg = "it does not say which of its parts is the document"
        raise DamagedError(msg)

    def about(self) -> tuple[str | None, str | None, dict[str, object]]:
        """What an Office file says of itself: its title, who made it, and when it was ``created``.

        That is not when it was published.
        """
        found: dict[str, str] = {}
        for root in self.related("", "core-properties"):
            for each in root:
                if isinstance(each.tag, str) and each.text and each.text.strip():
                    found[etree.QName(each).localname] = each.text.strip()
        created = _iso(found.get("created", ""))
        return found.get("title"), found.get("creator"), {"created": created} if created else {}


def parse_xml(data: bytes) -> etree._Element:
    """The root of XML that nobody has checked, with one form of each content that has several.

    Raises:
        DamagedError: it is none.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(_STRICT.sub(_TRANSITIONAL, data), parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedError(str(error)) from error
    choose(root)
    return root


def check_list(stream: BinaryIO, size: int, most: int) -> None:
    """Look how long the list of a zip file's parts says it is, before it is read.

    Args:
        stream: of the file, which is left at its start.
        size: of the file in bytes.
        most: bytes that the list may have.

    Raises:
        UnreadableError: too long.
    """
    stream.seek(max(size - _END, 0))
    tail = stream.read(_END)
    stream.seek(0)
    for signature, form, offset in ((b"PK\x05\x06", "<L", 12), (b"PK\x06\x06", "<Q", 40)):
        start = tail.rfind(signature)
        if 0 <= start <= len(tail) - offset - struct.calcsize(form):
            (length,) = struct.unpack_from(form, tail, start + offset)
            if length > most and length != _IN_ZIP64:
                msg = f"its list of entries is larger than {most:,} bytes"
                raise UnreadableError(msg)


def _is_picture(name: str) -> bool:
    return not name.lower().endswith((".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx"))


def _iso(stated: str) -> str | None:
    try:
        return datetime.fromisoformat(stated).isoformat()
    except ValueError:
        return None
