"""Workers that are processes of this machine; one that is lost is begun again.

Messages are bytes with their length before them, on pipes. A worker that is asked nothing more, as
its parent is gone, ends.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import IO, NamedTuple, cast

from indexer.apart import start_apart
from indexer.workers.jobs import answer, close_worker
from search.errors import WorkerError
from search.models.processor import THREADS

logger = logging.getLogger(__name__)

WORKER = "indexer.workers.processes"  # what a process runs
_LENGTH = 8
# Workers that may be lost over one job.
_ATTEMPTS = 3
# Seconds that a worker has to end its readers.
_LEAVE = 5.0


class _Job(NamedTuple):
    setting: bytes
    job: bytes
    answered: "Future[bytes]"


class ProcessPool:
    """So many workers, each of which is begun at its first job.

    Args:
        size: how many there are.
    """

    def __init__(self, size: int) -> None:
        self._closing = False
        self._shared: deque[_Job] = deque()
        self._own: list[deque[_Job]] = [deque() for _ in range(size)]
        self._changed = threading.Condition()
        self._processes: list[_Process | None] = [None] * size
        self._threads = [
            threading.Thread(target=self._serve, args=(number,), daemon=True)
            for number in range(size)
        ]
        for thread in self._threads:
            thread.start()

    def workers(self) -> Sequence[object]:
        """Their numbers."""
        return range(len(self._own))

    def submit(self, setting: bytes, job: bytes, worker: object = None) -> "Future[bytes]":
        """Have a job done by a worker, or the first that has time."""
        todo = _Job(setting, job, Future())
        with self._changed:
            queue = self._own[worker] if isinstance(worker, int) else self._shared
            queue.append(todo)
            self._changed.notify_all()
        return todo.answered

    def drop(self) -> None:
        """Forget the jobs that are not begun."""
        with self._changed:
            for queue in (self._shared, *self._own):
                queue.clear()

    def close(self) -> None:
        """End all workers, whatever they are doing."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        begun = [process for process in self._processes if process is not None]
        for process in begun:
            process.leave()
        for process in begun:
            process.end()
        for thread in self._threads:
            thread.join()

    def _next(self, number: int) -> _Job | None:
        with self._changed:
            own = self._own[number]
            self._changed.wait_for(lambda: self._closing or own or self._shared)
            if self._closing:
                return None
            return own.popleft() if own else self._shared.popleft()

    def _serve(self, number: int) -> None:
        while (todo := self._next(number)) is not None:
            try:
                todo.answered.set_result(self._answer(number, todo))
            except Exception as error:  # noqa: BLE001 - raised where it is waited for
                todo.answered.set_exception(error)

    def _answer(self, number: int, todo: _Job) -> bytes:
        for _ in range(_ATTEMPTS):
            process = self._process(number)
            try:
                return process.ask(todo.setting, todo.job)
            except _LostError as error:
                if not self._closing:
                    process.end()
                    logger.warning("%s", error)
                    self._processes[number] = None
        msg = (
            f"{_ATTEMPTS} workers were lost over the same documents, as by a lack of memory: index"
            " with fewer workers"
        )
        raise WorkerError(msg)

    def _process(self, number: int) -> "_Process":
        with self._changed:
            if self._closing:
                msg = "the workers are being closed"
                raise WorkerError(msg)
            process = self._processes[number]
            if process is None:
                process = self._processes[number] = _Process(_threads(len(self._own)))
            return process


def _threads(workers: int) -> int:
    """Threads of each worker's model, so that workers do not fight for the cores."""
    return max(1, (os.cpu_count() or 1) // workers)


class _LostError(Exception):
    """A worker is gone."""


class _Process:
    """A worker, as its parent sees it."""

    def __init__(self, threads: int) -> None:
        several = dict.fromkeys((THREADS, "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), str(threads))
        self._process = start_apart(WORKER, settings=several)
        # Pipes were asked for.
        self._requests = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)

    def ask(self, setting: bytes, job: bytes) -> bytes:
        """The answer to a job.

        Raises:
            _LostError: the worker is gone.
        """
        try:
            _send(self._requests, setting)
            _send(self._requests, job)
            found = _receive(self._answers)
        except (BrokenPipeError, ValueError):  # closed
            found = None
        if found is None:
            msg = f"a worker ended (process {self._process.pid}); another one does its part"
            raise _LostError(msg)
        return found

    def leave(self) -> None:
        """Ask it to end, with its readers."""
        self._process.terminate()

    def end(self) -> None:
        """End it, once it has had the time to end its readers."""
        try:
            self._process.wait(_LEAVE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for pipe in (self._requests, self._answers):
            with suppress(BrokenPipeError):  # what it was asked and has not read
                pipe.close()


def _send(stream: IO[bytes], message: bytes) -> None:
    stream.write(len(message).to_bytes(_LENGTH, "big"))
    stream.write(message)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes | None:
    """The next message, ``None`` at the end."""
    head = stream.read(_LENGTH)
    size = int.from_bytes(head, "big")
    message = stream.read(size) if len(head) == _LENGTH else b""
    return message if len(head) == _LENGTH and len(message) == size else None


def main() -> None:
    """Do jobs from standard input until it ends."""
    # The parent's request to leave; what is done is broken off, and readers are ended.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the answers.
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    try:
        while (setting := _receive(requests)) is not None:
            job = _receive(requests)
            if job is None:
                break
            _send(answers, answer(setting, job))
    except BrokenPipeError:
        os._exit(1)  # whoever asked is gone; an ordinary exit would try to write once more
    finally:
        close_worker()


if __name__ == "__main__":
    main()
