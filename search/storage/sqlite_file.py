"""One SQLite file: connections, transactions, and errors that say what to do."""

import errno
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from search.errors import (
    ClosedError,
    IndexDamagedError,
    IndexLockedError,
    IndexUnreadableError,
    IndexWriteError,
    ShawahidError,
)
from search.kinds import kind_of
from search.open_files import open_files

_PARAMETERS = 500  # SQLite allows 999 in old builds
_CACHE_KIBIBYTES = 32_000
_COPIED_PAGES = 10_000
# Connections that a thread keeps: some, also where few files may be open, and of more a share that
# leaves some for a hundred threads with two files each.
_LEAST_HELD, _SHARE_HELD = 4, 400
_NO_PLACE = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# Damage that SQLite takes for a mistake in the statement, or Python for one in the text.
_DAMAGED_MESSAGES = (
    "Could not decode to UTF-8",
    "no such column",
    "no such table",
    "unsupported file format",
)
# By another thread, as Python says it.
_CLOSED = "Cannot operate on a closed database"
_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM}

# Called with what is done and what there is to do.
CopyReport = Callable[[int, int], None]


class _Held:
    """The connection of a thread: closed when the thread, which alone refers to it, ends.

    Args:
        path: of the file.
        local: where the thread refers to it.
    """

    def __init__(self, path: Path, local: threading.local) -> None:
        self._path = path
        self._local = local
        self._version: object = None
        self.streams = 0
        self.is_closed = False
        try:
            self.connection = connect(path)
        except sqlite3.OperationalError as error:
            # Beside a database SQLite keeps files of its own, which cannot be made everywhere.
            if error.sqlite_errorcode & 0xFF not in _NO_PLACE or _wal_of(path):
                raise
            if not path.exists():  # deleted meanwhile
                raise
            self._version = _version_of(path)
            self.connection = connect(path, immutable=True)

    def is_current(self) -> bool:
        """Whether the file is still the one that was taken for immutable, where it was."""
        if self._version is None or self.connection.in_transaction:
            return True
        return self._version == _version_of(self._path)

    def is_idle(self) -> bool:
        """Whether the thread reads nothing by it, and is in no transaction."""
        return not self.streams and not self.connection.in_transaction

    def close(self) -> None:
        """Close it, of whichever thread it is."""
        self.is_closed = True
        self.connection.close()

    def let_go(self) -> None:
        """Have the thread, which is this one, refer to it no more."""
        if getattr(self._local, "held", None) is self:
            del self._local.held

    def __del__(self) -> None:
        if hasattr(self, "connection"):  # it could be opened
            self.connection.close()


class _Opened(threading.local):
    """The connections of a thread to whatever files, in the order in which they were opened."""

    def __init__(self) -> None:
        self.held: list[weakref.ref[_Held]] = []


_opened = _Opened()


