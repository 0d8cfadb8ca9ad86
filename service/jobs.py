"""Work that outlives the request that asked for it: one job after the other, in a thread."""

import logging
import queue
import secrets
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from indexer.pipeline import Report, Summary
from search.errors import IndexLockedError, ShawahidError
from service.problems import INTERNAL, TOO_MANY_JOBS, ProblemError, of_error
from service.schemas.jobs import State

logger = logging.getLogger(__name__)

MOST_WAITING = 100
MOST_KEPT = 200
# While another process writes to the collection.
_RETRY_SECONDS = 2.0
_RETRY_UNTIL_SECONDS = 3600.0
# What runs when the service ends is asked to stop, which it does after the document at hand.
_CLOSING_SECONDS = 10.0
_WAITING_SECONDS = "30"


# Does the work and reports on the way; what the report raises is to end it.
Work = Callable[[Report], Summary]


@dataclass(slots=True)
class Job:
    """A job as it stands.

    Attributes:
        id: nobody can guess it.
        collection: that it adds documents to.
        bytes: of what was uploaded.
        created: UTC, ISO 8601.
        state: how far it is.
        summary: what it has done so far; what was committed stays, however it ends.
        problem: why it failed.
        started: UTC, ISO 8601.
        finished: UTC, ISO 8601.
    """

    id: str
    collection: str
    bytes: int
    created: str
    state: State = State.WAITING
    summary: Summary = field(default_factory=Summary)
    problem: ProblemError | None = None
    started: str | None = None
    finished: str | None = None

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in {State.WAITING, State.RUNNING}


@dataclass(frozen=True, slots=True)
class _Task:
    job: Job
    work: Work
    clean_up: Callable[[], None]
    cancelled: threading.Event


class _CancelledError(Exception):
    """The work is to end."""


class Jobs:
    """The jobs of a service, in memory: a restart forgets them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: dict[str, _Task] = {}
        self._waiting: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._worker = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._worker.start()

    def submit(
        self, collection: str, size: int, work: Work, clean_up: Callable[[], None] = lambda: None
    ) -> Job:
        """Have work done when what waits before it is.

        Args:
            collection: that documents are added to.
            size: of the upload, in bytes.
            work: what to do.
            clean_up: called once at the end, whatever that is; also when this raises.

        Raises:
            ProblemError: too many jobs are waiting.
        """
        job = Job(secrets.token_urlsafe(16), collection, size, _now())
        task = _Task(job, work, clean_up, threading.Event())
        with self._lock:
            waiting = sum(each.job.state is State.WAITING for each in self._tasks.values())
            is_full = waiting >= MOST_WAITING
            if not is_full:
                self._forget_oldest()
                self._tasks[job.id] = task
        if is_full:
            clean_up()
            raise ProblemError(TOO_MANY_JOBS, headers={"Retry-After": _WAITING_SECONDS})
        self._waiting.put(task)
        return job

    def all(self, collections: Collection[str]) -> list[Job]:
        """The jobs of these collections, latest first."""
        with self._lock:
            tasks = list(self._tasks.values())
        return [task.job for task in reversed(tasks) if task.job.collection in collections]

    def get(self, job_id: str) -> Job | None:
        """A job by its id."""
        task = self._tasks.get(job_id)
        return None if task is None else task.job

    def cancel(self, job_id: str) -> None:
        """End a job; what it has committed stays."""
        task = self._tasks.get(job_id)
        if task is not None:
            task.cancelled.set()

    def close(self) -> None:
        """End all jobs."""
        self._closing.set()
        self._waiting.put(None)
        self._worker.join(_CLOSING_SECONDS)

    def _run(self) -> None:
        while (task := self._waiting.get()) is not None:
            job = task.job
            job.state, job.started = State.RUNNING, _now()
            try:
                self._work(task)
                job.state = State.DONE
            except _CancelledError:
                job.state = State.CANCELLED
            except ShawahidError as error:
                self._fail(job, of_error(error))
            except Exception:
                # A mistake in one job must not keep the others from being done.
                logger.exception("job %s failed", job.id)
                self._fail(job, ProblemError(INTERNAL))
            finally:
                job.finished = _now()
                task.clean_up()

    def _work(self, task: _Task) -> None:
        def report(summary: Summary) -> None:
            task.job.summary = summary
            if task.cancelled.is_set() or self._closing.is_set():
                raise _CancelledError

        deadline = time.monotonic() + _RETRY_UNTIL_SECONDS
        while True:
            report(task.job.summary)
            try:
                task.job.summary = task.work(report)
            except IndexLockedError:
                if time.monotonic() > deadline:
                    raise
                self._closing.wait(_RETRY_SECONDS)
            else:
                return

    def _fail(self, job: Job, problem: ProblemError) -> None:
        job.problem = problem
        job.state = State.FAILED

    def _forget_oldest(self) -> None:
        ended = [job_id for job_id, task in self._tasks.items() if task.job.has_ended]
        for job_id in ended[: max(0, len(self._tasks) - MOST_KEPT + 1)]:
            del self._tasks[job_id]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
