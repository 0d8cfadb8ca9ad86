"""The authors and sources of an index by name, for questions that name one."""

import time
from typing import NamedTuple, Protocol

from search.fields import FIELDS, Field
from search.queries.named import names_of
from search.ranking.snapshot import Names
from search.storage.database import State

_FIELDS = {field.name: field for field in FIELDS}


# Seconds that names are good for while documents come: of a large index they take one to make.
_GOOD_FOR = 60.0


class Valued(Protocol):
    """What knows the values of fields."""

    def state(self) -> State:
        """The lineage and the last committed revision."""

    def values(self, field: Field) -> list[str]:
        """All values of a field that documents are filtered by."""


class _Known(NamedTuple):
    names: Names
    state: State
    made: float


class KnownNames:
    """Names in the values of fields, which a question sees at most a minute after a commit."""

    def __init__(self, store: Valued) -> None:
        self._store = store
        self._known: dict[str, _Known] = {}

    def of(self, field: str) -> Names:
        """Values of a field by the names in them."""
        state, now = self._store.state(), time.monotonic()
        known = self._known.get(field)
        if known is None or (known.state != state and now - known.made > _GOOD_FOR):
            known = _Known(names_of(self._store.values(_FIELDS[field])), state, now)
            self._known[field] = known
        return known.names
