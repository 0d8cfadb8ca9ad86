"""Find the files below the given paths and read them, with an id for each document."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.readers import Read, ReadOptions, Skipped, open_input, reader_for
from search.records import Document


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read and the id that its path gives it."""

    path: Path
    document_id: str
    size: int


def find_files(paths: Sequence[Path]) -> list[InputFile]:
    """The files at and below the paths, in order of their paths; hidden ones are left out."""
    found = []
    for given in paths:
        folder = given if given.is_dir() else given.parent
        for path in _files(given):
            document_id = path.relative_to(folder).with_suffix("").as_posix()
            found.append(InputFile(path, document_id, path.stat().st_size))
    return found


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


def read_files(files: Sequence[InputFile]) -> Iterator[Read]:
    """Read documents from files; the second of two with one id is skipped, naming both."""
    seen: dict[str, str] = {}
    for file in files:
        for item in _read(file):
            outcome = item.outcome
            if isinstance(outcome, Document):
                first = seen.setdefault(outcome.id, item.place)
                if first != item.place:
                    reason = f"its id {outcome.id!r} is that of {first} too: give each its own id"
                    outcome = Skipped(item.place, reason)
            yield replace(item, outcome=outcome)


def _read(file: InputFile) -> Iterator[Read]:
    reader = reader_for(file.path.suffix.lower())
    place = str(file.path)
    if reader is None:
        kind = file.path.suffix or "no ending"
        reason = f"cannot read files of this kind ({kind}): expected .txt, .md or .jsonl"
        yield Read(place, Skipped(place, reason), file.size)
        return
    try:
        with open_input(file.path, file.document_id) as source:
            yield from reader(source, ReadOptions())
    except OSError as error:
        yield Read(place, Skipped(place, f"cannot be read: {error.strerror}"), file.size)
