"""Serve the application over HTTP."""

import ctypes
import gc
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import FrameType

import uvicorn
from fastapi import FastAPI

from search.open_files import allow_open_files
from service.operations.connections import MOST, BoundedConnection
from service.settings import Settings
from service.version import installed_version

logger = logging.getLogger(__name__)

# For what comes after the deadline: the rest of a long answer.
_GRACE_SECONDS = 1
# A second.
_TICKS = 10
_TELLING_SECONDS = 1.0
# Connections that are taken in at once, before any of them can be closed again.
_BACKLOG = 128
# Open at a time; a third of them are for connections, and one for what each is answered with.
_MOST_FILES = 3 * MOST
# Objects that are made before what can be thrown away is looked for among them.
_MADE = 10_000
# The parameter of glibc's mallopt, and heaps in all.
_M_ARENA_MAX, _HEAPS = -8, 2


class _Server(uvicorn.Server):
    """Says that it is stopping before it does.

    Told to terminate, it still answers for a while, closing each connection with its answer, and
    says that it is not ready, so that no load balancer sends a request to a closed door. Someone
    at the keyboard does not wait for that.
    """

    def __init__(
        self, config: uvicorn.Config, app: FastAPI, drain_seconds: float, say: Callable[[str], None]
    ) -> None:
        super().__init__(config)
        self._app = app
        self._drain_seconds = drain_seconds
        self._say = say
        self._drained_at: float | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        # What is here now stays as long as the process. To look through all of it for what can be
        # thrown away took 150 ms every thirty questions, a twentieth of their time.
        gc.collect()
        gc.freeze()
        # Nearly all that a question makes is thrown away by itself; looking at it six times in
        # between took 4 ms of 85.
        gc.set_threshold(_MADE)
        threading.Thread(target=self._tell, daemon=True).start()
        self._say("started")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish what is under way, and say that it is done: the signal then ends the process."""
        await super().shutdown(sockets)
        self._say("stopped")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, or begin to; a second signal stops at once."""
        self._app.state.is_stopping = True
        if sig == signal.SIGTERM and self._drained_at is None:
            self._drained_at = time.monotonic() + self._drain_seconds
        else:
            super().handle_exit(sig, frame)

    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second; whether to stop."""
        if counter % _TICKS == 0:
            for connection in list(self.server_state.connections):
                if isinstance(connection, BoundedConnection):
                    connection.check()
        if self._drained_at is not None and time.monotonic() > self._drained_at:
            super().handle_exit(signal.SIGTERM, None)
            self._drained_at = float("inf")
        return await super().on_tick(counter)

    def _tell(self) -> None:
        """Tell the figures every second, in a thread: who is told may be held up."""
        with suppress(EOFError, OSError):  # the process that holds them is gone: this one ends
            while not self.should_exit:
                self._app.state.metrics.tell()
                time.sleep(_TELLING_SECONDS)


def share_heaps() -> None:
    """Let threads share two heaps: glibc gives each its own, which keep what their threads freed.

    Other C libraries have no such thing, and are left as they are.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _HEAPS)


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets at every address of a host; nobody is answered before ``serve``.

    Raises:
        OSError: another program listens there, or the host has no such address.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    sockets: list[socket.socket] = []
    try:
        for family, kind, protocol, _, address in dict.fromkeys(found):
            sockets.append(socket.socket(family, kind, protocol))
            if os.name == "posix":  # elsewhere it would take the address of another program
                sockets[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                sockets[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            sockets[-1].bind(address)
    except OSError:
        for each in sockets:
            each.close()
        raise
    return sockets


def serve(
    app: FastAPI, sockets: list[socket.socket], say: Callable[[str], None] | None = None
) -> None:
    """Answer requests until told to stop; those under way are then finished.

    Args:
        app: the application.
        sockets: of ``listening``.
        say: is told that it has "started" and "stopped"; otherwise the log is.
    """
    settings: Settings = app.state.settings
    # What is written meanwhile is for the owner of the index alone.
    os.umask(0o077)
    share_heaps()
    BoundedConnection.most = _open_files() // 3
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        http=BoundedConnection,
        backlog=_BACKLOG,
        ws="none",
        timeout_graceful_shutdown=int(settings.deadline_seconds) + _GRACE_SECONDS,
    )
    server = _Server(config, app, settings.drain_seconds, say or partial(log, _address(sockets[0])))
    with suppress(KeyboardInterrupt):  # it has stopped by then
        server.run(sockets)


def log(address: str, event: str) -> None:
    """Log that a service at an address has started or stopped."""
    logger.info(event, extra={"address": address, "version": installed_version()})


def _address(listening_at: socket.socket) -> str:
    host, port = listening_at.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _open_files() -> int:
    """How many files the process may have open, of those that connections need."""
    return int(min(allow_open_files(), _MOST_FILES))
