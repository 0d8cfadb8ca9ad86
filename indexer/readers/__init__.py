"""One module for each kind of input; each turns a file into documents or reasons to skip it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from search.records import Document


@dataclass(frozen=True, slots=True)
class Skipped:
    """Input that was left out: where it stands and why, with what to do about it."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """One document, or a reason why there is none; ``size`` is in bytes of the input file."""

    place: str
    outcome: Document | Skipped
    size: int


# Takes the file and the id that its path gives it.
Reader = Callable[[Path, str], Iterator[Read]]


def reader_for(path: Path) -> Reader | None:
    """The reader of a file's ending, ``None`` where there is none."""
    from indexer.readers import jsonl, text

    readers: dict[str, Reader] = {".txt": text.read, ".md": text.read, ".jsonl": jsonl.read}
    return readers.get(path.suffix.lower())
