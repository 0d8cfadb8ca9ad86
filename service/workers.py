"""Several processes that answer at the same addresses, and one that watches over them.

The first has opened the archive before the others begin: what is wrong with it is said once. They
count in common what a caller may do in a minute, and each tells the figures of all.
"""

import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.managers import BaseManager
from pathlib import Path
from tempfile import gettempdir
from types import FrameType

from search.archive import Archive
from search.staging import staged
from service.access.rates import Rates
from service.access.sessions import EndedSessions
from service.app import create_app
from service.ending import in_one_line
from service.operations.figures import Figures
from service.operations.logs import configure_logging
from service.operations.memory import share_arenas
from service.progress import loading_model
from service.server import serve
from service.settings import Settings
from service.shared import Shared

logger = logging.getLogger(__name__)

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# A process that ends as soon as it has begun is not begun again more often.
_PAUSE = 1.0
# After the longest answer.
_LEAVING_SECONDS = 10.0

# Answers requests until told to stop; says through the connection that it does, and stops when
# the other end is gone.
Work = Callable[[Connection], None]


class _Manager(BaseManager):
    """Lets other processes ask for what this one holds for all of them."""

    rates: Callable[[], Rates]
    ended: Callable[[], EndedSessions]
    figures: Callable[[], Figures]


for _name in ("rates", "ended", "figures"):
    _Manager.register(_name)


def supervise(
    settings: Settings,
    open_archive: Callable[[], Archive],
    sockets: list[socket.socket],
    workers: int,
    say: Callable[[str], None],
) -> int:
    """Answer requests in several processes until told to stop; gives the exit code.

    Args:
        settings: how the service is run.
        open_archive: opens the archive in each of them: a function that can be pickled.
        sockets: that they answer at.
        workers: their number.
        say: is told that the first has "started", and that all have "stopped".
    """
    # They would look in the current folder first, where there may be files called as modules are.
    os.environ["PYTHONSAFEPATH"] = "1"
    each = replace(settings, running=max(1, settings.running // workers))
    patience = settings.drain_seconds + settings.deadline_seconds + _LEAVING_SECONDS
    shared = Shared()
    with _sharing(shared) as address:
        work = partial(_work, each, open_archive, sockets, address)
        return _Supervisor(work, workers, patience, say, shared.figures).run()


class _Worker:
    """A process that answers."""

    def __init__(self, work: Work) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, others = context.Pipe()
        self.process = context.Process(target=work, args=(others,))
        self.process.start()
        others.close()
        self._began = time.monotonic()

    def is_ready(self) -> bool:
        """Wait until it answers, or has ended; whether it answers."""
        try:
            self._connection.recv()
        except EOFError:
            self.process.join()
            return False
        return True

    @property
    def is_new(self) -> bool:
        """Whether it was begun a moment ago."""
        return time.monotonic() < self._began + _PAUSE

    def send(self, sent: int) -> None:
        """Send a signal, unless it has ended."""
        if self.process.pid is not None and self.process.is_alive():
            os.kill(self.process.pid, sent)


class _Supervisor:
    """Begins processes, and others in place of those that end, until it is told to stop."""

    def __init__(
        self,
        work: Work,
        number: int,
        patience: float,
        say: Callable[[str], None],
        figures: Figures,
    ) -> None:
        self._work = work
        self._number = number
        self._patience = patience
        self._say = say
        self._figures = figures
        self._workers: list[_Worker] = []
        self._is_stopping = False

    def run(self) -> int:
        """Gives the exit code: that of the first process where it could not begin."""
        handlers = {each: signal.signal(each, self._stop) for each in _SIGNALS}
        try:
            first = self._begin()
            with loading_model():
                is_ready = first.is_ready()
            if not is_ready:
                return 0 if self._is_stopping else first.process.exitcode or 1
            self._say("started")
            self._watch()
            self._end()
            self._say("stopped")
        finally:
            for worker in self._workers:
                worker.process.kill()
            for each, handler in handlers.items():
                signal.signal(each, handler)
        return 0

    def _begin(self) -> _Worker:
        with _held():
            worker = _Worker(self._work)
            self._workers.append(worker)
        return worker

    def _watch(self) -> None:
        while not self._is_stopping:
            if len(self._workers) < self._number:
                self._begin()
                continue
            wait([worker.process.sentinel for worker in self._workers], timeout=_PAUSE)
            for worker in [each for each in self._workers if not each.process.is_alive()]:
                if not self._is_stopping:
                    self._replace(worker)

    def _replace(self, worker: _Worker) -> None:
        pid, code = worker.process.pid, worker.process.exitcode
        logger.error("process %s ended with %s: another one begins", pid, code)
        if pid is not None:
            self._figures.end(pid)
        self._workers.remove(worker)
        if worker.is_new:
            time.sleep(_PAUSE)

    def _end(self) -> None:
        until = time.monotonic() + self._patience
        for worker in self._workers:
            worker.process.join(max(0.0, until - time.monotonic()))

    def _stop(self, sent: int, _frame: FrameType | None) -> None:
        self._is_stopping = True
        for worker in self._workers:
            worker.send(sent)


@contextmanager
def _held() -> Iterator[None]:
    """Signals wait, also those to a process that is begun in the block, until it lets them in."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _sharing(shared: Shared) -> Iterator[str]:
    """Let other processes ask for these, in a thread; gives the address to ask at."""
    _Manager.register("rates", lambda: shared.rates)
    _Manager.register("ended", lambda: shared.ended)
    _Manager.register("figures", lambda: shared.figures)
    # What Python itself makes for a socket would be left by a process that is killed.
    with staged(Path(gettempdir())) as folder:
        address = None if sys.platform == "win32" else str(folder / "shared")
        server = _Manager(address).get_server()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield str(server.address)
        finally:  # else it would look for its socket when all ends, and miss it
            server.listener.close()  # type: ignore[attr-defined]


def _work(
    settings: Settings,
    open_archive: Callable[[], Archive],
    sockets: list[socket.socket],
    address: str,
    connection: Connection,
) -> None:
    """What each of the processes does."""
    # Ctrl-C goes to all processes of a terminal's job: this one hears of it from the supervisor.
    os.setsid()
    # Until it answers, it ends without a word; then the server takes signals.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    ending = threading.Thread(target=_end_with, args=(connection,), daemon=True)
    ending.start()
    configure_logging()
    share_arenas()
    shared = _ask_for_shared(address, ending)
    with in_one_line():
        archive = open_archive()
        app = create_app(settings, lambda: archive, shared)
        serve(app, sockets, partial(_say, connection))


def _ask_for_shared(address: str, ending: threading.Thread) -> Shared:
    manager = _Manager(address)
    try:
        manager.connect()
        return Shared(manager.rates(), manager.ended(), manager.figures())
    except (EOFError, OSError):
        ending.join(_PAUSE)  # the supervisor is gone: this process ends here, without a word
        raise


def _say(connection: Connection, event: str) -> None:
    with suppress(OSError):  # the supervisor is gone
        connection.send(event)


def _end_with(connection: Connection) -> None:
    """Stop once the supervisor is gone, which closes its end."""
    with suppress(EOFError, OSError):  # reset, where it had not read all
        connection.recv()
    # Not in its time, as SIGTERM asks for: whoever begins it anew needs the port.
    os.kill(os.getpid(), signal.SIGINT)
