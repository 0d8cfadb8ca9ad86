"""One module for each kind of input; each turns it into documents or reasons to skip it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from importlib import import_module
from pathlib import Path, PurePath, PurePosixPath
from typing import BinaryIO

from indexer.readers.unread import EMPTY, unknown_kind
from search.kinds import BY_ENDING, ending_of, is_plain_text
from search.records import Document, Span
from search.surrogates import as_text

# Kinds whose files have another ending, or none, with what they begin with: mailboxes of
# Thunderbird, and what X gives of an account.
_BY_START = {"": (b"From ", ".mbox"), ".js": (b"window.YTD.", ".json")}

# Code points; the longest path of a file has as many.
_LONGEST_SAID = 1000


class UnreadableError(ValueError):
    """A file, or the rest of one, that cannot be read: the message says why and what to do."""


def document_id_of(path: PurePath) -> str:
    """The id that a path gives to the document in it: plain text loses its ending."""
    return (path.with_suffix("") if is_plain_text(path.name) else path).as_posix()


@dataclass(slots=True)
class Budget:
    """What may still be unpacked from one file, whatever is nested in it.

    Attributes:
        bytes: unpacked, of all entries together.
        entries: archive members and attachments, read or not.
    """

    bytes: int
    entries: int = 1_000_000

    @classmethod
    def of(cls, size: int) -> "Budget":
        """For a file of that many bytes. Text packs 3 to 30 times smaller, bombs 1000 times."""
        return cls(100_000_000 + 100 * size)


@dataclass(frozen=True, slots=True)
class Input:
    """A file, or an entry of an archive, to read.

    Attributes:
        place: what messages call it: a path, or ``archive.zip!entry.html``.
        document_id: the id that its path gives to the document in it.
        stream: binary and seekable, at its start; closed by whoever opened it.
        size: in bytes.
        depth: how many archives and messages it stands in.
        budget: shared by everything that is unpacked from one file.
    """

    place: str
    document_id: str
    stream: BinaryIO
    size: int
    depth: int = 0
    budget: Budget = field(default_factory=lambda: Budget.of(0))

    @property
    def ending(self) -> str:
        """What its name ends in, in lower case with the dot: tells the kind of input."""
        name = self.place.rpartition("!")[2]
        return ending_of(self.place if name.startswith(".") else name)  # "عاجل!.txt"

    def whole(self, most: int, remedy: str) -> bytes:
        """All of its bytes.

        Args:
            most: bytes that are read.
            remedy: what to do about a larger one.

        Raises:
            UnreadableError: it is larger.
        """
        self.check_size(most, remedy)
        return self.stream.read()

    def check_size(self, most: int, remedy: str) -> None:
        """See that it is not too large; for arguments and errors see ``whole``."""
        if self.size > most:
            msg = f"{self.size:,} bytes, at most {most:,} are read: {remedy}"
            raise UnreadableError(msg)

    def inside(
        self, name: str, stream: BinaryIO, size: int, document_id: str | None = None
    ) -> "Input":
        """What is packed in it, or came with it.

        Args:
            name: that it has there.
            stream: binary and seekable, at its start.
            size: in bytes.
            document_id: that of its document; by default it is below that of what it is in.
        """
        below = f"{self.document_id}/{document_id_of(PurePosixPath(name))}"
        return replace(
            self,
            place=f"{self.place}!{name}",
            document_id=below if document_id is None else document_id,
            stream=stream,
            size=size,
            depth=self.depth + 1,
        )


@contextmanager
def open_input(path: Path, document_id: str = "", place: str | None = None) -> Iterator[Input]:
    """A file as input, under its path or another name.

    Raises:
        OSError: the file cannot be opened.
    """
    with path.open("rb") as stream:
        size = path.stat().st_size
        yield Input(place or str(path), document_id, stream, size, budget=Budget.of(size))


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
    """Input that was left out: where it stands and why, with what to do about it.

    Either may repeat what the input says, at any length and with halves of surrogate pairs, which
    could not be written.

    Attributes:
        place: where it stands.
        reason: why, and what to do.
        is_passing: whether the file could not be opened, which may be over by itself.
    """

    place: str
    reason: str
    is_passing: bool = False

    def __post_init__(self) -> None:
        """Leave only characters in both, and not too many."""
        for name in ("place", "reason"):
            object.__setattr__(self, name, as_text(getattr(self, name)[:_LONGEST_SAID]))


@dataclass(frozen=True, slots=True)
class Read:
    """One document, or a reason why there is none.

    Attributes:
        place: where it stands.
        outcome: the document, or why there is none.
        size: bytes of the input file that it took.
        bands: under which near-duplicates of the document may be found.
        passages: where its passages stand in its text, if it was cut where it was read.
    """

    place: str
    outcome: Document | Skipped
    size: int
    bands: tuple[int, ...] = ()
    passages: tuple[Span, ...] | None = None


# What a module's ``read`` is; it may raise ``UnreadableError`` before or after what it gives.
Reader = Callable[[Input, ReadOptions], Iterator[Read]]


def reads(place: str, outcomes: Iterable[Document | Skipped], size: int) -> Iterator[Read]:
    """What stands at one place, whose size counts with the first of it."""
    for outcome in outcomes:
        yield Read(place, outcome, size)
        size = 0


def reader_for(ending: str) -> Reader | None:
    """The reader of a file's ending (``.txt``), which raises nothing; ``None`` without one."""
    kind = BY_ENDING.get(ending)
    if kind is None:
        return None
    return partial(read_or_named, import_module(f"indexer.readers.{kind.reader}").read)


def read_or_named(reader: Reader, source: Input, options: ReadOptions) -> Iterator[Read]:
    """What a reader gives, and why it cannot read the rest."""
    given = 0
    try:
        for read in reader(source, options):
            given += read.size
            yield read
    except UnreadableError as error:
        skipped = Skipped(source.place, str(error))
        yield Read(source.place, skipped, max(source.size - given, 0))


def read_input(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read with the reader of the input's ending; skipped where there is none."""
    ending = source.ending
    start, kind = _BY_START.get(ending, (b"", ending))
    if source.stream.read(len(start)) == start:
        ending = kind
    source.stream.seek(0)
    reader = reader_for(ending)
    if reader is None:
        skipped = Skipped(source.place, unknown_kind(source.ending))
        yield Read(source.place, skipped, source.size)
        return
    if not source.stream.read(1):  # as while it is written anew; its documents are not gone
        yield Read(source.place, Skipped(source.place, EMPTY), source.size)
        return
    source.stream.seek(0)
    yield from reader(source, options)
