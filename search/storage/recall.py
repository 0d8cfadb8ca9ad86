"""How many of the nearest passages dense retrieval misses, watched while questions are asked."""

import threading
import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.storage.dense_index import DenseSnapshot

# Passages that a question's nearest are.
NEAREST = 100
# A question in so many seconds is looked at again, in one segment: that takes some 20 ms.
SECONDS = 60.0


class Watched(NamedTuple):
    """What was seen so far: of so many nearest passages so many were not found."""

    nearest: int = 0
    missed: int = 0


class RecallWatch:
    """Compares what a search finds with all vectors of one segment after the other.

    A first pass by bits may leave out a passage that is nearer than what is found. What is compared
    without one finds all there is, and is not looked at.
    """

    def __init__(self) -> None:
        self.watched = Watched()
        self._lock = threading.Lock()
        self._due = 0.0
        self._turns = 0

    def look(self, dense: DenseSnapshot, vector: NDArray[np.float32]) -> None:
        """Look at a question's nearest passages, if it is time to.

        Args:
            dense: that is searched.
            vector: of the question, shape (dim,).
        """
        if time.monotonic() < self._due or not self._lock.acquire(blocking=False):
            return
        try:
            self._due = time.monotonic() + SECONDS
            looked_through = dense.looked_through()
            if looked_through:
                number = looked_through[self._turns % len(looked_through)]
                self._turns += 1
                found = dense.search(vector, NEAREST)
                near = dense.as_near(vector, found, number)
                self.watched = Watched(
                    self.watched.nearest + len(near),
                    self.watched.missed + len(near - found.keys()),
                )
        finally:
            self._lock.release()
