"""Add documents to the collections of an archive that is open, and delete them."""

from collections.abc import Iterable, Sequence

from indexer.discovery import InputFile
from indexer.originals import drop_unused
from indexer.pipeline import index_documents, index_files
from indexer.readers import Read
from indexer.run import RunOptions
from indexer.summary import Report, Summary
from indexer.upkeep.switching import finish_switch
from search.archive import Archive
from search.backend import Backend
from search.records import Filters


def add_documents(
    archive: Archive, collection: str, reads: Iterable[Read], report: Report
) -> Summary:
    """Add or replace documents that are at hand; see ``indexer.pipeline.index_documents``.

    The original of a file goes when its last document is replaced by one that came by itself.

    Raises:
        CollectionMissingError: there is no such collection.
    """
    engine = archive.engine(collection)
    with engine.index.writing():
        try:
            return index_documents(engine.index, engine.encoder, reads, report)
        finally:  # also of what was committed before somebody gave it up
            drop_unused(engine.index, engine.index.store.files.unused())


def add_files(
    archive: Archive,
    collection: str,
    files: Sequence[InputFile],
    report: Report,
    options: RunOptions,
) -> Summary:
    """Add or replace the documents in files; see ``indexer.pipeline.index_files``.

    Raises:
        CollectionMissingError: there is no such collection.
    """
    engine = archive.engine(collection)
    return index_files(engine.index, engine.encoder, files, report, options)


def delete_documents(archive: Archive, collection: str, ids: Sequence[str]) -> list[str]:
    """Delete documents; returns the ids that were not there.

    Raises:
        CollectionMissingError: there is no such collection.
        IndexLockedError: another process is writing to it.
    """
    finish_switch(archive.folder)
    with archive.using(collection) as engine, engine.index.writing():
        return delete_from(engine.index, ids)


def delete_matching(archive: Archive, collection: str, filters: Filters) -> int:
    """Delete the documents that are wanted; returns how many.

    Raises:
        CollectionMissingError: there is no such collection.
        IndexLockedError: another process is writing to it.
    """
    finish_switch(archive.folder)
    with archive.using(collection) as engine, engine.index.writing():
        ids = engine.index.store.matching_documents(filters)
        if ids:
            delete_from(engine.index, ids)
        return len(ids)


def delete_from(index: Backend, ids: Sequence[str]) -> list[str]:
    """Delete documents, and originals that nothing else is from; returns the ids not there.

    Args:
        index: of a collection, while ``writing()``.
        ids: of the documents.
    """
    files = [index.store.files.file_of(document_id) for document_id in ids]
    missing = index.store.delete(ids)
    drop_unused(index, files)
    return missing
