"""What a database of an index consists of: checked before one from elsewhere is used.

SQLite runs what a database brings along: triggers, views, generated columns, indexes of
expressions. An index has none of these, so whatever does was not made by this program. Neither has
it a rule for its rows that is not ours: one would drop or refuse what is indexed later.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

from search.storage.schema import SCHEMA_VERSION, SPARSE, add_words, create_tables, is_version
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

# Every rule that SQLite lists: of columns, of values that stand once, of references.
_RULES = (
    """
    SELECT l.name, x.name, x.type, x."notnull", x.dflt_value, x.pk
    FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) x
    WHERE l.schema = 'main' AND l.name NOT GLOB 'sqlite_*'
    """,
    """
    SELECT l.name, 'UNIQUE', group_concat(x.name), i.partial
    FROM pragma_table_list l JOIN pragma_index_list(l.name) i JOIN pragma_index_info(i.name) x
    WHERE l.schema = 'main' AND i."unique" GROUP BY l.name, i.name
    """,
    """
    SELECT l.name, f."from", f."table", f."to", f.on_update, f.on_delete
    FROM pragma_table_list l JOIN pragma_foreign_key_list(l.name) f WHERE l.schema = 'main'
    """,
)
# The others stand in the text of a table alone, and in none of ours.
_OTHER_RULES = re.compile(r"\b(?:check|conflict|collate|deferr\w+|match)\b", re.IGNORECASE)
_TEXTS = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
# What only older versions have that are brought up.
_OF_OLDER_VERSIONS = frozenset(
    {
        ("collections", "id", "INTEGER", 0, None, 1),
        ("collections", "name", "TEXT", 1, None, 0),
        ("collections", "UNIQUE", "name", 0),
        ("documents", "collection_id", "INTEGER", 1, None, 0),
        ("documents", "pages", "TEXT", 1, None, 0),
        ("documents", "UNIQUE", "collection_id,key", 0),
        ("documents", "collection_id", "collections", "id", "NO ACTION", "NO ACTION"),
    }
)

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
        if not schema or not is_version(schema[0]):
            return "it does not say its version"
        # What a newer version has is not known here; it is refused as such.
        is_newer = int(schema[0]) > SCHEMA_VERSION
        return None if is_newer else next(_foreign_rules(connection), None)


def _foreign_rules(connection: sqlite3.Connection) -> Iterator[str]:
    for table, what, *_ in sorted(_rules(connection) - _own_rules(), key=str):
        yield f"a rule in it is not of an index: {table} {what}"[:150]
    for table, text in connection.execute(_TEXTS):
        if _OTHER_RULES.search(text):
            yield f"a rule in it is not of an index: {table}"[:150]


def _rules(connection: sqlite3.Connection) -> set[tuple[object, ...]]:
    return {tuple(row) for sql in _RULES for row in connection.execute(sql)}


@cache
def _own_rules() -> frozenset[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:")) as ours:
        create_tables(ours)
        add_words(ours)
        return _OF_OLDER_VERSIONS | _rules(ours)


def missing_parts(connection: sqlite3.Connection) -> list[str]:
    """The columns that this version needs and a database does not have."""
    with closing(sqlite3.connect(":memory:")) as ours:
        create_tables(ours)
        if connection.execute("SELECT 1 FROM meta WHERE key = ?", (SPARSE,)).fetchone():
            add_words(ours)
        wanted = set(ours.execute(_ALL_COLUMNS))
    return sorted(map(".".join, wanted - set(connection.execute(_ALL_COLUMNS))))
