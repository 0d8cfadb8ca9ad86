"""The passages of a stored index that meet the condition of a search."""

from collections.abc import Iterable, Sequence

import numpy as np

from search.arabic.analyzer import words
from search.queries.conditions import Documents, Match, Period, Value, Words
from search.queries.evaluation import Mask
from search.queries.matching import form_phrases, stands_in
from search.records import Filters
from search.storage.columns import Table
from search.storage.lexical_snapshot import FORMS, TITLES, LexicalSnapshot
from search.storage.passage_set import places_in
from search.storage.store import Store


class StoredPassages:
    """All passages of an index, as ``search.queries.evaluation`` asks for them."""

    def __init__(self, store: Store, lexical: LexicalSnapshot, table: Table) -> None:
        self._store = store
        self._lexical = lexical
        self._table = table
        self._standing: dict[Words, list[int]] = {}
        _, self.documents = np.unique(table.documents, return_inverse=True)

    def standing(self, wanted: Words) -> Mask:
        """Passages in which words stand, or in whose titles."""
        if wanted not in self._standing:
            self._standing[wanted] = list(self._standing_in(wanted))
        return self._among(self._standing[wanted])

    def _standing_in(self, wanted: Words) -> Iterable[int]:
        self._lexical.check(self._store.database.state())
        if wanted.match is Match.INFLECTED:
            return self._lexical.having([word.stem for word in words(wanted.text)])
        fields = [TITLES] if wanted.only_title else [TITLES, FORMS]
        found = self._lexical.having_phrase(fields, form_phrases(wanted))
        if wanted.match is Match.FOLDED:
            return found
        return (
            passage_id
            for passage_id, title, text in self._store.searched_texts(found)
            if (title is not None and stands_in(wanted, title))
            or (not wanted.only_title and stands_in(wanted, text))
        )

    def having(self, wanted: Value | Period | Documents) -> Mask:
        """Passages of documents with a value, or of a period, or that are named."""
        if isinstance(wanted, Documents):
            return self._among([i for each in wanted.ids for i, _ in self._store.passages_of(each)])
        if isinstance(wanted, Period):
            return self._table.matching(Filters((), wanted.since, wanted.until))
        looked_for = Words(wanted.text, Match.FOLDED)
        return self._table.having(wanted.field, lambda value: stands_in(looked_for, value))

    def _among(self, ids: Sequence[int]) -> Mask:
        # What is derived may still have a passage that is gone.
        places, is_here = places_in(self._table.ids, np.asarray(ids, np.int64))
        found = np.zeros(len(self._table.ids), bool)
        found[places[is_here]] = True
        return found
