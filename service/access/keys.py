"""API keys: made, listed, revoked, and known again when a request brings one."""

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from search.errors import ShawahidError
from service.access.callers import Caller, Role
from service.access.key_sums import SUMMED, WITH_SUMS, add, damage_of, key_sum
from service.access.tokens import hashed, is_secret, new_id, new_secret
from service.database import Database, timestamp
from service.stored_json import names_in

PREFIX = "shw_"
_TOKEN = re.compile(rf"{PREFIX}(?P<id>[a-z2-7]{{8}})(?P<secret>[a-z2-7]{{32}})")
_SELECT = f"SELECT {SUMMED}, revoked, checksum {WITH_SUMS}"
_NO_HASH = bytes(32)


class KeyMissingError(ShawahidError):
    """No key has the requested id."""


class KeyDamagedError(ShawahidError):
    """What is kept of a key is not what was made."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; times are UTC, ISO 8601."""

    id: str
    name: str
    role: Role
    collections: frozenset[str] | None
    rate: int | None
    created: str
    revoked: str | None

    @property
    def caller(self) -> Caller:
        """Whoever brings the key."""
        return Caller(self.id, self.name, self.role, self.collections, self.rate)


class Keys:
    """The keys of a service.

    Nothing is remembered outside the database: a key that another process revokes opens nothing
    from that moment. One that does not fit its checksum opens nothing either.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(
        self, role: Role, name: str, collections: Collection[str] | None, rate: int | None
    ) -> tuple[Key, str]:
        """Make a key.

        Args:
            role: what it is for.
            name: what people call it.
            collections: which the role is for, ``None`` for all.
            rate: questions a minute, ``None`` for no limit.

        Returns:
            The key, and the text to hand out: it is kept nowhere.
        """
        secret = new_secret()
        names = None if collections is None else frozenset(collections)
        key = Key(new_id(), name, role, names, rate, timestamp(), None)
        kept = None if names is None else json.dumps(sorted(names))
        row = (key.id, name, role.value, kept, rate, hashed(secret), key.created)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO keys (id, name, role, collections, rate, secret_hash, created)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            add(connection, row)
        return key, f"{PREFIX}{key.id}{secret}"

    def all(self) -> list[Key]:
        """Every key that is what was made, also the revoked ones, oldest first."""
        rows = self._database.rows(_SELECT + " ORDER BY created, id")
        return [key for row in rows if (key := _key(row))]

    def check(self) -> None:
        """Look at every key.

        Raises:
            KeyDamagedError: some are not what was made.
        """
        damaged = [row[0] for row in self._database.rows(_SELECT) if _key(row) is None]
        if damaged:
            raise KeyDamagedError(damage_of(damaged))

    def exist(self) -> bool:
        """Whether a key was ever made: from then on, one is needed."""
        return bool(self._database.rows("SELECT 1 FROM keys LIMIT 1"))

    def revoke(self, key_id: str) -> None:
        """Let a key open nothing more, nor the sessions that were opened with it.

        Of one that was damaged, nothing is kept of what it was for.

        Raises:
            KeyMissingError: there is no such key.
        """
        with self._database.transaction() as connection:
            found = connection.execute(
                "UPDATE keys SET revoked = coalesce(revoked, ?) WHERE id = ?",
                (timestamp(), key_id),
            )
            if not found.rowcount:
                msg = f"no key has the id {key_id!r}; `shawahid key list` shows the keys there are"
                raise KeyMissingError(msg)
            if _key(connection.execute(_SELECT + " WHERE id = ?", (key_id,)).fetchone()) is None:
                connection.execute("DELETE FROM key_sums WHERE key_id = ?", (key_id,))
                row = connection.execute(
                    "UPDATE keys SET role = ?, collections = NULL, rate = NULL WHERE id = ?"  # noqa: S608 - ours
                    f" RETURNING {SUMMED}",
                    (Role.READER.value, key_id),
                ).fetchone()
                add(connection, row)

    def get(self, key_id: str) -> Key | None:
        """The key with an id, unless it is revoked."""
        rows = self._database.rows(_SELECT + " WHERE id = ? AND revoked IS NULL", (key_id,))
        return _key(rows[0]) if rows else None

    def known(self, token: str) -> Key | None:
        """The key whose text this is, unless it is revoked."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return None
        rows = self._database.rows("SELECT secret_hash FROM keys WHERE id = ?", (match["id"],))
        kept = rows[0][0] if rows else _NO_HASH
        return self.get(match["id"]) if is_secret(match["secret"], kept) else None


def _key(row: tuple[Any, ...]) -> Key | None:
    """The key of a row, ``None`` where the row is not what was made."""
    *summed, revoked, checksum = row
    if key_sum(summed) != checksum:
        return None
    key_id, name, role, collections, rate, _, created = summed
    try:  # what an earlier version had kept got its checksum later
        names = None if collections is None else frozenset(names_in(collections))
        return Key(key_id, name, Role(role), names, rate, created, revoked)
    except (ValueError, RecursionError):
        return None
