"""The database of the service: keys, sessions, saved searches and the audit log.

It lies beside the index, which holds none of this: an index may be restored, copied or given away.
"""

import sqlite3
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

from search.errors import IndexDamagedError, IndexMismatchError
from search.index import missing_index
from search.storage.database import SqliteFile, explained
from search.storage.store import FILE_NAME as INDEX_FILE_NAME

FILE_NAME = "service.sqlite"
SCHEMA_VERSION = 1
# Every transaction here takes milliseconds, and whoever asks waits for it.
_BUSY_MILLISECONDS = 5000


class ServiceDatabase(SqliteFile):
    """The service's database of an index folder; only the owner of the file may read it."""

    def __init__(self, folder: Path) -> None:
        """Open it, and make it where there is none.

        Raises:
            IndexMissingError: there is no index in the folder.
            IndexMismatchError: it was made by a newer version.
            IndexDamagedError: it is not what was written.
            IndexWriteError: the folder cannot be written.
        """
        super().__init__(folder / FILE_NAME)
        if not (folder / INDEX_FILE_NAME).is_file():
            raise missing_index(folder)
        with explained(self.path):
            # Before anything is in it: SQLite gives its journals the same mode.
            self.path.touch(mode=0o600)
        if self._version() == 0:
            self._create()
        if self._version() != SCHEMA_VERSION:
            msg = f"{self.path} was made by a newer version of shawahid: update this one"
            raise IndexMismatchError(msg)

    def damaged(self, what: object) -> IndexDamagedError:
        """The error for content that is not what was written."""
        msg = (
            f"{self.path} is damaged ({what}): bring back a copy of it; or delete it, and with it"
            " all keys and saved searches, and make new keys"
        )
        return IndexDamagedError(msg)

    def purge(self, sql: str, parameters: tuple[object, ...]) -> None:
        """Delete rows, also from the journal, unless another process still reads in it.

        Such a process is not waited for, since nobody could write meanwhile: what it keeps in the
        journal leaves with the next purge.
        """
        with self.transaction() as connection:
            connection.execute(sql, parameters)
        self._empty_journal()

    def connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        connection = super().connection()
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        return connection

    def _empty_journal(self) -> None:
        with explained(self.path, self.damaged):
            connection = self.connection()
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _version(self) -> int:
        ((version,),) = self.rows("PRAGMA user_version")
        return int(version)

    def _create(self) -> None:
        """Make the tables in one transaction; of two processes, one finds them made."""
        schema = resources.files("service").joinpath("schema.sql").read_text("utf-8")
        with explained(self.path, self.damaged):
            self.connection().execute("PRAGMA journal_mode = WAL")
            self.connection().executescript(
                f"BEGIN IMMEDIATE; {schema} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT"
            )


def timestamp(later: timedelta = timedelta()) -> str:
    """Now, or some time later, as it is stored; such times compare like texts."""
    return (datetime.now(UTC) + later).strftime("%Y-%m-%dT%H:%M:%SZ")
