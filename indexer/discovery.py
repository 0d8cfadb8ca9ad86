"""Find the files below the given paths, with the id that each path gives to its document."""

import hashlib
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.readers import ReadOptions, document_id_of

# Raised when readers find other text or metadata in the same file: all are then read again.
READING_VERSION = 1


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read.

    Attributes:
        place: its absolute path, or the address that a feed was fetched from.
        path: where its bytes are.
        document_id: what its path gives to the document in it.
        size: in bytes.
    """

    place: str
    path: Path
    document_id: str
    size: int

    @property
    def is_feed(self) -> bool:
        """Whether it was fetched from the web."""
        return self.place != str(self.path)


def find_files(paths: Sequence[Path], changed: Collection[Path] | None = None) -> list[InputFile]:
    """The files at and below the paths, in order of their paths; hidden ones are left out.

    Args:
        paths: files and folders.
        changed: absolute paths; others are left out as well.
    """
    found: dict[Path, InputFile] = {}
    for given in paths:
        folder = given if given.is_dir() else given.parent
        for path in _files(given):
            absolute = path.resolve()
            if changed is not None and absolute not in changed:
                continue
            document_id = document_id_of(path.relative_to(folder))
            found.setdefault(
                absolute, InputFile(str(absolute), absolute, document_id, path.stat().st_size)
            )
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
        yield given
        return
    for folder, folders, names in os.walk(given):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file():
                yield path
