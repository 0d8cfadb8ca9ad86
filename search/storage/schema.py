"""The tables of an index: made, given room for new fields, brought up from an older version."""

import re
import sqlite3
from contextlib import closing
from importlib import resources

from search.fields import STORED

SCHEMA_VERSION = 6
# The row of `meta` that tells of a sparse encoder.
SPARSE = "sparse"
# Those that are brought up without embedding anything again.
OLDER_VERSIONS = frozenset({"3", "4", "5"})
# What filters and lists ask for, so that they need not read past the texts.
_FACTS = (
    *("key", "file_id", "story_id", "added", "date"),
    *(field.name for field in STORED if field.plural),
)
_COLUMNS = "SELECT name FROM pragma_table_info('documents')"
_INDEXES_OF_DOCUMENTS = (
    "SELECT sql FROM sqlite_schema WHERE tbl_name = 'documents' AND type = 'index' AND sql NOT NULL"
)
_COLLECTIONS = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'collections'"
_INDEXED = "SELECT name FROM pragma_index_info('documents_by_facts')"
_VERSION = re.compile("[0-9]{1,9}", re.ASCII)


def is_version(schema: str) -> bool:
    """Whether a database that may have been made anywhere says of which version it is."""
    return _VERSION.fullmatch(schema) is not None


def create_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of an index in an empty database, within a transaction that it begins."""
    schema = resources.files("search.storage").joinpath("schema.sql").read_text("utf-8")
    # Otherwise each table is one of its own, which the disk has to confirm.
    connection.executescript(f"BEGIN; {schema}")
    add_fields(connection)


def add_words(connection: sqlite3.Connection) -> None:
    """Make room for what a sparse encoder makes of each text, which few indexes have."""
    connection.execute("ALTER TABLE embeddings ADD COLUMN words BLOB")


def has_fields(connection: sqlite3.Connection) -> bool:
    """Whether there is room for every field that this version knows."""
    has_columns = {field.name for field in STORED} <= _names(connection, _COLUMNS)
    return has_columns and set(_FACTS) <= _names(connection, _INDEXED)


def add_fields(connection: sqlite3.Connection) -> None:
    """Add the columns of fields that are not there yet, within a transaction."""
    there = _names(connection, _COLUMNS)
    for field in STORED:
        if field.name not in there:
            connection.execute(f"ALTER TABLE documents ADD COLUMN {field.name} TEXT")
    connection.execute("DROP INDEX IF EXISTS documents_by_facts")
    connection.execute(f"CREATE INDEX documents_by_facts ON documents ({', '.join(_FACTS)})")


def bring_up(connection: sqlite3.Connection) -> None:
    """Make an older index one of this version, within a transaction.

    What was embedded before has no places of its tokens: they are found when they are asked for.
    """
    if _names(connection, _COLLECTIONS):
        _separate(connection)
    connection.execute("ALTER TABLE embeddings ADD COLUMN places BLOB")
    sql = "UPDATE meta SET value = ? WHERE key = 'schema'"
    connection.execute(sql, (str(SCHEMA_VERSION),))


def _separate(connection: sqlite3.Connection) -> None:
    """Collections are folders of their own now. Numbers of documents go on where they were."""
    if "pages" in _names(connection, _COLUMNS):
        connection.execute("ALTER TABLE documents RENAME COLUMN pages TO parts")
    with closing(sqlite3.connect(":memory:")) as ours:
        create_tables(ours)
        ((table,),) = ours.execute("SELECT sql FROM sqlite_schema WHERE name = 'documents'")
        indexes = ours.execute(_INDEXES_OF_DOCUMENTS).fetchall()
        wanted = _names(ours, _COLUMNS)
    columns = ", ".join(sorted(wanted & _names(connection, _COLUMNS)))
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'documents'").fetchall()
    connection.execute(table.replace("documents", "documents_new", 1))
    connection.execute(f"INSERT INTO documents_new ({columns}) SELECT {columns} FROM documents")
    connection.execute("DROP TABLE documents")
    connection.execute("ALTER TABLE documents_new RENAME TO documents")
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'documents'")
    connection.executemany("INSERT INTO sqlite_sequence VALUES ('documents', ?)", last)
    connection.execute("DROP TABLE collections")
    for (sql,) in indexes:
        connection.execute(sql)


def _names(connection: sqlite3.Connection, sql: str) -> set[str]:
    return {row[0] for row in connection.execute(sql)}
