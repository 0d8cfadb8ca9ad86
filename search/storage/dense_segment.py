"""A run of passages with their vectors: one FAISS index, whose file never changes once written.

A segment that gets no more passages has two forms of each vector: RaBitQ's bits, which a search
looks through, and half precision, by which the best of these are compared. Both are read in place,
from the mapped file. Source of the bits: Gao and Long, "RaBitQ" (2024), as FAISS has it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from search.storage.segments import FULL, File, Segment

# From so many passages on, looking through bits first is faster than comparing all vectors.
_LEAST_WITH_BITS = FULL // 4
# In how many bits the first pass takes each dimension of a question.
_QUESTION_BITS = 8

# The types that FAISS ships are those of C++.
_faiss: Any = faiss
# One question is searched in one thread, others beside it: so little work is not worth dividing.
_faiss.omp_set_num_threads(1)


class DenseSegment(Segment):
    """Passages with unit vectors; it stays as it is.

    Args:
        index: of FAISS, by passage id.
        file: that it is kept in, if it is.
    """

    suffix = ".faiss"

    def __init__(self, index: Any, file: File | None = None) -> None:  # noqa: ANN401
        super().__init__(_faiss.vector_to_array(index.id_map), file)
        self._by_id = index
        self._vectors = _faiss.downcast_index(index.index)

    @classmethod
    def growing(cls, ids: NDArray[np.int64], rows: NDArray[np.float32]) -> Self:
        """One that more passages may follow."""
        index = _faiss.IndexIDMap(_exact(rows.shape[1]))
        index.add_with_ids(rows, ids)
        return cls(index)

    @classmethod
    def sealed(cls, ids: NDArray[np.int64], rows: NDArray[np.float32]) -> Self:
        """One that gets no more passages."""
        if len(ids) < _LEAST_WITH_BITS:
            return cls.growing(ids, rows)
        bits = _faiss.IndexRaBitQ(rows.shape[1], _faiss.METRIC_INNER_PRODUCT)
        index = _faiss.IndexIDMap(_faiss.IndexRefine(bits, _exact(rows.shape[1])))
        index.train(rows)
        index.add_with_ids(rows, ids)
        return cls(index)

    @classmethod
    def read(cls, path: Path, width: int, checksum: int) -> Self:
        """The segment of a file, which was checked.

        Raises:
            RuntimeError: FAISS cannot read it.
            ValueError: it is of another dimension.
        """
        index = _faiss.read_index(str(path), _faiss.IO_FLAG_MMAP_IFC)
        if index.d != width:
            msg = f"{path} has {index.d} dimensions in place of {width}"
            raise ValueError(msg)
        file = File(path.name, checksum)
        if cls(index).has_bits:
            return cls(index, file)
        return cls(_faiss.read_index(str(path)), file)  # what is mapped cannot grow

    def write(self, path: Path) -> None:
        """Write it to a new file.

        Raises:
            OSError: the file cannot be made.
            RuntimeError: the disk is full.
        """
        path.touch(mode=0o600)
        _faiss.write_index(self._by_id, str(path))

    @staticmethod
    def stacked(rows: Sequence[NDArray[np.float32]], _width: int) -> NDArray[np.float32]:
        """Vectors as one matrix."""
        return np.stack(rows)

    @staticmethod
    def joined(rows: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Several matrices as one."""
        return np.concatenate(rows)

    @property
    def has_bits(self) -> bool:
        """Whether it is looked through by bits; it gets no more passages then."""
        return isinstance(self._vectors, _faiss.IndexRefine)

    @property
    def is_sealed(self) -> bool:
        """Whether it gets no more passages."""
        return self.has_bits

    def grown(self, ids: NDArray[np.int64], rows: NDArray[np.float32]) -> Self:
        """A copy with more passages, sealed when it is full."""
        if len(self) + len(ids) >= FULL:
            everything = np.concatenate([self.vectors(np.arange(len(self))), rows])
            return self.sealed(np.concatenate([self.ids, ids]), everything)
        index = _faiss.clone_index(self._by_id)
        index.add_with_ids(rows, ids)
        return type(self)(index)

    def search(
        self, vector: NDArray[np.float32], k: int, wanted: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The passages with the highest inner product: at most ``k``, with about that.

        By their bits it is estimated, without them it is exact.

        Args:
            vector: shape (dim,).
            k: how many.
            wanted: whether the passage in each row is; ``None`` for all.
        """
        selector = None
        if wanted is not None:
            selector = _faiss.IDSelectorBitmap(np.packbits(wanted, bitorder="little"))
        if self.has_bits:
            looked_through = _faiss.downcast_index(self._vectors.base_index)
            parameters = _faiss.RaBitQSearchParameters(sel=selector, qb=_QUESTION_BITS)
        else:
            looked_through = self._vectors
            parameters = _faiss.SearchParameters(sel=selector)
        k = min(k, len(self))
        products, rows = looked_through.search(vector[None, :], k, params=parameters)
        is_there = rows[0] >= 0
        return self.ids[rows[0][is_there]], products[0][is_there]

    def vectors(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The vectors in some rows, shape (rows, dim)."""
        exact = self._vectors.refine_index if self.has_bits else self._vectors
        kept = _faiss.downcast_index(exact)
        # As they lie there: FAISS takes twice as long to copy those of some rows.
        halves = _faiss.rev_swig_ptr(kept.codes.data(), kept.ntotal * kept.code_size)
        found: NDArray[np.float16] = halves.view(np.float16).reshape(kept.ntotal, -1)[rows]
        return found.astype(np.float32)


def _exact(dimension: int) -> Any:  # noqa: ANN401
    kind = _faiss.ScalarQuantizer.QT_fp16
    return _faiss.IndexScalarQuantizer(dimension, kind, _faiss.METRIC_INNER_PRODUCT)
