"""What a backup file looks like: a zip archive in which nothing is packed.

There is a database for each collection, the files that were sent to it, and the database of the
service. A file may have been made anywhere, by whoever, so what is not laid out like that is
refused, and no name in it leads out of its place.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from struct import Struct
from typing import NamedTuple
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from indexer.upkeep.switching import BESIDE
from search.errors import BackupError, CollectionNameError, IndexMissingError
from search.layout import FILE_NAME as INDEX_FILE_NAME
from search.layout import collection_folder
from search.originals import ORIGINALS
from search.storage.sqlite_file import CopyReport
from service.database import FILE_NAME

_DATABASE = re.compile(r"collections/([^/]+)\.sqlite")
_ORIGINAL = re.compile(rf"{ORIGINALS}/([^/]+)/([0-9a-f]+)/([^/\\\0.][^/\\\0]*)")
_BLOCK = 1 << 20  # bytes
# Before each file stands a header, which ends with two lengths: of its name and what else follows.
_LENGTHS, _LENGTHS_AT, _HEADER_BYTES = Struct("<HH"), 26, 30


class Member(NamedTuple):
    """A file of a backup.

    Attributes:
        collection: that it is of, ``None`` for the database of the service.
        path: where it belongs in the folder of the collection.
        entry: of the archive.
    """

    collection: str | None
    path: str
    entry: ZipInfo

    def place(self, folder: Path) -> Path:
        """Where it belongs in a folder that is laid out like an index."""
        if self.collection is None:
            return folder / BESIDE / self.path
        return collection_folder(folder, self.collection) / self.path


def database_name(collection: str) -> str:
    """What the database of a collection is called in a backup."""
    return f"collections/{collection}.sqlite"


def original_name(collection: str, path: Path) -> str | None:
    """What a file that was sent to a collection is called there, ``None`` where it is none."""
    name = f"{ORIGINALS}/{collection}/{path.as_posix()}"
    return name if _ORIGINAL.fullmatch(name) else None


@contextmanager
def opened(file: Path) -> Iterator[tuple[ZipFile, list[Member]]]:
    """A backup and what is in it.

    Raises:
        IndexMissingError: it is not there.
        BackupError: it is none.
    """
    if not file.is_file():
        msg = f"there is no backup at {file}"
        raise IndexMissingError(msg)
    try:
        archive = ZipFile(file)
    except (BadZipFile, ValueError, NotImplementedError) as error:
        msg = f"{file} is not a backup of shawahid, or was cut off ({error}): use another one"
        raise BackupError(msg) from error
    except OSError as error:
        msg = f"{file} cannot be read: {error.strerror or error}"
        raise BackupError(msg) from error
    with archive:
        yield archive, _members(archive, file)


def collections(members: Iterable[Member]) -> list[str]:
    """The collections in a backup."""
    return [each.collection for each in members if each.collection and _is_database(each)]


def unpack(archive: ZipFile, members: list[Member], folder: Path, report: CopyReport) -> None:
    """Write files of a backup into a folder, each where it belongs.

    Raises:
        BackupError: one of them is damaged.
        OSError: they cannot be written.
    """
    total, done = sum(each.entry.file_size for each in members), 0
    for member in members:
        target = member.place(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=0o600)
        with target.open("wb") as file:
            for piece in _pieces(archive, member):
                file.write(piece)
                done += len(piece)
                report(done, total)


def _pieces(archive: ZipFile, member: Member) -> Iterator[bytes]:
    try:
        with archive.open(member.entry) as source:
            while piece := source.read(_BLOCK):
                yield piece
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        msg = f"{archive.filename} is damaged ({error}): use another backup"
        raise BackupError(msg) from error


def _members(archive: ZipFile, file: Path) -> list[Member]:
    entries = archive.infolist()
    members = [member for member in map(_member, entries) if member is not None]
    places = {member.place(Path()) for member in members}
    is_ours = any(map(_is_database, members)) and len(places) == len(members)
    # Some that are not restored would be missed by nobody: their names may be damaged.
    is_ours = is_ours and len(members) == len(entries)
    if not (is_ours and all(map(_is_plain, entries)) and _lists_all(archive, file)):
        msg = f"{file} is not a backup of shawahid, or is damaged: use another one"
        raise BackupError(msg)
    return members


def _lists_all(archive: ZipFile, file: Path) -> bool:
    """Whether the files in it follow each other up to the list: none is missing there, nor twice.

    Several names for the same bytes could fill the disk as well.
    """
    end = 0
    with file.open("rb") as stream:
        for entry in sorted(archive.infolist(), key=lambda each: each.header_offset):
            if entry.header_offset != end:
                return False
            stream.seek(end + _LENGTHS_AT)
            lengths = stream.read(_LENGTHS.size)
            if len(lengths) < _LENGTHS.size:
                return False
            end += _HEADER_BYTES + sum(_LENGTHS.unpack(lengths)) + entry.compress_size
    return end == archive.start_dir


def _is_plain(entry: ZipInfo) -> bool:
    is_encrypted = bool(entry.flag_bits & 1)
    is_packed = entry.compress_type != ZIP_STORED or entry.file_size != entry.compress_size
    return not (is_encrypted or is_packed)


def _is_database(member: Member) -> bool:
    return member.path == INDEX_FILE_NAME


def _member(entry: ZipInfo) -> Member | None:
    name = entry.filename
    if name == FILE_NAME:
        return Member(None, name, entry)
    if match := _DATABASE.fullmatch(name):
        member = Member(match[1], INDEX_FILE_NAME, entry)
    elif match := _ORIGINAL.fullmatch(name):
        member = Member(match[1], f"{ORIGINALS}/{match[2]}/{match[3]}", entry)
    else:
        return None
    try:
        member.place(Path())
    except CollectionNameError:
        return None
    return member
