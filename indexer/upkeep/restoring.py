"""Back up an index into one file, and bring it back."""

import logging
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from filelock import FileLock

from search.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from search.index import LOCK_NAME, Index, hold, open_store
from search.storage import dense_index, lexical_index
from search.storage.database import CopyReport, connect, copy, explained, new_lineage
from search.storage.store import FILE_NAME

# What a restore replaces is kept under this name until the next one.
REPLACED_NAME = "replaced.sqlite"
STAGED_PREFIX = ".restoring-"
# Errors of a database that is damaged, or has the page size of an older schema.
_NOT_OVERWRITTEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY}

logger = logging.getLogger(__name__)


def back_up(folder: Path, file: Path, report: CopyReport) -> None:
    """Copy the last committed state of an index into a file, which is replaced if it is there.

    The index may be read and written meanwhile.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexDamagedError: the copy is not sound, hence neither is the index; no file is made.
        IndexWriteError: the disk is full.
    """
    store = open_store(folder)
    temporary = file.with_name(f".{file.name}.new")
    temporary.unlink(missing_ok=True)
    try:
        with explained(file):
            with closing(sqlite3.connect(temporary)) as target:
                copy(store.database.connection(), target, report)
                # A single file: without it, SQLite would open a journal beside it.
                target.execute("PRAGMA journal_mode = DELETE")
                _check(target, folder / FILE_NAME)
            temporary.replace(file)
    finally:
        store.database.close()
        temporary.unlink(missing_ok=True)


def restore(file: Path, folder: Path, report: CopyReport) -> Path | None:
    """Put the index of a backup into a folder; what was there goes on until the very end.

    Returns:
        Where the database that was replaced is kept, ``None`` where there was none.

    Raises:
        IndexMissingError: there is no such backup.
        IndexDamagedError: the backup is not sound; nothing is changed.
        IndexMismatchError: it was made by a version with another schema.
        IndexLockedError: another process is writing to the index in the folder.
        IndexWriteError: the disk is full.
    """
    if not file.is_file():
        msg = f"there is no backup at {file}"
        raise IndexMissingError(msg)
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=STAGED_PREFIX, dir=folder))
    try:
        with explained(folder), hold(FileLock(folder / LOCK_NAME), folder):
            for path in folder.glob(f"{STAGED_PREFIX}*"):
                if path != staged:  # left by a restore that was killed
                    shutil.rmtree(path)
            with (
                explained(file),
                closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source,
            ):
                _check(source, file)
                with closing(connect(staged / FILE_NAME)) as target:
                    copy(source, target, report)
                    target.execute("PRAGMA journal_mode = WAL")
                    # Indexes derived from what is replaced must not be taken for its own.
                    sql = "UPDATE meta SET value = ? WHERE key = 'lineage'"
                    target.execute(sql, (new_lineage(),))
            Index(staged).close()
            kept = _keep_current(folder)
            replace_index(folder, staged)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return kept


def replace_index(folder: Path, staged: Path) -> None:
    """Make the index of a folder that of another one, in one step for whoever reads it.

    Args:
        folder: of the index; the caller holds its lock.
        staged: a folder with an index of another lineage; its files are moved away.
    """
    for pattern in (dense_index.PATTERN, lexical_index.PATTERN):
        for path in staged.glob(pattern):
            if (folder / path.name).is_dir():  # moved by a run that was broken off after it
                shutil.rmtree(folder / path.name)
            path.rename(folder / path.name)
    try:
        with (
            closing(connect(staged / FILE_NAME)) as source,
            closing(connect(folder / FILE_NAME)) as target,
        ):
            copy(source, target, lambda _, __: None)
            target.execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _NOT_OVERWRITTEN:
            raise
        _move_aside(folder, staged)
    Index(folder).close()  # removes what was derived from the other lineage


def _keep_current(folder: Path) -> Path | None:
    if not (folder / FILE_NAME).is_file():
        return None
    kept = folder / REPLACED_NAME
    try:
        back_up(folder, kept, lambda _, __: None)
    except (IndexDamagedError, IndexMismatchError) as error:
        logger.warning("%s", error)
        for ending in ("", "-wal"):
            path = folder / f"{FILE_NAME}{ending}"
            if path.exists():
                shutil.copy2(path, f"{kept}{ending}")
    return kept


def _move_aside(folder: Path, staged: Path) -> None:
    """Where a database cannot be overwritten by SQLite, exchange the files themselves."""
    with closing(connect(staged / FILE_NAME)) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for ending in ("", "-wal", "-shm"):
        path = folder / f"{FILE_NAME}{ending}"
        if path.exists():
            path.replace(folder / f"{REPLACED_NAME}{ending}")
    (staged / FILE_NAME).rename(folder / FILE_NAME)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        msg = f"{path} is damaged: {found}"
        raise IndexDamagedError(msg)
