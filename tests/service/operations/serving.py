"""A real server process without a model, and clients that keep asking it."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.error import URLError

from search.archive import Archive
from testing.hashing_encoder import HashingEncoder

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
_SERVE = """
import sys
import time
from pathlib import Path

from search.archive import Archive
from service.app import create_app
from service.operations.logs import configure_logging
from service.server import listening, serve
from service.settings import Settings
from testing.hashing_encoder import HashingEncoder

folder, port = Path(sys.argv[1]), int(sys.argv[2])
pause, drain = float(sys.argv[3]), float(sys.argv[4])
search = Archive.search


def slow_search(self, query, collections):
    time.sleep(pause)
    return search(self, query, collections)


Archive.search = slow_search
configure_logging()
settings = Settings(folder, running=2, drain_seconds=drain)
app = create_app(settings, lambda: Archive(folder, lambda _: HashingEncoder()))
serve(app, listening("127.0.0.1", port))
"""
_SEVERAL = """
import sys
from functools import partial
from pathlib import Path

from service.operations.logs import configure_logging
from service.server import listening, log
from service.settings import Settings
from service.workers import supervise
from tests.service.operations.serving import open_again

folder, port = Path(sys.argv[1]), int(sys.argv[2])
configure_logging()
sockets = listening("127.0.0.1", port)
settings = Settings(folder, drain_seconds=0.0)
said = partial(log, f"http://127.0.0.1:{port}")
sys.exit(supervise(settings, partial(open_again, folder), sockets, int(sys.argv[3]), said))
"""


@dataclass(frozen=True)
class Server:
    """A server process."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def stop(self, sent: signal.Signals) -> list[dict[str, object]]:
        """Send a signal and wait for the end; gives what was logged."""
        self.process.send_signal(sent)
        return self.wait()

    def wait(self) -> list[dict[str, object]]:
        """Wait for the end; gives what was logged."""
        self.process.wait(PATIENCE)
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@contextmanager
def serving(
    folder: Path, pause: float = 0.0, drain: float = 0.0, before: str = ""
) -> Iterator[Server]:
    """A server of an index; each search takes at least ``pause`` seconds.

    Told to terminate, it answers for another ``drain`` seconds. Some code may run ``before``.
    """
    with running(before + _SERVE, folder, pause, drain) as server:
        _wait_for(server.port)
        yield server


@contextmanager
def serving_in(folder: Path, workers: int) -> Iterator[Server]:
    """A server of an index that answers in several processes."""
    with running(_SEVERAL, folder, workers) as server:
        _wait_for(server.port)
        yield server


def open_again(folder: Path) -> Archive:
    """An archive that was made before, without a model."""
    return Archive(folder, lambda _: HashingEncoder())


@contextmanager
def running(code: str, folder: Path, *arguments: float) -> Iterator[Server]:
    """A process of some code, which is given a folder and a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-c", code, str(folder), str(port), *map(str, arguments)]
    log = folder.with_name("log.jsonl")  # a pipe would fill up
    with log.open("wb") as stream, subprocess.Popen(command, cwd=ROOT, stderr=stream) as process:
        try:
            yield Server(process, port, log)
        finally:
            process.kill()


def status_of(port: int, path: str) -> int:
    """Status of a request on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


class Clients:
    """Threads that ask one question after another, until they are stopped.

    A connection is kept while the server keeps it. What is refused or cut off is an error.
    """

    def __init__(self, port: int, path: str, number: int) -> None:
        self._port = port
        self._path = path
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self.answers: list[tuple[int, dict[str, object]]] = []
        self.errors: list[Exception] = []
        self._threads = [threading.Thread(target=self._run) for _ in range(number)]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, answers: int) -> None:
        """Wait until there were so many more answers."""
        until, deadline = len(self.answers) + answers, time.monotonic() + PATIENCE
        while len(self.answers) < until and not self.errors:
            assert time.monotonic() < deadline, "no more answers"
            time.sleep(0.01)

    def _run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        try:
            while not self._stopping.is_set():
                connection.request("GET", self._path)
                response = connection.getresponse()
                body = json.loads(response.read())
                with self._lock:
                    self.answers.append((response.status, body))
        except Exception as error:  # noqa: BLE001 - the test asserts that there is none
            self.errors.append(error)
        finally:
            connection.close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except URLError:
            assert time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)
