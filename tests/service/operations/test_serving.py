"""What a real server process does with requests while it stops, and while its index changes."""

import json
import signal
import socket
import stat
import threading
import time
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest

from indexer.collections import add_documents, delete_documents
from search.archive import Archive
from search.records import Document
from testing.backups import back_up, restore
from testing.waiting import wait_until
from tests.conftest import DOCUMENTS, as_reads
from tests.service.conftest import NEWS, make_archive
from tests.service.operations.serving import PATIENCE, Clients, serving, status_of

CLIENTS = 8
ROUNDS = 4
ASK = "/api/v1/search?q=" + quote("متى بدأت حملة التطعيم؟")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def own(folder: Path) -> Archive:
    return make_archive(folder, *DOCUMENTS)


def test_a_server_that_is_told_to_terminate_says_so_and_drops_no_request(
    own: Archive, folder: Path
) -> None:
    with serving(folder, pause=0.2, drain=5.0) as server:
        port = server.port
        # Clients that stop in time, as behind a load balancer: whom the system lets in at the very
        # moment that the door closes, no server sees.
        with Clients(port, ASK, CLIENTS) as clients:
            clients.wait_for(CLIENTS)
            assert status_of(port, "/readyz") == 200
            server.process.send_signal(signal.SIGTERM)
            while (status := status_of(port, "/readyz")) == 200:
                time.sleep(0.01)
            assert status == 503
            assert status_of(port, "/healthz") == 200
            clients.wait_for(2 * CLIENTS)  # so that some were asked after that
        lines = server.wait()
    assert not clients.errors
    assert {status for status, _ in clients.answers} == {200}
    assert server.process.returncode in {0, -signal.SIGTERM}
    answered = [each for each in lines if each.get("route") == "/api/v1/search"]
    assert len(answered) == len(clients.answers)
    assert own.names()


def test_a_search_under_way_is_finished_when_the_server_is_interrupted(
    own: Archive, folder: Path
) -> None:
    with serving(folder, pause=1.0) as server:
        statuses: list[int] = []
        asking = threading.Thread(target=lambda: statuses.append(status_of(server.port, ASK)))
        asking.start()
        time.sleep(0.5)
        server.stop(signal.SIGINT)
        asking.join()
    assert statuses == [200]
    assert server.process.returncode == 0
    assert own.names()


def test_who_hangs_up_before_the_body_is_there_leaves_no_error(own: Archive, folder: Path) -> None:
    kinds = {
        "/api/v1/search": "application/json",
        "/api/v1/documents": "application/x-ndjson",
        "/api/v1/documents/files": "multipart/form-data; boundary=x",
        "/mcp": "application/json",
        "/sign-in": "application/x-www-form-urlencoded",
    }
    with serving(folder) as server:
        for path, kind in kinds.items():
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\n"
            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                connection.sendall(f"{head}Content-Length: 100\r\n\r\n--x".encode())
            wait_until(partial(_is_logged, server.log, f'"route": "{path}"'))
        lines = server.stop(signal.SIGTERM)
    assert {line["level"] for line in lines} == {"info"}
    ended = {line["route"]: line["status"] for line in lines if "route" in line}
    assert {status for path, status in ended.items() if path in kinds} <= {400, 499}
    assert own.names()


def _is_logged(log: Path, words: str) -> bool:
    return words in log.read_text("utf-8")


def test_no_request_fails_while_the_index_changes(own: Archive, folder: Path) -> None:
    backup = folder.with_name("backup.sqlite")
    back_up(folder, backup)
    first = DOCUMENTS[0]
    with serving(folder) as server, Clients(server.port, ASK, CLIENTS) as clients:
        for number in range(ROUNDS):
            added = Document(id="new", text=f"تأجلت حملة التطعيم في الجنوب. الطبعة {number}.")
            add_documents(own, "default", as_reads((added,)), lambda _: None)
            _wait_until_found(clients, f"الطبعة {number}.")
            other = f"other-{number}"
            own.create(other)
            add_documents(own, other, as_reads((Document("there", "تطعيم"),)), lambda _: None)
            clients.wait_for(CLIENTS)
            delete_documents(own, "default", [first.id, "new"])
            _wait_until_found(clients, first.id, is_there=False)
            restore(backup, folder)
            _wait_until_found(clients, first.id)
    assert not clients.errors
    assert {status for status, _ in clients.answers} == {200}


def test_who_hangs_up_while_waiting_is_not_searched_for(own: Archive, folder: Path) -> None:
    with serving(folder, pause=0.5) as server:
        sockets = []
        for _ in range(20):  # two of them run
            asking = socket.create_connection(("127.0.0.1", server.port))
            asking.sendall(f"GET {ASK} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            sockets.append(asking)
        time.sleep(0.2)
        for asking in sockets:
            asking.close()
        started = time.monotonic()
        assert status_of(server.port, ASK) == 200
        assert time.monotonic() - started < 5 * 0.5
        log = server.stop(signal.SIGINT)
    statuses = [line["status"] for line in log if line.get("route") == "/api/v1/search"]
    assert statuses.count(499) == 20 - 2
    assert own.names()


def test_a_header_cannot_be_smuggled_into_an_answer(own: Archive, folder: Path) -> None:
    with serving(folder) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.putrequest("GET", "/healthz")
        connection.putheader("X-Request-ID", "a%0d%0aSet-Cookie: b=c")
        connection.endheaders()
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.getheader("Set-Cookie") is None
        assert len(answer.getheader("X-Request-ID") or "") == 32
        connection.close()
    assert own.names()


def _wait_until_found(clients: Clients, text: str, *, is_there: bool = True) -> None:
    deadline = time.monotonic() + PATIENCE
    while not clients.errors:
        clients.wait_for(CLIENTS)  # so that the last one was asked after the change
        answer = json.dumps(clients.answers[-1][1], ensure_ascii=False)
        if (text in answer) is is_there:
            return
        assert time.monotonic() < deadline, text


def test_what_a_server_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = make_archive(tmp_path / "index", *NEWS[:3]).folder
    before = {path for path in folder.rglob("*") if path.is_file()}
    part = b'Content-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nnew'
    body = b"--X\r\n" + part + b"\r\n--X--\r\n"
    with serving(folder) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        headers = {"Content-Type": "multipart/form-data; boundary=X"}
        connection.request("POST", "/api/v1/documents/files", body, headers)
        answer = connection.getresponse()
        assert (answer.status, answer.read()[:1]) == (202, b"{")
        connection.close()
        deadline = time.monotonic() + PATIENCE
        while not list((folder / "originals").rglob("*.txt")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    written = {path for path in folder.rglob("*") if path.is_file()} - before
    assert {"service.sqlite", "a.txt"} <= {path.name for path in written}
    open_ = {path.name for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077}
    assert open_ == set()
