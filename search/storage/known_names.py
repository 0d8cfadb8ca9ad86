"""The authors and sources of an index by name, for questions that name one."""

import threading

from search.fields import FIELDS
from search.queries.named import names_of
from search.ranking.snapshot import Names
from search.storage.database import State
from search.storage.store import Store

_FIELDS = {field.name: field for field in FIELDS}


class KnownNames:
    """Names in the values of fields, made anew after a commit when they are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._known: dict[str, tuple[State, Names]] = {}

    def of(self, field: str) -> Names:
        """Values of a field by the names in them."""
        state = self._store.database.state()
        with self._lock:
            known = self._known.get(field)
        if known is None or known[0] != state:
            known = (state, names_of(self._store.values(_FIELDS[field])))
            with self._lock:
                self._known[field] = known
        return known[1]
