"""A proxy that speaks TLS before a server of this machine that does not."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_HOST = "127.0.0.1"
_PIECE = 65_536


class TlsProxy:
    """Passes what arrives by TLS on to a port.

    Args:
        port: of the server.
        context: with the proxy's certificate.

    Attributes:
        port: to connect to.
    """

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self._server, self._context = port, context
        self._context.set_alpn_protocols(["h2"])  # without which gRPC does not speak
        self._listening = socket.create_server((_HOST, 0))
        self.port = int(self._listening.getsockname()[1])
        self._clients: list[asyncio.StreamWriter] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    @property
    def connections(self) -> int:
        """How many there were."""
        return len(self._clients)

    def close(self) -> None:
        """Cut all connections, and take no more."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        serving = asyncio.start_server(self._connect, sock=self._listening, ssl=self._context)
        server = self._loop.run_until_complete(serving)
        self._loop.run_forever()
        server.close()
        for client in self._clients:
            client.transport.abort()
        self._loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(self._loop)))
        self._loop.close()

    async def _connect(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self._clients.append(to_client)
        server, to_server = await asyncio.open_connection(_HOST, self._server)
        await asyncio.gather(_pass_on(client, to_server), _pass_on(server, to_client))


async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):  # one of them is gone
        while piece := await source.read(_PIECE):
            target.write(piece)
            await target.drain()
    target.close()


@contextmanager
def tls_proxy(port: int, context: ssl.SSLContext) -> Iterator[TlsProxy]:
    """A proxy, until the end of the block."""
    proxy = TlsProxy(port, context)
    try:
        yield proxy
    finally:
        proxy.close()
