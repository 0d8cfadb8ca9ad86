"""What was asked last, with its answers: a page that is loaded again costs nothing."""

import threading
from collections import OrderedDict

from search.records import Query, Results

# An answer with ten hits has about 10,000 letters.
_MOST = 128
# Letters of one that is kept: passages may be as long as a word that never ends.
_LONGEST = 100_000


class Answered:
    """Answers to the last queries, as long as nothing changes that they depend on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._basis: object = None
        self._kept: OrderedDict[Query, Results] = OrderedDict()

    def get(self, query: Query, basis: object) -> Results | None:
        """The answer to a query on the same basis, ``None`` where it is not known."""
        with self._lock:
            if basis != self._basis or query not in self._kept:
                return None
            self._kept.move_to_end(query)
            return self._kept[query]

    def keep(self, query: Query, basis: object, results: Results) -> None:
        """Keep an answer, and none that has another basis: of deleted documents nothing stays."""
        if _letters(results) > _LONGEST:
            return
        with self._lock:
            if basis != self._basis:
                self._kept.clear()
                self._basis = basis
            self._kept[query] = results
            if len(self._kept) > _MOST:
                self._kept.popitem(last=False)


def _letters(results: Results) -> int:
    return sum(len(excerpt.citation.quote) for hit in results.hits for excerpt in (hit, *hit.more))
