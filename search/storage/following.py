"""How the derived indexes follow the store: by what came and went since the state they reflect."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.sparse_vector import SparseVector
from search.storage.dense_index import DenseIndex
from search.storage.lexical_index import LexicalDamagedError, LexicalIndex
from search.storage.removals import removed_since
from search.storage.segments import SegmentedIndex
from search.storage.store import Store

logger = logging.getLogger(__name__)


def follow_vectors(dense: DenseIndex, store: Store) -> None:
    """Bring the dense index to the state of the store, in memory.

    Raises:
        IndexDamagedError: a vector is not what was stored.
    """

    def decoded(vector: bytes) -> NDArray[np.float32]:
        if len(vector) != 2 * dense.width:
            raise store.database.damaged("a vector has another length")
        return np.frombuffer(vector, np.float16).astype(np.float32)

    _follow(dense, store, store.added_vectors, decoded)


def follow_words(sparse: SegmentedIndex[Any], store: Store) -> None:
    """Bring the words of a sparse encoder to the state of the store, in memory.

    Raises:
        IndexDamagedError: some are not what was stored.
    """

    def decoded(words: bytes | None) -> SparseVector:
        try:
            return SparseVector.from_bytes(words or b"", sparse.width)
        except ValueError as error:
            raise store.database.damaged(f"the words of a passage: {error}") from error

    _follow(sparse, store, store.added_words, decoded)


def _follow(
    index: SegmentedIndex[Any],
    store: Store,
    added_since: Callable[[int], Iterator[tuple[int, Any]]],
    decoded: Callable[[Any], Any],
) -> None:
    with store.database.snapshot() as state:
        if index.snapshot.state.revision > state.revision:  # of an older copy that was put back
            index.forget()
        since = index.snapshot.state.revision
        if state.revision == since:
            return
        added = ((passage, decoded(stored)) for passage, stored in added_since(since))
        removed = removed_since(store.database, since, index.snapshot.ids)
        index.apply(removed, added, state.revision)


def follow_on_disk(lexical: LexicalIndex, store: Store) -> None:
    """Bring the lexical index to the state of the store, while nobody else writes.

    One that is found to be damaged is made again.

    Raises:
        IndexWriteError: the disk is full; the last commit stays.
    """
    with store.database.snapshot() as state:
        if lexical.snapshot.state == state:
            return
        try:
            _apply(lexical, store, state.revision)
        except LexicalDamagedError as error:
            logger.warning("%s; it is made again", error)
            lexical.make_again()
            _apply(lexical, store, state.revision)


def _apply(lexical: LexicalIndex, store: Store, revision: int) -> None:
    since = lexical.applied()
    removed = removed_since(store.database, since, lexical.snapshot.ids)
    lexical.apply(removed, store.added_passages(since), revision)
