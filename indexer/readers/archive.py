"""Archives and compressed files: each entry is read by the reader of its own kind.

An entry is unpacked to a temporary file first, one at a time, within the budget of the file that
it all came from, so an archive that unpacks without end is given up after bounded work.
"""

import bz2
import errno
import gzip
import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO, cast

from indexer.readers import (
    Budget,
    Input,
    Read,
    ReadOptions,
    Skipped,
    UnreadableError,
    document_id_of,
    read_input,
    reader_for,
)
from indexer.readers.names import is_clutter, old_name, readable
from indexer.readers.packages import check_list
from indexer.readers.unread import unknown_kind
from search.kinds import ending_of

DEEPEST = 3  # archives within archives
LARGEST_ENTRY = 4_000_000_000  # bytes on the disk of the temporary folder
_LARGEST_HEADER = 1_000_000  # bytes; tarfile takes the names of an entry into memory
_LARGEST_LIST = 50_000_000  # bytes; zipfile takes the list of a zip file's entries into memory
_IN_MEMORY = 4_000_000  # bytes of an entry that need no file
_BLOCK = 262_144  # bytes
_ENCRYPTED = 0x1
_FULL = {errno.ENOSPC, errno.EDQUOT}
_UTF8 = 0x800

# What unpacking damaged data raises. RuntimeError and NotImplementedError are zipfile's, for
# passwords and for methods that it does not have.
_DAMAGE = (
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(ValueError, NotImplementedError, RuntimeError),
)


class _LimitError(Exception):
    """Unpacking would pass a limit; the message says which."""


