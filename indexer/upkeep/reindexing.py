"""Make an index again, with another model or by a newer version, beside the one in use."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from indexer.embedding import OpenEncoder
from indexer.pipeline import index_documents, open_for_writing
from indexer.preparation import bands_of
from indexer.readers import Read
from indexer.summary import Report, Summary
from indexer.upkeep.copying import replace_index
from search.index import Index
from search.layout import hold, writer_lock
from search.storage.sqlite_file import explained
from search.storage.store import Store, open_store

STAGED_NAME = ".reindexing"


def reindex(folder: Path, open_encoder: OpenEncoder, model: str | None, report: Report) -> Summary:
    """Embed every document again with a model, and then switch to what was made.

    Until then the index answers as before, and a run that was broken off goes on where it
    stopped. Nobody else can write meanwhile.

    Args:
        folder: of the index.
        open_encoder: opens the model.
        model: its name or path, ``None`` for the bundled one.
        report: called with the summary so far after every document and batch.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexLockedError: another process is writing to it.
        IndexWriteError: the disk is full.
    """
    staged = folder / STAGED_NAME
    store = open_store(folder)
    try:
        with explained(folder), hold(writer_lock(folder), folder):
            lineage = store.database.state().lineage
            index = _open_staged(staged, open_encoder, model, lineage)
            try:
                summary = _embed_again(store, index, open_encoder, report)
            finally:
                index.close()
            replace_index(folder, staged)
            shutil.rmtree(staged)
    finally:
        store.database.close()
    return summary


def letters(folder: Path) -> int:
    """How many letters the documents of an index have, for a progress bar."""
    store = open_store(folder)
    ((count,),) = store.database.rows("SELECT sum(length(text)) FROM documents")
    store.database.close()
    return int(count or 0)


def _embed_again(store: Store, index: Index, open_encoder: OpenEncoder, report: Report) -> Summary:
    """Bring an index to what another one holds."""
    files: dict[str, str | None] = {}
    reads = _documents(store, files)
    summary = index_documents(index, open_encoder, reads, report, lambda read: files[read.place])
    staged_ids = index.store.database.rows("SELECT key FROM documents ORDER BY id")
    gone = [document_id for (document_id,) in staged_ids if document_id not in files]
    if gone:  # deleted after a run was broken off
        with index.writing():
            index.store.delete(gone)
    finished = "SELECT path, content_hash FROM files WHERE content_hash IS NOT NULL"
    index.store.files.finish(dict(store.database.rows(finished)))
    index.store.note_added(store.added())
    return summary


def _open_staged(staged: Path, open_encoder: OpenEncoder, model: str | None, lineage: str) -> Index:
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


def _documents(store: Store, files: dict[str, str | None]) -> Iterator[Read]:
    """The documents of an index; notes the file of each by its id."""
    for document, _ in store.documents():
        files[document.id] = store.files.file_of(document.id)
        yield Read(document.id, document, len(document.text), bands_of(document))
