"""The audit log: who searched for what, and who read which document."""

import json
from collections.abc import Collection, Iterator
from datetime import timedelta
from enum import Enum
from typing import NamedTuple

from service.access.callers import Caller
from service.database import ServiceDatabase, timestamp


class Action(Enum):
    """What was done; the subject of a search is its question, of the others a document's id."""

    SEARCH = "search"
    READ = "read"
    EXPORT = "export"


class Entry(NamedTuple):
    """One line of the log; the time is UTC, ISO 8601."""

    at: str
    key_id: str | None
    action: str
    collections: list[str]
    subject: str


class AuditLog:
    """The log of a service. It is kept apart from the ordinary log, which holds no question."""

    def __init__(self, database: ServiceDatabase) -> None:
        self._database = database

    def record(
        self, caller: Caller, action: Action, collections: Collection[str], subject: str
    ) -> None:
        """Write a line; it is on the disk when this returns."""
        row = (timestamp(), caller.key_id, action.value, json.dumps(sorted(collections)), subject)
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO audit (at, key_id, action, collections, subject)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )

    def entries(self) -> Iterator[Entry]:
        """Every line, oldest first."""
        sql = "SELECT at, key_id, action, collections, subject FROM audit ORDER BY id"
        for at, key_id, action, collections, subject in self._database.stream(sql):
            yield Entry(at, key_id, action, json.loads(collections), subject)

    def purge(self, days: int) -> None:
        """Forget what is older than so many days."""
        self._database.purge("DELETE FROM audit WHERE at <= ?", (timestamp(-timedelta(days)),))
