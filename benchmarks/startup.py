"""How long it takes to start: importing, ``--help``, and a service that answers.

    python -m benchmarks.startup

starts each in a process of its own, several times, and prints medians in milliseconds as JSON. The
service opens an index of ``seeds/``; its time ends with the first answer of ``/healthz``.
"""

import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

from benchmarks.machine import describe_machine

ROOT = Path(__file__).parents[1]
ROUNDS = 7


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as index:
        _run("-m", "service", "index", "seeds", "--index", index)
        figures = {
            "python": _median(lambda: _run("-c", "pass")),
            "import search": _median(lambda: _run("-c", "import search")),
            "shawahid --help": _median(lambda: _run("-m", "service", "--help")),
            "shawahid search": _median(
                lambda: _run("-m", "service", "search", "من هو الوزير؟", "--index", index)
            ),
            "shawahid serve, ready": _median(lambda: _serve(index)),
        }
    print(json.dumps({**describe_machine(), "milliseconds": figures}, indent=2))


def _median(job: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        job()
        times.append(1000 * (time.perf_counter() - started))
    return round(statistics.median(times), 1)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)  # noqa: S603


def _serve(index: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "service", "serve", "--index", index, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            except URLError:
                time.sleep(0.02)
            else:
                return
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    main()
