"""What filters look at, of every passage: kept in memory, and followed from commit to commit."""

import threading
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.fields import FACETS
from search.records import Filters
from search.storage.database import State
from search.storage.removals import removed_since
from search.storage.store import Store

_DATE = "date"
_COLUMNS = (_DATE, *(facet.name for facet in FACETS))
_PASSAGE = np.dtype([("id", np.int64), ("document", np.int64)])
_NONE = -1


class Column(NamedTuple):
    """What documents have of one field.

    Attributes:
        codes: the place of its value in ``values`` for each document, -1 where it has none.
        values: the different values, with their places.
    """

    codes: NDArray[np.int32]
    values: dict[str, int]

    def having(self, is_wanted: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Which documents have a value that is wanted."""
        # The last place is that of documents without any.
        wanted = np.zeros(len(self.values) + 1, np.bool_)
        for value, place in self.values.items():
            wanted[place] = is_wanted(value)
        found: NDArray[np.bool_] = wanted[self.codes]
        return found

    def with_more(self, values: list[str | None]) -> "Column":
        """The column with the values of more documents."""
        known = dict(self.values)
        codes = [
            _NONE if value is None else known.setdefault(value, len(known)) for value in values
        ]
        return Column(np.concatenate([self.codes, np.asarray(codes, np.int32)]), known)


class Table(NamedTuple):
    """The passages of one state of an index.

    Attributes:
        state: of the index.
        ids: of the passages, rising.
        documents: the place of each passage's document in the columns.
        rows: numbers of the documents, rising; some may have no passage any more.
        columns: by field.
    """

    state: State
    ids: NDArray[np.int64]
    documents: NDArray[np.int64]
    rows: NDArray[np.int64]
    columns: dict[str, Column]

    @staticmethod
    def nothing(lineage: str) -> "Table":
        """Of an index without a commit."""
        none = np.empty(0, np.int64)
        columns = {name: Column(none.astype(np.int32), {}) for name in _COLUMNS}
        return Table(State(lineage, 0), none, none, none, columns)

    def having(self, field: str, is_wanted: Callable[[str], bool]) -> NDArray[np.bool_]:
        """Which passages are of documents with a value of a field that is wanted."""
        found: NDArray[np.bool_] = self.columns[field].having(is_wanted)[self.documents]
        return found

    def matching(self, filters: Filters) -> NDArray[np.bool_]:
        """Which passages are of documents that filters by fields and dates leave."""
        wanted = np.ones(len(self.rows), np.bool_)
        for facet in FACETS:
            if values := filters.of_field(facet):
                wanted &= self.columns[facet.name].having(set(values).__contains__)
        if filters.since is not None or filters.until is not None:
            wanted &= self.columns[_DATE].having(filters.includes)
        found: NDArray[np.bool_] = wanted[self.documents]
        return found

    def follow(self, store: Store, state: State) -> "Table":
        """That of a later state, which is read from the store."""
        since = self.state.revision
        removed = removed_since(store.database, since, self.ids.tolist)
        left = ~np.isin(self.ids, removed)
        added = np.fromiter(store.documents_of_passages(since), _PASSAGE)
        new = store.document_facts(int(self.rows[-1]) if len(self.rows) else 0)
        rows = np.concatenate([self.rows, np.asarray([row[0] for row in new], np.int64)])
        values = zip(*(row[1:] for row in new), strict=True) if new else [()] * len(_COLUMNS)
        columns = {
            name: self.columns[name].with_more([*more])
            for name, more in zip(_COLUMNS, values, strict=True)
        }
        ids = np.concatenate([self.ids[left], added["id"]])
        places = np.searchsorted(rows, added["document"])
        return Table(state, ids, np.concatenate([self.documents[left], places]), rows, columns)


class Columns:
    """The table of an index, which follows its store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._table: Table | None = None

    def table(self) -> Table:
        """Of the state that the store is read in by this thread."""
        state = self._store.database.state()
        table = self._table
        if table is None or not _is_as_new(table.state, state):
            with self._lock:
                table = self._table
                if table is None or table.state.lineage != state.lineage:
                    table = Table.nothing(state.lineage)
                if not _is_as_new(table.state, state):
                    table = self._table = table.follow(self._store, state)
        return table


def _is_as_new(known: State, wanted: State) -> bool:
    # A question that began before a commit may be told what is gone since: it finds that no more.
    return known.lineage == wanted.lineage and known.revision >= wanted.revision
