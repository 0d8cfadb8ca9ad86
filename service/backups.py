"""A backup of an index folder in one file: its collections, and the database of the service.

The file is a zip archive with a database for each, and the files that were sent to the service.
What is sound about a database is checked when it is copied, and again when it comes back.
"""

import shutil
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile, is_zipfile

from indexer.originals import ORIGINALS
from indexer.upkeep.restoring import back_up, restore
from search.archive import existing_collection
from search.errors import CollectionMissingError, IndexDamagedError
from search.index import missing_index
from search.locations import collection_folder
from search.records import DEFAULT_COLLECTION
from search.storage.database import CopyReport, copy, explained
from search.storage.store import FILE_NAME as INDEX_FILE_NAME
from service.database import FILE_NAME, ServiceDatabase

_MEMBER = "collections/{}.sqlite"
_ORIGINALS = "originals/{}/"
# What a database of a backup is called while it is brought back.
UNPACKED_NAME = ".unpacked.sqlite"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back from a backup.

    Attributes:
        replaced: for each collection where the database that it replaced is kept, if one was.
        keys: whether the database of the service came back; one that is there stays.
    """

    replaced: dict[str, Path | None]
    keys: bool


def back_up_collections(
    folder: Path, names: Collection[str], file: Path, report: CopyReport, *, keys: bool
) -> None:
    """Copy collections into a file, which is replaced if it is there, and only when all is done.

    Args:
        folder: of the index, which may be read and written meanwhile.
        names: of the collections.
        file: that only its owner may read.
        report: called with the pages of a database copied and those there are.
        keys: whether the database of the service is copied as well, where there is one.

    Raises:
        CollectionMissingError: there is none of a given name.
        IndexMissingError: there is no index in the folder.
        IndexDamagedError: a copy is not sound, hence neither is what was copied.
        IndexWriteError: the disk is full.
    """
    temporary = file.with_name(f".{file.name}.new")
    part = file.with_name(f".{file.name}.part")
    try:
        with explained(file):
            for path in (temporary, part):
                path.unlink(missing_ok=True)
            temporary.touch(mode=0o600)
            with ZipFile(temporary, "w") as archive:
                for name in names:
                    back_up(existing_collection(folder, name), part, report)
                    archive.write(part, _MEMBER.format(name))
                    part.unlink()
                    _add_originals(archive, folder, name)
                if keys and (folder / FILE_NAME).is_file():
                    part.touch(mode=0o600)
                    _copy_service(folder, part)
                    archive.write(part, FILE_NAME)
            temporary.replace(file)
    finally:
        for path in (temporary, part):
            path.unlink(missing_ok=True)


def restore_collections(
    file: Path, folder: Path, collection: str | None, report: CopyReport
) -> Restored:
    """Bring collections back from a backup; others that are in the folder stay as they are.

    The database of the service comes back only where there is none: else a key that was revoked
    after the backup would open again.

    Args:
        file: of this module, or the database that earlier versions made of one collection.
        folder: of the index.
        collection: the one to bring back, ``None`` for everything in the file.
        report: called with the pages of a database copied and those there are.

    Raises:
        IndexMissingError: there is no such backup, or no index to which the collection belongs.
        CollectionMissingError: it is not in the backup.
        IndexDamagedError: the backup is not sound; what is damaged replaces nothing.
        IndexMismatchError: it was made by a version with another schema.
        IndexLockedError: another process is writing to a collection.
        IndexWriteError: the disk is full.
    """
    if not is_zipfile(file):
        name = collection or DEFAULT_COLLECTION
        _check_default(folder, [name])
        return Restored({name: restore(file, collection_folder(folder, name), report)}, keys=False)
    with ZipFile(file) as archive:
        _check(archive, file)
        names = _names(archive) if collection is None else [collection]
        _check_default(folder, names)
        replaced: dict[str, Path | None] = {}
        for name in names:
            with _unpacked(archive, _MEMBER.format(name), folder) as part:
                replaced[name] = restore(part, collection_folder(folder, name), report)
            _restore_originals(archive, folder, name)
        brings_keys = collection is None and FILE_NAME in archive.namelist()
        keys = brings_keys and not (folder / FILE_NAME).exists()
        if keys:
            with _unpacked(archive, FILE_NAME, folder) as part:
                part.rename(folder / FILE_NAME)
    return Restored(replaced, keys)


def _names(archive: ZipFile) -> list[str]:
    prefix, suffix = _MEMBER.split("{}")
    members = (name for name in archive.namelist() if name.startswith(prefix))
    return [name.removeprefix(prefix).removesuffix(suffix) for name in members]


def _add_originals(archive: ZipFile, folder: Path, name: str) -> None:
    originals = collection_folder(folder, name) / ORIGINALS
    for path in sorted(originals.rglob("*")):
        if path.is_file():
            archive.write(path, _ORIGINALS.format(name) + path.relative_to(originals).as_posix())


def _restore_originals(archive: ZipFile, folder: Path, name: str) -> None:
    """Bring back the files that are not there; a backup cannot write anywhere else."""
    prefix = _ORIGINALS.format(name)
    originals = (collection_folder(folder, name) / ORIGINALS).resolve()
    for member in archive.namelist():
        target = (originals / member.removeprefix(prefix)).resolve()
        if member.startswith(prefix) and target.is_relative_to(originals) and not target.exists():
            with explained(folder):
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as source, target.open("wb") as copied:
                    shutil.copyfileobj(source, copied)


@contextmanager
def _unpacked(archive: ZipFile, member: str, folder: Path) -> Iterator[Path]:
    """One database of a backup, as a file as long as it is needed."""
    if member not in archive.namelist():
        msg = f"{archive.filename} has no {member}; it has {', '.join(archive.namelist())}"
        raise CollectionMissingError(msg)
    part = folder / UNPACKED_NAME
    try:
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            with archive.open(member) as source, part.open("wb") as target:
                shutil.copyfileobj(source, target)
        yield part
    finally:
        part.unlink(missing_ok=True)


def _check(archive: ZipFile, file: Path) -> None:
    """Refuse a damaged backup before anything is replaced."""
    try:
        damaged = archive.testzip()
    except (BadZipFile, OSError) as error:
        damaged = str(error)
    if damaged is not None:
        msg = f"{file} is damaged ({damaged}): use another backup"
        raise IndexDamagedError(msg)


def _check_default(folder: Path, names: Collection[str]) -> None:
    """Other collections are found only beside the default one."""
    if DEFAULT_COLLECTION not in names and not (folder / INDEX_FILE_NAME).is_file():
        raise missing_index(folder)


def _copy_service(folder: Path, file: Path) -> None:
    database = ServiceDatabase(folder)
    try:
        with closing(sqlite3.connect(file)) as target:
            copy(database.connection(), target, lambda _, __: None)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without one beside it
    finally:
        database.close()
