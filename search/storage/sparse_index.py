"""The words that a sparse encoder weighs passages by, in segments; derived from the store."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.layout import SPARSE
from search.sparse_vector import SparseVector
from search.storage.passage_set import PassageSet, places_in
from search.storage.segments import SegmentedIndex, Segments
from search.storage.sparse_segment import SparseSegment


class SparseSnapshot(Segments[SparseSegment]):
    """One state of the words, which stays as it is while others are made."""

    __slots__ = ()

    def shares(
        self, words: SparseVector, k: int, wanted: PassageSet | None, others: Sequence[int]
    ) -> dict[int, float]:
        """How much of a question passages have: the ``k`` wanted that have most of it, and others.

        It is the share of the most that there could be: every word of the question with the
        largest weight that any passage has of any. A passage with none of them is left out.
        """
        # An index from elsewhere may name any size.
        words = words.below(min((each.size for each in self.segments), default=0))
        most = float(words.weights.sum()) * max((s.heaviest for s in self.segments), default=0.0)
        if not most:
            return {}
        ids = np.concatenate([segment.ids for segment in self.segments])
        products = np.concatenate([segment.products(words) for segment in self.segments])
        there = (products > 0) & ~np.isin(ids, self.gone, assume_unique=True)
        among = there if wanted is None else there & wanted.among(ids)
        kept = places_in(np.unique(np.asarray(others, np.int64)), ids)[1] & there
        kept[_largest(products, np.flatnonzero(among), k)] = True
        return dict(zip(ids[kept].tolist(), (products[kept] / most).tolist(), strict=True))


def _largest(products: NDArray[np.float32], places: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """Of some places those with the ``k`` largest products; of equal ones the first."""
    if len(places) > k:
        places = places[products[places] >= np.partition(products[places], -k)[-k]]
    return places[np.argsort(-products[places], kind="stable")[:k]]


class SparseIndex(SegmentedIndex[SparseSnapshot]):
    """Passage ids with the words that they are weighed by."""

    derived = SPARSE
    kind = SparseSegment
    snapshot_kind = SparseSnapshot
