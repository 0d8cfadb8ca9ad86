"""Where the news of saved searches is sent, in the database of the service."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from typing import Any

from service.access.tokens import new_secret
from service.database import Database, timestamp
from service.language import Language

# Of one search.
MOST_DELIVERIES = 5
# Letters of what is kept of a failure.
LONGEST_PROBLEM = 200
# Whoever sends an alert has so long for it; then another process takes it for left behind.
_LEASE = timedelta(minutes=10)
# How long the first failure is waited after; each one doubles it, up to the time between two.
_PAUSE = timedelta(minutes=5)
_MOST_DOUBLINGS = 12
# An alert whose sending was broken off is sent again once: whether it arrived is not known.
_MOST_BEGUN = 2

_SELECT = (
    "SELECT id, saved_id, kind, target, hours, secret, language, due, tries, begun, problem"
    " FROM deliveries"
)
# What was not sent the last time comes after the others. What is not due for twice the time between
# two was put off by a clock that was ahead.
_WHERE_DUE = (
    " WHERE (due <= ? OR due > strftime('%Y-%m-%dT%H:%M:%SZ', ?, (2 * hours) || ' hours'))"
    " AND saved_id NOT IN (SELECT saved_id FROM saved_muted)"
    " ORDER BY tries > 0, due LIMIT 1"
)
_DUE = 7  # the place of that column

logger = logging.getLogger(__name__)


class TooManyDeliveriesError(Exception):
    """The search has ``MOST_DELIVERIES`` already."""


class Kind(Enum):
    """How an alert is sent."""

    MAIL = "mail"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a saved search finds is sent to an address.

    Attributes:
        id: of the delivery.
        saved_id: of the search.
        kind: how it is sent.
        target: an address of mail, or that of a webhook.
        hours: from one to the next.
        secret: in the address of the way out of a mail; with it calls of a webhook are signed.
        language: that mails are written in.
        due: when there may be a next one, UTC in ISO 8601; of one that was claimed, until when.
        tries: failures since the last success.
        begun: times that sending was begun and not seen to end.
        problem: of the last try; ``None`` where there was none.
    """

    id: int
    saved_id: int
    kind: Kind
    target: str
    hours: int
    secret: str
    language: Language
    due: str
    tries: int
    begun: int
    problem: str | None

    @property
    def may_begin(self) -> bool:
        """Whether what is new may be sent: not where it may have arrived twice already."""
        return self.begun < _MOST_BEGUN


def _as_one_writes_it(address: str) -> str:
    """An address of mail whose domain is in small letters, which mean the same there."""
    name, sign, domain = address.rpartition("@")
    return f"{name}{sign}{domain.lower()}"


