"""A set of passages, as the derived indexes take it: which of them filters leave."""

import numpy as np
from numpy.typing import NDArray


class PassageSet:
    """Some passages.

    What it keeps grows with them and not with their numbers, which a restored index may choose.

    Args:
        ids: of them, rising; shape (passages,).
    """

    def __init__(self, ids: NDArray[np.int64]) -> None:
        self.ids = ids

    def among(self, ids: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some passages are of the set."""
        return places_in(self.ids, ids)[1]


def places_in(
    known: NDArray[np.int64], ids: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where some passages would stand among known ones, whose ids rise, and which stand there."""
    places = np.searchsorted(known, ids)
    is_here = places < len(known)
    is_here[is_here] = known[places[is_here]] == ids[is_here]
    return places, is_here
