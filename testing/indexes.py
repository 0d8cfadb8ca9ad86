"""All that the database of an index holds, to compare two of them."""

import sqlite3
from contextlib import closing

from search.index import Index

# What is not the same in two runs: when something came, and which database it is.
_TIMES = {"documents": ("added",)}
_OWN = {"lineage"}


def everything(index: Index) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables of an index with their numbers, but for what is its own."""
    found = {}
    with closing(sqlite3.connect(index.folder / "shawahid.sqlite")) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        for name in names:
            columns = [
                row[1]
                for row in connection.execute(f"PRAGMA table_info({name})")
                if row[1] not in _TIMES.get(name, ())
            ]
            rows = connection.execute(f"SELECT {', '.join(columns)} FROM {name}")  # noqa: S608
            found[name] = [row for row in rows if row[0] not in _OWN]
    return found
