"""A set of passages, as the derived indexes take it: which of them filters leave."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class PassageSet(NamedTuple):
    """Some passages.

    Attributes:
        ids: of them, rising; shape (passages,).
        flags: whether a passage is one, by its id from 0 on; as long as the greatest id demands.
        bits: the same, one bit for each id, lowest first.
    """

    ids: NDArray[np.int64]
    flags: NDArray[np.bool_]
    bits: NDArray[np.uint8]

    @staticmethod
    def of(ids: NDArray[np.int64]) -> "PassageSet":
        """Those with given ids, which rise."""
        flags = np.zeros(int(ids[-1]) + 1 if len(ids) else 0, np.bool_)
        flags[ids] = True
        return PassageSet(ids, flags, np.packbits(flags, bitorder="little"))

    def __contains__(self, passage_id: object) -> bool:
        """Whether a passage is one of them."""
        return (
            isinstance(passage_id, int)
            and passage_id < len(self.flags)
            and bool(self.flags[passage_id])
        )