def _make_room() -> None:
    """Let go of what this thread opened first, where it has as many connections as it may.

    A service has tens of threads, and each of them may ask hundreds of collections.
    """
    most = max(_LEAST_HELD, open_files() // _SHARE_HELD)
    held_by = (each() for each in _opened.held)
    left = [held for held in held_by if held is not None and not held.is_closed]
    for held in [*left]:
        if len(left) >= most and held.is_idle():
            held.let_go()
            left.remove(held)
    _opened.held = [weakref.ref(held) for held in left]


class SqliteFile:
    """One SQLite file. It may be used by any thread; each thread has a connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        # Threads of a server come and go: their connections must not outlive them.
        self._held: weakref.WeakSet[_Held] = weakref.WeakSet()

    def close(self) -> None:
        """Close the connections of all threads."""
        for held in list(self._held):
            held.close()
        self._held.clear()
        self._local = threading.local()

    def damaged(self, what: object) -> IndexDamagedError:
        """The error for content that is not what was written."""
        return damaged_index(self.path, what)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query, all at once."""
        with explained(self.path, self.damaged):
            return self.connection().execute(sql, parameters).fetchall()

    def stream(self, sql: str, parameters: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query one by one, for results that may be as large as the index."""
        with explained(self.path, self.damaged):
            # With ``yield from`` a stream that is left half read closes its cursor, which is an
            # error where the file has been closed before it.
            held = self._of_thread()
            held.streams += 1
            try:
                for row in held.connection.execute(sql, parameters):  # noqa: UP028
                    yield row
            finally:
                held.streams -= 1

    def rows_in(self, sql: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query with ``IN ({})``, for any number of values."""
        for i in range(0, len(values), _PARAMETERS):
            chunk = values[i : i + _PARAMETERS]
            yield from self.rows(sql.format(",".join("?" * len(chunk))), chunk)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All statements inside are committed together, or none of them."""
        with explained(self.path, self.damaged):
            connection = self.connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        return self._of_thread().connection

    def _of_thread(self) -> _Held:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None or not held.is_current():
            _make_room()
            held = _Held(self.path, self._local)
            self._local.held = held
            self._held.add(held)
            _opened.held.append(weakref.ref(held))
        return held


def connect(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
    """A connection to a file that is there: durable, and what is deleted is overwritten.

    Args:
        path: of the file.
        immutable: nobody writes to it meanwhile, and nothing can be written beside it.
    """
    address = f"{path.absolute().as_uri()}?{'immutable=1' if immutable else 'mode=rw'}"
    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, check_same_thread=False, timeout=60
    )
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
        connection.create_function("kind", 2, kind_of, deterministic=True)
        connection.execute("SELECT 1 FROM sqlite_schema").fetchone()  # opens the file
    except BaseException:
        connection.close()
        raise
    return connection


def _version_of(path: Path) -> tuple[int, ...] | None:
    """What changes when somebody writes to a database; ``None`` where there is none any more."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size, _wal_of(path)


def _wal_of(path: Path) -> int:
    """Bytes that were written to a database and are not in the file itself yet."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except FileNotFoundError:
        return 0


def journals_of(path: Path) -> list[Path]:
    """The files that SQLite keeps beside a database, whether they are there or not."""
    return [path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm", "-journal")]


def remove_journals(path: Path) -> None:
    """Remove what is left beside a database: SQLite would write it into the next of that name."""
    for journal in journals_of(path):
        journal.unlink(missing_ok=True)


def copy(source: sqlite3.Connection, target: sqlite3.Connection, report: CopyReport) -> None:
    """Make a database equal to another, in one transaction, while both may be read.

    Args:
        source: is read in one state, whatever is committed to it meanwhile.
        target: keeps what it had until everything is copied.
        report: called with the pages copied and the pages there are.
    """
    source.execute("BEGIN")
    source.execute("SELECT 1 FROM sqlite_schema").fetchone()  # the snapshot begins here
    try:
        source.backup(
            target, pages=_COPIED_PAGES, progress=lambda _, left, all_: report(all_ - left, all_)
        )
    finally:
        source.execute("COMMIT")


@contextmanager
def explained(
    path: Path, damaged: Callable[[object], IndexDamagedError] | None = None
) -> Iterator[None]:
    """Turn SQLite's errors into ones that say what to do.

    Args:
        path: of the file or folder that is read or written.
        damaged: the error for content that is not what was written; by default that of an index.

    Raises:
        ClosedError: another thread has closed the file meanwhile.
        IndexWriteError: the disk is full or cannot be written.
        IndexLockedError: another program holds the file for longer than a minute.
        IndexUnreadableError: this user may not read it.
        IndexDamagedError: the file is not what was written.
    """
    damage = damaged or partial(damaged_index, path)
    try:
        yield
    except sqlite3.DatabaseError as error:
        told = _told(path, error, damage)
        if told is None:  # a mistake of the program
            raise
        raise told from error
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        raise _unwritable(path, error) from error
    except UnicodeDecodeError as error:  # in a message about a schema that is damaged
        raise damage(error) from error


def _told(
    path: Path, error: sqlite3.DatabaseError, damage: Callable[[object], IndexDamagedError]
) -> ShawahidError | None:
    """An error of SQLite as one that says what to do, ``None`` where nothing can be done."""
    if str(error).startswith(_CLOSED):
        return ClosedError(f"{path} was closed while it was read: open it again")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}:
        return _unwritable(path, error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        msg = f"{path} is held by another program ({error}); try again when it has finished"
        return IndexLockedError(msg)
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        msg = f"{path} cannot be opened ({error}): may this user read it, and its folder?"
        return IndexUnreadableError(msg)
    if code in _DAMAGED or str(error).startswith(_DAMAGED_MESSAGES):
        return damage(error)
    return None


def _unwritable(path: Path, error: Exception) -> IndexWriteError:
    return IndexWriteError(
        f"{path} cannot be written ({error}): is the disk full or write-protected?"
        " What was committed before is intact; make room and run the command again"
    )


def damaged_index(path: Path, what: object) -> IndexDamagedError:
    """The error for a database of an index that is not what was written."""
    return IndexDamagedError(
        f"{path} is damaged ({what}): see what with `shawahid verify --index {path.parent}`, then"
        f" bring back a backup with `shawahid restore FILE --index {path.parent}` or delete the"
        " folder and index again"
    )
