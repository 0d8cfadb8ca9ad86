"""The vectors of an index in segments; a folder derived from the store.

What passages there are changes with one file, which names the segments and what is gone of them.
"""

import json
import logging
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.checksums import crc32_of, is_checked, write_checked
from search.errors import IndexWriteError
from search.layout import DENSE_FOLDERS
from search.storage.database import State
from search.storage.dense_segment import FULL, File, Segment
from search.storage.passage_set import PassageSet

logger = logging.getLogger(__name__)

_STATE = "shawahid.json"
_CHUNK = 8192
# So many passages, or this share of all if that is more, are compared by their vectors: those that
# a first pass by their bits leaves. See docs/decisions/0023-segments.md.
LEAST_COMPARED = 2048
COMPARED_SHARE = 1 / 128
# What a file that is damaged may raise, whoever reads it: JSON, FAISS, or Python.
_UNREADABLE = (OSError, RuntimeError, ValueError, KeyError, TypeError, ArithmeticError)
# A segment is written anew without what is gone when that is more than this share of it.
_MOST_GONE = 0.25


class DenseSnapshot(NamedTuple):
    """One state of the index, which stays as it is while others are made.

    Attributes:
        segments: the passages, whose ids rise from one segment to the next.
        gone: ids in segments of passages that were removed, rising.
        alive: of each segment, whether the passage in each row is not gone; ``None`` if none is.
        state: what it reflects.
    """

    segments: tuple[Segment, ...]
    gone: NDArray[np.int64]
    alive: tuple[NDArray[np.bool_] | None, ...]
    state: State

    @staticmethod
    def of(segments: Sequence[Segment], gone: NDArray[np.int64], state: State) -> "DenseSnapshot":
        """Segments without those of their passages that are gone."""
        alive: list[NDArray[np.bool_] | None] = []
        for segment in segments:
            rows, _ = segment.rows_of(gone)
            flags = np.ones(len(segment), np.bool_)
            flags[rows] = False
            alive.append(flags if len(rows) else None)
        return DenseSnapshot(tuple(segments), gone, tuple(alive), state)

    def search(
        self, vector: NDArray[np.float32], k: int, wanted: PassageSet | None = None
    ) -> dict[int, float]:
        """The ``k`` wanted passages with the highest inner product, best first, with it."""
        compared = max(k, LEAST_COMPARED, int(COMPARED_SHARE * sum(map(len, self.segments))))
        if wanted is not None and len(wanted.ids) <= compared:
            likely = wanted.ids
        else:
            likely = self._likely(vector, compared, wanted)
        ids, products = self._products(vector, np.sort(likely))
        best = np.argsort(-products, kind="stable")[:k]
        return dict(zip(ids[best].tolist(), products[best].tolist(), strict=True))

    def _likely(
        self, vector: NDArray[np.float32], k: int, wanted: PassageSet | None
    ) -> NDArray[np.int64]:
        """About the ``k`` nearest passages to a vector, of those wanted."""
        # What is near may come from one time, hence stand in few segments.
        most = min(k, LEAST_COMPARED // 4 + 4 * k // max(1, len(self.segments)))
        ids, products = [np.empty(0, np.int64)], [np.empty(0, np.float32)]
        for segment, alive in zip(self.segments, self.alive, strict=True):
            rows = alive
            if wanted is not None:
                among = wanted.among(segment.ids)
                rows = among if alive is None else among & alive
            found = segment.search(vector, most, rows)
            ids.append(found[0])
            products.append(found[1])
        likely = np.concatenate(ids)
        if len(likely) <= k:
            return likely
        best: NDArray[np.int64] = likely[np.argpartition(-np.concatenate(products), k)[:k]]
        return best

    def products(self, vector: NDArray[np.float32], ids: Sequence[int]) -> dict[int, float]:
        """The inner products of given passages with a vector."""
        found, products = self._products(vector, np.unique(np.asarray(ids, np.int64)))
        return dict(zip(found.tolist(), products.tolist(), strict=True))

    def ids(self) -> NDArray[np.int64]:
        """The passages that are in the index, rising."""
        held = [each.ids for each in self.segments]
        return np.setdiff1d(np.concatenate([*held, np.empty(0, np.int64)]), self.gone)

    def vectors(self) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Every passage, by rising id, with its vector of shape (dim,)."""
        for segment in self.segments:
            for first in range(0, len(segment), _CHUNK):
                rows = np.arange(first, min(first + _CHUNK, len(segment)))
                rows = rows[~np.isin(segment.ids[rows], self.gone)]
                yield from zip(segment.ids[rows].tolist(), segment.vectors(rows), strict=True)

    def _products(
        self, vector: NDArray[np.float32], ids: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Those of some passages, by rising id, that are here, with their inner products."""
        found, products = [ids[:0]], [np.empty(0, np.float32)]
        for segment, alive in zip(self.segments, self.alive, strict=True):
            rows, _ = segment.rows_of(ids)
            if alive is not None:
                rows = rows[alive[rows]]
            if len(rows):
                found.append(segment.ids[rows])
                # Row by row, which BLAS does not do: equal vectors have equal products.
                products.append(np.einsum("ij,j->i", segment.vectors(rows), vector))
        return np.concatenate(found), np.concatenate(products)


class DenseIndex:
    """Passage ids with their unit vectors in half precision.

    Args:
        folder: of the index; the dense index is a folder in it.
        lineage: the history of commits that it follows.
        dimension: length of the vectors.
        exclusive: nobody else is writing, so that what is damaged or old can be thrown away.
    """

    def __init__(self, folder: Path, lineage: str, dimension: int, *, exclusive: bool) -> None:
        self._folder = folder / f"dense-{lineage}"
        self._lineage = lineage
        self.dimension = dimension
        nothing = DenseSnapshot.of([], np.empty(0, np.int64), State(lineage, 0))
        self.snapshot = self._saved = nothing
        self._writing = threading.Lock()
        self._load()
        if exclusive:
            for path in folder.glob(DENSE_FOLDERS):
                if path != self._folder:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
            self._remove_unnamed()

    def _load(self) -> None:
        """Take what is on disk, if it is whole."""
        if not (self._folder / _STATE).is_file():
            return
        try:
            self.snapshot = self._saved = self._read()
        except _UNREADABLE as error:
            # A writer that has just saved a newer one has removed files, or they are damaged.
            logger.warning("%s cannot be read (%s); it is made again", self._folder, error)

    def _read(self) -> DenseSnapshot:
        state = self._state_on_disk()
        if not is_checked(state):
            msg = f"{_STATE} is not what was written"
            raise ValueError(msg)
        known = {each.file: each for each in self._saved.segments}
        files = [File(*each) for each in state["segments"]]
        segments = [known.get(file) or self._segment(file) for file in files]
        gone = np.asarray(state["gone"], np.int64)
        return DenseSnapshot.of(segments, gone, State(self._lineage, state["revision"]))

    def _segment(self, file: File) -> Segment:
        path = self._folder / file.name
        with path.open("rb") as stream:
            if crc32_of(stream) != file.checksum:
                msg = f"{file.name} is not what was written"
                raise ValueError(msg)
        return Segment.read(path, self.dimension, file.checksum)

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
        added: Iterable[tuple[int, NDArray[np.float32]]],
        revision: int,
    ) -> None:
        """Remove passages, then add id and unit vector of others: the state at a revision.

        Ids that are known already stay, so that a change can be applied twice; others are greater
        than all that are known, since no id is used twice.
        """
        segments = [*self.snapshot.segments]
        rows = iter(added)
        while chunk := list(islice(rows, _CHUNK)):
            last = int(segments[-1].ids[-1]) if segments else -1
            new = [row for row in chunk if row[0] > last]
            if new:
                ids = np.asarray([passage_id for passage_id, _ in new], np.int64)
                _append(segments, ids, np.stack([vector for _, vector in new]))
        gone = self.snapshot.gone
        if len(removed):
            ids = np.unique(np.asarray(removed, np.int64))
            here = [ids[segment.rows_of(ids)[1]] for segment in segments]
            gone = np.unique(np.concatenate([gone, *here]))
        self.snapshot = DenseSnapshot.of(segments, gone, State(self._lineage, revision))

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
        path = self._folder / f"{segment.ids[0]}-{secrets.token_hex(4)}.faiss"
        segment.write(path)
        with path.open("rb") as stream:
            checksum = crc32_of(stream)
        return Segment.read(path, self.dimension, checksum)

    def _name(self, snapshot: DenseSnapshot) -> None:
        state = {
            "revision": snapshot.state.revision,
            "segments": [each.file for each in snapshot.segments],
            "gone": snapshot.gone.tolist(),
        }
        write_checked(self._folder / _STATE, state)


