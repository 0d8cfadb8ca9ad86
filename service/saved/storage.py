"""Saved searches in the database of the service."""

from dataclasses import dataclass

from service.access.tokens import new_secret
from service.database import ServiceDatabase, timestamp

# All of an owner's are asked when their page is opened.
MOST_SAVED = 50

# Of one search; what is older is forgotten.
MOST_ALERTS = 200

_SELECT = "SELECT id, key_id, name, query, token, created FROM saved"
_SELECT_ALERTS = (
    "SELECT collection, document_id, first_seen FROM alerts WHERE saved_id = ?"
    " ORDER BY first_seen DESC, collection, document_id"
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
    """

    id: int
    key_id: str | None
    name: str
    query: str
    token: str
    created: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A document that a saved search has found since it was saved."""

    collection: str
    document_id: str
    first_seen: str


class SavedSearches:
    """The saved searches of a service.

    The secret of a feed is kept as it is, unlike that of a key: its address has to be shown again,
    and it opens nothing but what the same file says of the search.
    """

    def __init__(self, database: ServiceDatabase) -> None:
        self._database = database

    def save(self, key_id: str | None, name: str, query: str) -> None:
        """Keep a search; one that its owner has already stays as it is.

        Raises:
            TooManySavedError: the owner has too many.
        """
        owned = self.of(key_id)
        if any(search.query == query for search in owned):
            return
        if len(owned) >= MOST_SAVED:
            msg = f"{MOST_SAVED} searches are saved already: delete one first"
            raise TooManySavedError(msg)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO saved (key_id, name, query, token, created) VALUES (?, ?, ?, ?, ?)",
                (key_id, name, query, new_secret(), timestamp()),
            )

    def of(self, key_id: str | None) -> list[SavedSearch]:
        """The searches of an owner, the latest first."""
        rows = self._database.rows(f"{_SELECT} WHERE key_id IS ? ORDER BY id DESC", (key_id,))
        return [SavedSearch(*row) for row in rows]

    def with_token(self, token: str) -> SavedSearch | None:
        """The search whose feed has this secret in its address."""
        rows = self._database.rows(f"{_SELECT} WHERE token = ?", (token,))
        return SavedSearch(*rows[0]) if rows else None

    def delete(self, saved_id: int, key_id: str | None) -> None:
        """Delete a search of an owner, if the owner has it."""
        self._database.purge("DELETE FROM saved WHERE id = ? AND key_id IS ?", (saved_id, key_id))

    def note(self, saved_id: int, found: list[tuple[str, str]]) -> None:
        """Keep which documents were found, with the time at which each first was.

        Args:
            saved_id: of the search.
            found: collections and ids of documents.
        """
        now = timestamp()
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO alerts (saved_id, collection, document_id, first_seen)"
                " SELECT id, ?, ?, ? FROM saved WHERE id = ?",
                [(*document, now, saved_id) for document in found],
            )
            # What is found now stays, however old: it would come back as new.
            old = connection.execute(f"{_SELECT_ALERTS} LIMIT -1 OFFSET ?", (saved_id, MOST_ALERTS))
            connection.executemany(
                "DELETE FROM alerts WHERE saved_id = ? AND collection = ? AND document_id = ?",
                [(saved_id, *row[:2]) for row in old.fetchall() if row[:2] not in set(found)],
            )

    def alerts(self, saved_id: int) -> list[Alert]:
        """What a search has found, the latest first."""
        return [Alert(*row) for row in self._database.rows(_SELECT_ALERTS, (saved_id,))]
