"""The database of the service: keys, sessions, what readers keep, and the audit log.

It lies beside the index, which holds none of this: an index may be restored, copied or given away.
Of an index on servers it is in their database; statements are written so that both take them.
"""

import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

from search.errors import IndexDamagedError, IndexMismatchError
from search.layout import SERVICE_FILE_NAME, identity_of, is_index, missing_index
from search.staging import staged
from search.storage.sqlite_file import SqliteFile, explained
from service.access.key_sums import add_missing

FILE_NAME = SERVICE_FILE_NAME
SCHEMA_VERSION = 11
# Every transaction here takes milliseconds, and whoever asks waits for it.
_BUSY_MILLISECONDS = 5000
# So much is checked in less than a second, whenever the file is opened.
_CHECKED_BYTES = 100_000_000


class Cursor(Protocol):
    """What came of a statement."""

    @property
    def rowcount(self) -> int:
        """Rows that were changed."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row, or None
        """The next row."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows one by one."""


class Connection(Protocol):
    """Takes the statements of a transaction."""

    def execute(self, sql: str, parameters: Sequence[Any] = (), /) -> Cursor:
        """Do one."""

    def executemany(self, sql: str, parameters: Sequence[Sequence[Any]], /) -> object:
        """Do one for each of some rows."""


class Database(Protocol):
    """Where a service keeps what is its own. It may be used by any thread."""

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, all at once."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """All statements inside are committed together, or none; one transaction at a time."""

    def purge(self, sql: str, parameters: tuple[object, ...]) -> None:
        """Delete rows for good."""

    def close(self) -> None:
        """Close the connections of all threads."""


class ServiceDatabase(SqliteFile):
    """The service's database of an index folder; only the owner of the file may read it."""

    def __init__(self, folder: Path) -> None:
        """Open it, and make it where there is none.

        Raises:
            IndexMissingError: there is no index in the folder.
            IndexMismatchError: it was made by a newer version.
            IndexDamagedError: it is not what was written, or it is empty: no keys would then be
                needed, so that this is not taken for a new one.
            IndexWriteError: the folder cannot be written.
        """
        super().__init__(folder / FILE_NAME)
        if not is_index(folder):
            raise missing_index(folder)
        if not self.path.exists():
            self._create()
        self._opened = self._identity()
        self._journal: tuple[int, int] | None = None
        ((version,),) = self.rows("PRAGMA user_version")
        if version > SCHEMA_VERSION:
            msg = f"{self.path} was made by a newer version of shawahid: update this one"
            raise IndexMismatchError(msg)
        if version < 1:
            raise self.damaged("it has no tables")
        if version < SCHEMA_VERSION:
            self._bring_up()
        self._check_pages()
        self._hold()

    def damaged(self, what: object) -> IndexDamagedError:
        """The error for content that is not what was written."""
        msg = (
            f"{self.path} is damaged ({what}): bring back a copy of it; or delete it, and with it"
            " all keys, saved searches and dossiers, and make new keys"
        )
        return IndexDamagedError(msg)

    def purge(self, sql: str, parameters: tuple[object, ...]) -> None:
        """Delete rows, also from the journal, unless another process still reads in it.

        Such a process is not waited for, since nobody could write meanwhile: what it keeps in the
        journal leaves with the next purge.
        """
        with self.transaction() as connection:
            connection.execute(sql, parameters)
        with explained(self.path, self.damaged):
            connection = self.connection()
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the connections of all threads."""
        super().close()
        self._held_open()

    def connection(self) -> sqlite3.Connection:
        """The connection of this thread.

        Raises:
            IndexDamagedError: the file is no longer the one that was opened. Whoever revokes a
                key now writes to another file than this one reads, so nothing is read from it.
        """
        is_ours = self._journal is None or identity_of(self._journal_path) == self._journal
        if self._identity() != self._opened or not is_ours:
            raise self.damaged("another file has taken its place; restart what has it open")
        connection = super().connection()
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        return connection

    def _bring_up(self) -> None:
        """Make what an earlier version did not have."""
        with explained(self.path, self.damaged):
            _make(self.connection())

    def _check_pages(self) -> None:
        """Refuse a file with damaged pages, which would be found one by one, by whoever asks.

        The audit log may be of any size: of a file that is large only the keys are checked.
        """
        is_large = self.path.stat().st_size > _CHECKED_BYTES
        ((found,), *_) = self.rows(f"PRAGMA quick_check({'keys' if is_large else 1})")
        if found != "ok":
            raise self.damaged(" ".join(found.split()))

    @property
    def _journal_path(self) -> Path:
        return self.path.with_name(f"{FILE_NAME}-wal")

    def _hold(self) -> None:
        """Keep the journal, which goes with the last connection: no other is ours from then on."""
        with explained(self.path, self.damaged):
            connection = sqlite3.connect(self.path, check_same_thread=False)
            self._held_open = weakref.finalize(self, connection.close)
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()
        self._journal = identity_of(self._journal_path)

    def _identity(self) -> tuple[int, int]:
        """What tells the file from every other one, also from one that takes its place."""
        found = identity_of(self.path)
        if found is None:
            raise self.damaged("it is gone")
        if not self.path.stat().st_size:
            raise self.damaged("it is empty")
        return found

    def _create(self) -> None:
        """Make the file, which appears whole or not at all; of two processes, one finds it made."""
        with explained(self.path), staged(self.path.parent) as folder:
            new = folder / FILE_NAME
            # Before anything is in it: SQLite gives its journals the same mode.
            new.touch(mode=0o600)
            with closing(sqlite3.connect(new)) as connection:
                _make(connection)
                connection.execute("PRAGMA journal_mode = WAL")
            try:
                self.path.hardlink_to(new)
            except FileExistsError:
                return
            except OSError:  # a file system without links
                new.rename(self.path)


def _make(connection: sqlite3.Connection) -> None:
    """Make those tables that are not there, and what is missing in others: all, or nothing."""
    connection.executescript(f"BEGIN IMMEDIATE; {schema()}")
    add_missing(connection)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def schema() -> str:
    """The statements that make the tables, as this version has them."""
    return resources.files("service").joinpath("schema.sql").read_text("utf-8")


def timestamp(later: timedelta = timedelta()) -> str:
    """Now, or some time later, as it is stored; such times compare like texts."""
    return (datetime.now(UTC) + later).strftime("%Y-%m-%dT%H:%M:%SZ")
