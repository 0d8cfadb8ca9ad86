"""Copy the database of one collection, and bring a copy back in place of it."""

import logging
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from indexer.upkeep.contents import problems_of_store
from indexer.upkeep.foreign import problem_of_form
from search.errors import BackupError, IndexDamagedError, IndexMismatchError
from search.index import Index
from search.layout import DERIVED, FILE_NAME, derived_folders, is_index
from search.settings import MODEL, TUNED, IndexSettings
from search.staging import staged
from search.storage.database import new_lineage
from search.storage.removals import FORGOTTEN
from search.storage.schema import SPARSE
from search.storage.sqlite_file import (
    CopyReport,
    connect,
    copy,
    damaged_index,
    explained,
    journals_of,
    remove_journals,
)
from search.storage.store import open_store
from search.targets import put

# What a restore replaces is kept under this name until the next one.
REPLACED_NAME = "replaced.sqlite"
# Errors of a database that is damaged, or has the page size of an older schema.
_NOT_OVERWRITTEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY}

_LAST_NUMBERS = (
    "UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(id), 0) FROM documents)"
    " WHERE name = 'documents'",
    "UPDATE sqlite_sequence SET seq = (SELECT coalesce(max(id), 0) FROM passages)"
    " WHERE name = 'passages'",
)

logger = logging.getLogger(__name__)


def copy_index(folder: Path, file: Path, report: CopyReport) -> None:
    """Copy the last committed state of an index, which may be read and written meanwhile.

    Of what is copied no more is checked than that it is a database; see ``check_copy``.

    Args:
        folder: of the index.
        file: is made, and its owner alone may read it.
        report: called with the pages copied and those there are.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexDamagedError: the copy is not sound, hence neither is the index.
        IndexWriteError: the disk is full.
    """
    store = open_store(folder)
    try:
        with explained(file):
            file.touch(mode=0o600, exist_ok=False)
            with closing(sqlite3.connect(file)) as target:
                copy(store.database.connection(), target, report)
                # A single file: without it, SQLite would open a journal beside it.
                target.execute("PRAGMA journal_mode = DELETE")
                (found,) = target.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise store.database.damaged(found)
    finally:
        store.database.close()


def check_copy(folder: Path, copied: Path, report: CopyReport) -> None:
    """Refuse a copy that could not be restored: every value in it is checked, as then.

    Args:
        folder: of the index that it is of, which messages name.
        copied: a folder that it is in, under the name of a database of an index.
        report: called with the documents checked and those there are.

    Raises:
        IndexDamagedError: something in it is not what was stored.
    """
    problem = _problem_inside(copied, report)
    if problem is not None:
        raise damaged_index(folder / FILE_NAME, problem)


def prepare_copy(folder: Path, backup: Path) -> IndexSettings:
    """Check a copy of a database that may be from anywhere, and make an index of it.

    Args:
        folder: that the copy is in, under the name of a database of an index.
        backup: what messages call the file that it is from.

    Returns:
        What it was made with.

    Raises:
        BackupError: it is not what this program writes.
        IndexMismatchError: it was made by a newer version.
        IndexWriteError: the disk is full.
    """
    path = folder / FILE_NAME
    try:
        problem = problem_of_form(path)
        if problem is None:
            with closing(connect(path)) as connection, explained(path):
                connection.execute("PRAGMA journal_mode = WAL")
            problem = _problem_inside(folder, lambda _, __: None)
        if problem is None:
            with closing(connect(path)) as connection, explained(path):
                _begin_anew(connection)
            index = Index(folder)
            index.close()
            return index.settings
    except IndexMismatchError as error:
        msg = f"{backup} was made by a newer version of shawahid: update this one"
        raise IndexMismatchError(msg) from error
    except IndexDamagedError as error:
        # Its message says what to do about an index in use.
        problem = str(error.__cause__ or "it is damaged")
    msg = f"{backup} is not sound: {problem}; use another backup"
    raise BackupError(msg)


