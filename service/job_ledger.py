"""Jobs in the database of the service: what was accepted outlives who accepted it."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from indexer.summary import Summary
from service.database import Database
from service.problems import ProblemError, kind_of
from service.schemas.jobs import State
from service.stored_json import names_in, summary_in

# Jobs that have ended; what is older is forgotten.
MOST_KEPT = 200

_ENDED = "state NOT IN ('waiting', 'running')"
_SELECT = (
    "SELECT id, collection, bytes, names, created, state, tries, started, finished, {}, problem"
    " FROM jobs"
)
_WHOLE = _SELECT.format("summary")
_WITHOUT_REPORT = _SELECT.format("json_remove(summary, '$.skipped', '$.named')")
_INSERT = (
    "INSERT INTO jobs (id, collection, bytes, names, created, state, tries, started, finished,"
    " summary, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_UNLESS_CANCELLED = ", ".join(
    f"{name} = CASE WHEN jobs.state = 'cancelled' THEN jobs.{name} ELSE excluded.{name} END"
    for name in ("state", "finished", "problem")
)
_OF_COLLECTIONS = "collection IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Job:
    """A job as it stands.

    Attributes:
        id: nobody can guess it; the upload lies under it in the inbox.
        collection: that it adds documents to.
        bytes: of what was uploaded.
        created: UTC, ISO 8601.
        names: what the sender calls the files; ``None`` for a stream of JSON Lines.
        state: how far it is.
        tries: how often it was begun.
        summary: what it has done so far; what was committed stays, however it ends.
        problem: why it failed.
        started: UTC, ISO 8601.
        finished: UTC, ISO 8601.
    """

    id: str
    collection: str
    bytes: int
    created: str
    names: list[str] | None = None
    state: State = State.WAITING
    tries: int = 0
    summary: Summary = field(default_factory=Summary)
    problem: ProblemError | None = None
    started: str | None = None
    finished: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in {State.WAITING, State.RUNNING}


class JobLedger:
    """The jobs that were accepted, as they stood when they were last written down."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def accept(self, job: Job, most: int) -> bool:
        """Write down a new job; whether there is room for it, at most ``most`` wait.

        Raises:
            IndexWriteError: the disk is full.
        """
        with self._database.transaction() as connection:
            sql = "SELECT count(*) FROM jobs WHERE state = 'waiting'"
            has_room: bool = connection.execute(sql).fetchone()[0] < most
            if has_room:
                connection.execute(_INSERT, _row(job))
        return has_room

    def write(self, job: Job) -> None:
        """Write down how a job stands; one that was cancelled stays so.

        Raises:
            IndexWriteError: the disk is full.
        """
        with self._database.transaction() as connection:
            connection.execute(
                f"{_INSERT} ON CONFLICT (id) DO UPDATE SET tries = excluded.tries,"
                f" started = excluded.started, summary = excluded.summary, {_UNLESS_CANCELLED}",
                _row(job),
            )
            connection.execute(
                f"DELETE FROM jobs WHERE {_ENDED} AND number <="  # noqa: S608 - ours
                f" (SELECT number FROM jobs WHERE {_ENDED} ORDER BY number DESC LIMIT 1 OFFSET ?)",
                (MOST_KEPT,),
            )

    def cancel(self, job_id: str, finished: str) -> None:
        """Write down that a job is to end, whichever process is at it; one that has ended stays.

        Raises:
            IndexWriteError: the disk is full.
        """
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'cancelled', finished = ?, problem = NULL"  # noqa: S608 - ours
                f" WHERE id = ? AND NOT {_ENDED}",
                (finished, job_id),
            )

    def is_cancelled(self, job_id: str) -> bool:
        """Whether a job is to end."""
        sql = "SELECT 1 FROM jobs WHERE id = ? AND state = 'cancelled'"
        return bool(self._database.rows(sql, (job_id,)))

    def get(self, job_id: str) -> Job | None:
        """A job by its id."""
        rows = self._database.rows(f"{_WHOLE} WHERE id = ?", (job_id,))
        return _job(rows[0]) if rows else None

    def all(self, collections: Collection[str]) -> list[Job]:
        """The jobs of these collections, latest first, without what their reports name."""
        names = json.dumps(list(collections))
        sql = f"{_WITHOUT_REPORT} WHERE {_OF_COLLECTIONS} ORDER BY number DESC"
        return [_job(row) for row in self._database.rows(sql, (names,))]

    def unfinished(self) -> list[Job]:
        """The jobs that have not ended, in the order in which they were accepted."""
        rows = self._database.rows(f"{_WHOLE} WHERE NOT {_ENDED} ORDER BY number")
        return [_job(row) for row in rows]

    def order(self) -> dict[str, str]:
        """The ids of the same, each with its collection."""
        sql = f"SELECT id, collection FROM jobs WHERE NOT ({_ENDED}) ORDER BY number"  # noqa: S608
        return dict(self._database.rows(sql))


def _row(job: Job) -> tuple[object, ...]:
    summary = {
        "changes": {change.value: number for change, number in job.summary.changes.items()},
        "skipped": [[each.place, each.reason] for each in list(job.summary.skipped)],
        "skipped_count": job.summary.skipped_count,
        "bytes": job.summary.bytes,
        "named": [[each.change.value, *each[1:]] for each in list(job.summary.named)],
    }
    return (
        *(job.id, job.collection, job.bytes),
        None if job.names is None else json.dumps(job.names),
        *(job.created, job.state.value, job.tries, job.started, job.finished),
        json.dumps(summary, ensure_ascii=False),
        None if job.problem is None else job.problem.kind.slug,
    )


def _job(row: tuple[Any, ...]) -> Job:
    job_id, collection, size, names, created, state, tries, started, finished, kept, problem = row
    return Job(
        id=job_id,
        collection=collection,
        bytes=size,
        created=created,
        names=None if names is None else names_in(names),
        state=State(state),
        tries=tries,
        summary=summary_in(kept),
        problem=None if problem is None else ProblemError(kind_of(problem)),
        started=started,
        finished=finished,
    )
