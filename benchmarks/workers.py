"""Indexing over processes against one process, side by side in one run.

    python -m benchmarks.workers FILE [--documents 1200] [--workers 1 2] [--rounds 2]

indexes the first documents of a JSON Lines file anew, in turn with each number of workers, and
prints as JSON: seconds from the first file to the last commit (workers are begun, and open their
models, within them), seconds of processors of the one that writes and of all others, the most
memory at a time (what processes share is counted once), and whether all indexes have the same
vectors, codes and passages to the last bit. What more workers can do at most follows from the
seconds of processors.
"""

import argparse
import hashlib
import json
import resource
import sqlite3
import statistics
import tempfile
import threading
import time
from contextlib import ExitStack, closing, suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import describe_machine
from indexer.discovery import find_files
from indexer.pipeline import index_files, open_for_writing
from indexer.run import RunOptions
from indexer.workers.pool import Workers
from indexer.workers.processes import ProcessPool
from search.models import open_encoder, runtime

_SAMPLE_SECONDS = 0.5
_MADE = "SELECT content_hash, vector, codes, places FROM embeddings ORDER BY id"
_PASSAGES = (
    "SELECT id, document_id, embedding_id, start_offset, end_offset FROM passages ORDER BY id"
)


class Measured(NamedTuple):
    """One index that was made."""

    seconds: float
    passages: int
    writer: float
    workers: float
    memory: float
    digest: str


def main() -> None:
    """Parse the arguments, run the rounds, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="JSON Lines")
    parser.add_argument("--documents", type=int, default=1200)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with arguments.file.open(encoding="utf-8") as stream:
            lines = list(islice(stream, arguments.documents))
        (folder / "input.jsonl").write_text("".join(lines), "utf-8")
        found: dict[int, list[Measured]] = {count: [] for count in arguments.workers}
        for number in range(arguments.rounds):
            for count in arguments.workers:
                found[count].append(measure(folder, f"index-{number}-{count}", count))
    every = [each for rounds in found.values() for each in rounds]
    print(
        json.dumps(
            {
                **describe_machine(),
                "runtime": runtime(),
                "documents": arguments.documents,
                "passages": every[0].passages,
                "is_same": len({each.digest for each in every}) == 1,
                "workers": {count: summary(rounds) for count, rounds in found.items()},
            },
            indent=2,
        )
    )


def summary(rounds: list[Measured]) -> dict[str, object]:
    """Figures of the rounds with one number of workers."""
    median = statistics.median(each.seconds for each in rounds)
    return {
        "seconds": [round(each.seconds, 2) for each in rounds],
        "passages_per_second": round(rounds[0].passages / median, 1),
        "cpu_ms_per_passage": {
            "writer": _per_passage([each.writer / each.passages for each in rounds]),
            "workers": _per_passage([each.workers / each.passages for each in rounds]),
        },
        "peak_mb": round(max(each.memory for each in rounds)),
    }


def _per_passage(seconds: list[float]) -> float:
    return round(1000 * statistics.median(seconds), 2)


def measure(folder: Path, name: str, count: int) -> Measured:
    """Index the input with so many workers; one is this process alone."""
    encoder = open_encoder(None)
    index = open_for_writing(folder / name, lambda: encoder, None)
    files = find_files([folder / "input.jsonl"])
    done = threading.Event()
    memory: list[float] = []
    sampling = threading.Thread(target=_sample, args=(memory, done))
    sampling.start()
    before, children = _seconds(resource.RUSAGE_SELF), _seconds(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    with ExitStack() as stack:
        pool = None if count == 1 else stack.enter_context(closing(ProcessPool(count)))
        options = RunOptions(workers=None if pool is None else Workers(pool))
        made = index_files(index, lambda: encoder, files, lambda _: None, options)
        seconds = time.perf_counter() - started
        writer = _seconds(resource.RUSAGE_SELF) - before
    workers = _seconds(resource.RUSAGE_CHILDREN) - children
    done.set()
    sampling.join()
    index.close()
    digest = _digest(folder / name / "shawahid.sqlite")
    return Measured(seconds, made.passages, writer, workers, max(memory), digest)


def _seconds(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with closing(sqlite3.connect(path)) as connection:
        for sql in (_MADE, _PASSAGES):
            for row in connection.execute(sql):
                digest.update(repr(row).encode())
    return digest.hexdigest()


def _sample(memory: list[float], done: threading.Event) -> None:
    while not done.wait(_SAMPLE_SECONDS):
        memory.append(sum(map(_megabytes, _descendants("self"))))


def _descendants(process: str) -> list[str]:
    found = [process]
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                found += _descendants(child)
    return found


def _megabytes(process: str) -> float:
    """A process's own memory, with its share of what it has in common with others."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
