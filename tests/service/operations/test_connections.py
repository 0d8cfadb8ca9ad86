"""A real server, and clients that connect and keep it busy with nothing."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.service.conftest import NEWS, make_archive
from tests.service.operations.serving import Server, serving, status_of

MOST = 60
# Few connections, and little patience.
BEFORE = f"""
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (4 * {MOST} + 128, 4 * {MOST} + 128))
from service import server
from service.operations import connections
server._MOST_FILES = 3 * {MOST}
connections.HEAD_SECONDS = connections.LEAST_SECONDS = 1.0
"""
HEAD = b"POST /api/v1/search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("served") / "index", *NEWS[:3]).folder


@contextmanager
def connected(server: Server, number: int, sent: bytes = b"") -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        made = []
        for _ in range(number):
            made.append(stack.enter_context(socket.socket()))
            made[-1].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            made[-1].connect(("127.0.0.1", server.port))
            made[-1].sendall(sent)
            made[-1].settimeout(1)
        yield made


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has closed it, or does so soon."""
    try:
        return connection.recv(1000) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def test_more_silent_connections_than_there_may_be_keep_nobody_out(folder: Path) -> None:
    with serving(folder, before=BEFORE.replace("1.0", "60.0")) as server:
        for sent in (b"", b"GET / HTTP/1.1\r\nHost: 127"):
            with connected(server, 8 * MOST, sent) as silent:
                assert {status_of(server.port, "/?q=x") for _ in range(9)} == {200}
                assert is_closed(silent[0])
        assert len(server.log.read_bytes()) < 10_000


def test_the_slowest_are_not_looked_for_anew_for_each_connection(
    folder: Path, tmp_path: Path
) -> None:
    looked = tmp_path / "looked"
    counted = f"""
pace = connections.BoundedConnection.pace
def counted(self):
    with open({str(looked)!r}, "ab") as file:
        file.write(b".")
    return pace(self)
connections.BoundedConnection.pace = counted
"""
    with (
        serving(folder, before=BEFORE.replace("1.0", "60.0") + counted) as server,
        connected(server, 8 * MOST) as silent,
    ):
        assert status_of(server.port, "/healthz") == 200
        assert is_closed(silent[0])
        assert MOST < looked.stat().st_size < 8 * MOST * MOST / 3


def test_requests_that_are_begun_and_never_ended_keep_nobody_out(folder: Path) -> None:
    sent = HEAD + b"Content-Length: 900000\r\n\r\n{"
    with (
        serving(folder, before=BEFORE.replace("1.0", "60.0")) as server,
        connected(server, 8 * MOST, sent) as begun,
    ):
        assert {status_of(server.port, "/?q=x") for _ in range(9)} == {200}
        assert is_closed(begun[0])


def test_clients_that_hardly_read_what_they_asked_for_keep_nobody_out(folder: Path) -> None:
    asked = b"GET /static/htmx-2.0.11.min.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 100
    with serving(folder, before=BEFORE.replace("1.0", "60.0")) as server, ExitStack() as stack:
        for _ in range(4):
            made = stack.enter_context(connected(server, 2 * MOST, asked))
            # Until each is being answered, or was closed for another.
            closed = [is_closed(each) for each in made]
            assert any(closed)
            assert {status_of(server.port, "/?q=x") for _ in range(3)} == {200}
        logged = server.log.read_text("utf-8")
    assert "out of system resource" not in logged
    assert "failed" not in logged


def test_a_connection_that_is_silent_is_closed(folder: Path) -> None:
    sent = [
        b"",
        HEAD,
        HEAD + b"Content-Length: 900000\r\n\r\n{",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /heal",
    ]
    with serving(folder, before=BEFORE) as server, ExitStack() as stack:
        made = [stack.enter_context(connected(server, 1, each))[0] for each in sent]
        started = time.monotonic()
        for connection in made:
            while not is_closed(connection):
                assert time.monotonic() - started < 9
        assert time.monotonic() - started < 9


def test_a_request_of_two_lengths_is_refused_and_its_connection_closed(folder: Path) -> None:
    chunked = b"Transfer-Encoding: chunked\r\n"
    lengths = [b"Content-Length: %d\r\n" % length for length in (0, 3, 5, 100)]
    heads = [*(each + chunked for each in lengths), *(chunked + each for each in lengths)]
    after = b"\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with serving(folder, before=BEFORE) as server:
        for head in heads:
            with connected(server, 1, HEAD + head + after) as (connection,):
                connection.settimeout(10)
                answer = b""
                with suppress(ConnectionResetError):
                    while more := connection.recv(1000):
                        answer += more
            assert answer.startswith(b"HTTP/1.1 400 ")
            assert b"connection: close" in answer.lower()
            assert answer.count(b"HTTP/1.1") == 1
        assert status_of(server.port, "/healthz") == 200


def test_a_client_that_reads_nothing_is_given_up(folder: Path) -> None:
    asked = b"GET /static/htmx-2.0.11.min.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 400
    with serving(folder, before=BEFORE) as server, connected(server, 1) as (connection,):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        started = time.monotonic()
        with pytest.raises(ConnectionError):  # noqa: PT012 - one of many times
            while time.monotonic() - started < 20:
                with suppress(TimeoutError):
                    connection.sendall(asked)


def test_whoever_goes_on_is_not_cut_off(folder: Path) -> None:
    body = b'{"question": "' + b"a" * 1990 + b'"}'
    head = HEAD + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    with (
        serving(folder, pause=3, before=BEFORE) as server,
        connected(server, 1, head) as (connection,),
    ):
        connection.sendall(body[:1000])
        time.sleep(0.6)
        connection.sendall(body[1000:])
        connection.settimeout(20)
        # The answer takes longer than a client may be silent.
        assert connection.recv(12) == b"HTTP/1.1 200"
