"""Input that is meant to fill the memory or the time: what it costs.

    python -m benchmarks.hostile [--documents 1000000]

makes each file in a temporary folder (which needs 5 GB), reads it as `shawahid index` does, in a
process of its own, and prints, as JSON, the seconds, the largest resident memory of the reading
process and what became of the file. The last one, a million documents of one word, is indexed whole
with an encoder without a model, since what is measured is everything but the model.
"""

import argparse
import gzip
import json
import resource
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import describe_machine
from benchmarks.memory import resident
from indexer.discovery import find_files
from indexer.isolation import FileEnd, read_isolated
from indexer.pipeline import index_files, open_for_writing
from indexer.readers import ReadOptions, Skipped
from testing.hashing_encoder import HashingEncoder

_BLOCK = 1 << 20
_GIGABYTE = 1 << 30
_ENTRIES = 100_000
_DEPTH = 100_000
_POLL_SECONDS = 0.2


def main() -> None:
    """Make, read, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=1_000_000)
    arguments = parser.parse_args()
    makers: dict[str, Callable[[Path], Path]] = {
        "one string of 2 GB in one line of JSON": _long_string,
        "an array of 2 GB in one line of JSON": _long_array,
        "a line of 2 GB in JSON Lines": _long_line,
        "a zip file of 10 GB of zeros": _zeros,
        "a zip file in a zip file, fifty times": _nested,
        "a zip file of 100,000 entries": _entries,
        "a gzip file of 10 GB of zeros": _gzip_zeros,
        "JSON nested 100,000 deep": _deep_json,
        "HTML nested 100,000 deep": _deep_html,
    }
    results: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        for number, (title, make) in enumerate(makers.items()):
            folder = Path(name) / str(number)
            folder.mkdir()
            path = make(folder)
            results[title] = _read(path)
            path.unlink()
        results[f"{arguments.documents:,} documents of one word"] = _index(
            Path(name), arguments.documents
        )
    print(json.dumps({**describe_machine(), "results": results}, indent=2))


def _read(path: Path) -> dict[str, object]:
    documents, reasons = 0, []
    started = time.monotonic()
    with _watched() as peak:
        for _, item in read_isolated(find_files([path]), ReadOptions()):
            if isinstance(item, FileEnd):
                continue
            if isinstance(item.outcome, Skipped):
                reasons.append(item.outcome.reason)
            else:
                documents += 1
    return {
        "seconds": round(time.monotonic() - started, 1),
        "memory_mb": round((max(peak) if peak else 0) / 1e6),
        "documents": documents,
        "skipped": len(reasons),
        "reason": reasons[-1][:200] if reasons else None,
    }


def _index(folder: Path, count: int) -> dict[str, object]:
    path = folder / "words.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            stream.write(json.dumps({"id": str(number), "text": f"كلمة{number}"}) + "\n")
    encoder = HashingEncoder()
    index = open_for_writing(folder / "index", lambda: encoder, None)
    started = time.monotonic()
    summary = index_files(index, lambda: encoder, find_files([path]), lambda _: None)
    seconds = time.monotonic() - started
    held = index.store.counts().documents
    index.close()
    return {
        "seconds": round(seconds, 1),
        "memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
        "documents": held,
        "skipped": summary.skipped_count,
    }


@contextmanager
def _watched() -> Iterator[list[int]]:
    """Resident bytes of the processes that this one started, now and then."""
    peak: list[int] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(_POLL_SECONDS):
            peak.append(resident(own=False))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def _filled(path: Path, start: bytes, piece: bytes, end: bytes, size: int) -> Path:
    block = piece * (_BLOCK // len(piece))
    with path.open("wb") as stream:
        stream.write(start)
        for _ in range(size // len(block)):
            stream.write(block)
        stream.write(end)
    return path


def _long_string(folder: Path) -> Path:
    return _filled(folder / "a.json", b'[{"text": "', b"x", b'"}]', 2 * _GIGABYTE)


def _long_array(folder: Path) -> Path:
    piece = json.dumps({"text": "خبر قصير. " * 2000}).encode() + b","
    return _filled(folder / "a.json", b"[", piece, b'{"text": "x"}]', 2 * _GIGABYTE)


def _long_line(folder: Path) -> Path:
    return _filled(folder / "a.jsonl", b'{"text": "', b"x", b'"}\n', 2 * _GIGABYTE)


def _zeros(folder: Path) -> Path:
    with (
        zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.txt", "w", force_zip64=True) as entry,
    ):
        for _ in range(10 * _GIGABYTE // _BLOCK):
            entry.write(bytes(_BLOCK))
    return folder / "a.zip"


def _nested(folder: Path) -> Path:
    data = b"text"
    for number in range(50):
        path = folder / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{number}.zip" if number else "a.txt", data)
        data = path.read_bytes()
    return folder / "a.zip"


def _entries(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for number in range(_ENTRIES):
            archive.writestr(f"{number}.txt", "خبر")
    return folder / "a.zip"


def _gzip_zeros(folder: Path) -> Path:
    with gzip.open(folder / "a.jsonl.gz", "wb", 1) as stream:
        for _ in range(10 * _GIGABYTE // _BLOCK):
            stream.write(bytes(_BLOCK))
    return folder / "a.jsonl.gz"


def _deep_json(folder: Path) -> Path:
    path = folder / "a.json"
    path.write_text("[" * _DEPTH, "utf-8")
    return path


def _deep_html(folder: Path) -> Path:
    path = folder / "a.html"
    path.write_text("<div>" * _DEPTH + "خبر", "utf-8")
    return path


if __name__ == "__main__":
    main()
