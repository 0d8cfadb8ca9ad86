"""Browsers that have signed in with a key."""

import hmac
from datetime import timedelta

from service.access.keys import Key, Keys
from service.access.tokens import derived, hashed, new_secret
from service.database import ServiceDatabase, timestamp

LIFETIME = timedelta(days=7)


class Sessions:
    """The sessions of a service; one lasts for ``LIFETIME``, and no longer than its key."""

    def __init__(self, database: ServiceDatabase, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    def open(self, key: Key) -> str:
        """Begin a session; gives the secret for the browser's cookie, which is kept nowhere."""
        token = new_secret()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?)",
                (hashed(token), key.id, timestamp(LIFETIME)),
            )
        return token

    def key(self, token: str) -> Key | None:
        """The key that a session was opened with, if both still hold."""
        # That of a session is found by its hash: how long it takes says nothing of the token.
        rows = self._database.rows(
            "SELECT key_id FROM sessions WHERE token_hash = ? AND expires > ?",
            (hashed(token), timestamp()),
        )
        return self._keys.get(rows[0][0]) if rows else None

    def close(self, token: str) -> None:
        """End a session."""
        self._database.purge("DELETE FROM sessions WHERE token_hash = ?", (hashed(token),))

    def purge(self) -> None:
        """Forget the sessions that have expired."""
        self._database.purge("DELETE FROM sessions WHERE expires <= ?", (timestamp(),))


def form_token(token: str) -> str:
    """What a form of the session must bring along: only its own pages can know it."""
    return derived(token, "form")


def is_form_token(given: str, token: str) -> bool:
    """Whether a form of the session brought it along."""
    return hmac.compare_digest(given.encode(), form_token(token).encode())
