"""Passages in segments, a folder derived from the store: files that never change once written.

What passages there are changes with one file, which names the segments and what is gone of them.
What a segment keeps of a passage, its vector say, is its own affair.
"""

import json
import logging
import secrets
import shutil
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.checksums import crc32_of, is_checked, write_checked
from search.errors import IndexWriteError
from search.layout import derived_folder, derived_folders
from search.storage.database import State
from search.storage.passage_set import places_in

logger = logging.getLogger(__name__)

# Passages of a segment that is full: each commit copies fewer than that.
FULL = 32_768
_STATE = "shawahid.json"
CHUNK = 8192
# What a file that is damaged may raise, whoever reads it: JSON, FAISS, or Python.
_UNREADABLE = (OSError, RuntimeError, ValueError, KeyError, TypeError, ArithmeticError)
# A segment is written anew without what is gone when that is more than this share of it.
_MOST_GONE = 0.25


class File(NamedTuple):
    """Where a segment is kept, and the CRC-32 of it."""

    name: str
    checksum: int


class Segment(ABC):
    """A run of passages with a row for each; it stays as it is.

    Rows are a matrix, shape (passages, width), of NumPy or of SciPy.

    Args:
        ids: of the passages, rising.
        file: that it is kept in, if it is.
    """

    suffix: ClassVar[str]

    def __init__(self, ids: NDArray[np.int64], file: File | None = None) -> None:
        self.ids = ids
        self.file = file

    @classmethod
    @abstractmethod
    def growing(cls, ids: NDArray[np.int64], rows: Any) -> Self:  # noqa: ANN401 - see above
        """One that more passages may follow."""

    @classmethod
    @abstractmethod
    def sealed(cls, ids: NDArray[np.int64], rows: Any) -> Self:  # noqa: ANN401
        """One that gets no more passages."""

    @classmethod
    @abstractmethod
    def read(cls, path: Path, width: int, checksum: int) -> Self:
        """The segment of a file, which was checked.

        Raises:
            RuntimeError: it cannot be read.
            ValueError: its rows are of another width.
        """

    @staticmethod
    @abstractmethod
    def stacked(rows: Sequence[Any], width: int) -> Any:  # noqa: ANN401
        """Rows of single passages as one matrix."""

    @staticmethod
    @abstractmethod
    def joined(rows: Sequence[Any]) -> Any:  # noqa: ANN401
        """Several matrices as one."""

    @property
    @abstractmethod
    def is_sealed(self) -> bool:
        """Whether it gets no more passages."""

    @abstractmethod
    def write(self, path: Path) -> None:
        """Write it to a new file.

        Raises:
            OSError: the file cannot be made.
            RuntimeError: the disk is full.
        """

    @abstractmethod
    def grown(self, ids: NDArray[np.int64], rows: Any) -> Self:  # noqa: ANN401
        """A copy with more passages, sealed when it is full."""

    @abstractmethod
    def vectors(self, rows: NDArray[np.int64]) -> Any:  # noqa: ANN401
        """The matrix of some of its passages."""

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.ids)

    def rows_of(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The rows of those of some passages, by rising id, that are here, and which these are."""
        first, last = np.searchsorted(ids, [self.ids[0], self.ids[-1] + 1])
        is_here = np.zeros(len(ids), np.bool_)
        rows, is_here[first:last] = places_in(self.ids, ids[first:last])
        return rows[is_here[first:last]], is_here


S = TypeVar("S", bound=Segment)


class Segments(NamedTuple, Generic[S]):
    """One state of the index, which stays as it is while others are made.

    Attributes:
        segments: the passages, whose ids rise from one segment to the next.
        gone: ids in segments of passages that were removed, rising.
        alive: of each segment, whether the passage in each row is not gone; ``None`` if none is.
        state: what it reflects.
    """

    segments: tuple[S, ...]
    gone: NDArray[np.int64]
    alive: tuple[NDArray[np.bool_] | None, ...]
    state: State

    @classmethod
    def of(cls, segments: Sequence[S], gone: NDArray[np.int64], state: State) -> Self:
        """Segments without those of their passages that are gone."""
        alive: list[NDArray[np.bool_] | None] = []
        for segment in segments:
            rows, _ = segment.rows_of(gone)
            flags = np.ones(len(segment), np.bool_)
            flags[rows] = False
            alive.append(flags if len(rows) else None)
        return cls(tuple(segments), gone, tuple(alive), state)

    def ids(self) -> NDArray[np.int64]:
        """The passages that are in the index, rising."""
        held = [each.ids for each in self.segments]
        return np.setdiff1d(np.concatenate([*held, np.empty(0, np.int64)]), self.gone)

    def vectors(self) -> Iterator[tuple[int, Any]]:
        """Every passage, by rising id, with its row."""
        for segment in self.segments:
            for first in range(0, len(segment), CHUNK):
                rows = np.arange(first, min(first + CHUNK, len(segment)))
                rows = rows[~np.isin(segment.ids[rows], self.gone)]
                yield from zip(segment.ids[rows].tolist(), segment.vectors(rows), strict=True)


Snapshot = TypeVar("Snapshot", bound=Segments[Any])


class SegmentedIndex(Generic[Snapshot]):
    """Passage ids with a row for each, in the folder of an index.

    Args:
        folder: of the index; this one is a folder in it.
        lineage: the history of commits that it follows.
        width: of the rows.
        exclusive: nobody else is writing, so that what is damaged or old can be thrown away.

    Attributes:
        derived: which of the things that are derived from a database it is; see ``layout``.
        kind: of its segments.
        snapshot_kind: of its states.
        snapshot: its last state.
    """

    derived: ClassVar[str]
    kind: ClassVar[type[Segment]]
    snapshot_kind: type[Snapshot]

    def __init__(self, folder: Path, lineage: str, width: int, *, exclusive: bool) -> None:
        self._folder = derived_folder(folder, self.derived, lineage)
        self._lineage = lineage
        self.width = width
        self.snapshot: Snapshot
        self.forget()
        self._saved = self.snapshot
        self._writing = threading.Lock()
        self._load()
        if exclusive:
            remove_others(folder, self.derived, self._folder)
            self._remove_unnamed()

    def _load(self) -> None:
        """Take what is on disk, if it is whole."""
        tried = None
        while (self._folder / _STATE).is_file():
            revision = self._revision_on_disk()
            try:
                self.snapshot = self._saved = self._read()
            except _UNREADABLE as error:
                if revision != tried:  # a writer may have saved a newer one, and removed files
                    tried = revision
                    continue
                logger.warning("%s cannot be read (%s); it is made again", self._folder, error)
            return

    def _read(self) -> Snapshot:
        state = self._state_on_disk()
        if not is_checked(state):
            msg = f"{_STATE} is not what was written"
            raise ValueError(msg)
        known = {each.file: each for each in self._saved.segments}
        files = [File(*each) for each in state["segments"]]
        segments = [known.get(file) or self._segment(file) for file in files]
        gone = np.asarray(state["gone"], np.int64)
        return self.snapshot_kind.of(segments, gone, State(self._lineage, state["revision"]))

    def _segment(self, file: File) -> Segment:
        path = self._folder / file.name
        with path.open("rb") as stream:
            if crc32_of(stream) != file.checksum:
                msg = f"{file.name} is not what was written"
                raise ValueError(msg)
        return self.kind.read(path, self.width, file.checksum)

    def _state_on_disk(self) -> dict[str, Any]:
        state = json.loads((self._folder / _STATE).read_bytes())
        if not isinstance(state, dict):
            msg = f"{_STATE} holds no object"
            raise TypeError(msg)
        return state

    def _revision_on_disk(self) -> int:
        try:
            return int(self._state_on_disk()["revision"])
        except _UNREADABLE:
            return -1  # what is to be known stands in the store as well

    def newest(self) -> int:
        """The latest revision that is reflected, on disk or in memory."""
        return max(self._revision_on_disk(), self.snapshot.state.revision)

    def forget(self) -> None:
        """Reflect nothing, in memory, so that everything is added again."""
        nothing = State(self._lineage, 0)
        self.snapshot = self.snapshot_kind.of([], np.empty(0, np.int64), nothing)

    def reload(self) -> None:
        """Take what another process has saved, once that is as new as what is kept in memory."""
        revision = self._revision_on_disk()
        if revision > self._saved.state.revision and revision >= self.snapshot.state.revision:
            self._load()

    def _remove_unnamed(self) -> None:
        """Remove what was written and is not named, or not any more."""
        named = {_STATE, *(each.file.name for each in self._saved.segments if each.file)}
        for path in self._folder.glob("*"):
            if path.name not in named:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def apply(
        self,
        removed: Sequence[int],
        added: Iterable[tuple[int, Any]],
        revision: int,
    ) -> None:
        """Remove passages, then add id and row of others: the state at a revision.

        Ids that are known already stay, so that a change can be applied twice; others are greater
        than all that are known, since no id is used twice.
        """
        segments = [*self.snapshot.segments]
        rows = iter(added)
        while chunk := list(islice(rows, CHUNK)):
            last = int(segments[-1].ids[-1]) if segments else -1
            new = [row for row in chunk if row[0] > last]
            if new:
                ids = np.asarray([passage_id for passage_id, _ in new], np.int64)
                stacked = self.kind.stacked([row for _, row in new], self.width)
                self._append(segments, ids, stacked)
        gone = self.snapshot.gone
        if len(removed):
            ids = np.unique(np.asarray(removed, np.int64))
            here = [ids[segment.rows_of(ids)[1]] for segment in segments]
            gone = np.unique(np.concatenate([gone, *here]))
        self.snapshot = self.snapshot_kind.of(segments, gone, State(self._lineage, revision))

    def save(self) -> None:
        """Write what is not written yet, and name it as the state at its revision.

        Raises:
            IndexWriteError: the disk is full; what was there before stays.
        """
        with self._writing:
            is_saved = self._saved.state == self.snapshot.state
            if is_saved and self._revision_on_disk() == self.snapshot.state.revision:
                return
            try:
                self._folder.mkdir(mode=0o700, exist_ok=True)
                tidy = tidied(self.snapshot)
                saved = tidy._replace(segments=tuple(map(self._written, tidy.segments)))
                self._name(saved)
            except (OSError, RuntimeError) as error:
                self._remove_unnamed()
                msg = f"{self._folder} cannot be written ({error}): is the disk full?"
                raise IndexWriteError(msg) from error
            self._saved = saved
            if self.snapshot.state == saved.state:
                self.snapshot = saved
            self._remove_unnamed()

    def _written(self, segment: Segment) -> Segment:
        """A segment from its file."""
        if segment.file is not None and (self._folder / segment.file.name).is_file():
            return segment
        path = self._folder / f"{segment.ids[0]}-{secrets.token_hex(4)}{segment.suffix}"
        segment.write(path)
        with path.open("rb") as stream:
            checksum = crc32_of(stream)
        return self.kind.read(path, self.width, checksum)

    def _name(self, snapshot: Snapshot) -> None:
        state = {
            "revision": snapshot.state.revision,
            "segments": [each.file for each in snapshot.segments],
            "gone": snapshot.gone.tolist(),
        }
        write_checked(self._folder / _STATE, state)

    def _append(self, segments: list[Segment], ids: NDArray[np.int64], rows: Any) -> None:  # noqa: ANN401
        """Add passages to the last segment, and to new ones when it is full."""
        if segments and not segments[-1].is_sealed:
            last = segments.pop()
            room = FULL - len(last)
            segments.append(last.grown(ids[:room], rows[:room]))
            ids, rows = ids[room:], rows[room:]
        for first in range(0, len(ids), FULL):
            part = slice(first, first + FULL)
            make = self.kind.sealed if len(ids[part]) == FULL else self.kind.growing
            segments.append(make(ids[part], rows[part]))


def remove_others(folder: Path, kind: str, kept: Path | None = None) -> None:
    """Remove what is derived for other lineages, while nobody else writes."""
    for path in derived_folders(folder, kind):
        if path != kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def tidied(snapshot: Snapshot) -> Snapshot:
    """The same passages without segments of which much is gone, or that are small beside others.

    Two that follow each other and are half full at most become one: so there are at most four for
    as many passages as fill one, and each is written anew a few times at most.
    """
    kept: list[Segment] = []
    for segment in snapshot.segments:
        left = _left(segment, snapshot.gone)
        if kept and left <= FULL // 2 and len(kept[-1]) <= FULL // 2:
            kept.append(_joined([kept.pop(), segment], snapshot.gone))
        elif left >= (1 - _MOST_GONE) * len(segment):
            kept.append(segment)
        elif left:
            kept.append(_joined([segment], snapshot.gone))
    held = [np.empty(0, np.int64), *(each.ids for each in kept)]
    gone = np.intersect1d(snapshot.gone, np.concatenate(held), assume_unique=True)
    return snapshot.of(kept, gone, snapshot.state)


def _left(segment: Segment, gone: NDArray[np.int64]) -> int:
    return len(segment) - int(segment.rows_of(gone)[1].sum())


def _joined(segments: Sequence[Segment], gone: NDArray[np.int64]) -> Segment:
    rows = [np.flatnonzero(~np.isin(each.ids, gone)) for each in segments]
    ids = [each.ids[kept] for each, kept in zip(segments, rows, strict=True)]
    vectors = [each.vectors(kept) for each, kept in zip(segments, rows, strict=True)]
    kind = type(segments[0])
    return kind.sealed(np.concatenate(ids), kind.joined(vectors))
