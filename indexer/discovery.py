"""Find the files below the given paths, with the id that each path gives to its document."""

import hashlib
import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from indexer.readers import ReadOptions, document_id_of
from indexer.readers.names import is_clutter, readable_path

# Raised when readers find other text or metadata in the same file: all are then read again.
READING_VERSION = 1


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    Attributes:
        place: its absolute path in characters, or the address that a feed was fetched from.
        path: where its bytes are; unlike the place it may hold bytes that are no characters.
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
        return self.place != str(readable_path(self.path))


def find_files(paths: Sequence[Path], changed: Collection[Path] | None = None) -> list[InputFile]:
    """The files at and below the paths, in order of their paths; hidden ones are left out.

    Args:
        paths: files and folders.
        changed: absolute paths; others are left out as well.
    """
    found: dict[Path, InputFile] = {}
    places: set[str] = set()
    for given in paths:
        folder = given if given.is_dir() else given.parent
        for path in _files(given):
            absolute = path.resolve()
            if absolute in found or (changed is not None and absolute not in changed):
                continue
            file = _input_file(absolute, readable_path(path.relative_to(folder)))
            if file.place in places:
                fault = "another file has the same name in another encoding: rename one of them"
                file = replace(file, fault=fault)
            places.add(file.place)
            found[absolute] = file
    return list(found.values())


def content_hash(file: InputFile, options: ReadOptions) -> str:
    """Hash of everything that decides what is read from a file.

    Raises:
        OSError: the file cannot be read.
    """
    with file.path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256")
    how = (READING_VERSION, file.document_id, sorted(options.fields.items()), options.ocr)
    digest.update(repr(how).encode())
    return digest.hexdigest()


def _files(given: Path) -> Iterator[Path]:
    if not given.is_dir():
        if given.name.startswith(".") or not is_clutter(given.name):
            yield given
        return
    for folder, folders, names in os.walk(given):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not is_clutter(name) and path.exists():
                yield path


def _input_file(path: Path, relative: PurePosixPath) -> InputFile:
    place = str(readable_path(path))
    try:
        found = path.stat()
    except OSError as error:
        return InputFile(place, path, place, 0, f"cannot be read: {error.strerror}")
    # Who opens a pipe waits for somebody to write to it, and a device may have no end.
    fault = None if stat.S_ISREG(found.st_mode) else "a pipe, a socket or a device, not a file"
    return InputFile(place, path, document_id_of(relative), found.st_size, fault)
