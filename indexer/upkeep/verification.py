"""Check everything that an index holds against everything else."""

import sqlite3
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from indexer.originals import strange_originals
from indexer.upkeep.contents import Report, problems_of_store
from search.errors import IndexDamagedError, SynonymsError
from search.index import Index
from search.sparse_vector import SparseVector
from search.storage.store import Store, open_store


def verify(folder: Path, report: Report) -> Iterator[str]:
    """Find what is wrong with an index; nothing is given when it is sound.

    Derived indexes that are damaged are made again at opening, which the log says; here the
    database is checked, and that they hold exactly what it does.

    Args:
        folder: of the index.
        report: called with the number of documents checked.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexMismatchError: it was made by a version with another schema.
    """
    try:
        store = open_store(folder)
    except IndexDamagedError as error:
        yield str(error)
        return
    try:
        yield from _verify_database(store)
        yield from problems_of_store(store, report)
        yield from _verify_originals(store, folder)
        index = Index(folder)
        try:
            yield from _verify_derived(index)
            yield from _verify_synonyms(index)
        finally:
            index.close()
    except IndexDamagedError as error:
        yield str(error)
    finally:
        store.database.close()


def _verify_database(store: Store) -> Iterator[str]:
    path = store.database.path
    try:
        for (found,) in store.database.connection().execute("PRAGMA integrity_check"):
            if found != "ok":
                yield f"{path}: {found}"
    except sqlite3.DatabaseError as error:
        yield f"{path}: {error}"


def _verify_originals(store: Store, folder: Path) -> Iterator[str]:
    for path in strange_originals(folder, store.files):
        yield f"{path} is not the file that its document was read from: send that file again"


def _verify_synonyms(index: Index) -> Iterator[str]:
    try:
        index.synonyms.read()
    except SynonymsError as error:
        yield str(error)


def _verify_derived(index: Index) -> Iterator[str]:
    with index.reading() as view:
        state = view.store.database.state()
        if not view.derived.are_at(state):
            why = "is somebody writing, or is the disk full? They are made again, nothing is lost"
            yield f"the indexes derived in {index.folder} are behind: {why}"
            return
        stored = (passage_id for passage_id, _ in view.store.documents_of_passages())
        if not np.array_equal(view.lexical.ids(), np.fromiter(stored, np.int64)):
            yield f"the lexical index of {index.folder} does not hold the stored passages"
        vectors = ((i, each.astype(np.float16).tobytes()) for i, each in view.dense.vectors())
        if any(ours != its for ours, its in zip_longest(vectors, view.store.added_vectors(0))):
            yield f"the dense index of {index.folder} does not hold the stored vectors"
        if view.sparse is not None:
            words = ((i, _words_of(row)) for i, row in view.sparse.vectors())
            if any(ours != its for ours, its in zip_longest(words, view.store.added_words(0))):
                yield f"the sparse index of {index.folder} does not hold the stored words"


def _words_of(row: Any) -> bytes:  # noqa: ANN401 - of SciPy
    """A row of a sparse index as it was stored."""
    return SparseVector(row.indices.astype(np.int64), row.data.astype(np.float32)).to_bytes()
