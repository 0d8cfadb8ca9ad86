"""Whose turn it is among the jobs: those of a collection are done in the order of acceptance."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from service.job_ledger import Job, JobLedger

# While another process writes to the collection, for however long: what was accepted is not lost.
RETRY_SECONDS = 2.0
# How often it is seen whose turn it is, while a job waits for one of another process.
_TURN_SECONDS = 0.2


@dataclass(slots=True)
class Task:
    """A job with its upload, and whether it is to end."""

    job: Job
    folder: Path
    cancelled: threading.Event = field(default_factory=threading.Event)


class Waiting:
    """The tasks that this process has to do.

    Args:
        ledger: of all processes, which says whose turn it is.
    """

    def __init__(self, ledger: JobLedger) -> None:
        self._ledger = ledger
        self._changed = threading.Event()
        self._tasks: dict[str, Task] = {}
        self._locked: dict[str, float] = {}

    def put(self, task: Task) -> None:
        """Add a task."""
        self._tasks[task.job.id] = task
        self._changed.set()

    def put_back(self, task: Task) -> None:
        """Have a task wait, and with it all others of its collection: that is locked for now."""
        self._locked[task.job.collection] = time.monotonic() + RETRY_SECONDS
        self._tasks[task.job.id] = task

    def take(self) -> Task | None:
        """The next task that may begin, if any.

        Raises:
            ShawahidError: the ledger cannot be read, so that nobody knows.
        """
        tasks = list(self._tasks.values())  # before: what comes meanwhile is in no order yet
        order = self._ledger.order()
        firsts: dict[str, str] = {}
        for job_id, collection in order.items():
            firsts.setdefault(collection, job_id)
        for task in tasks:
            job = task.job
            is_free = time.monotonic() >= self._locked.get(job.collection, 0.0)
            is_first = firsts.get(job.collection) == job.id
            is_cancelled = job.id not in order or task.cancelled.is_set()
            if (is_free and (is_first or job.has_ended)) or (is_cancelled and not job.has_ended):
                return self._tasks.pop(job.id)
        return None

    def waits_for_others(self) -> bool:
        """Whether a job of another process may be what a task waits for.

        Raises:
            ShawahidError: the ledger cannot be read.
        """
        own = {task.job.collection for task in list(self._tasks.values())}
        order = self._ledger.order() if own else {}
        return any(each in own and job_id not in self._tasks for job_id, each in order.items())

    def wait(self, seconds: float | None = None) -> None:
        """Wait until there may be a task that is next, or for so long without any."""
        self._changed.wait(_TURN_SECONDS if self._tasks else seconds)
        self._changed.clear()

    def wake(self) -> None:
        """End the waiting."""
        self._changed.set()
