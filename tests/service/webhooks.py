"""A webhook on this machine."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Calls:
    """What a webhook was called with; it answers 204."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.address = ""


@contextmanager
def answering() -> Iterator[Calls]:
    """A webhook that answers until the end of the block."""
    calls = Calls()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            calls.got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    calls.address = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield calls
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
