"""Make an index again, with another model or by a newer version, beside the one in use."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from indexer.pipeline import OpenEncoder, Report, Summary, index_documents, open_for_writing
from indexer.preparation import bands_of, prepare
from indexer.readers import Read
from indexer.upkeep.copying import replace_index
from search.errors import IndexMissingError
from search.index import Index, hold, writer_lock
from search.records import Document
from search.storage.database import explained
from search.storage.store import FILE_NAME, Store

STAGED_NAME = ".reindexing"


def reindex(folder: Path, open_encoder: OpenEncoder, model: str | None, report: Report) -> Summary:
    """Embed every document again with a model, and then switch to what was made.

    Until then the index answers as before, and a run that was broken off goes on where it
    stopped. Nobody else can write meanwhile.

    Args:
        folder: of the index, also of one with an older schema.
        open_encoder: opens the model.
        model: its name or path, ``None`` for the bundled one.
        report: called with the summary so far after every document and batch.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexLockedError: another process is writing to it.
        IndexWriteError: the disk is full.
    """
    database = _database(folder)
    staged = folder / STAGED_NAME
    with explained(folder), hold(writer_lock(folder), folder):
        index = _open_staged(staged, open_encoder, model, _lineage(database))
        try:
            files: dict[str, str | None] = {}
            reads = _documents(database, files)
            summary = index_documents(
                index, open_encoder, reads, report, lambda read: files[read.place]
            )
            staged_ids = index.store.database.rows("SELECT key FROM documents ORDER BY id")
            gone = [document_id for (document_id,) in staged_ids if document_id not in files]
            if gone:  # deleted after a run was broken off
                with index.writing():
                    index.store.delete(gone)
            index.store.files.finish(_finished_files(database))
            index.store.note_added(_added(database))
        finally:
            index.close()
        replace_index(folder, staged)
        shutil.rmtree(staged)
    return summary


def letters(folder: Path) -> int:
    """How many letters the documents of an index have, for a progress bar."""
    ((count,),) = _rows(_database(folder), "SELECT sum(length(text)) FROM documents")
    return int(count or 0)


def _database(folder: Path) -> Path:
    if not (folder / FILE_NAME).is_file():
        msg = f"there is no index in {folder}"
        raise IndexMissingError(msg)
    return folder / FILE_NAME


def _lineage(path: Path) -> str | None:
    """The history of commits of a database; schema 1 had none."""
    rows = _rows(path, "SELECT value FROM meta WHERE key = 'lineage'")
    return str(rows[0][0]) if rows else None


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query to a database of any schema."""
    with closing(sqlite3.connect(path)) as connection, explained(path):
        return connection.execute(sql).fetchall()


def _open_staged(
    staged: Path, open_encoder: OpenEncoder, model: str | None, lineage: str | None
) -> Index:
    """The index that is being made.

    One that was begun with another model is thrown away, or one that is in use already.
    """
    index = open_for_writing(staged, open_encoder, model)
    is_same_model = index.settings.fingerprint == open_encoder().fingerprint
    if is_same_model and index.store.database.state().lineage != lineage:
        return index
    index.close()
    shutil.rmtree(staged)
    return open_for_writing(staged, open_encoder, model)


def _documents(path: Path, files: dict[str, str | None]) -> Iterator[Read]:
    """The documents of a database; notes the file of each by its id."""
    ((schema,),) = _rows(path, "SELECT value FROM meta WHERE key = 'schema'")
    reads = _first_schema(path) if schema == "1" else _this_schema(path)
    for read, file in reads:
        files[read.place] = file
        yield read


def _this_schema(path: Path) -> Iterator[tuple[Read, str | None]]:
    store = Store(path)
    for document, _ in store.documents():
        file = store.files.file_of(document.id)
        yield Read(document.id, document, len(document.text), bands_of(document)), file
    store.database.close()


def _first_schema(path: Path) -> Iterator[tuple[Read, str | None]]:
    """Schema 1 knew no language, pages, ignored spans, stories and files."""
    with closing(sqlite3.connect(path)) as connection, explained(path):
        sql = "SELECT key, text, title, source, url, date, author, metadata FROM documents"
        for *fields, metadata in connection.execute(f"{sql} ORDER BY id"):
            key, text, title, source, url, date, author = fields
            document = Document(
                key, text, title, source, url, date, author, metadata=json.loads(metadata)
            )
            yield prepare(Read(document.id, document, len(document.text))), None


def _added(path: Path) -> dict[str, str]:
    """When documents first came; schema 1 did not note it."""
    if not _rows(path, "SELECT 1 FROM pragma_table_info('documents') WHERE name = 'added'"):
        return {}
    return dict(_rows(path, "SELECT key, added FROM documents WHERE added IS NOT NULL"))


def _finished_files(path: Path) -> dict[str, str]:
    if not _rows(path, "SELECT 1 FROM sqlite_schema WHERE name = 'files'"):
        return {}
    rows = _rows(path, "SELECT path, content_hash FROM files WHERE content_hash IS NOT NULL")
    return dict(rows)
