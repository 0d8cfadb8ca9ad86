"""A collection's schema in PostgreSQL: connections, commits, locks, errors that say what to do."""

import hashlib
import logging
import random
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.sql import SQL

from search.cluster.address import Address
from search.cluster.texts import keep_every_text
from search.errors import (
    CollectionMissingError,
    IndexDamagedError,
    IndexLockedError,
    IndexWriteError,
    ServerError,
    ShawahidError,
)
from search.layout import PATIENCE
from search.storage.database import State

logger = logging.getLogger(__name__)

# Seconds: to reach the server, for one statement, and for what was sent and is not acknowledged.
_CONNECTING, _STATEMENT, _UNACKNOWLEDGED = 5, 60, 15
_POLL_SECONDS = 0.05
_STREAMED_ROWS = 1000
# Tries to reach a server that was started again, and seconds before the second of them.
_TRIES, _FIRST_WAIT = 4, 0.1


class Database:
    """A schema of a database. It may be used by any thread; each thread has a connection."""

    def __init__(self, address: Address, schema: str) -> None:
        self.address = address
        self.schema = schema
        self._local = threading.local()
        # Threads of a server come and go: their connections must not outlive them.
        self._held: weakref.WeakSet[_Held] = weakref.WeakSet()

    def close(self) -> None:
        """Close the connections of all threads."""
        for held in list(self._held):
            held.connection.close()
        self._local = threading.local()

    def damaged(self, what: object) -> IndexDamagedError:
        """The error for content that is not what was written."""
        return IndexDamagedError(
            f"{self.address.postgres}, schema {self.schema}, is damaged ({what}): bring back a"
            " backup of PostgreSQL, or index again"
        )

    def gone(self, _error: Exception) -> ShawahidError:
        """The error for tables that are not there."""
        msg = f"there is no collection in the schema {self.schema}: was it deleted?"
        return CollectionMissingError(msg)

    def connection(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """The connection of this thread, made again where the server has ended it."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is None or held.connection.closed:
            if held is not None and held.in_use:
                msg = f"{self.address.postgres} ended the connection: try again"
                raise ServerError(msg)
            held = _Held(connect(self.address, self.schema))
            self._local.held = held
            self._held.add(held)
        return held.connection

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, all at once."""
        for _ in range(2):
            connection = self.connection()
            try:
                with explained(self):
                    found = connection.execute(statement(query), parameters)
                    rows: list[tuple[Any, ...]] = found.fetchall()
            except ServerError:
                # What only reads can be asked again, of a server that was started again.
                if not connection.closed or self._local.held.in_use:
                    raise
            else:
                return rows
        msg = f"{self.address.postgres} ends every connection: is it starting?"
        raise ServerError(msg)

    def stream(
        self, query: str, parameters: Sequence[object] = (), at_once: int = _STREAMED_ROWS
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of a query so many at a time, for results that may be as large as the index."""
        name = f"stream_{random.getrandbits(48)}"
        connection = self.connection()
        with explained(self), connection.transaction(), connection.cursor(name) as cursor:
            cursor.itersize = at_once
            # With ``yield from`` what is left half read would close the cursor too late.
            for row in cursor.execute(statement(query), parameters):  # noqa: UP028
                yield row

    @contextmanager
    def transaction(self) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
        """All statements inside are committed together, or none of them."""
        with self._in_use() as connection, explained(self), connection.transaction():
            yield connection

    @contextmanager
    def commit(self) -> "Iterator[tuple[psycopg.Connection[tuple[Any, ...]], int]]":
        """A transaction that raises the revision, while ``held``."""
        if getattr(self._local, "writers", 0) == 0:
            msg = "a commit without the lock of the writer"
            raise RuntimeError(msg)
        with self.transaction() as connection:
            revision = self.state().revision + 1
            yield connection, revision
            connection.execute(
                "UPDATE meta SET value = %s WHERE key = 'revision'", (str(revision),)
            )

    @contextmanager
    def snapshot(self) -> Iterator[State]:
        """Reads of this thread inside see one state, which is not taken away meanwhile."""
        reader = self._key(), self.state().revision
        with self._in_use() as connection, explained(self):
            # Before the state is fixed: whoever takes away what was removed after a revision finds
            # each reader of it.
            connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", reader)
            try:
                with connection.transaction():
                    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    yield self.state()
            finally:
                if not connection.closed:
                    connection.execute("SELECT pg_advisory_unlock_shared(%s, %s)", reader)

    def oldest_read(self) -> int | None:
        """The oldest revision that anybody reads; ``None`` where nobody does."""
        rows = self.rows(
            "SELECT min(objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND classid::bigint = %s",
            (self._key() & 0xFFFFFFFF,),
        )
        return None if rows[0][0] is None else int(rows[0][0])

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the lock of the writer; gives whether this thread did not hold it before.

        Raises:
            IndexLockedError: another process, or another thread, is writing.
        """
        writers = getattr(self._local, "writers", 0)
        self.state()  # on a connection that answers
        with self._in_use() as connection:
            if writers == 0:
                self._take(connection)
            self._local.writers = writers + 1
            try:
                yield writers == 0
            finally:
                self._local.writers = writers
                if writers == 0 and not connection.closed:
                    connection.execute("SELECT pg_advisory_unlock(%s)", (self._key(),))

    def _take(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        deadline = time.monotonic() + PATIENCE
        with explained(self):
            while True:
                row = connection.execute(
                    "SELECT pg_try_advisory_lock(%s)", (self._key(),)
                ).fetchone()
                if row is not None and row[0]:
                    return
                if time.monotonic() > deadline:
                    msg = (
                        f"another process is writing to {self.address.postgres}, schema"
                        f" {self.schema}; try again when it has finished"
                    )
                    raise IndexLockedError(msg)
                time.sleep(_POLL_SECONDS)

    @contextmanager
    def _in_use(self) -> "Iterator[psycopg.Connection[tuple[Any, ...]]]":
        """A connection that is not replaced meanwhile: what was begun on it would be lost."""
        connection = self.connection()
        held = self._local.held
        held.in_use += 1
        try:
            yield connection
        finally:
            held.in_use -= 1

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

    def _key(self) -> int:
        """A number of 32 bits for the advisory locks of the schema."""
        digest = hashlib.sha256(self.schema.encode()).digest()
        return int.from_bytes(digest[:4], "little", signed=True)


class _Held:
    """The connection of a thread, and how many of its callers rely on it."""

    def __init__(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self.connection = connection
        self.in_use = 0
        # With the thread, which alone refers to it.
        weakref.finalize(self, connection.close)


def connect(address: Address, schema: str | None) -> "psycopg.Connection[tuple[Any, ...]]":
    """A connection to the database of an address that finds the tables of a schema.

    Raises:
        ServerError: the server does not answer, or refuses.
    """
    options = f"-c statement_timeout={_STATEMENT * 1000} -c client_encoding=UTF8"
    if schema is not None:
        options += f' -c search_path="{schema}"'
    for tried in range(1, _TRIES + 1):
        try:
            connection = psycopg.connect(
                address.postgres,
                autocommit=True,
                connect_timeout=_CONNECTING,
                options=options,
                application_name="shawahid",
                tcp_user_timeout=_UNACKNOWLEDGED * 1000,
            )
        except psycopg.Error as error:
            if tried == _TRIES or not isinstance(error, psycopg.OperationalError):
                raise _told(address, error) from error
            time.sleep(_FIRST_WAIT * 2**tried * random.uniform(0.5, 1))  # noqa: S311
        else:
            keep_every_text(connection)
            return connection
    raise AssertionError


@contextmanager
def explained_at(address: Address) -> Iterator[None]:
    """Turn errors of PostgreSQL into ones that say what to do, beside a collection.

    Raises:
        ServerError: the server does not answer, or ended the connection.
        IndexWriteError: there is no room, or this user may not write.
    """
    try:
        yield
    except psycopg.Error as error:
        raise _told(address, error) from error


@contextmanager
def explained(database: Database) -> Iterator[None]:
    """Turn errors of PostgreSQL into ones that say what to do.

    Raises:
        ServerError: the server does not answer, or ended the connection.
        IndexWriteError: there is no room, or this user may not write.
        CollectionMissingError: the collection was deleted meanwhile.
        IndexDamagedError: its tables are not what was made.
    """
    try:
        yield
    except psycopg.errors.UndefinedTable as error:
        raise database.gone(error) from error
    except psycopg.errors.UndefinedColumn as error:
        raise database.damaged(error) from error
    except psycopg.Error as error:
        raise _told(database.address, error) from error


_UNWRITABLE = (
    psycopg.errors.DiskFull,
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.ReadOnlySqlTransaction,
)


def _told(address: Address, error: psycopg.Error) -> Exception:
    said = " ".join(str(error).split())[:300]
    if isinstance(error, _UNWRITABLE):
        return IndexWriteError(
            f"{address.postgres} cannot be written ({said}): is there room, and may this user"
            " write?"
            " What was committed before is intact"
        )
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return IndexLockedError(
            f"{address.postgres} is held by another process ({said}); try again in a moment"
        )
    if isinstance(error, psycopg.OperationalError):
        return ServerError(
            f"PostgreSQL at {address.postgres} does not answer ({said}): is it there?"
        )
    if isinstance(error, psycopg.ProgrammingError) and not error.sqlstate:
        return ServerError(f"PostgreSQL cannot be asked at {address.postgres}: {said}")
    told: Exception = error  # a mistake of the program
    return told


def statement(text: str) -> SQL:
    """A statement that is made of constants: values are its parameters."""
    return SQL(text)
