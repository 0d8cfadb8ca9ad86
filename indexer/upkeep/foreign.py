"""What a database of an index consists of: checked before one from elsewhere is used.

SQLite runs what a database brings along: triggers, views, generated columns, indexes of
expressions. An index has none of these, so whatever does was not made by this program.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from search.storage.schema import create_tables, is_version
from search.storage.sqlite_file import explained

_STRANGE = "SELECT type, name FROM sqlite_schema WHERE type NOT IN ('table', 'index')"
# Virtual tables have no page, and only tables of ours are strict; SQLite has some of its own.
_NOT_TABLES = """
    SELECT l.name FROM pragma_table_list l
    WHERE l.schema = 'main' AND l.name NOT GLOB 'sqlite_*' AND (l.type != 'table' OR NOT l.strict)
"""
_COLUMNS = """
    SELECT l.name, x.name FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) x
    WHERE l.schema = 'main' AND x.hidden
"""
_EXPRESSIONS = """
    SELECT l.name, i.name FROM pragma_table_list l JOIN pragma_index_list(l.name) i
    JOIN pragma_index_xinfo(i.name) x WHERE l.schema = 'main' AND x.cid = -2
"""


# Of the version; no database without it is of an index.
_SCHEMA = "SELECT value FROM meta WHERE key = 'schema'"
_ALL_COLUMNS = """
    SELECT l.name, x.name FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) x
    WHERE l.schema = 'main' AND l.name NOT GLOB 'sqlite_*'
"""


def problem_of_form(path: Path) -> str | None:
    """What is wrong with a file that is to be the database of an index, if something is.

    Nothing that the database brings along is run.

    Raises:
        IndexDamagedError: it is no database, or a damaged one.
    """
    with (
        explained(path),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection,
    ):
        connection.execute("PRAGMA trusted_schema = OFF")
        (encoding,) = connection.execute("PRAGMA encoding").fetchone()
        if encoding != "UTF-8":
            return f"its texts are in {encoding}"
        for sql in (_STRANGE, _NOT_TABLES, _COLUMNS, _EXPRESSIONS):
            for found in connection.execute(sql):
                return f"something in it is never in an index: {' '.join(map(str, found))[:100]}"
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            return str(found)
        schema = connection.execute(_SCHEMA).fetchone()
        return None if schema and is_version(schema[0]) else "it does not say its version"


def missing_parts(connection: sqlite3.Connection) -> list[str]:
    """The columns that this version needs and a database does not have."""
    with closing(sqlite3.connect(":memory:")) as ours:
        create_tables(ours)
        wanted = set(ours.execute(_ALL_COLUMNS))
    return sorted(map(".".join, wanted - set(connection.execute(_ALL_COLUMNS))))
