"""Limits that several services have in common; see ``service.access.rates``."""

import math

from service.access.rates import (
    MOST_WRONG_KEYS,
    MOST_WRONG_KEYS_IN_ALL,
    SUGGESTIONS,
    WINDOW_SECONDS,
    Allowance,
    network_of,
)
from service.servers.database import ServerDatabase

_FORGET = "DELETE FROM asked WHERE what = ? AND at <= clock_timestamp() - ? * interval '1 second'"
_COUNT = (
    "SELECT coalesce(sum(cost), 0)::bigint,"
    " coalesce(extract(epoch FROM min(at) - clock_timestamp()), 0)::float8"
    " FROM asked WHERE what = ?"
)
_NOTE = "INSERT INTO asked VALUES (?, ?, clock_timestamp(), ?)"


class ServerRates:
    """Counts what was done in the last minute, by the clock of PostgreSQL."""

    def __init__(self, database: ServerDatabase) -> None:
        self._database = database

    def ask(self, key_id: str, limit: int, questions: int) -> tuple[bool, Allowance]:
        """Count questions of a key, unless they are too many; then none of them is counted."""
        return self._count("questions", key_id, limit, questions, limit)

    def ask_behind(self, key_id: str, limit: int) -> bool:
        """Count a question that can wait, unless half of what a key may ask is used up."""
        return self._count("questions", key_id, limit, 1, limit - limit // 2)[0]

    def suggest(self, key_id: str, limit: int) -> tuple[bool, Allowance]:
        """Count suggestions for a key, unless they are too many."""
        most = SUGGESTIONS * limit
        return self._count("suggestions", key_id, most, 1, most)

    def wrong_key(self, address: str) -> tuple[bool, Allowance]:
        """Count a wrong key that an address has sent, unless they are too many."""
        what, network = "wrong", network_of(address)
        with self._database.transaction(what) as connection:
            connection.execute(_FORGET, (what, WINDOW_SECONDS))
            own = connection.execute(f"{_COUNT} AND whose = ?", (what, network)).fetchone()
            is_its_own = own[0] >= MOST_WRONG_KEYS
            most = MOST_WRONG_KEYS if is_its_own else MOST_WRONG_KEYS_IN_ALL
            sent, first = own if is_its_own else connection.execute(_COUNT, (what,)).fetchone()
            is_allowed = sent < most
            if is_allowed:
                connection.execute(_NOTE, (what, network, 1))
        return is_allowed, _left(most, sent + 1, first)

    def _count(
        self, what: str, whose: str, limit: int, cost: int, most: int
    ) -> tuple[bool, Allowance]:
        with self._database.transaction(f"{what} {whose}") as connection:
            connection.execute(f"{_FORGET} AND whose = ?", (what, WINDOW_SECONDS, whose))
            asked, first = connection.execute(f"{_COUNT} AND whose = ?", (what, whose)).fetchone()
            is_allowed = asked + cost <= most
            if is_allowed:
                connection.execute(_NOTE, (what, whose, cost))
        return is_allowed, _left(limit, asked + cost * is_allowed, first)


def _left(limit: int, used: int, first: float) -> Allowance:
    """What is left of a limit, where the first that counts was so many seconds ago (negative)."""
    return Allowance(limit, max(0, limit - used), max(1, math.ceil(first + WINDOW_SECONDS)))
