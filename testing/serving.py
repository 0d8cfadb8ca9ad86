"""The service on a free port of this machine, for as long as it is measured or tested."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from search.archive import Archive
from service.app import create_app
from service.settings import Settings


@contextmanager
def served(archive: Archive, settings: Settings | None = None) -> Iterator[str]:
    """The address of a running service."""
    app = create_app(settings or Settings(archive.folder), lambda: archive)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)
