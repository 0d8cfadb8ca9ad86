"""A proxy before a server that delays what passes, and cuts connections."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_HOST = "127.0.0.1"
_PIECE = 65_536


class FaultyProxy:
    """Passes connections on to a port of this machine.

    Args:
        port: of the server.

    Attributes:
        port: to connect to.
        delay: seconds that each piece waits.
        cut_after: pieces after which every connection is cut; ``None`` for none.
        cuts: connections that were cut.
    """

    def __init__(self, port: int) -> None:
        self._server = port
        self._listening = socket.create_server((_HOST, 0))
        self.port = int(self._listening.getsockname()[1])
        self.delay = 0.0
        self.cut_after: int | None = None
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                client, _ = self._listening.accept()
                try:
                    server = socket.create_connection((_HOST, self._server))
                except OSError:
                    client.close()
                    continue
                for pair in ((client, server), (server, client)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        passed = 0
        with suppress(OSError):  # one of them is gone
            while piece := source.recv(_PIECE):
                time.sleep(self.delay)
                passed += 1
                if self.cut_after is not None and passed > self.cut_after:
                    self.cuts += 1
                    break
                target.sendall(piece)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def faulty_proxy(port: int) -> Iterator[FaultyProxy]:
    """A proxy, until the end of the block."""
    proxy = FaultyProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
