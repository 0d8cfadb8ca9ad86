"""Check what an index on servers holds: PostgreSQL by itself, and Milvus by it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from indexer.discovery import is_what_was_read
from indexer.upkeep.contents import Report
from search.backend import Documents
from search.cluster.index import ClusterIndex
from search.cluster.store import Totals
from search.cluster.vectors import Row, Stored
from search.errors import IndexDamagedError
from search.originals import ORIGINALS
from search.staging import staged
from search.storage.rows import document_hash

# Of passages that Milvus has otherwise, so many are named.
_MOST_NAMED = 5
# What a number of 32 bits may be off by.
_PRECISION = 1e-5


def verify_servers(index: ClusterIndex, report: Report) -> Iterator[str]:
    """Find what is wrong with an index on servers; nothing is given when it is sound.

    Args:
        index: that is checked, in one state of it.
        report: called with the number of documents checked.

    Raises:
        ServerError: one of the servers does not answer.
    """
    try:
        with index.reading():
            yield from _documents(index.store, report)
            yield from _counted(index)
            yield from _sent(index)
            yield from _originals(index)
    except IndexDamagedError as error:
        yield str(error)


def _documents(store: Documents, report: Report) -> Iterator[str]:
    for count, (document, stored) in enumerate(store.unchecked_documents(), 1):
        if document_hash(document) != stored:
            yield f"document {document.id!r} is not what was stored"
        report(count)


def _counted(index: ClusterIndex) -> Iterator[str]:
    """How rare terms are has to be as the passages have them."""
    totals = Totals()
    for _, terms in index.analysed():
        totals.add(terms)
    if totals.to_text() != index.store.totals().to_text():
        yield f"{index.place} does not know how many passages it has, or how long they are"
    if index.store.frequencies() != totals.frequencies():
        yield f"{index.place} does not know how many passages have a term"


def _sent(index: ClusterIndex) -> Iterator[str]:
    """Milvus has to have every passage as it is sent, and no other that anybody could find."""
    if not index.vectors.exists():
        yield f"Milvus has nothing of {index.place}"
        return
    known = index.store.state().revision
    wrong, left = [], []
    for row, stored in _beside(index.as_sent(), index.vectors.rows()):
        if row is not None and (stored is None or not _is_as_sent(stored, row)):
            wrong.append(row.id)
        elif row is None and stored is not None and stored.revision <= known:
            left.append(stored.id)
    if wrong:
        named = ", ".join(map(str, wrong[:_MOST_NAMED]))
        yield f"Milvus has {len(wrong)} passages of {index.place} otherwise or not: {named}"
    gone = index.store.removed(left)
    strange = [i for i in left if i not in gone]
    if strange:
        named = ", ".join(map(str, strange[:_MOST_NAMED]))
        yield f"Milvus has {len(strange)} passages that {index.place} has not: {named}"


def _beside(
    sent: Iterator[Row], found: Iterator[Stored]
) -> Iterator[tuple[Row | None, Stored | None]]:
    """Each passage as it is sent and as it is there. Both go up by ids, so that few are held."""
    row, stored = next(sent, None), next(found, None)
    while row is not None or stored is not None:
        if stored is None or (row is not None and row.id < stored.id):
            yield row, None
            row = next(sent, None)
        elif row is None or stored.id < row.id:
            yield None, stored
            stored = next(found, None)
        else:
            yield row, stored
            row, stored = next(sent, None), next(found, None)


def _is_as_sent(stored: Stored, row: Row) -> bool:
    if (stored.revision, stored.words.keys()) != (row.revision, row.words.keys()):
        return False
    there = [*map(stored.words.__getitem__, row.words), *stored.dense]
    return _is_near(there, [*row.words.values(), *row.dense])


def _originals(index: ClusterIndex) -> Iterator[str]:
    """Files that were sent have to be what documents were read from."""
    with staged(Path(gettempdir())) as folder:
        for place, stated in index.store.files.content_hashes(f"/{ORIGINALS}/").items():
            path = index.originals.fetch(place, folder)
            if path is not None:
                with path.open("rb") as stream:
                    if is_what_was_read(stream, stated) is False:
                        yield (
                            f"{path.name} of {index.place} is not the file that its document was"
                            " read from: send that file again"
                        )
                path.unlink()


def _is_near(some: Sequence[float], others: Sequence[float]) -> bool:
    return len(some) == len(others) and np.allclose(some, others, _PRECISION, _PRECISION)
