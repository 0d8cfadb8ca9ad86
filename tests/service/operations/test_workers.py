"""What several processes do that answer at one address."""

import asyncio
import os
import signal
import time
from http.client import HTTPConnection
from pathlib import Path
from unittest.mock import Mock

import pytest
import uvicorn
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families

from search.errors import IndexWriteError
from search.staging import sweep_staged
from service.access.callers import Role
from service.access.gate import Gate
from service.server import _Server
from service.settings import Settings
from service.shared import Shared
from testing.waiting import wait_until
from tests.conftest import DOCUMENTS
from tests.service.conftest import make_archive
from tests.service.operations.serving import PATIENCE, Server, running, serving_in, status_of

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
ASK = "/api/v1/search?q=%D8%AD%D9%85%D9%84%D8%A9"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    archive = make_archive(tmp_path / "index", *DOCUMENTS)
    archive.close()
    return archive.folder


def workers_of(server: Server) -> set[int]:
    """The processes that answer, by what the system knows of them."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            words = stat.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if parent == server.process.pid and b"spawn_main" in words:
            found.add(int(stat.parent.name))
    return found


def ask(server: Server, token: str, path: str = ASK) -> tuple[int, str]:
    """Status and text of an answer to the holder of a key, on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc")
def test_processes_count_in_common_and_one_that_ends_is_replaced(folder: Path) -> None:
    gate = Gate(Settings(folder))
    reader = gate.keys.create(Role.READER, "x", None, 20)[1]
    operator = gate.keys.create(Role.ADMIN, "y", None, None)[1]
    gate.close()
    with serving_in(folder, workers=2) as server:
        wait_until(lambda: len(workers_of(server)) == 2)
        statuses = [ask(server, reader)[0] for _ in range(30)]
        assert sorted(statuses) == [200] * 20 + [429] * 10

        def counted() -> int:
            samples = [
                sample
                for family in text_string_to_metric_families(ask(server, operator, "/metrics")[1])
                for sample in family.samples
                if sample.name == "shawahid_request_seconds_count"
                and sample.labels["route"] == "/api/v1/search"
            ]
            assert all("pid" not in sample.labels for sample in samples)
            return sum(int(sample.value) for sample in samples)

        wait_until(lambda: counted() == 30)
        time.sleep(1.5)  # each tells the others every second
        first = workers_of(server)
        os.kill(min(first), signal.SIGKILL)
        wait_until(lambda: len(workers_of(server) - first) == 1)
        assert ask(server, operator)[0] == 200
        assert ask(server, reader)[0] == 429
        wait_until(lambda: counted() == 32)  # also those of the process that was killed
        last = workers_of(server)
        lines = server.stop(signal.SIGTERM)
    assert server.process.returncode == 0
    assert not any(Path(f"/proc/{each}").exists() for each in first | last)
    said = [line["event"] for line in lines if line["event"] in {"started", "stopped"}]
    assert said == ["started", "stopped"]
    assert [line["level"] for line in lines].count("error") == 1


def test_nobody_waits_until_figures_are_told() -> None:
    app = FastAPI()
    app.state.metrics = Mock()
    server = _Server(uvicorn.Config(app, log_config=None), app, 0.0, print)
    asyncio.run(server.on_tick(10))
    app.state.metrics.tell.assert_not_called()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found in /proc")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_nothing_outlives_the_process_that_watches_over_others(
    folder: Path,
    sent: signal.Signals,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    temporary = tmp_path_factory.mktemp("t")  # the address of a socket has 100 letters at most
    monkeypatch.setenv("TMPDIR", str(temporary))
    with serving_in(folder, workers=2) as server:
        wait_until(lambda: len(workers_of(server)) == 2)
        first = workers_of(server)
        os.kill(min(first), signal.SIGKILL)
        wait_until(lambda: len(workers_of(server) - first) == 1)
        workers = workers_of(server)
        assert status_of(server.port, ASK) == 200
        server.process.send_signal(sent)
        server.process.wait(PATIENCE)
        wait_until(lambda: not any(Path(f"/proc/{each}").exists() for each in workers))
        server.wait()  # all that was logged is lines, and no traceback
    assert server.process.returncode in {0, -signal.SIGKILL}
    sweep_staged(temporary)  # as the next one does
    assert list(temporary.iterdir()) == []


def test_what_keeps_the_first_process_from_answering_is_said_once(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    code = """
import sys
from functools import partial
from pathlib import Path

from search import open_archive
from service.server import listening
from service.settings import Settings
from service.shared import Shared
from service.workers import supervise

folder = Path(sys.argv[1])
sockets = listening("127.0.0.1", int(sys.argv[2]))
sys.exit(supervise(Settings(folder), partial(open_archive, folder), sockets, 2, print))
"""
    with running(code, folder) as server:
        assert server.process.wait(PATIENCE) == 2
    (line,) = server.log.read_text("utf-8").splitlines()
    assert str(folder) in line


def test_a_process_ends_without_a_word_whose_supervisor_is_gone_before_it_asks(
    tmp_path: Path,
) -> None:
    code = """
import os, signal, sys, threading, time
from service.workers import _ask_for_shared

def end():
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGKILL)

ending = threading.Thread(target=end, daemon=True)
ending.start()
_ask_for_shared(sys.argv[1], ending)
"""
    with running(code, tmp_path / "gone") as process:
        assert process.process.wait(PATIENCE) == -signal.SIGKILL
    assert process.log.read_text("utf-8") == ""


def test_who_has_signed_out_while_the_disk_is_full_is_signed_out_everywhere(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = Shared()
    gates = [Gate(Settings(folder), shared) for _ in range(2)]
    key, _ = gates[0].keys.create(Role.READER, "x", None, None)
    token = gates[0].sessions.open(key)
    assert all(gate.sessions.key(token) for gate in gates)
    monkeypatch.setattr(gates[1].database, "purge", full)
    gates[1].sessions.close(token)
    assert not any(gate.sessions.key(token) for gate in gates)
    for gate in gates:
        gate.close()


def full(*_: object) -> None:
    """As where the disk is full."""
    msg = "the disk is full"
    raise IndexWriteError(msg)
