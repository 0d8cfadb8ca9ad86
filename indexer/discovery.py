"""Find the files below the given paths, with the id that each path gives to its document."""

import hashlib
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import Path, PurePosixPath

from indexer.readers import ReadOptions, document_id_of
from indexer.readers.names import is_clutter, readable_path
from search.fields import STORED
from search.layout import FILE_NAME as INDEX_FILE_NAME
from search.paths import resolved

# Raised when readers find other text or metadata in the same file: all are then read again.
READING_VERSION = 16

# In a content hash, between that of the bytes and that of how they are read.
_AND = "-"
_DIGITS = 16
# How the addresses of feeds begin.
WEB = ("http://", "https://")

_SAME_NAME = "another file has the same name in another encoding: rename one of them"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    Attributes:
        place: its absolute path in characters, or the address that a feed was fetched from.
        path: where its bytes are for now; it may hold bytes that are no characters.
        document_id: what its path gives to the document in it.
        size: in bytes.
        fault: why it must not be opened, if it must not.
    """

    place: str
    path: Path
    document_id: str
    size: int
    fault: str | None = None

    @property
    def is_feed(self) -> bool:
        """Whether it was fetched from the web."""
        return self.place.startswith(WEB)


def find_files(paths: Sequence[Path], changed: Collection[Path] | None = None) -> list[InputFile]:
    """The files at and below the paths, in order of their paths.

    Hidden files, and folders of an index, are left out.

    Args:
        paths: files and folders.
        changed: absolute paths; what is neither one of them nor below one is left out as well.

    Returns:
        What is there, and with its fault what must not be opened: folders that cannot be listed,
        links that lead out of the given folder.
    """
    found: dict[Path, InputFile] = {}
    places: set[str] = set()
    for given in paths:
        folder = given if given.is_dir() else given.parent
        for path, fault in _files(given):
            # What must not be opened is named as it stands there, and a link not by its target.
            absolute = path.absolute() if fault else resolved(path)
            if absolute in found or not (changed is None or _is_in(absolute, changed)):
                continue
            file = _input_file(absolute, readable_path(path.relative_to(folder)), fault)
            if file.place in places:
                file = replace(file, fault=_SAME_NAME)
            places.add(file.place)
            found[absolute] = file
    return list(found.values())


def content_hash(file: InputFile, options: ReadOptions) -> str:
    """Hash of everything that decides what is read from a file, the fields that there are included.

    Raises:
        OSError: the file cannot be read.
    """
    with file.path.open("rb") as stream:
        bytes_hash = _hash_of(stream)
    names = [field.name for field in STORED]
    how = (READING_VERSION, names, file.document_id, sorted(options.fields.items()), options.ocr)
    return f"{bytes_hash}{_AND}{hashlib.sha256(repr(how).encode()).hexdigest()[:_DIGITS]}"


def bytes_hash(digest: str) -> str:
    """The part of a content hash that is of the bytes alone."""
    return digest.partition(_AND)[0]


def is_what_was_read(stream: BufferedReader, stated: str | None) -> bool | None:
    """Whether these are the bytes that a content hash is of; ``None`` where it does not say.

    That of a file which was not read to its end does not, nor that of an older version.
    """
    if stated is None or _AND not in stated:
        return None
    return _hash_of(stream) == bytes_hash(stated)


def _hash_of(stream: BufferedReader) -> str:
    return hashlib.file_digest(stream, "sha256").hexdigest()


def holds_a_file(folder: Path) -> bool:
    """Whether there is a file to read anywhere below a folder."""
    return any(fault is None for _, fault in _below(folder))


def is_findable(path: Path, given: Path) -> bool:
    """Whether a file would be found at or below a path, as long as it is there.

    Args:
        path: absolute and resolved.
        given: absolute and resolved; a file or folder.
    """
    if not path.is_relative_to(given):
        return False
    below = path.relative_to(given).parts
    is_hidden = any(map(is_clutter, below[-1:])) or any(part.startswith(".") for part in below)
    folders = [folder for folder in path.parents if folder.is_relative_to(given)]
    return not is_hidden and not any((folder / INDEX_FILE_NAME).is_file() for folder in folders)


def _is_in(path: Path, changed: Collection[Path]) -> bool:
    return path in changed or any(folder in changed for folder in path.parents)


def _files(given: Path) -> Iterator[tuple[Path, str | None]]:
    """What is at and below a path, with the reason for which it must not be opened."""
    if (given / INDEX_FILE_NAME).is_file():
        yield given, "the folder of an index: give a folder of documents"
    elif given.is_dir():
        yield from _below(given)
    elif given.name.startswith(".") or not is_clutter(given.name):
        yield given, None


def _below(given: Path) -> Iterator[tuple[Path, str | None]]:
    root = resolved(given)
    unlisted: list[OSError] = []
    for folder, folders, names in os.walk(given, onerror=unlisted.append):
        if INDEX_FILE_NAME in names:  # what is written while its own folder is read
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not is_clutter(name):
                path = Path(folder, name)
                yield path, _fault_of_link(path, root)
        for name in folders:
            path = Path(folder, name)
            fault = _fault_of_link(path, root)
            if fault is not None:  # a link within the folder leads to what is walked through anyway
                yield path, fault
    for error in unlisted:
        yield Path(error.filename), _unreadable(error)


def _fault_of_link(path: Path, root: Path) -> str | None:
    """Why what is below a folder must not be followed, if it is a link out of it."""
    if not path.is_symlink():
        return None
    target = resolved(path)
    if target.is_relative_to(root):
        return None
    return f"a link to {target}, which is not below {root}: give that path as well"


def _input_file(path: Path, relative: PurePosixPath, fault: str | None) -> InputFile:
    place = str(readable_path(path))
    if fault is not None:
        return InputFile(place, path, place, 0, fault)
    try:
        found = path.stat()
    except OSError as error:
        return InputFile(place, path, place, 0, _unreadable(error))
    # Who opens a pipe waits for somebody to write to it, and a device may have no end.
    fault = None if stat.S_ISREG(found.st_mode) else "a pipe, a socket or a device, not a file"
    return InputFile(place, path, document_id_of(relative), found.st_size, fault)


def _unreadable(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"
