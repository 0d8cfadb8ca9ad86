"""What an index is, and what a collection: which files make a folder one, and who holds it.

An index folder is the default collection itself; the others are folders like it in a folder of it.
"""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path

from filelock import FileLock, Timeout

from search.errors import (
    CollectionMissingError,
    CollectionNameError,
    IndexLockedError,
    IndexMissingError,
    IndexUnreadableError,
    IndexWriteError,
    TargetError,
)
from search.records import DEFAULT_COLLECTION

FILE_NAME = "shawahid.sqlite"
# What the service keeps beside it.
SERVICE_FILE_NAME = "service.sqlite"
# What is derived from it, and made again where it is missing; see ``derived_folder``.
DENSE, LEXICAL, SPARSE = DERIVED = ("dense", "lexical", "sparse")
# Of every lineage, also files of earlier versions, but no ``dense-notes`` of a user.
_DERIVED_PATTERNS = {kind: f"{kind}-{'[0-9a-f]' * 16}*" for kind in DERIVED}
LOCK_NAME = "writer.lock"
COLLECTIONS = "collections"
# What is to take the place of collections, once that is decided.
SWITCHING = ".switching"
_COLLECTION = re.compile("[a-z0-9][a-z0-9_-]{0,62}", re.ASCII)
# All that there may be in a folder in which an index is made; ``lost+found`` is of a new disk.
_OWN = (
    *(f"{FILE_NAME}*", f"{SERVICE_FILE_NAME}*", "replaced.sqlite*", LOCK_NAME, "batches.lock"),
    *_DERIVED_PATTERNS.values(),
    *(COLLECTIONS, "synonyms.txt", "lost+found", "folders.json"),
    *("shawahid.new*", "folders.new"),  # what was being written when a disk was full
)
_OWN_WITH_PARTS = {"originals", "replaced-originals", "uploads"}
_PART = re.compile(r"\..*|[0-9a-f]{16}", re.ASCII | re.DOTALL)
# Seconds that a question waits for the writer to finish a commit, and a writer for a reader that
# is catching up; either takes a fraction of one.
PATIENCE = 2.0


def is_index(folder: Path) -> bool:
    """Whether there is an index, or a collection, in a folder.

    Raises:
        IndexUnreadableError: this user may not see what is in it.
    """
    try:
        return (folder / FILE_NAME).is_file()
    except PermissionError as error:
        msg = f"{folder} cannot be opened ({error}): may this user read it?"
        raise IndexUnreadableError(msg) from error


def identity_of(file: Path) -> tuple[int, int] | None:
    """What tells a file from every other, also from one that takes its place; ``None`` if gone."""
    try:
        status = file.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def check_takes_index(folder: Path) -> None:
    """Refuse to make an index among files of somebody else, which would then count as its own.

    What an index leaves when its database is deleted is no hindrance, nor is what is hidden.

    Raises:
        TargetError: there is something else in the folder, it is a file, or it is within an index,
            which removes what is not its own.
    """
    if is_index(folder):
        return
    _check_is_outside(index_of(folder.resolve()))
    if not folder.exists():
        return
    if not folder.is_dir():
        msg = f"{folder} is a file: name a folder for the index, an empty or a new one"
        raise TargetError(msg)
    for path in sorted(folder.iterdir()):
        if not _is_of_an_index(path):
            msg = (
                f"{folder} is no index and has other things in it, such as {path.name!r}: name an"
                " empty folder for the index, or one that is not there yet"
            )
            raise TargetError(msg)


def _check_is_outside(folder: Path) -> None:
    for name, parent in zip((folder, *folder.parents), folder.parents, strict=False):
        if name.name.startswith("."):  # what is being made in it
            return
        if is_index(parent):
            msg = f"{folder} is in the folder of an index, {parent}: name a folder outside it"
            raise TargetError(msg)


def _is_of_an_index(path: Path) -> bool:
    if path.name.startswith(".") or any(fnmatchcase(path.name, each) for each in _OWN):
        return True
    is_with_parts = path.name in _OWN_WITH_PARTS and path.is_dir()
    return is_with_parts and all(_PART.fullmatch(part.name) for part in path.iterdir())


def missing_index(folder: Path) -> IndexMissingError:
    """The error of a folder without an index."""
    command = f"shawahid index PATH --index {folder}"
    return IndexMissingError(f"there is no index in {folder}; make one with `{command}`")


def check_is_settled(folder: Path) -> None:
    """Refuse to write to a collection that a restore was broken off in, which is yet to finish.

    Raises:
        IndexLockedError: it was; what is written now would be replaced.
    """
    decided = index_of(folder) / SWITCHING
    if is_index(collection_folder(decided, collection_of(folder))):
        msg = f"a restore of {folder} was broken off; `shawahid info` finishes it, so try again"
        raise IndexLockedError(msg)


