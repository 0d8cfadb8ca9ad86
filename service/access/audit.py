"""The audit log: who searched for what, and who read which document."""

import json
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta
from enum import Enum
from typing import NamedTuple

from search.errors import IndexLockedError, IndexWriteError, ShawahidError
from service.access.callers import Caller
from service.database import Database, timestamp
from service.stored_json import names_in

_READ_AT_ONCE = 1000


class UnrecordedError(ShawahidError):
    """What is asked cannot be recorded, hence not answered: the disk is full, or the log held."""


class Action(Enum):
    """What was done; the subject is the id of a document, or a question."""

    SEARCH = "search"
    READ = "read"
    EXPORT = "export"  # of an answer
    ORIGINAL = "original"  # a document's file
    QUOTATION = "quotation"  # looked for as it stands
    DOSSIER = "dossier"  # opened or taken away, by its name
    BATCH = "batch"  # a question of a list
    TABLE = "table"  # of a list that was asked, opened or taken away, by its name
    ALERT = "alert"  # the news of a saved search, to be sent
    FEED = "feed"  # of a saved search, by whoever has its address


# Records what one caller does; see ``AuditLog.record``.
Record = Callable[[Action, Collection[str], str], None]


class Entry(NamedTuple):
    """One line of the log; the time is UTC, ISO 8601."""

    at: str
    key_id: str | None
    action: str
    collections: list[str]
    subject: str


class AuditLog:
    """The log of a service. It is kept apart from the ordinary log, which holds no question."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, caller: Caller, action: Action, collections: Collection[str], subject: str
    ) -> None:
        """Write a line; it is on the disk when this returns.

        Raises:
            UnrecordedError: it cannot be written.
        """
        names = json.dumps(sorted(collections))
        try:
            row = (timestamp(), caller.key_id, action.value, names, subject)
            with self._database.transaction() as connection:
                connection.execute(
                    "INSERT INTO audit (at, key_id, action, collections, subject)"
                    " VALUES (?, ?, ?, ?, ?)",
                    row,
                )
        except (IndexWriteError, IndexLockedError) as error:
            raise UnrecordedError(str(error)) from error

    def entries(self) -> Iterator[Entry]:
        """Every line, oldest first.

        Whoever reads them may pause between two for as long as they like: the database is not
        kept open for reading meanwhile, which would keep its journal from being emptied.
        """
        sql = (
            "SELECT id, at, key_id, action, collections, subject FROM audit"
            " WHERE id > ? ORDER BY id LIMIT ?"
        )
        last = 0
        while rows := self._database.rows(sql, (last, _READ_AT_ONCE)):
            for last, at, key_id, action, collections, subject in rows:  # noqa: B007 - goes on
                yield Entry(at, key_id, action, names_in(collections), subject)

    def purge(self, days: int) -> None:
        """Forget what is older than so many days."""
        self._database.purge("DELETE FROM audit WHERE at <= ?", (timestamp(-timedelta(days)),))
