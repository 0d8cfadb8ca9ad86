"""Work that outlives the request that asked for it: one job after the other, in a thread."""

import logging
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from indexer.summary import Report, Summary
from search.clock import moment
from search.errors import CollectionMissingError, IndexLockedError, ServerError, ShawahidError
from service.inbox import Inbox
from service.job_ledger import Job, JobLedger
from service.job_turns import RETRY_SECONDS, Task, Waiting
from service.problems import (
    INTERNAL,
    JOB_INTERRUPTED,
    JOB_WAITS,
    JOB_WAITS_FOR_SERVER,
    TOO_MANY_JOBS,
    Kind,
    ProblemError,
    of_error,
)
from service.schemas.jobs import State

logger = logging.getLogger(__name__)

# In all processes of a service.
MOST_WAITING = 100
# How often a job is begun: one that ends the service each time would end it for ever.
MOST_TRIES = 3
# How often it is written down how far a job is, and seen whether another process has cancelled it.
_LOOKING_SECONDS = 1.0
# What runs when the service ends is asked to stop, which it does after the document at hand.
_CLOSING_SECONDS = 10.0
_WAITING_SECONDS = "30"


# Does a job with the upload in a folder; what the report raises is to end it.
Perform = Callable[[Job, Path, Report], Summary]


class _CancelledError(Exception):
    """The work is to end."""


