"""Connections within bounds: how many there are, and how long one may keep silent."""

import asyncio
import time
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import ClassVar

import h11
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.h11_impl import H11Protocol

# Most that are open at a time; each takes a descriptor, and those that serve it a few.
MOST = 1000
# Until the head of a request has arrived: on a new connection, and after each answer.
HEAD_SECONDS = 10.0
# What a client at least sends or reads of what it is its turn to, in so many seconds.
LEAST_BYTES = 2000
LEAST_SECONDS = 10.0
# Of what was received, taken apart before it is the turn of others: each few bytes may be a header
# or a chunk, with work of its own.
PIECE_BYTES = 4096
# Where connections are too many, so many of all are found at once whose places may be taken, and
# for so many seconds.
_PLACES, _LOOKED_SECONDS = 10, 1.0
_A_MOMENT = 1e-6
_LENGTHS = {b"content-length", b"transfer-encoding"}


class _Flow(FlowControl):
    """Goes on with what has been received already before it lets more be received."""

    def __init__(self, transport: asyncio.Transport, go_on: Callable[[], None]) -> None:
        super().__init__(transport)
        self._go_on = go_on

    def resume_reading(self) -> None:
        """More can be taken in."""
        if self.read_paused:
            self.read_paused = False
            self._go_on()


class _OneLength(h11.Connection):
    """Refuses a request that says in two ways where it ends.

    A proxy in front may take the other one, and what follows for another request (RFC 9112, 6.3).
    """

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """What comes next of what was received.

        Raises:
            h11.RemoteProtocolError: it is no HTTP, or a request with two lengths.
        """
        event = super().next_event()
        if isinstance(event, h11.Request) and _LENGTHS.issubset(dict(event.headers)):
            raise h11.RemoteProtocolError("Content-Length beside Transfer-Encoding")
        return event


class BoundedConnection(H11Protocol):
    """HTTP on one connection, which is closed where its client only keeps it busy.

    What it sends is taken apart piece by piece, with the turns of all others in between.

    One too many takes the place of the one whose client has sent the least for its time, of those
    whose turn it is: to ask, to go on with what it asks, or to read; and of those that ask for more
    before they have an answer, as no browser does. Where all others wait for an answer, it is
    closed itself.
    """

    most = MOST
    # When all were last looked through, and the slowest of them, the very slowest last.
    _slowest: ClassVar[tuple[float, list[tuple[float, "BoundedConnection"]]]] = (0.0, [])
    # Whether the client has sent more than the request that is being answered.
    _asks_ahead = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected."""
        super().connection_made(transport)
        self.conn = _OneLength(h11.SERVER)
        self.flow = _Flow(transport, self._go_on)
        self._waiting = bytearray()
        self._next: asyncio.Handle | None = None
        self._begin()
        if len(self.connections) <= self.most:
            return
        slowest = self._known_slowest()
        if slowest is None:
            open_ = [each for each in self.connections if isinstance(each, BoundedConnection)]
            # One that was closed goes only when it is its turn.
            open_ = [each for each in open_ if not each.transport.is_closing()]
            if len(open_) <= self.most:
                return
            slowest = self._slowest_of(open_)
        slowest.transport.abort()

    def _known_slowest(self) -> "BoundedConnection | None":
        """One of those that were the slowest when all were last looked through, and still is."""
        looked, slowest = self._slowest
        if time.monotonic() - looked < _LOOKED_SECONDS:
            while slowest:
                pace, one = slowest.pop()
                is_open = one in self.connections and not one.transport.is_closing()
                if is_open and one.is_awaited and one.pace() <= pace:
                    return one
        return None

    def _slowest_of(self, open_: Sequence["BoundedConnection"]) -> "BoundedConnection":
        """The one whose place a new one takes.

        To look through all takes a millisecond, so that it is done for several places at once:
        who only opens connections would keep the others waiting with it.
        """
        paces = [(each.pace(), each) for each in open_ if each.is_awaited]
        paces.sort(key=itemgetter(0), reverse=True)
        slowest = paces[-max(1, self.most // _PLACES) :]
        one = slowest.pop()[1] if slowest else self
        BoundedConnection._slowest = time.monotonic(), slowest
        return one

    def data_received(self, data: bytes) -> None:
        """The client has sent something."""
        self._received += len(data)
        self._waiting += data
        if self._next is None:
            self._take_apart()

    def on_response_complete(self) -> None:
        """An answer was handed over to be sent."""
        self._begin()
        super().on_response_complete()
        self._see_ahead()

    @property
    def is_silent(self) -> bool:
        """Whether nothing is to be done for the client until it asks something."""
        is_answered = self.cycle is None or self.cycle.response_complete
        return is_answered and not self.transport.get_write_buffer_size()

    @property
    def is_sending(self) -> bool:
        """Whether the client is in the midst of what it asks."""
        return self.conn.their_state is h11.SEND_BODY and not self.flow.read_paused

    @property
    def is_awaited(self) -> bool:
        """Whether it is the client's turn, or it does not wait for its own."""
        is_reading = self.transport.get_write_buffer_size() > 0
        return is_reading or self.is_silent or self.is_sending or self._asks_ahead

    def pace(self) -> float:
        """Bytes a second of what the client is in the midst of; one that came just now is fast."""
        sent = self._received if self.is_sending else 0
        return (sent + LEAST_BYTES) / max(time.monotonic() - self.since, _A_MOMENT)

    def check(self) -> None:
        """Close the connection if the client has not done its part; to be called every second."""
        passed = time.monotonic() - self.since
        if self.is_silent:
            if passed > HEAD_SECONDS:
                self.transport.abort()
        elif passed > LEAST_SECONDS:
            if self._is_stuck():
                self.transport.abort()
            self._begin()

    def _take_apart(self) -> None:
        """Take apart a piece of what was received; the next one when others had their turn."""
        self._next = None
        if self.transport.is_closing():
            return
        size = len(self._waiting) if self._has_length else PIECE_BYTES
        piece = bytes(self._waiting[:size])
        del self._waiting[:size]
        try:
            super().data_received(piece)
        except h11.LocalProtocolError:  # it is no HTTP, and its answer was given already
            self.transport.abort()
        self._see_ahead()
        if not self.flow.read_paused:
            self._go_on()

    def _go_on(self) -> None:
        if not self._waiting:
            self.transport.resume_reading()
        elif self._next is None:
            self.transport.pause_reading()
            self._next = self.loop.call_soon(self._take_apart)

    @property
    def _has_length(self) -> bool:
        """Whether the client is in the midst of a body that comes as it is, and not in chunks."""
        is_body = self.conn.their_state is h11.SEND_BODY
        return is_body and all(name != b"transfer-encoding" for name, _ in self.headers)

    def _see_ahead(self) -> None:
        waits = bool(self.conn.trailing_data[0] or self._waiting)
        self._asks_ahead = self.conn.their_state is h11.DONE and waits

    def _begin(self) -> None:
        """From now on the client's part is measured."""
        self.since = time.monotonic()
        self._received = 0
        self._unread = self.transport.get_write_buffer_size()

    def _is_stuck(self) -> bool:
        unread = self.transport.get_write_buffer_size()
        if unread:
            return 0 < self._unread < unread + LEAST_BYTES
        return self.is_sending and self._received < LEAST_BYTES
