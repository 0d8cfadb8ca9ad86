"""Browsers that have signed in with a key."""

import hmac
import logging
import secrets
from datetime import timedelta

from search.errors import ShawahidError
from service.access.keys import Key, Keys
from service.access.tokens import hashed, new_secret
from service.database import Database, timestamp

LIFETIME = timedelta(days=7)
# Of one key: a program that signs in for each call would fill the disk before any expires.
MOST = 1000
_PROOF_BYTES = 32

logger = logging.getLogger(__name__)


class EndedSessions:
    """Sessions that have ended, by the hashes of their secrets, until they can be deleted."""

    def __init__(self) -> None:
        self._hashes: set[bytes] = set()

    def add(self, token_hash: bytes) -> None:
        """Keep one in mind."""
        self._hashes.add(token_hash)

    def forget(self, token_hash: bytes) -> None:
        """Forget one, which is deleted now."""
        self._hashes.discard(token_hash)

    def has(self, token_hash: bytes) -> bool:
        """Whether one has ended."""
        return token_hash in self._hashes

    def all(self) -> list[bytes]:
        """All that are kept in mind."""
        return list(self._hashes)


class Sessions:
    """The sessions of a service; one lasts for ``LIFETIME``, and no longer than its key."""

    def __init__(self, database: Database, keys: Keys, ended: EndedSessions) -> None:
        self._database = database
        self._keys = keys
        self._ended = ended

    def open(self, key: Key) -> str:
        """Begin a session; gives the secret for the browser's cookie, which is kept nowhere.

        One too many ends the oldest of its key.
        """
        token = new_secret()
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?)",
                (hashed(token), key.id, timestamp(LIFETIME)),
            )
            connection.execute(
                "DELETE FROM sessions WHERE key_id = ? AND token_hash NOT IN (SELECT token_hash"
                " FROM sessions WHERE key_id = ? ORDER BY expires DESC LIMIT ?)",
                (key.id, key.id, MOST),
            )
        return token

    def key(self, token: str) -> Key | None:
        """The key that a session was opened with, if both still hold."""
        if self._ended.has(hashed(token)):
            return None
        # That of a session is found by its hash: how long it takes says nothing of the token.
        # One that would last longer was opened by a clock that was ahead.
        rows = self._database.rows(
            "SELECT key_id FROM sessions WHERE token_hash = ? AND expires > ? AND expires <= ?",
            (hashed(token), timestamp(), timestamp(LIFETIME)),
        )
        return self._keys.get(rows[0][0]) if rows else None

    def close(self, token: str) -> None:
        """End a session, also while the disk is full: then in memory, until there is room."""
        token_hash = hashed(token)
        self._ended.add(token_hash)
        self._forget_ended()

    def purge(self) -> None:
        """Forget the sessions that have expired."""
        self._forget_ended()
        self._database.purge("DELETE FROM sessions WHERE expires <= ?", (timestamp(),))

    def _forget_ended(self) -> None:
        for token_hash in self._ended.all():
            try:
                self._database.purge("DELETE FROM sessions WHERE token_hash = ?", (token_hash,))
            except ShawahidError as error:
                logger.warning("%s; a session that was ended is kept in mind instead", error)
                return
            self._ended.forget(token_hash)


def form_token(token: str) -> str:
    """What a form must bring along: only pages of the session know it, and it tells no session.

    It is another each time, masked at random: the lengths of compressed pages tell nothing of it.
    """
    mask = secrets.token_bytes(_PROOF_BYTES)
    return (mask + _masked(_proof(token), mask)).hex()


def is_form_token(given: str, token: str) -> bool:
    """Whether a form of the session brought it along, from whichever page."""
    try:
        sent = bytes.fromhex(given)
    except ValueError:
        return False
    mask, masked = sent[:_PROOF_BYTES], sent[_PROOF_BYTES:]
    is_whole = len(sent) == 2 * _PROOF_BYTES
    return is_whole and hmac.compare_digest(_masked(masked, mask), _proof(token))


def _proof(token: str) -> bytes:
    return hmac.digest(token.encode(), b"form", "sha256")


def _masked(proof: bytes, mask: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(proof, mask, strict=True))