class _Metered:
    """An unpacked stream that counts what it gives against a budget, and gives no huge piece."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        self._stream = stream
        self._budget = budget

    def read(self, size: int = -1) -> bytes:
        if size < 0 or size > _LARGEST_HEADER:
            msg = f"the name or the header of an entry is larger than {_LARGEST_HEADER:,} bytes"
            raise _LimitError(msg)
        data = self._stream.read(size)
        _spend(self._budget, len(data))
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go forward by reading, so that what is passed over counts too."""
        behind = offset - self.tell() if whence == 0 else -1
        while behind > 0 and (data := self.read(min(behind, _BLOCK))):
            behind -= len(data)
        return self.tell() if behind >= 0 else self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the entries of an archive; those that cannot be read are skipped by name.

    A ``.gz`` file that is no tar file holds one entry, called as it is without ``.gz``. Of a
    ``.wacz`` file the web archives count; all else in it is about them.
    """
    by_ending = {".zip": _zip_entries, ".wacz": _zip_entries, ".gz": _gzip_entry}
    entries = by_ending.get(source.ending, _tar_entries)
    yield from _guarded(source, entries(source, options))


def _guarded(source: Input, reads: Iterator[Read]) -> Iterator[Read]:
    """The reads, and what became of the archive when it ends before its end."""
    if source.depth >= DEEPEST:
        msg = f"archives nested deeper than {DEEPEST}: unpack the outer ones"
        raise UnreadableError(msg)
    try:
        yield from reads
    except (_LimitError, UnreadableError) as error:
        msg = f"{error}; the rest of the archive was not read: unpack it yourself"
        raise UnreadableError(msg) from error
    except _DAMAGE as error:
        _check_disk(error)
        msg = f"damaged, or not what its ending says ({error}): pack it again"
        raise UnreadableError(msg) from error


def _check_disk(error: BaseException) -> None:
    """Raise an error that tells of the temporary folder, and nothing of the archive.

    The file is then read again, and nothing of it is taken for gone.
    """
    if isinstance(error, OSError) and error.errno in _FULL:
        raise error


def _zip_entries(source: Input, options: ReadOptions) -> Iterator[Read]:
    check_list(source.stream, source.size, _LARGEST_LIST)
    with zipfile.ZipFile(source.stream) as archive:
        seen: set[str] = set()
        for info in archive.infolist():
            name = _zip_name(info)
            if info.is_dir() or _is_hidden(name) or _is_about(source, name):
                continue
            _count(source.budget)
            fault = _fault(name, seen)
            if fault is None and info.flag_bits & _ENCRYPTED:
                fault = "encrypted: unpack it with its password"
            if fault is not None:
                yield _skip(source, name, fault, info.compress_size)
                continue
            try:
                with _unpacked(archive.open(info), source.budget) as stream:
                    reads = read_input(_inside(source, name, stream), options)
                    yield from _share(reads, info.compress_size, info.file_size)
            except _DAMAGE as error:
                _check_disk(error)
                yield _skip(source, name, f"damaged: {error}", info.compress_size)


def _tar_entries(source: Input, options: ReadOptions) -> Iterator[Read]:
    unpacked = _Metered(_decompressed(source.stream), source.budget)
    with tarfile.open(fileobj=cast(BinaryIO, unpacked), mode="r:") as archive:
        seen: set[str] = set()
        position = 0
        while (member := archive.next()) is not None:
            # It would keep the header of every entry, and nothing here goes back to one.
            archive.members = []  # type: ignore[attr-defined]
            name = readable(member.name)
            if member.isdir() or _is_hidden(name):
                continue
            _count(source.budget)
            fault = _fault(name, seen)
            file = archive.extractfile(member) if member.isreg() else None
            if fault is None and file is None:
                fault = "a link or a device, not a file"
            size, position = source.stream.tell() - position, source.stream.tell()
            if fault is not None or file is None:
                yield _skip(source, name, fault or "", size)
                continue
            with _unpacked(file, Budget(LARGEST_ENTRY)) as stream:
                size, position = size + source.stream.tell() - position, source.stream.tell()
                reads = read_input(_inside(source, name, stream), options)
                yield from _share(reads, size, member.size)


def _gzip_entry(source: Input, options: ReadOptions) -> Iterator[Read]:
    name = PurePosixPath(source.place.rpartition("!")[2].replace("\\", "/")).stem
    _count(source.budget)
    document_id = document_id_of(PurePosixPath(source.document_id).with_suffix(""))
    with _unpacked(gzip.GzipFile(fileobj=source.stream), source.budget) as stream:
        inner = _inside(source, name, stream, document_id)
        yield from _share(read_input(inner, options), source.size, inner.size)


def _inside(source: Input, name: str, stream: IO[bytes], document_id: str | None = None) -> Input:
    size = stream.seek(0, 2)
    stream.seek(0)
    return source.inside(name, cast(BinaryIO, stream), size, document_id)


def _decompressed(stream: BinaryIO) -> IO[bytes]:
    """By what the file starts with: plain tar files are often called ``.tar.gz``."""
    start = stream.read(6)
    stream.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=stream))
    if start.startswith(b"BZh"):
        return bz2.BZ2File(stream)
    if start == b"\xfd7zXZ\0":
        return lzma.LZMAFile(stream)
    return stream


def _unpacked(entry: IO[bytes] | gzip.GzipFile, budget: Budget) -> "SpooledTemporaryFile[bytes]":
    """An entry in a temporary file, at its start."""
    file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        with entry:
            left = Budget(LARGEST_ENTRY)
            while data := entry.read(_BLOCK):
                file.write(data)
                _spend(budget, len(data))
                _spend(left, len(data))
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _share(reads: Iterator[Read], packed: int, unpacked: int) -> Iterator[Read]:
    """The reads of an entry, with sizes that add up to what the entry takes in the archive."""
    seen = given = 0
    for item in reads:
        seen += item.size
        total = packed * min(seen, unpacked) // unpacked if unpacked else packed
        yield replace(item, size=total - given)
        given = total


def _spend(budget: Budget, size: int) -> None:
    budget.bytes -= size
    if budget.bytes < 0:
        msg = "it unpacks to more than text in a file of its size would"
        raise _LimitError(msg)


def _count(budget: Budget) -> None:
    budget.entries -= 1
    if budget.entries < 0:
        msg = "too many entries"
        raise _LimitError(msg)


def _skip(source: Input, name: str, reason: str, size: int) -> Read:
    place = f"{source.place}!{name}"
    return Read(place, Skipped(place, reason), size)


def _is_about(source: Input, name: str) -> bool:
    return source.ending == ".wacz" and not name.startswith("archive/")


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part == "__MACOSX" or (part != ".." and is_clutter(part)) for part in parts)


def _fault(name: str, seen: set[str]) -> str | None:
    """Why an entry of that name is left out without being unpacked, if it is."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name):
        return "its name points out of the archive"
    if name in seen:
        return "a second entry of this name: give each its own"
    seen.add(name)
    ending = ending_of(name)  # without one it has to be looked into
    return None if not ending or reader_for(ending) else unknown_kind(ending)


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry, which Arabic Windows writes in a code page without saying so."""
    if info.flag_bits & _UTF8:
        return info.filename
    raw = info.filename.encode("cp437")
    if raw.isascii():
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return old_name(raw) or info.filename
