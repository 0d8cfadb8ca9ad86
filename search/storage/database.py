"""The database of an index: what it says of itself, and its commits."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from search.errors import IndexMismatchError
from search.storage.schema import (
    OLDER_VERSIONS,
    SCHEMA_VERSION,
    SPARSE,
    add_fields,
    add_words,
    bring_up,
    create_tables,
    has_fields,
    is_version,
)
from search.storage.sqlite_file import SqliteFile, explained, remove_journals

# Rows of embeddings are about 10 kB: with pages of 4096 they waste 9 % of the file, with 2048 4 %.
_PAGE_BYTES = 2048


class State(NamedTuple):
    """Which state of an index something reflects.

    A lineage is one history of commits: restoring a backup, changing the model or putting an older
    copy back begins a new one. The revision is the number of the last commit in it.
    """

    lineage: str
    revision: int


class Database(SqliteFile):
    """The database of an index."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._check_schema()

    @staticmethod
    def create(path: Path, meta: dict[str, str]) -> None:
        """Write an empty database; the file appears whole or not at all."""
        temporary = path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        with explained(path):
            # Before anything is in it: SQLite gives its journals the same mode.
            temporary.touch(mode=0o600)
            connection = sqlite3.connect(temporary)
            connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
            with connection:
                create_tables(connection)
                if SPARSE in meta:
                    add_words(connection)
                rows = {
                    "schema": str(SCHEMA_VERSION),
                    "lineage": new_lineage(),
                    "revision": "0",
                    **meta,
                }
                connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
            connection.execute("PRAGMA journal_mode = WAL")
            connection.close()
            remove_journals(path)
            temporary.rename(path)

    def meta(self) -> dict[str, str]:
        """What the index says of itself: schema, state, model, analyser, settings."""
        return dict(self.rows("SELECT key, value FROM meta"))

    def state(self) -> State:
        """The lineage and the last committed revision."""
        found = dict(self.rows("SELECT key, value FROM meta WHERE key IN ('lineage', 'revision')"))
        try:
            return State(found["lineage"], int(found["revision"]))
        except (KeyError, ValueError) as error:
            raise self.damaged(f"its state is {str(found)[:100]}") from error

    @contextmanager
    def snapshot(self) -> Iterator[State]:
        """Reads of this thread inside see one state, whatever is committed meanwhile."""
        with explained(self.path):
            connection = self.connection()
            connection.execute("BEGIN")
            try:
                yield self.state()
            finally:
                # Where the database was closed meanwhile the thread has another one by now.
                connection.execute("COMMIT")

    @contextmanager
    def commit(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """A transaction that readers and derived indexes follow: it raises the revision."""
        with self.transaction() as connection:
            revision = self.state().revision + 1
            yield connection, revision
            connection.execute("UPDATE meta SET value = ? WHERE key = 'revision'", (str(revision),))

    def begin_lineage(self) -> None:
        """Begin another history of commits, so that everything derived is made again."""
        with self.transaction() as connection:
            sql = "UPDATE meta SET value = ? WHERE key = 'lineage'"
            connection.execute(sql, (new_lineage(),))

    def _check_schema(self) -> None:
        if self.meta().get("schema") in OLDER_VERSIONS:
            self._upgrade()
        found = self.meta().get("schema")
        if found is None or not is_version(found):
            raise self.damaged(f"its schema is {str(found)[:40]!r}")
        if found != str(SCHEMA_VERSION):
            older = int(found) < SCHEMA_VERSION
            advice = "index its files again in a new folder" if older else "update shawahid"
            msg = f"{self.path} has schema {found}, this version reads {SCHEMA_VERSION}: {advice}"
            raise IndexMismatchError(msg)
        if not has_fields(self.connection()):
            with self.transaction() as connection:
                add_fields(connection)

    def _upgrade(self) -> None:
        # A table that is made anew takes nothing with it; cannot be changed within a transaction.
        self.connection().execute("PRAGMA foreign_keys = OFF")
        try:
            with self.transaction() as connection:
                # By now perhaps another process has done it.
                if self.meta().get("schema") in OLDER_VERSIONS:
                    bring_up(connection)
        finally:
            self.connection().execute("PRAGMA foreign_keys = ON")


def new_lineage() -> str:
    """A name for a history of commits that no other has."""
    return secrets.token_hex(8)
