"""Check everything that an index holds against everything else."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import numpy as np

from search.errors import IndexDamagedError
from search.index import Index, IndexSettings, open_store
from search.records import Document, Span
from search.storage.store import FILE_NAME, Embedding, Store, document_hash

# Squared length of a unit vector in half precision.
_UNIT = (0.98, 1.02)

Report = Callable[[int], None]


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
        yield from _verify_database(folder / FILE_NAME)
        yield from _verify_documents(store, report)
        yield from _verify_embeddings(store)
        index = Index(folder)
        try:
            yield from _verify_derived(index)
        finally:
            index.close()
    except IndexDamagedError as error:
        yield str(error)
    finally:
        store.database.close()


def _verify_database(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as connection:
        try:
            for (found,) in connection.execute("PRAGMA integrity_check"):
                if found != "ok":
                    yield f"{path}: {found}"
            for table, row, other, _ in connection.execute("PRAGMA foreign_key_check"):
                yield f"{path}: row {row} of {table} refers to {other} that is not there"
        except sqlite3.DatabaseError as error:
            yield f"{path}: {error}"


def _verify_documents(store: Store, report: Report) -> Iterator[str]:
    for done, (document, stored_hash) in enumerate(store.documents(), 1):
        if document_hash(document) != stored_hash:
            yield f"document {document.id!r} is not what was stored"
        yield from _verify_offsets(document, store.passage_spans(document.id))
        report(done)


def _verify_offsets(document: Document, passages: list[Span]) -> Iterator[str]:
    length = len(document.text)
    for start, end in passages:
        if not 0 <= start < end <= length:
            yield f"document {document.id!r} has a passage at {start} to {end} of {length}"
    ends = [at for span in document.ignored for at in span]
    starts = [part.start for part in document.parts]
    for kind, offsets in (("parts", starts), ("ignored spans", ends)):
        rising = all(one <= other for one, other in pairwise(offsets))
        if not rising or not all(0 <= at <= length for at in offsets):
            yield f"document {document.id!r} has {kind} outside its text"


def _verify_embeddings(store: Store) -> Iterator[str]:
    dimension = IndexSettings.from_meta(store.database.meta()).dimension
    sql = "SELECT id, content_hash, vector, codes, checksum FROM embeddings"
    for row, content_hash, vector, codes, checksum in store.database.stream(sql):
        is_whole = (
            isinstance(vector, bytes)  # a page that is damaged may make it NULL
            and isinstance(codes, bytes)
            and Embedding(content_hash, vector, codes).checksum == checksum
            and len(vector) == 2 * dimension
            and len(codes) % (dimension // 8) == 0
        )
        if not is_whole:
            yield f"embedding {row} is not what was stored"
            continue
        values = np.frombuffer(vector, np.float16).astype(np.float32)
        if not _UNIT[0] <= float(values @ values) <= _UNIT[1]:
            yield f"embedding {row} has no unit vector"


def _verify_derived(index: Index) -> Iterator[str]:
    with index.reading() as view:
        if not view.dense.state == view.lexical.state == view.store.database.state():
            yield f"the indexes derived in {index.folder} are behind: is somebody writing?"
            return
        stored = dict(view.store.added_vectors(0))
        if view.lexical.ids() != set(stored):
            yield f"the lexical index of {index.folder} does not hold the stored passages"
        dense = index.dense.vectors()
        if dense.keys() != stored.keys() or any(
            dense[i].astype(np.float16).tobytes() != stored[i] for i in stored
        ):
            yield f"the dense index of {index.folder} does not hold the stored vectors"
