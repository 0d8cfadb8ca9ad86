import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

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
        output, _ = process.communicate(timeout=20)
    finally:
        process.kill()
    assert output == ""
    assert process.returncode == 0


def _get(url: str) -> bytes:
    """The body, once the server has started."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310
                return bytes(response.read())
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
