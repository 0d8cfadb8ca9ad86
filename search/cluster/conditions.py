"""The passages that meet the condition of a search, as SQL; see ``queries.evaluation``."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from search.arabic.analyzer import words
from search.cluster.files import digest_of
from search.cluster.filters import condition
from search.cluster.store import Store
from search.cluster.terms import fitted, joined
from search.fields import FACETS
from search.queries.conditions import (
    Condition,
    Documents,
    Every,
    Lacking,
    Match,
    Period,
    Some,
    Value,
    Words,
)
from search.queries.matching import form_phrases, stands_in
from search.records import Filters

_FACETS = {facet.name: facet for facet in FACETS}


class Sql(NamedTuple):
    """A part of a query with its parameters."""

    text: str
    parameters: tuple[object, ...] = ()

    @staticmethod
    def joined(parts: Iterable["Sql"], word: str) -> "Sql":
        """Parts with a word between them."""
        parts = list(parts)
        text = f" {word} ".join(f"({part.text})" for part in parts)
        return Sql(text, tuple(each for part in parts for each in part.parameters))


_NONE = Sql("false")


class Meeting:
    """The passages of one state of a collection by conditions.

    Args:
        store: read in that state by this thread.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._exact: dict[Words, list[int]] = {}

    def passages(self, filters: Filters) -> list[int]:
        """Those that meet the condition of filters, and came when they say; rising."""
        came = Sql(*_as_pair(condition(Filters(added_after=filters.added_after))))
        parts = [came]
        shown: list[Sql] = []
        if filters.condition is not None:
            parts.append(self._holding(filters.condition))
            shown = [self._standing(each) for each in _looked_for(filters.condition)]
        found = Sql.joined(parts, "AND")
        if not shown:
            sql = (
                "SELECT p.id FROM passages p JOIN documents d ON d.id = p.document_id"
                f" WHERE {found.text} ORDER BY p.id"
            )
            return [row[0] for row in self._store.database.rows(sql, found.parameters)]
        standing = Sql.joined(shown, "OR")
        sql = (
            f"WITH found AS MATERIALIZED (SELECT d.id FROM documents d WHERE {found.text}),"
            " shown AS MATERIALIZED (SELECT p.id, p.document_id FROM passages p"
            " JOIN documents d ON d.id = p.document_id"
            f" WHERE p.document_id IN (SELECT id FROM found) AND ({standing.text}))"
            " SELECT p.id FROM passages p WHERE p.document_id IN (SELECT id FROM found)"
            " AND (p.id IN (SELECT id FROM shown)"
            " OR p.document_id NOT IN (SELECT document_id FROM shown)) ORDER BY p.id"
        )
        rows = self._store.database.rows(sql, (*found.parameters, *standing.parameters))
        return [row[0] for row in rows]

    def _holding(self, wanted: Condition) -> Sql:
        """Holds for the documents ``d`` for which a condition does; never unknown."""
        if isinstance(wanted, Words):
            return self._having_words(wanted)
        if isinstance(wanted, Documents):
            digests = [digest_of(each) for each in wanted.ids]
            return Sql("d.digest = ANY(%s)", (digests,))
        if isinstance(wanted, Period):
            found = Sql(*_as_pair(condition(Filters((), wanted.since, wanted.until))))
            return Sql(f"coalesce({found.text}, false)", found.parameters)
        if isinstance(wanted, Value):
            looked_for = Words(wanted.text, Match.FOLDED)
            values = self._store.values(_FACETS[wanted.field])
            having = [value for value in values if stands_in(looked_for, value)]
            return Sql(f"coalesce(d.{wanted.field} = ANY(%s), false)", (having,))
        if isinstance(wanted, Lacking):
            part = self._holding(wanted.part)
            return Sql(f"NOT ({part.text})", part.parameters)
        return Sql.joined(
            map(self._holding, wanted.parts), "AND" if isinstance(wanted, Every) else "OR"
        )

    def _having_words(self, wanted: Words) -> Sql:
        """Documents of passages in which words stand, or in whose titles."""
        text = self._standing_in_text(wanted)
        parts = [Sql(f"SELECT p.document_id FROM passages p WHERE {text.text}", text.parameters)]
        if wanted.match is Match.FOLDED:
            title = _in_title(wanted, "t")
            titles = f"SELECT t.id FROM documents t WHERE {title.text}"
            parts = [Sql(titles, title.parameters), *([] if wanted.only_title else parts)]
        among = Sql.joined(parts, "UNION")
        return Sql(f"d.id IN ({among.text})", among.parameters)

    def _standing(self, wanted: Words) -> Sql:
        """Passages ``p`` of documents ``d`` in which words stand, or in whose titles."""
        text = self._standing_in_text(wanted)
        if wanted.match is not Match.FOLDED:
            return text
        return Sql.joined([_in_title(wanted, "d"), text], "OR")

    def _standing_in_text(self, wanted: Words) -> Sql:
        """Passages ``p``: of the folded words, those in whose texts they stand."""
        if wanted.match is Match.EXACT:
            return Sql("p.id = ANY(%s)", (self._standing_exactly(wanted),))
        if wanted.match is Match.INFLECTED:
            stems = sorted({fitted(word.stem) for word in words(wanted.text)})
            return Sql("string_to_array(p.stems, ' ') @> %s::text[]", (stems,)) if stems else _NONE
        phrases = [_following(phrase) for phrase in form_phrases(wanted)]
        return Sql.joined(phrases, "OR")

    def _standing_exactly(self, wanted: Words) -> list[int]:
        """Passages in which words stand to the letter, or in whose titles."""
        if wanted not in self._exact:
            folded = [_in_title(wanted, "d")]
            if not wanted.only_title:
                folded += [_following(phrase) for phrase in form_phrases(wanted)]
            found = Sql.joined(folded, "OR")
            rows = self._store.database.rows(
                "SELECT p.id FROM passages p JOIN documents d ON d.id = p.document_id"
                f" WHERE {found.text}",
                found.parameters,
            )
            self._exact[wanted] = [
                passage_id
                for passage_id, title, text in self._store.searched_texts([row[0] for row in rows])
                if (title is not None and stands_in(wanted, title))
                or (not wanted.only_title and stands_in(wanted, text))
            ]
        return self._exact[wanted]


def _in_title(wanted: Words, table: str) -> Sql:
    phrases = [joined(phrase) for phrase in form_phrases(wanted)]
    return Sql.joined([Sql(f"strpos({table}.title_forms, %s) > 0", (p,)) for p in phrases], "OR")


def _following(phrase: Sequence[str]) -> Sql:
    """Passages in whose texts words follow each other: by the words first, which are indexed."""
    text = "string_to_array(p.forms, ' ') @> %s::text[] AND strpos(p.forms, %s) > 0"
    return Sql(text, ([*map(fitted, phrase)], joined(phrase)))


def _looked_for(wanted: Condition) -> Iterator[Words]:
    if isinstance(wanted, Words):
        if not wanted.only_title:
            yield wanted
    elif isinstance(wanted, Every | Some):
        for part in wanted.parts:
            yield from _looked_for(part)


def _as_pair(found: tuple[str, list[object]]) -> tuple[str, tuple[object, ...]]:
    return found[0], tuple(found[1])
