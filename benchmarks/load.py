"""What a service stands: 32 clients for minutes, then twice as many as fit, then a calm again.

    python -m benchmarks.load INDEX_DIR [--questions FILE] [--seconds 300] [--clients 32]

starts `shawahid serve` on the index and asks it with wrk (a Debian package) over loopback, each
client one question after another, on a connection of its own. Questions are lines of a JSON Lines
file with `text`, each asked as it is and with a number added to it, so that few are asked twice in
a short time: what is reused is part of the result. Printed as JSON are the throughput, latencies
and statuses of each phase, and the resident memory of the service every second.

* `load`: as many clients as asked for.
* `calm before`, `calm after`: one client.
* `overload`: twice as many clients as may run and wait: some must be refused with 429.
"""

import argparse
import json
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote

from benchmarks.lines import read_lines
from benchmarks.machine import describe_machine
from benchmarks.memory import resident
from service.settings import Settings

QUESTIONS = Path(__file__).parent / "questions" / "written.jsonl"
_CALM_SECONDS = 10
_START_SECONDS = 120
# Of the time, how much at its beginning memory may still grow in: caches and threads are made.
_WARM_UP = 0.25
_VARIANTS = 40
_SCRIPT = """
local paths = {}
for line in io.lines("%(paths)s") do paths[#paths + 1] = line end
local threads = {}
local number = 0
function setup(thread)
    thread:set("first", #threads * 7919)
    threads[#threads + 1] = thread
end
function init(args)
    statuses = ""
    counts = {}
    at = first + %(seed)d
end
function request()
    at = at + 1
    return wrk.format("GET", paths[at %% #paths + 1])
end
function response(status)
    counts[status] = (counts[status] or 0) + 1
    statuses = ""
    for code, count in pairs(counts) do statuses = statuses .. code .. "=" .. count .. " " end
end
function done(summary, latency, requests)
    local all = ""
    for _, thread in ipairs(threads) do all = all .. thread:get("statuses") end
    local e = summary.errors
    io.stderr:write(string.format(
        '{"requests": %%d, "microseconds": %%d, "broken": %%d, "p50": %%f, "p95": %%f,'
        .. ' "p99": %%f, "max": %%f, "statuses": "%%s"}\\n',
        summary.requests, summary.duration, e.connect + e.read + e.write + e.timeout,
        latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max, all))
end
"""