def derived_folder(folder: Path, kind: str, lineage: str) -> Path:
    """The folder of what is derived from a database, which is of that lineage alone."""
    return folder / f"{kind}-{lineage}"


def derived_folders(folder: Path, kind: str) -> Iterator[Path]:
    """Those of every lineage."""
    return folder.glob(_DERIVED_PATTERNS[kind])


def writer_lock(folder: Path) -> FileLock:
    """The lock of whoever writes to an index; other users could hold what they can open."""
    return FileLock(folder / LOCK_NAME, mode=0o600)


def collection_folder(index: Path, name: str) -> Path:
    """The folder of a collection: the index folder itself for the default one, else one in it.

    Raises:
        CollectionNameError: the name is not lower-case letters, digits, hyphens and underscores.
    """
    check_collection_name(name)
    return index if name == DEFAULT_COLLECTION else index / COLLECTIONS / name


def make_folder(folder: Path) -> None:
    """Make the folder of a collection, and those of the index above it, for their owner alone."""
    index = index_of(folder)
    index.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder != index:
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)


def check_collection_name(name: str) -> None:
    """Refuse what is no name for a collection.

    Raises:
        CollectionNameError: it is not lower-case letters, digits, hyphens and underscores.
    """
    if not _COLLECTION.fullmatch(name):
        msg = (
            f"{name[:80]!r} is no name for a collection: expected 1 to 63 lower-case letters a-z,"
            " digits, hyphens and underscores, beginning with a letter or digit"
        )
        raise CollectionNameError(msg)


def index_of(folder: Path) -> Path:
    """The index folder that a collection's folder is in, or is."""
    return folder.parent.parent if folder.parent.name == COLLECTIONS else folder


def collection_of(folder: Path) -> str:
    """The name of the collection in a folder."""
    return folder.name if folder.parent.name == COLLECTIONS else DEFAULT_COLLECTION


def collection_names(index: Path) -> tuple[str, ...]:
    """The collections of an index folder, the default one first."""
    # One that begins with a dot is being deleted.
    found = index.glob(f"{COLLECTIONS}/[!.]*/{FILE_NAME}")
    return (DEFAULT_COLLECTION, *sorted(path.parent.name for path in found))


def existing_collection(index: Path, name: str) -> Path:
    """The folder of a collection that is there.

    Raises:
        CollectionMissingError: there is none of that name.
        IndexMissingError: there is no index in the folder.
    """
    if not is_index(index):
        raise missing_index(index)
    try:
        folder = collection_folder(index, name)
    except CollectionNameError as error:  # no collection can have it, so none has
        raise missing_collection(name) from error
    if not is_index(folder):
        raise missing_collection(name)
    return folder


def missing_collection(name: str) -> CollectionMissingError:
    """The error of a collection that is not there, or that somebody must not know of."""
    return CollectionMissingError(f"there is no collection {name[:80]!r}")


@contextmanager
def hold(lock: FileLock, folder: Path) -> Iterator[None]:
    """Hold the writer's lock of an index.

    Raises:
        IndexLockedError: another process is writing.
        IndexWriteError: this user may not write to the folder, or to the lock in it.
        CollectionMissingError: its folder was deleted meanwhile.
    """
    try:
        # A reader that is catching up holds it for a moment.
        lock.acquire(timeout=PATIENCE)
    except Timeout as error:
        msg = f"another process is writing to {folder}; try again when it has finished"
        raise IndexLockedError(msg) from error
    except FileNotFoundError as error:
        raise missing_collection(collection_of(folder)) from error
    except OSError as error:  # a folder or a lock of another user, a disk that is read-only
        msg = (
            f"{folder / LOCK_NAME} cannot be opened ({error.strerror or error}), and who writes to"
            " an index needs it: may this user write to that folder, and is it the lock's owner?"
        )
        raise IndexWriteError(msg) from error
    try:
        yield
    finally:
        lock.release()


def delete_collection(index: Path, name: str) -> None:
    """Delete a collection with all its documents.

    Raises:
        CollectionMissingError: there is none of that name.
        CollectionNameError: the default collection cannot be deleted.
        IndexLockedError: another process is writing to it.
    """
    if name == DEFAULT_COLLECTION:
        msg = "the default collection cannot be deleted; delete its documents instead"
        raise CollectionNameError(msg)
    folder = existing_collection(index, name)
    aside = folder.with_name(f".deleted-{name}-{secrets.token_hex(4)}")
    with hold(writer_lock(folder), folder):
        if not is_index(folder):  # somebody else has deleted it meanwhile
            raise missing_collection(name)
        folder.rename(aside)
    shutil.rmtree(aside)
