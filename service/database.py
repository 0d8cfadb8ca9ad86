"""The database of the service: keys, sessions, what readers keep, and the audit log.

It lies beside the index, which holds none of this: an index may be restored, copied or given away.
"""

import sqlite3
import weakref
from collections.abc import Collection, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

from search.errors import IndexDamagedError, IndexMismatchError
from search.layout import SERVICE_FILE_NAME, identity_of, is_index, missing_index
from search.staging import staged
from search.storage.sqlite_file import SqliteFile, explained
from service.access.callers import Role
from service.schemas.batches import Note
from service.stored_json import COLUMNS

FILE_NAME = SERVICE_FILE_NAME
SCHEMA_VERSION = 7
# Every transaction here takes milliseconds, and whoever asks waits for it.
_BUSY_MILLISECONDS = 5000

_DIGIT = "[0-9]"
_TIME = f"'{_DIGIT * 4}-{_DIGIT * 2}-{_DIGIT * 2}T{_DIGIT * 2}:{_DIGIT * 2}:{_DIGIT * 2}Z'"
_STATES = "'waiting', 'running', 'done', 'failed', 'cancelled'"
_DIGEST = "length(digest) = 40 AND digest NOT GLOB '*[^0-9a-f]*'"
# What holds for every row of a table, in SQL.
_SOUND = (
    ("keys", "length(id) = 8 AND id NOT GLOB '*[^a-z2-7]*'"),
    ("keys", f"role IN ({', '.join(repr(role.value) for role in Role)})"),
    ("keys", "rate IS NULL OR rate > 0"),
    ("keys", "length(secret_hash) = 32"),
    ("keys", f"created GLOB {_TIME} AND (revoked IS NULL OR revoked GLOB {_TIME})"),
    ("sessions", f"length(token_hash) = 32 AND expires GLOB {_TIME}"),
    ("saved", "length(token) = 32 AND token NOT GLOB '*[^a-z2-7]*'"),
    ("saved", f"created GLOB {_TIME}"),
    ("alerts", f"first_seen GLOB {_TIME}"),
    ("alert_places", _DIGEST),
    ("alert_places", "first >= 0 AND last > first AND last < 1000000000"),
    ("alert_places", "sentence_first >= 0 AND sentence_last > sentence_first"),
    ("dossiers", "length(token) = 32 AND token NOT GLOB '*[^a-z2-7]*'"),
    ("dossiers", f"created GLOB {_TIME}"),
    ("dossier_items", "first >= 0 AND last > first AND last < 1000000000"),
    ("dossier_items", _DIGEST),
    ("dossier_items", f"added GLOB {_TIME}"),
    ("batches", "length(token) = 32 AND token NOT GLOB '*[^a-z2-7]*'"),
    ("batches", f"created GLOB {_TIME}"),
    ("batches", f"state IN ({_STATES}) AND asked >= 0"),
    ("batch_rows", "number >= 0 AND line > 0"),
    ("batch_rows", f"note IS NULL OR note IN ({', '.join(repr(note.value) for note in Note)})"),
    ("batch_rows", "strength IS NULL OR strength IN ('strong', 'possible')"),
    ("batch_rows", "(strength IS NULL) = (first IS NULL) AND (first IS NULL) = (last IS NULL)"),
    ("batch_rows", "first IS NULL OR (first >= 0 AND last > first AND last < 1000000000)"),
    ("batch_rows", f"first IS NULL OR ({_DIGEST} AND document_id IS NOT NULL)"),
    ("batch_rows", "(first IS NULL) = (collection IS NULL)"),
    ("batch_rows", "answer_first IS NULL OR (answer_first >= 0 AND answer_last > answer_first)"),
    ("deliveries", "length(secret) = 32 AND secret NOT GLOB '*[^a-z2-7]*'"),
    ("deliveries", "kind IN ('mail', 'webhook') AND hours IN (1, 24) AND language IN ('ar', 'en')"),
    ("deliveries", f"due GLOB {_TIME} AND tries >= 0 AND begun >= 0"),
    ("jobs", "length(id) > 20 AND id NOT GLOB '*[^A-Za-z0-9_-]*'"),
    ("jobs", f"state IN ({_STATES})"),
    ("jobs", "bytes >= 0 AND tries >= 0"),
    ("audit", f"at GLOB {_TIME}"),
)


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
        """Make the tables that an earlier version did not have."""
        with explained(self.path, self.damaged):
            self.connection().executescript(_script())

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
                connection.executescript(_script())
                connection.execute("PRAGMA journal_mode = WAL")
            try:
                self.path.hardlink_to(new)
            except FileExistsError:
                return
            except OSError:  # a file system without links
                new.rename(self.path)


def find_problems(file: Path) -> list[str]:
    """What is wrong with a database of the service that comes from wherever; empty if nothing is.

    It may be in use meanwhile. What is told names the file, and no secret.
    """
    database = SqliteFile(file)
    try:
        connection = database.connection()
        problems = _problems_of_form(connection) or _problems_of_rows(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        problems = [str(error)]
    finally:
        database.close()
    return [f"{file}: {problem}" for problem in problems]


def _problems_of_form(connection: sqlite3.Connection) -> list[str]:
    found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in range(1, SCHEMA_VERSION + 1):
        found.append(f"it has version {version}, expected 1 to {SCHEMA_VERSION}")
    # Also what is not ours: a trigger could open a key again that was revoked.
    held, ours = _objects(connection), _own_objects()
    strange = {name for name, sql in held.items() if ours.get(name) != sql}
    missing = ours.keys() - held.keys() if version == SCHEMA_VERSION else set()
    found += [f"{name} is not as this program makes it" for name in sorted(strange | missing)]
    return found


def _problems_of_rows(connection: sqlite3.Connection) -> list[str]:
    found = [
        f"row {row} of {table} refers to {other} that is not there"
        for table, row, other, _ in connection.execute("PRAGMA foreign_key_check")
    ]
    held = _objects(connection)
    for table, condition in _SOUND:
        if table not in held:  # of a later version
            continue
        sql = f"SELECT count(*) FROM {table} WHERE ({condition}) IS NOT 1"  # noqa: S608 - ours
        (count,) = connection.execute(sql).fetchone()
        if count:
            found.append(f"{count} rows of {table} are not what is stored there: {condition}")
    return [*found, *_problems_of_json(connection, held)]


def _problems_of_json(connection: sqlite3.Connection, held: Collection[str]) -> Iterator[str]:
    """The first problem of each column that is JSON: it is read as the service reads it."""
    for table, column, read in COLUMNS:
        sql = f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608 - ours
        for row, text in connection.execute(sql) if table in held else ():
            try:
                read(text)
            except (ValueError, RecursionError) as error:
                yield f"{column} in row {row} of {table} is not what is stored there: {error}"
                break


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    """The tables, indexes, triggers and views, by their names, as they were made."""
    found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {name: sql for name, sql in found if not name.startswith("sqlite_")}


@cache
def _own_objects() -> dict[str, str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_schema())
        return _objects(connection)


def _script() -> str:
    """Makes those tables that are not there."""
    return f"BEGIN IMMEDIATE; {_schema()} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT"


def _schema() -> str:
    return resources.files("service").joinpath("schema.sql").read_text("utf-8")


def timestamp(later: timedelta = timedelta()) -> str:
    """Now, or some time later, as it is stored; such times compare like texts."""
    return (datetime.now(UTC) + later).strftime("%Y-%m-%dT%H:%M:%SZ")
