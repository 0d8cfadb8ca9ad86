"""The vectors of an index in segments; a folder derived from the store."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from search.layout import DENSE
from search.storage.dense_segment import DenseSegment
from search.storage.passage_set import PassageSet
from search.storage.segments import CHUNK, SegmentedIndex, Segments

# So many passages, or this share of all if that is more, are compared by their vectors: those that
# a first pass by their bits leaves. See docs/decisions/0023-segments.md.
LEAST_COMPARED = 2048
COMPARED_SHARE = 1 / 128
# Where the first pass compares whole vectors, so many times as many as are wanted are compared
# again; its products differ by less from those that count.
FEW_COMPARED = 2
_ROUNDING = 1e-4


class DenseSnapshot(Segments[DenseSegment]):
    """One state of the vectors, which stays as it is while others are made."""

    __slots__ = ()

    def search(
        self, vector: NDArray[np.float32], k: int, wanted: PassageSet | None = None
    ) -> dict[int, float]:
        """The ``k`` wanted passages with the highest inner product, best first, with it."""
        compared = max(k, LEAST_COMPARED, int(COMPARED_SHARE * sum(map(len, self.segments))))
        if wanted is not None and len(wanted.ids) <= compared:
            return self._nearest(vector, wanted.ids, k)
        few = FEW_COMPARED * k
        if few <= LEAST_COMPARED // 4 and not self.looked_through():
            likely, about = self._likely(vector, few, wanted)
            found = self._nearest(vector, likely, k)
            # What was left out is no nearer than the last of these, but for rounding.
            if len(likely) < few or min(found.values()) > about.min() + _ROUNDING:
                return found
        return self._nearest(vector, self._likely(vector, compared, wanted)[0], k)

    def _nearest(
        self, vector: NDArray[np.float32], likely: NDArray[np.int64], k: int
    ) -> dict[int, float]:
        """The ``k`` nearest of some passages to a vector, best first, with their products."""
        ids, products = self._products(vector, np.sort(likely))
        best = np.argsort(-products, kind="stable")[:k]
        return dict(zip(ids[best].tolist(), products[best].tolist(), strict=True))

    def _likely(
        self, vector: NDArray[np.float32], k: int, wanted: PassageSet | None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """About the ``k`` nearest passages to a vector, of those wanted, with about its products.

        Where nothing is looked through by bits they are the nearest, as long as ``k`` is no more
        than a quarter of ``LEAST_COMPARED``.
        """
        # What is near may come from one time, hence stand in few segments.
        segments = max(1, len(self.segments))
        most = min(k, LEAST_COMPARED // 4 + 4 * k // segments)
        # To keep many in order takes as long as to look through all, and most have their share.
        few = min(most, LEAST_COMPARED // 32 + 3 * k // (2 * segments))
        rows = self._rows(wanted)
        found = [
            segment.search(vector, few, own)
            for segment, own in zip(self.segments, rows, strict=True)
        ]
        least = _least(k, [about for _, about in found])
        for number, (_, about) in enumerate(found):
            if few < most and len(about) == few and about[-1] >= least:
                found[number] = self.segments[number].search(vector, most, rows[number])
        likely = np.concatenate([np.empty(0, np.int64), *(ids for ids, _ in found)])
        products = np.concatenate([np.empty(0, np.float32), *(about for _, about in found)])
        if len(likely) <= k:
            return likely, products
        best = np.argpartition(-products, k)[:k]
        return likely[best], products[best]

    def _rows(self, wanted: PassageSet | None) -> list[NDArray[np.bool_] | None]:
        """Of each segment whether the passage in each row is wanted; ``None`` where all are."""
        if wanted is None:
            return [*self.alive]
        among = [wanted.among(segment.ids) for segment in self.segments]
        return [
            own if alive is None else own & alive
            for own, alive in zip(among, self.alive, strict=True)
        ]

    def products(self, vector: NDArray[np.float32], ids: Sequence[int]) -> dict[int, float]:
        """The inner products of given passages with a vector."""
        found, products = self._products(vector, np.unique(np.asarray(ids, np.int64)))
        return dict(zip(found.tolist(), products.tolist(), strict=True))

    def looked_through(self) -> list[int]:
        """The numbers of the segments that are looked through by bits, and may hide something."""
        return [number for number, segment in enumerate(self.segments) if segment.has_bits]

    def as_near(
        self, vector: NDArray[np.float32], found: Mapping[int, float], number: int
    ) -> set[int]:
        """The passages of a segment that are as near to a vector as what was found, by all vectors.

        Args:
            vector: shape (dim,).
            found: passages with their inner products.
            number: of the segment.
        """
        least, near = min(found.values(), default=np.inf), set[int]()
        ids = self.segments[number].ids
        for at in range(0, len(ids), CHUNK):
            there, products = self._products(vector, ids[at : at + CHUNK])
            near.update(there[products >= least].tolist())
        return near

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


def _least(k: int, products: Sequence[NDArray[np.float32]]) -> float:
    """The ``k``-th largest of all products; of fewer there is none."""
    every = np.concatenate([np.empty(0, np.float32), *products])
    return -np.inf if len(every) < k else float(-np.partition(-every, k - 1)[k - 1])


class DenseIndex(SegmentedIndex[DenseSnapshot]):
    """Passage ids with their unit vectors in half precision."""

    derived = DENSE
    kind = DenseSegment
    snapshot_kind = DenseSnapshot