def _append(segments: list[Segment], ids: NDArray[np.int64], vectors: NDArray[np.float32]) -> None:
    """Add passages to the last segment, and to new ones when it is full."""
    if segments and not segments[-1].has_bits:
        last = segments.pop()
        room = FULL - len(last)
        segments.append(last.grown(ids[:room], vectors[:room]))
        ids, vectors = ids[room:], vectors[room:]
    for first in range(0, len(ids), FULL):
        part = slice(first, first + FULL)
        make = Segment.sealed if len(ids[part]) == FULL else Segment.growing
        segments.append(make(ids[part], vectors[part]))


def tidied(snapshot: DenseSnapshot) -> DenseSnapshot:
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
    return DenseSnapshot.of(kept, gone, snapshot.state)


def _left(segment: Segment, gone: NDArray[np.int64]) -> int:
    return len(segment) - int(segment.rows_of(gone)[1].sum())


def _joined(segments: Sequence[Segment], gone: NDArray[np.int64]) -> Segment:
    rows = [np.flatnonzero(~np.isin(each.ids, gone)) for each in segments]
    ids = [each.ids[kept] for each, kept in zip(segments, rows, strict=True)]
    vectors = [each.vectors(kept) for each, kept in zip(segments, rows, strict=True)]
    return Segment.sealed(np.concatenate(ids), np.concatenate(vectors))
