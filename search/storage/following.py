"""How the derived indexes follow the store: by what came and went since the state they reflect."""

import numpy as np
from numpy.typing import NDArray

from search.storage.dense_index import DenseIndex
from search.storage.lexical_index import LexicalIndex
from search.storage.removals import removed_since
from search.storage.store import Store


def follow_in_memory(dense: DenseIndex, store: Store) -> None:
    """Bring the dense index to the state of the store.

    Raises:
        IndexDamagedError: a vector is not what was stored.
    """
    since = dense.snapshot.state.revision
    with store.database.snapshot() as state:
        if state.revision == since:
            return

        def decoded(vector: bytes) -> NDArray[np.float32]:
            if len(vector) != 2 * dense.width:
                raise store.database.damaged("a vector has another length")
            return np.frombuffer(vector, np.float16).astype(np.float32)

        added = ((passage, decoded(vector)) for passage, vector in store.added_vectors(since))
        removed = removed_since(store.database, since, dense.snapshot.ids)
        dense.apply(removed, added, state.revision)


def follow_on_disk(lexical: LexicalIndex, store: Store) -> None:
    """Bring the lexical index to the state of the store, while nobody else writes.

    Raises:
        IndexWriteError: the disk is full; the last commit stays.
    """
    with store.database.snapshot() as state:
        if lexical.snapshot.state == state:
            return
        since = lexical.applied()
        removed = removed_since(store.database, since, lexical.snapshot.ids)
        lexical.apply(removed, store.added_passages(since), state.revision)
