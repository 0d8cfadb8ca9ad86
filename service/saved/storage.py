"""Saved searches in the database of the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from search.clock import moment
from search.ranking.confidence import Strength, strength
from search.records import Hit, Span
from service.access.tokens import new_secret
from service.citing.permalink import Reference, address_at, document_address
from service.database import Database, timestamp

# All of an owner's are asked when their page is opened.
MOST_SAVED = 50

# Of one search; what is older is forgotten.
MOST_ALERTS = 200

_SELECT = (
    "SELECT id, key_id, name, query, token, created,"
    " EXISTS (SELECT 1 FROM saved_muted WHERE saved_id = saved.id) FROM saved"
)
_SELECT_ALERTS = (
    "SELECT collection, document_id, first_seen, first, last, digest, sentence_first,"
    " sentence_last, EXISTS (SELECT 1 FROM alerts_read WHERE alerts_read.saved_id = alerts.saved_id"
    " AND alerts_read.collection = alerts.collection"
    " AND alerts_read.document_id = alerts.document_id), came, strength"
    " FROM alerts LEFT JOIN alert_places USING (saved_id, collection, document_id)"
    " LEFT JOIN alert_origins USING (saved_id, collection, document_id)"
    " LEFT JOIN alert_strengths USING (saved_id, collection, document_id)"
    " WHERE saved_id = ? ORDER BY first_seen DESC, collection, document_id"
)


class TooManySavedError(Exception):
    """The owner has ``MOST_SAVED`` searches already."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search to come back to.

    Attributes:
        id: of the search.
        key_id: of the key that saved it, ``None`` where no key was needed.
        name: what its owner sees.
        query: the query string of its page of results.
        token: the secret in the address of its feed.
        created: when it was saved, UTC in ISO 8601.
        muted: whether its news are not looked for at present.
    """

    id: int
    key_id: str | None
    name: str
    query: str
    token: str
    created: str
    muted: bool


class Found(NamedTuple):
    """A document that answers a saved search, its sentence, and when it came to the index.

    ``strength`` is how strongly the sentence attests the answer.
    """

    collection: str
    document_id: str
    reference: Reference
    sentence: Span
    strength: Strength
    came: str | None = None

    @staticmethod
    def of(hit: Hit, came: str | None) -> "Found":
        """The document and the sentence of a hit; this counts from the passage, as in a link."""
        citation = hit.citation
        sentence = hit.sentence.shifted(-citation.start)
        place = (citation.collection, citation.document_id)
        return Found(*place, Reference.of(citation), sentence, strength(hit.confidence), came)


@dataclass(frozen=True, slots=True)
class Alert:
    """A document that a saved search has found since it was saved.

    Attributes:
        collection: of the document.
        document_id: of the document.
        first_seen: when it was first found, UTC in ISO 8601.
        reference: to the passage; ``None`` where an earlier version has found it.
        sentence: in the passage.
        is_read: whether its owner has said so.
        came: when the document first came to the index; ``None`` where that is not known.
        strength: of the sentence; ``None`` where an earlier version has found it.
    """

    collection: str
    document_id: str
    first_seen: str
    reference: Reference | None
    sentence: Span | None
    is_read: bool
    came: str | None
    strength: Strength | None

    @property
    def address(self) -> str:
        """Of the sentence, or of the document where that is not known."""
        if self.reference is None or self.sentence is None:
            return document_address(self.document_id, {"collection": self.collection})
        part = "-".join(map(str, self.sentence))
        return address_at(self.document_id, self.collection, self.reference, part)


class SavedSearches:
    """The saved searches of a service.

    The secret of a feed is kept as it is, unlike that of a key: its address has to be shown again,
    and it opens nothing but what the same file says of the search.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, key_id: str | None, name: str, query: str) -> None:
        """Keep a search; one that its owner has already stays as it is.

        Raises:
            TooManySavedError: the owner has too many.
        """
        with self._database.transaction() as connection:
            if connection.execute(
                "SELECT 1 FROM saved WHERE key_id IS ? AND query = ?", (key_id, query)
            ).fetchone():
                return
            made = connection.execute(
                "INSERT INTO saved (key_id, name, query, token, created) SELECT ?, ?, ?, ?, ?"
                " WHERE (SELECT count(*) FROM saved WHERE key_id IS ?) < ?",
                (*(key_id, name, query, new_secret(), moment()), *(key_id, MOST_SAVED)),
            )
            if not made.rowcount:
                msg = f"{MOST_SAVED} searches are saved already: delete one first"
                raise TooManySavedError(msg)

    def of(self, key_id: str | None) -> list[SavedSearch]:
        """The searches of an owner, the latest first."""
        rows = self._database.rows(f"{_SELECT} WHERE key_id IS ? ORDER BY id DESC", (key_id,))
        return [_search(row) for row in rows]

    def with_id(self, saved_id: int) -> SavedSearch | None:
        """The search, whoever has it."""
        rows = self._database.rows(f"{_SELECT} WHERE id = ?", (saved_id,))
        return _search(rows[0]) if rows else None

    def with_token(self, token: str) -> SavedSearch | None:
        """The search whose feed has this secret in its address."""
        rows = self._database.rows(f"{_SELECT} WHERE token = ?", (token,))
        return _search(rows[0]) if rows else None

    def delete(self, saved_id: int, key_id: str | None) -> None:
        """Delete a search of an owner, if the owner has it."""
        self._database.purge("DELETE FROM saved WHERE id = ? AND key_id IS ?", (saved_id, key_id))

    def mute(self, saved_id: int, key_id: str | None, *, muted: bool) -> None:
        """Look for the news of an owner's search no more, or again."""
        sql = (
            "INSERT INTO saved_muted SELECT id FROM saved WHERE id = ? AND key_id IS ?"
            " ON CONFLICT DO NOTHING"
        )
        if not muted:
            sql = (
                "DELETE FROM saved_muted WHERE saved_id IN"
                " (SELECT id FROM saved WHERE id = ? AND key_id IS ?)"
            )
        with self._database.transaction() as connection:
            connection.execute(sql, (saved_id, key_id))

    def begin_now(self, saved_id: int) -> str:
        """Look for the news of a search from now on; gives the time, UTC in ISO 8601."""
        now = moment()
        with self._database.transaction() as connection:
            connection.execute("UPDATE saved SET created = ? WHERE id = ?", (now, saved_id))
        return now

    def note_read(self, saved_id: int, key_id: str | None, until: str) -> None:
        """Keep that the owner has read what was found up to a time, UTC in ISO 8601."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO alerts_read SELECT saved_id, collection, document_id"
                " FROM alerts JOIN saved ON saved.id = saved_id"
                " WHERE saved_id = ? AND key_id IS ? AND first_seen <= ? ON CONFLICT DO NOTHING",
                (saved_id, key_id, until),
            )

    def note(self, saved_id: int, found: list[Found]) -> None:
        """Keep which documents were found, and where, with the time at which each first was.

        What was found of an earlier document with the id of one of them is forgotten.
        """
        now = timestamp()
        places = {each[:2] for each in found}
        came = [(saved_id, *each[:2], each.came) for each in found if each.came is not None]
        with self._database.transaction() as connection:
            connection.executemany(
                "DELETE FROM alerts WHERE (saved_id, collection, document_id) IN (SELECT saved_id,"
                " collection, document_id FROM alert_origins WHERE saved_id = ? AND collection = ?"
                " AND document_id = ? AND came != ?)",
                came,
            )
            connection.executemany(
                "INSERT INTO alerts (saved_id, collection, document_id, first_seen)"
                " SELECT id, ?, ?, ? FROM saved WHERE id = ? ON CONFLICT DO NOTHING",
                [(*each[:2], now, saved_id) for each in found],
            )
            connection.executemany(
                "INSERT INTO alert_places (saved_id, collection, document_id, first,"
                " last, digest, sentence_first, sentence_last) SELECT id, ?, ?, ?, ?, ?, ?, ?"
                " FROM saved WHERE id = ? ON CONFLICT DO NOTHING",
                [
                    (
                        *(each.collection, each.document_id),
                        *(each.reference.start, each.reference.end, each.reference.digest),
                        *(*each.sentence, saved_id),
                    )
                    for each in found
                ],
            )
            # Of a sentence that was found before, no other one's.
            connection.executemany(
                "INSERT INTO alert_strengths SELECT saved_id, collection, document_id, ?"
                " FROM alert_places WHERE saved_id = ? AND collection = ? AND document_id = ?"
                " AND digest = ? AND sentence_first = ? AND sentence_last = ?"
                " ON CONFLICT DO NOTHING",
                [
                    (
                        *(each.strength.value, saved_id, each.collection, each.document_id),
                        *(each.reference.digest, *each.sentence),
                    )
                    for each in found
                ],
            )
            connection.executemany(
                "INSERT INTO alert_origins SELECT id, ?, ?, ? FROM saved WHERE id = ?"
                " ON CONFLICT DO NOTHING",
                [(*each, number) for number, *each in came],
            )
            # What is found now stays, however old: it would come back as new.
            kept = connection.execute(_SELECT_ALERTS, (saved_id,)).fetchall()
            connection.executemany(
                "DELETE FROM alerts WHERE saved_id = ? AND collection = ? AND document_id = ?",
                [(saved_id, *row[:2]) for row in kept[MOST_ALERTS:] if row[:2] not in places],
            )

    def alerts(self, saved_id: int) -> list[Alert]:
        """What a search has found, the latest first."""
        return [_alert(row) for row in self._database.rows(_SELECT_ALERTS, (saved_id,))]


def _search(row: Sequence[Any]) -> SavedSearch:
    saved_id, key_id, name, query, token, created, muted = row
    return SavedSearch(saved_id, key_id, name, query, token, created, bool(muted))


def _alert(row: Sequence[Any]) -> Alert:
    collection, document_id, first_seen, first, last, digest, *rest = row
    start, end, is_read, came, strength_found = rest
    is_placed = digest is not None
    return Alert(
        collection,
        document_id,
        first_seen,
        Reference(first, last, digest) if is_placed else None,
        Span(start, end) if is_placed else None,
        bool(is_read),
        came,
        None if strength_found is None else Strength(strength_found),
    )