class Deliveries:
    """The deliveries of a service. Processes share them: what one has claimed, no other sends."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(  # noqa: PLR0913, PLR0917 - what it consists of
        self,
        saved_id: int,
        key_id: str | None,
        kind: Kind,
        target: str,
        hours: int,
        language: Language,
    ) -> None:
        """Have the news of an owner's search sent; what is sent there already goes on.

        Raises:
            TooManyDeliveriesError: it is sent to too many addresses.
        """
        if kind is Kind.MAIL:
            target = _as_one_writes_it(target)
        with self._database.transaction() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM deliveries JOIN saved ON saved.id = saved_id"
                " WHERE saved_id = ? AND key_id IS ?",
                (saved_id, key_id),
            ).fetchone()
            if count >= MOST_DELIVERIES:
                msg = f"{MOST_DELIVERIES} alerts are set up for this search: end one first"
                raise TooManyDeliveriesError(msg)
            connection.execute(
                "INSERT INTO deliveries"
                " (saved_id, kind, target, hours, secret, language, due, tries, begun)"
                " SELECT id, ?, ?, ?, ?, ?, ?, 0, 0 FROM saved WHERE id = ? AND key_id IS ?"
                " ON CONFLICT DO NOTHING",
                (
                    *(kind.value, target, hours, new_secret(), language.value),
                    *(timestamp(timedelta(hours=hours)), saved_id, key_id),
                ),
            )

    def of(self, saved_id: int) -> list[Delivery]:
        """The deliveries of a search."""
        rows = self._database.rows(f"{_SELECT} WHERE saved_id = ? ORDER BY id", (saved_id,))
        return [_delivery(row) for row in rows]

    def with_secret(self, secret: str) -> Delivery | None:
        """The delivery whose mails have this secret in the address of their way out."""
        rows = self._database.rows(f"{_SELECT} WHERE secret = ?", (secret,))
        return _delivery(rows[0]) if rows else None

    def end(self, delivery_id: int, saved_id: int, key_id: str | None) -> None:
        """Send no more of an owner's search there."""
        self._database.purge(
            "DELETE FROM deliveries WHERE id = ? AND saved_id IN"
            " (SELECT id FROM saved WHERE id = ? AND key_id IS ?)",
            (delivery_id, saved_id, key_id),
        )

    def end_with(self, secret: str) -> None:
        """Send no more where this secret has been sent."""
        self._database.purge("DELETE FROM deliveries WHERE secret = ?", (secret,))

    def claim(self) -> Delivery | None:
        """The next that is due, which is the caller's for some minutes; ``None`` without one.

        Those of a search that is muted wait.
        """
        while rows := self._database.rows(_SELECT + _WHERE_DUE, (timestamp(),) * 2):
            (row,) = rows
            lease = timestamp(_LEASE)
            with self._database.transaction() as connection:
                claimed = connection.execute(
                    "UPDATE deliveries SET due = ? WHERE id = ? AND due = ?",
                    (lease, row[0], row[_DUE]),
                )
            if claimed.rowcount:
                try:
                    return replace(_delivery(row), due=lease)
                except ValueError as error:  # the others are sent all the same
                    logger.warning("alert %s is not what is stored there: %s", row[0], error)
        return None

    def sent(self, delivery_id: int) -> set[tuple[str, str]]:
        """The documents that were sent, by collection and id."""
        sql = "SELECT collection, document_id FROM delivered WHERE delivery_id = ?"
        return {(collection, each) for collection, each in self._database.rows(sql, (delivery_id,))}

    def begin(self, delivery: Delivery, documents: Collection[tuple[str, str]]) -> bool:
        """Note that sending begins now, and of what; whether it may.

        Its owner may have ended it, or another process taken it for left behind.
        """
        with self._database.transaction() as connection:
            noted = connection.execute(
                "UPDATE deliveries SET begun = begun + 1 WHERE id = ? AND due = ?",
                (delivery.id, delivery.due),
            )
            if noted.rowcount:
                connection.execute("DELETE FROM begun WHERE delivery_id = ?", (delivery.id,))
                connection.executemany(
                    "INSERT INTO begun (delivery_id, collection, document_id) VALUES (?, ?, ?)",
                    [(delivery.id, *each) for each in documents],
                )
        return bool(noted.rowcount)

    def begun(self, delivery_id: int) -> set[tuple[str, str]]:
        """The documents that were begun to be sent, and were not seen to have been."""
        sql = "SELECT collection, document_id FROM begun WHERE delivery_id = ?"
        return {(collection, each) for collection, each in self._database.rows(sql, (delivery_id,))}

    def give_up(self, delivery: Delivery) -> Delivery:
        """Take for sent what was begun, and nothing that came later; gives it as it is then."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO delivered SELECT * FROM begun WHERE delivery_id = ?"
                " ON CONFLICT DO NOTHING",
                (delivery.id,),
            )
            connection.execute("DELETE FROM begun WHERE delivery_id = ?", (delivery.id,))
            connection.execute("UPDATE deliveries SET begun = 0 WHERE id = ?", (delivery.id,))
        return replace(delivery, begun=0)

    def succeed(self, delivery: Delivery, documents: Collection[tuple[str, str]]) -> None:
        """Note what was sent, and that the next is due after the time between two."""
        due = timestamp(timedelta(hours=delivery.hours))
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO delivered (delivery_id, collection, document_id)"
                " SELECT id, ?, ? FROM deliveries WHERE id = ? ON CONFLICT DO NOTHING",
                [(*each, delivery.id) for each in documents],
            )
            # What the search has forgotten is not found again.
            connection.execute(
                "DELETE FROM delivered WHERE delivery_id = ? AND NOT EXISTS"
                " (SELECT 1 FROM alerts WHERE alerts.saved_id = ?"
                " AND alerts.collection = delivered.collection"
                " AND alerts.document_id = delivered.document_id)",
                (delivery.id, delivery.saved_id),
            )
            connection.execute("DELETE FROM begun WHERE delivery_id = ?", (delivery.id,))
            connection.execute(
                "UPDATE deliveries SET due = ?, tries = 0, begun = 0, problem = NULL WHERE id = ?",
                (due, delivery.id),
            )

    def fail(self, delivery: Delivery, problem: str) -> None:
        """Note why nothing was sent; it is tried again, the later the more often it failed."""
        pause = _PAUSE * 2 ** min(delivery.tries, _MOST_DOUBLINGS)
        due = timestamp(min(pause, timedelta(hours=delivery.hours)))
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM begun WHERE delivery_id = ?", (delivery.id,))
            connection.execute(
                "UPDATE deliveries SET due = ?, tries = tries + 1, begun = 0, problem = ?"
                " WHERE id = ?",
                (due, problem[:LONGEST_PROBLEM], delivery.id),
            )


def _delivery(row: Sequence[Any]) -> Delivery:
    delivery_id, saved_id, kind, target, hours, secret, language, *rest = row
    return Delivery(
        delivery_id, saved_id, Kind(kind), target, hours, secret, Language(language), *rest
    )