class Service:
    """A running service, and its memory every second since it was ready."""

    def __init__(self, pid: int, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.memory: list[int] = []
        self.pid = pid
        self._done = threading.Event()

    def watch(self) -> None:
        """Read the memory until told to stop."""
        while not self._done.wait(1):
            self.memory.append(resident(self.pid))

    def stop_watching(self) -> None:
        """End ``watch``."""
        self._done.set()

    def figures(self) -> dict[str, float]:
        """What the service counts itself, by name and labels."""
        with urllib.request.urlopen(f"{self.address}/metrics", timeout=10) as response:  # noqa: S310 - own
            lines = response.read().decode().splitlines()
        return {
            name: float(value)
            for name, _, value in (line.rpartition(" ") for line in lines if line[:1] != "#")
        }


def main() -> None:
    """Start, load, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="JSON Lines with text")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--clients", type=int, default=32)
    arguments = parser.parse_args()
    texts = [json.loads(line)["text"] for line in read_lines(arguments.questions)]
    settings = Settings(arguments.index)
    most = settings.running + settings.waiting
    with tempfile.TemporaryDirectory() as name, serving(arguments.index, Path(name)) as service:
        paths = Path(name) / "paths"
        paths.write_text("\n".join(_paths(texts)), "utf-8")
        started = service.figures()
        phases: dict[str, dict[str, object]] = {}
        for phase, clients, seconds in (
            ("calm before", 1, _CALM_SECONDS),
            ("load", arguments.clients, arguments.seconds),
            ("overload", 2 * most, max(_CALM_SECONDS, arguments.seconds // 10)),
            ("calm after", 1, _CALM_SECONDS),
        ):
            begin = len(service.memory)
            phases[phase] = _ask(service, paths, clients, seconds, seed=1000 * len(phases))
            phases[phase]["resident_mb"] = _megabytes(service.memory[begin:])
        ended = service.figures()
        print(json.dumps(_result(settings, len(texts), phases, started, ended), indent=2))


def _result(
    settings: Settings,
    questions: int,
    phases: dict[str, dict[str, object]],
    started: dict[str, float],
    ended: dict[str, float],
) -> dict[str, object]:
    grown = {name: value - started.get(name, 0) for name, value in ended.items()}
    vectors = {
        of: grown[f'shawahid_question_vectors_total{{of="{of}"}}'] for of in ("model", "cache")
    }
    stages = {
        name: round(1000 * grown[name] / max(1, grown[name.replace("_sum", "_count")]), 1)
        for name in grown
        if name.startswith("shawahid_stage_seconds_sum")
    }
    return {
        **describe_machine(),
        "passages": ended['shawahid_index_passages{collection="default"}'],
        "questions": questions,
        "running": settings.running,
        "waiting": settings.waiting,
        "phases": phases,
        "reused_vectors_share": round(vectors["cache"] / max(1, sum(vectors.values())), 3),
        "questions_per_model_call": round(
            vectors["model"] / max(1, grown["shawahid_question_batches_total"]), 2
        ),
        "mean_stage_milliseconds": {name.split('"')[1]: value for name, value in stages.items()},
    }


@contextmanager
def serving(index: Path, folder: Path) -> Iterator[Service]:
    """A service of an index, once it is ready; its log goes to a file in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "service", "serve", "--port", str(port), "--index", str(index)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,  # noqa: S603 - own command
    ):
        service = Service(process.pid, port)
        try:
            _wait_for(f"{service.address}/readyz")
            threading.Thread(target=service.watch, daemon=True).start()
            yield service
        finally:
            service.stop_watching()
            process.send_signal(signal.SIGINT)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310 - own address
                return
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _paths(texts: list[str]) -> Iterator[str]:
    for number in range(_VARIANTS):
        for text in texts:
            yield "/api/v1/search?q=" + quote(f"{text} {number}" if number else text)


def _ask(
    service: Service, paths: Path, clients: int, seconds: int, *, seed: int
) -> dict[str, object]:
    """Ask with so many clients; latencies in milliseconds, refused answers among them."""
    script = paths.with_name("script.lua")
    script.write_text(_SCRIPT % {"paths": paths, "seed": seed}, "utf-8")
    threads = min(2, clients)
    command = ["wrk", "-t", threads, "-c", clients, "-d", f"{seconds}s", "--timeout", "15s"]
    done = subprocess.run(  # noqa: S603 - own command
        [*map(str, command), "-s", str(script), service.address],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stderr.strip().splitlines()[-1])
    statuses: dict[str, int] = {}
    for status, count in re.findall(r"(\d+)=(\d+)", found["statuses"]):
        statuses[status] = statuses.get(status, 0) + int(count)
    taken = found["microseconds"] / 1e6
    return {
        "clients": clients,
        "seconds": seconds,
        "statuses": statuses,
        "broken": found["broken"],
        "answers_per_second": round(statuses.get("200", 0) / taken, 1),
        "milliseconds": {
            name: round(found[name] / 1000, 1) for name in ("p50", "p95", "p99", "max")
        },
    }


def _megabytes(memory: list[int]) -> dict[str, float]:
    """Of the service in a phase; ``drift`` is between the middle of it and its end."""
    warm = memory[int(_WARM_UP * len(memory)) :] or [0]
    half = max(1, len(warm) // 2)
    megabytes = {
        "least": min(warm),
        "most": max(warm),
        "drift": statistics.median(warm[half:] or warm) - statistics.median(warm[:half]),
    }
    return {name: round(value / 1e6, 1) for name, value in megabytes.items()}


if __name__ == "__main__":
    main()
