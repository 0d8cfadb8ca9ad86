"""Exact inner-product search over passage vectors in FAISS; a file derived from the store.

The revision that the file reflects is part of its name, so both change in one rename.
"""

import logging
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

_PATTERN = "dense-*.faiss"
_CHUNK = 8192


class DenseIndex:
    """Passage ids with their unit vectors, all in memory."""

    def __init__(self, folder: Path, dimension: int) -> None:
        import faiss

        self._faiss = faiss
        self._folder = folder
        self.revision = 0
        self._index: faiss.Index = faiss.IndexIDMap2(faiss.IndexFlatIP(dimension))
        self._load(dimension)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def _load(self, dimension: int) -> None:
        for path in sorted(self._folder.glob(_PATTERN), key=_revision, reverse=True):
            try:
                index = self._faiss.read_index(str(path))
            except RuntimeError as error:
                logger.warning("%s cannot be read (%s); it is made again", path, error)
                continue
            if index.d == dimension:
                self._index, self.revision = index, _revision(path)
                return

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
        index = self._faiss.clone_index(self._index)

        def remove(ids: Sequence[int]) -> None:
            if ids and index.ntotal:
                index.remove_ids(self._faiss.IDSelectorBatch(np.asarray(ids, np.int64)))

        remove(removed)
        rows = iter(added)
        while chunk := list(islice(rows, _CHUNK)):
            ids = [passage_id for passage_id, _ in chunk]
            remove(ids)
            vectors = np.stack([vector for _, vector in chunk])
            index.add_with_ids(vectors, np.asarray(ids, np.int64))
        self._index, self.revision = index, revision

    def save(self) -> None:
        """Write the index atomically as the state at its revision, unless that is there."""
        path = self._folder / f"dense-{self.revision}.faiss"
        if path.is_file():
            return
        temporary = path.with_suffix(".new")
        self._faiss.write_index(self._index, str(temporary))
        temporary.rename(path)
        for other in self._folder.glob(_PATTERN):
            if other != path:
                other.unlink(missing_ok=True)

    def search(self, vector: NDArray[np.float32], k: int) -> list[int]:
        """Ids of the ``k`` passages with the highest inner product, best first."""
        index = self._index
        k = min(k, index.ntotal)
        if k == 0:
            return []
        _, ids = index.search(vector[None, :], k)
        return [int(i) for i in ids[0] if i >= 0]


def _revision(path: Path) -> int:
    digits = path.stem.removeprefix("dense-")
    return int(digits) if digits.isdecimal() else -1
