"""A set of passages, as the derived indexes take it: which of them filters leave."""

import numpy as np
from numpy.typing import NDArray

# Of passages whose numbers lie so close together one place is kept for each number in between.
_APART = 4


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
        first, last = (int(ids.min()), int(ids.max())) if len(ids) else (0, 0)
        if last - first >= _APART * len(ids):
            return places_in(self.ids, ids)[1]
        # To look for each takes ten times as long.
        is_own = np.zeros(last + 1 - first, np.bool_)
        begin, end = np.searchsorted(self.ids, first), np.searchsorted(self.ids, last, "right")
        is_own[self.ids[begin:end] - first] = True
        found: NDArray[np.bool_] = is_own[ids - first]
        return found


def places_in(
    known: NDArray[np.int64], ids: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Where some passages would stand among known ones, whose ids rise, and which stand there."""
    places = np.searchsorted(known, ids)
    is_here = places < len(known)
    is_here[is_here] = known[places[is_here]] == ids[is_here]
    return places, is_here
