"""One module for each kind of input; each turns it into documents or reasons to skip it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from search.records import Document


@dataclass(frozen=True, slots=True)
class Input:
    """A file, or an entry of an archive, to read.

    Attributes:
        place: what messages call it: a path, or ``archive.zip!entry.html``.
        document_id: the id that its path gives to the document in it.
        stream: binary and seekable, at its start; closed by whoever opened it.
        size: in bytes.
    """

    place: str
    document_id: str
    stream: BinaryIO
    size: int

    @property
    def ending(self) -> str:
        """What its name ends in, in lower case with the dot: tells the kind of input."""
        return PurePosixPath(self.place.rpartition("!")[2]).suffix.lower()


@contextmanager
def open_input(path: Path, document_id: str = "") -> Iterator[Input]:
    """A file as input.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as stream:
        yield Input(str(path), document_id, stream, path.stat().st_size)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user said about the input.

    Attributes:
        fields: field of a document to the name that it has in JSON, JSON Lines and CSV input.
        ocr: read scanned pages with Tesseract.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    ocr: bool = False


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


Reader = Callable[[Input, ReadOptions], Iterator[Read]]


def reader_for(ending: str) -> Reader | None:
    """The reader of a file's ending (``.txt``), ``None`` where there is none."""
    from indexer.readers import jsonl, text

    readers: dict[str, Reader] = {".txt": text.read, ".md": text.read, ".jsonl": jsonl.read}
    return readers.get(ending)