def _begin_anew(connection: sqlite3.Connection) -> None:
    """Make a copy the first commit of a history of its own.

    Indexes derived from what is replaced must not be taken for its own, and numbers that are the
    greatest there may be leave none for what is indexed next.
    """
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE meta SET value = ? WHERE key = 'lineage'", (new_lineage(),))
    connection.execute("UPDATE meta SET value = '1' WHERE key = 'revision'")
    connection.execute("UPDATE passages SET revision = 1")
    connection.execute("DELETE FROM removals")
    connection.execute("DELETE FROM meta WHERE key = ?", (FORGOTTEN,))
    for sql in _LAST_NUMBERS:
        connection.execute(sql)
    connection.execute("COMMIT")


def take_settings(folder: Path, settings: IndexSettings) -> None:
    """Have an index call its models as settings do, and have of what was fitted what they have."""
    rows = settings.to_meta()
    keys = [key for key in (MODEL, SPARSE, TUNED) if key in rows]
    with closing(connect(folder / FILE_NAME)) as connection, explained(folder):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM meta WHERE key = ?", (TUNED,))
        sql = "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"
        connection.executemany(sql, [(key, rows[key]) for key in keys])
        connection.execute("COMMIT")


def _problem_inside(folder: Path, report: CopyReport) -> str | None:
    store = open_store(folder)
    try:
        # Asked for only where there are documents to count.
        documents = cache(lambda: store.counts().documents)
        return next(problems_of_store(store, lambda done: report(done, documents())), None)
    finally:
        store.database.close()


def replace_index(folder: Path, other: Path) -> None:
    """Make the index of a folder that of another one, in one step for whoever reads it.

    A run that was broken off is finished by another one with the same folders.

    Args:
        folder: of the index; the caller holds its lock.
        other: a folder with an index of another lineage; its files are moved away.
    """
    for kind in DERIVED:
        for path in [*derived_folders(other, kind)]:
            if (folder / path.name).is_dir():  # moved by a run that was broken off after it
                shutil.rmtree(folder / path.name)
            path.rename(folder / path.name)
    (folder / FILE_NAME).touch(mode=0o600)
    try:
        with (
            closing(connect(other / FILE_NAME)) as source,
            closing(connect(folder / FILE_NAME)) as target,
        ):
            copy(source, target, lambda _, __: None)
            target.execute("PRAGMA journal_mode = WAL")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _NOT_OVERWRITTEN:
            raise
        _move_aside(folder, other)
    Index(folder).close()  # removes what was derived from the other lineage


def keep_current(folder: Path) -> Path | None:
    """Keep a copy of the database that is to be replaced; returns where, if there is one.

    Raises:
        IndexWriteError: the disk is full.
    """
    if not is_index(folder):
        return None
    kept = folder / REPLACED_NAME
    try:
        with staged(folder) as temporary:
            copy_index(folder, temporary / FILE_NAME, lambda _, __: None)
            remove_journals(kept)
            put(temporary / FILE_NAME, kept)
    except (IndexDamagedError, IndexMismatchError) as error:
        logger.warning("%s", error)
        remove_journals(kept)
        for path, target in _with_journals(folder / FILE_NAME, kept):
            shutil.copy2(path, target)
    return kept


def _move_aside(folder: Path, other: Path) -> None:
    """Where a database cannot be overwritten by SQLite, exchange the files themselves."""
    with closing(connect(other / FILE_NAME)) as source:
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    remove_journals(folder / REPLACED_NAME)
    for path, target in _with_journals(folder / FILE_NAME, folder / REPLACED_NAME):
        path.replace(target)
    (other / FILE_NAME).rename(folder / FILE_NAME)


def _with_journals(path: Path, target: Path) -> list[tuple[Path, Path]]:
    """The files of a database that are there, each with its name beside another one."""
    pairs = zip([path, *journals_of(path)], [target, *journals_of(target)], strict=True)
    return [(source, name) for source, name in pairs if source.exists()]
