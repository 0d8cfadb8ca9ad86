import platform
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest

ROOT = Path(__file__).parents[2]
SERVE = """
from pathlib import Path
from service.app import create_app
from service.server import listening, serve
from service.settings import Settings
from tests.service.conftest import make_archive

folder = Path({folder!r})
app = create_app(Settings(folder), lambda: make_archive(folder))
serve(app, listening("127.0.0.1", {port}), lambda _: None)
"""


def test_server_answers_and_stops_quietly_when_interrupted(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE.format(port=port, folder=str(tmp_path))],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert _get(f"http://127.0.0.1:{port}/healthz") == b'{"status":"ok"}'
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert output == ""
    assert process.returncode == 0


def _get(url: str) -> bytes:
    """The body, once the server has started."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
                return bytes(response.read())
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


THREADS = """
import ctypes, sys, threading
from service.server import share_heaps

libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
if {shared}:
    share_heaps()
barrier = threading.Barrier(6)

def take():
    barrier.wait()
    libc.malloc(10_000)
    barrier.wait()

threads = [threading.Thread(target=take) for _ in range(6)]
for each in threads:
    each.start()
for each in threads:
    each.join()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries share theirs")
def test_threads_share_two_heaps() -> None:
    heaps = [
        subprocess.run(
            [sys.executable, "-c", THREADS.format(shared=shared)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            check=True,
        ).stdout.count(b"<heap nr=")
        for shared in (True, False)
    ]
    assert heaps[0] <= 2 < heaps[1]
