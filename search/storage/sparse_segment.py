"""A run of passages with the words that a model weighs them by: for each word, its passages.

Its file has one array after the other, each as NumPy writes it, and is read in place.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack

from search.sparse_vector import SparseVector
from search.storage.segments import FULL, File, Segment


class _Arrays(NamedTuple):
    """What is kept of passages, in compressed columns.

    Attributes:
        ids: of the passages, rising.
        starts: where the passages of each word begin, and end, shape (words + 1,).
        rows: of the passages of one word after the other.
        weights: of the words in them.
        heaviest: of these, shape (1,).
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int32]
    rows: NDArray[np.uint16]
    weights: NDArray[np.float16]
    heaviest: NDArray[np.float32]


class SparseSegment(Segment):
    """Passages with a weight for each word, most of them 0; it stays as it is.

    Args:
        arrays: what is kept of them.
        file: that it is kept in, if it is.

    Attributes:
        heaviest: the largest weight of all.
        size: how many words there may be.
    """

    suffix = ".sparse"

    def __init__(self, arrays: _Arrays, file: File | None = None) -> None:
        super().__init__(arrays.ids, file)
        self._arrays = arrays
        self.heaviest = float(arrays.heaviest[0])
        self.size = len(arrays.starts) - 1

    @classmethod
    def growing(cls, ids: NDArray[np.int64], rows: csr_array) -> Self:
        """One that more passages may follow."""
        columns = rows.tocsc()
        return cls(
            _Arrays(
                ids,
                columns.indptr.astype(np.int32),
                columns.indices.astype(np.uint16),
                columns.data.astype(np.float16),
                np.asarray([columns.data.max(initial=0)], np.float32),
            )
        )

    @classmethod
    def sealed(cls, ids: NDArray[np.int64], rows: csr_array) -> Self:
        """One of no other form."""
        return cls.growing(ids, rows)

    @classmethod
    def read(cls, path: Path, width: int, checksum: int) -> Self:
        """The segment of a file, which was checked.

        Raises:
            ValueError: it is of a vocabulary of another size, or cannot be read.
        """
        with path.open("rb") as stream:
            arrays = _Arrays(*(_mapped(path, stream) for _ in _Arrays._fields))
        segment = cls(arrays, File(path.name, checksum))
        if segment.size != width:
            msg = f"{path} has {segment.size} words in place of {width}"
            raise ValueError(msg)
        return segment

    @staticmethod
    def stacked(rows: Sequence[SparseVector], width: int) -> csr_array:
        """Words of passages as one matrix."""
        starts = np.cumsum([0, *(len(each.ids) for each in rows)])
        ids = np.concatenate([each.ids for each in rows])
        weights = np.concatenate([each.weights for each in rows])
        return csr_array((weights, ids, starts), shape=(len(rows), width))

    @staticmethod
    def joined(rows: Sequence[csr_array]) -> csr_array:
        """Several matrices as one."""
        return vstack(rows, format="csr")

    @property
    def is_sealed(self) -> bool:
        """Whether it gets no more passages."""
        return len(self) >= FULL

    def write(self, path: Path) -> None:
        """Write it to a new file.

        Raises:
            OSError: the file cannot be made, or the disk is full.
        """
        path.touch(mode=0o600)
        with path.open("wb") as stream:
            for array in self._arrays:
                np.save(stream, array, allow_pickle=False)

    def grown(self, ids: NDArray[np.int64], rows: csr_array) -> Self:
        """A copy with more passages."""
        everything = self.joined([self.vectors(np.arange(len(self))), rows])
        return self.growing(np.concatenate([self.ids, ids]), everything)

    def vectors(self, rows: NDArray[np.int64]) -> csr_array:
        """The words of the passages in some rows, shape (rows, words)."""
        _, starts, found, weights, _ = self._arrays
        shape = (len(self), self.size)
        columns = csc_array((weights.astype(np.float32), found.astype(np.int32), starts), shape)
        return columns.tocsr()[rows]

    def products(self, words: SparseVector) -> NDArray[np.float32]:
        """The inner product of each passage with words, shape (passages,)."""
        _, starts, rows, weights, _ = self._arrays
        found = np.zeros(len(self), np.float32)
        for word, weight in zip(words.ids.tolist(), words.weights, strict=True):
            here = slice(starts[word], starts[word + 1])
            found[rows[here]] += weight * weights[here].astype(np.float32)  # each passage once
        return found


def _mapped(path: Path, stream: Any) -> NDArray[Any]:  # noqa: ANN401 - of a file
    """The array that begins here, in place; the stream then stands behind it."""
    version = np.lib.format.read_magic(stream)
    if version != (1, 0):
        msg = f"{path} has arrays of version {version}"
        raise ValueError(msg)
    shape, _, kind = np.lib.format.read_array_header_1_0(stream)
    if 0 in shape:  # nothing cannot be mapped
        return np.empty(shape, kind)
    found = np.memmap(path, kind, "r", stream.tell(), shape)
    stream.seek(found.nbytes, 1)
    return found
