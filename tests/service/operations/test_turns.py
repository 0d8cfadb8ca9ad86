"""What one client sends is taken apart a piece at a time, so that others have their turns."""

import asyncio

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from service.operations.connections import PIECE_BYTES, BoundedConnection

POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
SIZE = 40 * PIECE_BYTES
ROOM = 4 * PIECE_BYTES  # of the head of a request, or what follows its chunks


class Wire(asyncio.Transport):
    """A connection without a network."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = b""
        self.is_read = True
        self.is_closed = False

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    def abort(self) -> None:
        self.is_closed = True

    def pause_reading(self) -> None:
        self.is_read = False

    def resume_reading(self) -> None:
        self.is_read = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent += data


async def exchange(sent: bytes, *, reads: bool = True) -> tuple[list[bytes], bytes, list[int]]:
    """The bodies that an application was given, the answers, and the bytes taken apart by turn."""
    bodies: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if reads:
            bodies.append(await Request(scope, receive).body())
        await Response("well")(scope, receive, send)

    config = uvicorn.Config(app, log_config=None)
    connection, wire = BoundedConnection(config, ServerState(), {}), Wire()
    connection.connection_made(wire)
    turns = [0]
    receive_data = connection.conn.receive_data

    def counted(data: bytes) -> None:
        turns[-1] += len(data)
        receive_data(data)

    connection.conn.receive_data = counted  # type: ignore[method-assign]
    connection.data_received(sent)
    while not wire.is_closed and len(turns) < SIZE:
        if wire.is_read and wire.sent.count(b"HTTP/1.1 ") == sent.count(b" HTTP/1.1"):
            connection.timeout_keep_alive_handler()
        turns.append(0)
        await asyncio.sleep(0)
    assert wire.is_closed
    return bodies, wire.sent, turns


@pytest.mark.parametrize("chunk", [b"1\r\n \r\n", b"40\r\n" + b" " * 64 + b"\r\n"])
def test_chunks(chunk: bytes) -> None:
    number = SIZE // len(chunk)
    bodies, answered, turns = asyncio.run(exchange(CHUNKED + chunk * number + b"0\r\n\r\n"))
    assert bodies == [b" " * (number * chunk.count(b" "))]
    assert answered.startswith(b"HTTP/1.1 200")
    assert max(turns) <= PIECE_BYTES


@pytest.mark.parametrize("before", [POST, CHUNKED + b"0\r\n"])
def test_lines_of_headers(before: bytes) -> None:
    _, answered, turns = asyncio.run(exchange(before + b"a:\r\n" * (SIZE // 4)))
    assert answered.startswith(b"HTTP/1.1 400")
    assert max(turns) <= PIECE_BYTES
    assert sum(turns) <= ROOM + 2 * PIECE_BYTES


def test_a_body_of_a_length_is_not_taken_apart() -> None:
    body = b"a" * SIZE
    head = POST + f"Content-Length: {SIZE}\r\n\r\n".encode()
    bodies, answered, turns = asyncio.run(exchange(head + body))
    assert bodies == [body]
    assert answered.startswith(b"HTTP/1.1 200")
    assert len([each for each in turns if each]) == 2


def test_requests_behind_each_other_are_all_answered() -> None:
    asked = POST + b"Content-Length: 3\r\n\r\nabc"
    bodies, answered, turns = asyncio.run(exchange(asked * 500))
    assert bodies == [b"abc"] * 500
    assert answered.count(b"HTTP/1.1 200") == 500
    assert max(turns) <= PIECE_BYTES + len(asked)


def test_what_is_no_chunk_closes_a_connection_that_was_answered() -> None:
    chunks = b"1\r\n \r\n" * PIECE_BYTES
    _, answered, turns = asyncio.run(exchange(CHUNKED + chunks + b"?\r\n" * SIZE, reads=False))
    assert answered.startswith(b"HTTP/1.1 200")
    assert sum(turns) <= len(chunks) + 2 * PIECE_BYTES
