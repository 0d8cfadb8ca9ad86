"""What may be suggested of a collection, kept from one search box to the next."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from search.backend import Documents
from search.ranking.suggestions import Suggestions
from search.storage.database import State

# The newest documents, of which titles, authors and sources are suggested.
NEWEST = 200_000
# What took no longer is made anew with every change, other things once in so many times as long.
_SHORT = 0.05
_REST = 20


class _Made(NamedTuple):
    suggestions: Suggestions
    state: State
    fresh_until: float


class Suggester:
    """Suggests what one collection holds. Safe to share between threads.

    Suggestions of some 30,000 documents take two seconds to make, and a millisecond or two to ask.
    Where there are so many, new documents are suggested of after a while; what is suggested of
    documents that are gone is not.

    Args:
        store: of the collection.
        clock: gives seconds.
    """

    def __init__(self, store: Documents, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._made: _Made | None = None
        self._making = threading.Lock()

    def suggest(self, typed: str, k: int) -> list[str]:
        """The ``k`` likeliest that have every word typed, the last one as a part of a word."""
        found = self._current().matching(typed, k)
        there = self._store.existing(sorted({each.document for each in found}))
        return [each.text for each in found if each.document in there]

    def _current(self) -> Suggestions:
        made = self._made
        if made is None:
            with self._making:
                if self._made is None:
                    self._made = self._make()
                return self._made.suggestions
        # Nobody waits for new ones who has others.
        if self._is_due(made) and self._making.acquire(blocking=False):
            try:
                self._made = made = self._make()
            finally:
                self._making.release()
        return made.suggestions

    def _is_due(self, made: _Made) -> bool:
        return self._clock() >= made.fresh_until and made.state != self._store.state()

    def _make(self) -> _Made:
        started = self._clock()
        state = self._store.state()
        suggestions = Suggestions(self._store.known(NEWEST))
        now = self._clock()
        took = now - started
        return _Made(suggestions, state, now if took < _SHORT else now + _REST * took)
