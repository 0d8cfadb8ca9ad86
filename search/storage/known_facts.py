"""The facts of the passages that questions met last: another question often meets them again."""

import threading
from collections.abc import Sequence
from itertools import islice

from search.ranking.snapshot import PassageFacts
from search.storage.database import State
from search.storage.store import Store

# Those of so many passages take about 12 MB.
MOST = 1 << 14
# Letters of one that is kept: an id or a value may have thousands.
LONGEST = 500


class KnownFacts:
    """Facts by passages of one state of an index: of a deleted document nothing stays."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._state: State | None = None
        self._known: dict[int, PassageFacts] = {}

    def of(self, ids: Sequence[int]) -> dict[int, PassageFacts]:
        """What ``Store.facts`` gives for passages, by rising id."""
        state = self._store.database.state()
        with self._lock:
            known = self._known if self._state == state else {}
            found = {i: known[i] for i in ids if i in known}
        more = self._store.facts([i for i in ids if i not in found])
        self._keep(state, {i: each for i, each in more.items() if _letters(each) <= LONGEST})
        found |= more
        return {i: found[i] for i in sorted(found)}

    def _keep(self, state: State, more: dict[int, PassageFacts]) -> None:
        with self._lock:
            if self._state != state:
                self._state, self._known = state, {}
            self._known |= more
            for i in [*islice(self._known, max(0, len(self._known) - MOST))]:
                del self._known[i]


def _letters(facts: PassageFacts) -> int:
    values = (facts.document_id, facts.date, *facts.facts.values())
    return sum(map(len, filter(None, values)))
