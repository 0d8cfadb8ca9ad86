"""Exact inner-product search over passage vectors in FAISS; a file derived from the store.

What the file reflects and its checksum are part of its name, so all change in one rename.
"""

import logging
import re
import threading
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, cast

import faiss
import numpy as np
from numpy.typing import NDArray

from search.checksums import crc32_of
from search.errors import IndexWriteError
from search.layout import DENSE_FILES
from search.storage.database import State

logger = logging.getLogger(__name__)

_NAME = re.compile(r"dense-([0-9a-f]+)-(\d+)-([0-9a-f]{8})\.faiss")
_CHUNK = 8192


class DenseSnapshot(NamedTuple):
    """One state of the index, which stays as it is while others are made."""

    vectors: faiss.IndexIDMap2
    state: State

    def search(
        self, vector: NDArray[np.float32], k: int, wanted: NDArray[np.int64] | None = None
    ) -> dict[int, float]:
        """The ``k`` wanted passages with the highest inner product, best first, with it."""
        k = min(k, self.vectors.ntotal if wanted is None else len(wanted))
        if k == 0:
            return {}
        # The types that FAISS ships are those of C++.
        make: Any = faiss
        selector = None if wanted is None else make.IDSelectorBitmap(_bitmap(wanted))
        parameters = make.SearchParameters(sel=selector)
        products, ids = self.vectors.search(vector[None, :], k, params=parameters)
        rows = zip(ids[0].tolist(), products[0].tolist(), strict=True)
        return {i: product for i, product in rows if i >= 0}

    def ids(self) -> list[int]:
        """The passages that are in the index."""
        found: list[int] = faiss.vector_to_array(self.vectors.id_map).tolist()
        return found


class DenseIndex:
    """Passage ids with their unit vectors in half precision, all in memory.

    Args:
        folder: of the index.
        lineage: the history of commits that it follows.
        dimension: length of the vectors.
        exclusive: nobody else is writing, so that what is damaged or old can be thrown away.
    """

    def __init__(self, folder: Path, lineage: str, dimension: int, *, exclusive: bool) -> None:
        self._folder = folder
        self._lineage = lineage
        self.dimension = dimension
        kind = faiss.ScalarQuantizer.QT_fp16
        flat = faiss.IndexScalarQuantizer(dimension, kind, faiss.METRIC_INNER_PRODUCT)
        self.snapshot = DenseSnapshot(faiss.IndexIDMap2(flat), State(lineage, 0))
        self._writing = threading.Lock()
        loaded = self._load()
        if exclusive:
            self._remove_others(loaded)

    def _load(self) -> Path | None:
        """Take the newest file that is whole; gives it."""
        found = [(path, _NAME.fullmatch(path.name)) for path in self._folder.glob(DENSE_FILES)]
        files = [(int(n[2]), path, n[3]) for path, n in found if n and n[1] == self._lineage]
        for revision, path, checksum in sorted(files, reverse=True):
            try:
                is_whole = _checksum(path) == checksum
                index = faiss.read_index(str(path)) if is_whole else None
            except (OSError, RuntimeError) as error:
                # Gone when a writer has just saved a newer one, else of another FAISS.
                logger.warning("%s cannot be read (%s)", path, error)
                continue
            if index is None or index.d != self.dimension:
                logger.warning("%s is damaged; it is made again", path)
                continue
            state = State(self._lineage, revision)
            self.snapshot = DenseSnapshot(cast("faiss.IndexIDMap2", index), state)
            return path
        return None

    def _remove_others(self, kept: Path | None) -> None:
        for path in [*self._folder.glob(DENSE_FILES), *self._folder.glob("dense-*.new")]:
            if path != kept:
                path.unlink(missing_ok=True)

    def vectors(self) -> dict[int, NDArray[np.float32]]:
        """The vector of every passage in the index, each of shape (dim,)."""
        index = self.snapshot.vectors
        ids = self.snapshot.ids()
        return {i: np.asarray(index.reconstruct(i), np.float32) for i in ids}

    def apply(
        self,
        removed: Sequence[int],
        added: Iterable[tuple[int, NDArray[np.float32]]],
        revision: int,
    ) -> None:
        """Remove passages, then add id and unit vector of others: the state at a revision.

        Ids that are known already are replaced, so a change can be applied twice. The change is
        made on a copy, since other threads may be searching.
        """
        index = faiss.clone_index(self.snapshot.vectors)

        def remove(ids: Sequence[int]) -> None:
            if ids and index.ntotal:
                index.remove_ids(faiss.IDSelectorBatch(np.asarray(ids, np.int64)))

        remove(removed)
        rows = iter(added)
        while chunk := list(islice(rows, _CHUNK)):
            ids = [passage_id for passage_id, _ in chunk]
            remove(ids)
            vectors = np.stack([vector for _, vector in chunk])
            index.add_with_ids(vectors, np.asarray(ids, np.int64))
        self.snapshot = DenseSnapshot(
            cast("faiss.IndexIDMap2", index), State(self._lineage, revision)
        )

    def save(self) -> None:
        """Write the index atomically as the state at its revision, unless that is there.

        Raises:
            IndexWriteError: the disk is full; what was there before stays.
        """
        with self._writing:
            index, state = self.snapshot
            prefix = f"dense-{state.lineage}-{state.revision}-"
            if any(self._folder.glob(f"{prefix}*.faiss")):
                return
            temporary = self._folder / f"{prefix}.new"
            try:
                temporary.touch(mode=0o600)
                faiss.write_index(index, str(temporary))
                path = self._folder / f"{prefix}{_checksum(temporary)}.faiss"
                temporary.rename(path)
            except (OSError, RuntimeError) as error:
                temporary.unlink(missing_ok=True)
                msg = f"{self._folder} cannot be written ({error}): is the disk full?"
                raise IndexWriteError(msg) from error
            self._remove_others(path)


def _bitmap(ids: NDArray[np.int64]) -> NDArray[np.uint8]:
    """One bit for each id from 0 on, lowest first, set for those given."""
    bits = np.zeros(ids.max() + 1, np.bool_)
    bits[ids] = True
    return np.packbits(bits, bitorder="little")


def _checksum(path: Path) -> str:
    """CRC-32 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return f"{crc32_of(stream):08x}"
