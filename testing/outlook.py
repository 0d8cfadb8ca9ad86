"""Messages as Outlook saves them (``.msg``), written anew: no free library writes them.

The format of the file is [MS-CFB], what is in it [MS-OXMSG]. Streams of all sizes stand in whole
sectors, with the table of small ones empty, which readers accept of streams from 4096 bytes on.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_SECTOR = 512
_SMALL = 4096  # bytes; shorter streams are in the small table
_SMALL_SECTOR = 64
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_STORAGE, _STREAM, _ROOT = 1, 2, 5

# A folder: its streams and folders by name.
Tree = Mapping[str, "bytes | Tree"]


def outlook_message(
    strings: Mapping[int, str],
    *,
    html: bytes | None = None,
    sent: datetime | None = None,
    encoding: str | None = None,
    attachments: tuple[Tree, ...] = (),
) -> Tree:
    """The folder of a message.

    Args:
        strings: its properties of text by their numbers.
        html: its body as HTML.
        sent: when.
        encoding: of the strings, in files of old versions; else they are UTF-16.
        attachments: the folders of what came with it.
    """
    tree: dict[str, bytes | Tree] = {"__properties_version1.0": _properties(sent)}
    kind = "001F" if encoding is None else "001E"
    for number, text in strings.items():
        tree[f"__substg1.0_{number:04X}{kind}"] = text.encode(encoding or "utf-16-le")
    if html is not None:
        tree["__substg1.0_10130102"] = html
    for number, attachment in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = attachment
    return tree


def attached_file(name: str, content: bytes) -> Tree:
    """The folder of a file that came with a message."""
    return {**outlook_message({0x3707: name}), "__substg1.0_37010102": content}


def attached_message(name: str, message: Tree) -> Tree:
    """The folder of a message that came with a message."""
    return {**outlook_message({0x3001: name}), "__substg1.0_3701000D": message}


def _properties(sent: datetime | None) -> bytes:
    if sent is None:
        return bytes(32)
    ticks = (sent - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    return bytes(32) + struct.pack("<HHIQ", 0x40, 0x39, 6, ticks)


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    child: int = _FREE
    sibling: int = _FREE
    start: int = _END


@dataclass
class _File:
    sectors: list[bytes] = field(default_factory=list)
    chain: list[int] = field(default_factory=list)

    def add(self, content: bytes, size: int) -> int:
        """Append the content in sectors; returns the first one's number."""
        if not content:
            return _END
        start = len(self.sectors)
        for at in range(0, len(content), size):
            self.sectors.append(content[at : at + size].ljust(size, b"\0"))
            self.chain.append(len(self.sectors))
        self.chain[-1] = _END
        return start


def compound_file(tree: Tree) -> bytes:
    """The file that holds a folder."""
    entries = [_Entry("Root Entry", _ROOT)]
    _add(tree, 0, entries)
    file, small = _File(), _File()
    for entry in entries[1:]:
        if entry.kind == _STREAM:
            is_small = len(entry.content) < _SMALL
            target, size = (small, _SMALL_SECTOR) if is_small else (file, _SECTOR)
            entry.start = target.add(entry.content, size)
    entries[0].content = b"".join(small.sectors)
    entries[0].start = file.add(entries[0].content, _SECTOR)
    small_table = file.add(_numbers(small.chain), _SECTOR)
    directory = file.add(b"".join(map(_record, entries)), _SECTOR)
    tables = 1
    while (len(file.sectors) + tables) * 4 > tables * _SECTOR:
        tables += 1
    first = len(file.sectors)
    chain = _numbers([*file.chain, *[_FAT] * tables]).ljust(tables * _SECTOR, b"\xff")
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, tables, directory, 0, _SMALL, small_table),
        *(-(-len(small.chain) * 4 // _SECTOR), _END, 0),
    )
    table_places = _numbers(range(first, first + tables)).ljust(436, b"\xff")
    return header + table_places + b"".join(file.sectors) + chain


def _add(tree: Tree, parent: int, entries: list[_Entry]) -> None:
    previous: _Entry | None = None
    for name, content in tree.items():
        number = len(entries)
        kind = _STREAM if isinstance(content, bytes) else _STORAGE
        entry = _Entry(name, kind, content if isinstance(content, bytes) else b"")
        entries.append(entry)
        if previous is None:
            entries[parent].child = number
        else:
            previous.sibling = number
        previous = entry
        if not isinstance(content, bytes):
            _add(content, number, entries)


def _record(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ",
        *(name, len(name) + 2, entry.kind, 1, _FREE, entry.sibling, entry.child),
        *(entry.start, len(entry.content)),
    )


def _numbers(values: "Iterator[int] | list[int] | range") -> bytes:
    return b"".join(struct.pack("<I", value) for value in values)
