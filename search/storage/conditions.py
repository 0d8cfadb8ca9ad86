"""The passages of a stored index that meet the condition of a search."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from search.fields import FIELDS
from search.queries.conditions import Condition, Match, Period, Value, Words
from search.queries.evaluation import Mask, meeting
from search.queries.matching import stands_in, stem_phrases
from search.records import Filters
from search.storage.lexical_snapshot import LexicalSnapshot
from search.storage.store import Store

# Parameters of one statement.
_AT_ONCE = 500
_FIELDS = {field.name: field for field in FIELDS}


def meeting_passages(
    condition: Condition, store: Store, lexical: LexicalSnapshot
) -> NDArray[np.int64]:
    """Ids of the passages that meet a condition, rising."""
    passages = StoredPassages(store, lexical)
    found: NDArray[np.int64] = passages.ids[meeting(condition, passages)]
    return found


class StoredPassages:
    """All passages of an index, as ``search.queries.evaluation`` asks for them."""

    def __init__(self, store: Store, lexical: LexicalSnapshot) -> None:
        self._store = store
        self._lexical = lexical
        self._state = store.database.state()
        table = np.asarray(store.documents_of_passages(), np.int64).reshape(-1, 2)
        self.ids: NDArray[np.int64] = table[:, 0]
        self._standing: dict[Words, list[int]] = {}
        _, self.documents = np.unique(table[:, 1], return_inverse=True)

    def standing(self, wanted: Words) -> Mask:
        """Passages in which words stand, or in whose titles."""
        if wanted not in self._standing:
            self._standing[wanted] = list(self._standing_in(wanted))
        return self._among(self._standing[wanted])

    def _standing_in(self, wanted: Words) -> Iterable[int]:
        self._lexical.check(self._state)
        if wanted.match is Match.INFLECTED:
            return self._lexical.having(stem_phrases(wanted)[0])
        near = self._lexical.having_phrase(stem_phrases(wanted))
        return (
            passage_id
            for passage_id, title, text in self._store.searched_texts(near)
            if (title is not None and stands_in(wanted, title))
            or (not wanted.only_title and stands_in(wanted, text))
        )

    def having(self, wanted: Value | Period) -> Mask:
        """Passages of documents with a value, or of a period."""
        if isinstance(wanted, Period):
            return self._among(self._store.matching(Filters((), wanted.since, wanted.until)))
        words = Words(wanted.text, Match.FOLDED)
        known = self._store.values(_FIELDS[wanted.field])
        values = [value for value in known if stands_in(words, value)]
        ids: list[int] = []
        for first in range(0, len(values), _AT_ONCE):
            chosen = values[first : first + _AT_ONCE]
            ids += self._store.matching(Filters.of({wanted.field: chosen}))
        return self._among(ids)

    def _among(self, ids: Sequence[int]) -> Mask:
        # What is derived may still have a passage that is gone.
        wanted = np.asarray(ids, np.int64)
        places = np.searchsorted(self.ids, wanted)
        is_here = places < len(self.ids)
        is_here[is_here] = self.ids[places[is_here]] == wanted[is_here]
        found = np.zeros(len(self.ids), bool)
        found[places[is_here]] = True
        return found