class Jobs:
    """The jobs of a service. What an earlier one has accepted and not ended goes on.

    Args:
        ledger: where they are written down.
        inbox: where their uploads lie.
        perform: does one.
        give_up: removes what is left of one that no service has survived.
    """

    def __init__(
        self, ledger: JobLedger, inbox: Inbox, perform: Perform, give_up: Callable[[Job], None]
    ) -> None:
        self.perform = perform
        self._give_up = give_up
        self._ledger = ledger
        self._inbox = inbox
        self._tasks: dict[str, Task] = {}
        self._waiting = Waiting(ledger)
        self._closing = threading.Event()
        self._writing = threading.Lock()
        self._is_left = False
        try:
            self._resume()
        except ShawahidError as error:  # the archive can be searched all the same
            logger.error("%s: accepted uploads do not go on", error)  # noqa: TRY400
        self._worker = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._worker.start()

    def submit(self, folder: Path, collection: str, size: int, names: list[str] | None) -> Job:
        """Have an upload added when what waits before it is. Once this returns it is accepted.

        Args:
            folder: of the upload in the inbox; it is removed at the end, also when this raises.
            collection: that documents are added to.
            size: of the upload, in bytes.
            names: what the sender calls the files; ``None`` for a stream of JSON Lines.

        Raises:
            ProblemError: too many jobs are waiting.
            IndexWriteError: the disk is full.
        """
        job = Job(folder.name, collection, size, moment(), names)
        task = Task(job, folder)
        is_accepted = False
        try:
            self._inbox.keep(folder)
            is_accepted = self._ledger.accept(job, MOST_WAITING)
        finally:
            if not is_accepted:
                self._inbox.remove(folder.name)
        if not is_accepted:
            raise ProblemError(TOO_MANY_JOBS, headers={"Retry-After": _WAITING_SECONDS})
        self._tasks[job.id] = task
        self._waiting.put(task)
        return job

    def all(self, collections: Collection[str]) -> list[Job]:
        """The jobs of these collections, latest first; what is left out is named of one alone."""
        kept = self._ledger.all(collections)
        running = {task.job.id: task.job for task in list(self._tasks.values())}
        return [running.get(job.id, job) for job in kept]

    def get(self, job_id: str) -> Job | None:
        """A job by its id."""
        task = self._tasks.get(job_id)
        return self._ledger.get(job_id) if task is None else task.job

    def cancel(self, job_id: str) -> None:
        """End a job, also one of another process, or if this one ends first.

        What it has committed stays.

        Raises:
            IndexWriteError: the disk is full, and the job is another process's.
        """
        task = self._tasks.get(job_id)
        try:
            self._ledger.cancel(job_id, moment())
        except ShawahidError as error:
            if task is None:
                raise
            logger.error("job %s: %s", job_id, error)  # noqa: TRY400
        if task is not None:
            task.cancelled.set()

    def close(self) -> None:
        """Stop; what has not ended goes on in the next service of the index."""
        self._closing.set()
        self._waiting.wake()
        self._worker.join(_CLOSING_SECONDS)
        try:
            self._leave()
        except ShawahidError as error:
            logger.error("%s: a job that was stopped counts as tried", error)  # noqa: TRY400

    def _leave(self) -> None:
        """Count no try of a job that has not stopped, as in the midst of a long document.

        Whatever it still does, the next service does once more, which changes nothing.
        """
        with self._writing:
            self._is_left = True
            for job_id in list(self._tasks):
                job = self._ledger.get(job_id)
                if job is not None and job.state is State.RUNNING:
                    later = replace(job, state=State.WAITING, started=None, tries=job.tries - 1)
                    self._ledger.write(later)

    def _resume(self) -> None:
        """Go on with what an earlier service has accepted, or say that it failed."""
        left = {folder.name: folder for folder in self._inbox.adopt()}
        over: list[Job] = []
        for job in self._ledger.unfinished():
            folder = left.pop(job.id, None)
            if folder is not None:
                self._tasks[job.id] = Task(job, folder)
            if folder is not None and job.tries < MOST_TRIES:
                job.state = State.WAITING
                self._waiting.put(self._tasks[job.id])
            elif folder is not None or self._is_lost(job):
                over.append(job)
        for name in left:  # whose sender was never told that they are accepted
            self._inbox.remove(name)
        for job in over:
            self._end(job, State.FAILED, JOB_INTERRUPTED)
            with suppress(CollectionMissingError):
                self._give_up(job)

    def _is_lost(self, job: Job) -> bool:
        """Whether nobody is at a job: a service that ends one says so before its upload goes."""
        if self._inbox.has(job.id):
            return False
        kept = self._ledger.get(job.id)
        return kept is not None and not kept.has_ended

    def _run(self) -> None:
        looked = time.monotonic()
        while not self._closing.is_set():
            try:
                if (task := self._waiting.take()) is not None:
                    self._do(task)
                    continue
                now, others = time.monotonic(), self._inbox.looks_every
                is_left = others is not None and now > looked + others
                is_due = now > looked + RETRY_SECONDS
                if is_left or (is_due and self._waiting.waits_for_others()):
                    looked = time.monotonic()
                    self._resume()  # of a process that was killed, and that nobody began again
            except ShawahidError as error:  # so whose turn it is cannot be known
                logger.error("%s: accepted uploads wait", error)  # noqa: TRY400
                self._closing.wait(RETRY_SECONDS)
            self._waiting.wait(self._inbox.looks_every)

    def _do(self, task: Task) -> None:
        job = task.job
        if job.has_ended:  # what could not be written down, and those after it wait for
            self._end(job, job.state, None if job.problem is None else job.problem.kind)
        elif self._is_cancelled(task):
            self._end(job, State.CANCELLED)
        else:
            self._begin(task)

    def _begin(self, task: Task) -> None:
        job = task.job
        job.state, job.started, job.tries = State.RUNNING, moment(), job.tries + 1
        self._write(job)
        try:
            self._work(task)
        except _CancelledError:
            if task.cancelled.is_set():
                self._end(job, State.CANCELLED)
            else:  # the service ends
                self._go_on_later(job)
        except (IndexLockedError, ServerError) as error:
            is_away = isinstance(error, ServerError)
            if is_away:
                logger.error("job %s waits: %s", job.id, error)  # noqa: TRY400
            job.problem = ProblemError(JOB_WAITS_FOR_SERVER if is_away else JOB_WAITS)
            self._go_on_later(job)
            self._waiting.put_back(task)
        except ShawahidError as error:
            self._end(job, State.FAILED, of_error(error).kind)
        except Exception:
            # A mistake in one job must not keep the others from being done.
            logger.exception("job %s failed", job.id)
            self._end(job, State.FAILED, INTERNAL)
        else:
            self._end(job, State.DONE)

    def _work(self, task: Task) -> None:
        look = 0.0  # at once: what was accepted later may have gone on since it was cancelled

        def check() -> None:
            if task.cancelled.is_set() or self._closing.is_set():
                raise _CancelledError

        def report(summary: Summary) -> None:
            nonlocal look
            task.job.summary, task.job.problem = summary, None
            if time.monotonic() > look:
                self._write(task.job)
                self._is_cancelled(task)
                look = time.monotonic() + _LOOKING_SECONDS
            check()

        check()
        task.job.summary = self.perform(task.job, task.folder, report)

    def _is_cancelled(self, task: Task) -> bool:
        """Whether a job is to end; another process writes that down."""
        with suppress(ShawahidError):  # while it cannot be read it goes on
            if self._ledger.is_cancelled(task.job.id):
                task.cancelled.set()
        return task.cancelled.is_set()

    def _go_on_later(self, job: Job) -> None:
        job.state, job.started, job.tries = State.WAITING, None, job.tries - 1
        self._write(job)

    def _end(self, job: Job, state: State, problem: Kind | None = None) -> None:
        ended = replace(
            job,
            state=state,
            problem=None if problem is None else ProblemError(problem),
            finished=job.finished or moment(),
        )
        # What is not written down is done once more by the next service, which changes nothing
        # since what was accepted after it has waited.
        is_written = self._write(ended)
        if is_written:
            self._inbox.remove(job.id)
        # Only now, so that nothing of a job is left when it is seen to have ended.
        job.problem, job.finished, job.state = ended.problem, ended.finished, ended.state
        if is_written:
            self._tasks.pop(job.id, None)
        elif (task := self._tasks.get(job.id)) is not None:
            self._waiting.put_back(task)

    def _write(self, job: Job) -> bool:
        try:
            with self._writing:
                if not self._is_left:
                    self._ledger.write(job)
                return not self._is_left
        except ShawahidError as error:
            logger.error("job %s: %s", job.id, error)  # noqa: TRY400
            return False
