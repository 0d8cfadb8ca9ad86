"""How an index answers as it grows: from an index with a model's vectors, others of any size.

    python -m benchmarks.growth INDEX OUT --sizes 1000 10000 100000 1000000 [--questions 60]

The documents of INDEX are recombined: each new one is a run of passages of different documents,
with their titles, texts and token codes as they are. Vectors are drawn from those of INDEX: one of
them and half the difference of two others, at unit length. The index in OUT grows from size to size
and stays there. At each size a process of its own opens it, asks (headlines of INDEX, of which no
two are asked twice), and tells seconds, milliseconds and bytes; the reader is left out, as it is
while others wait. Adding 1,000 documents is timed into the index as it stands, and so is how long
after their commit another process finds them. Prints JSON, one line a size. With --verify OUT is
checked as it is, and how much memory that takes at most is told.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.machine import describe_machine
from indexer.upkeep.verification import verify
from search.engine import Engine
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.records import Filters, Passage, Query
from search.storage.changes import Embedding, Write

_BATCH = 1000
_A_DOCUMENT = 2
_SEED = 7
_NEAREST = 100
_BLOCK = 8192
_LOOK_SECONDS = 0.01
_READY = "ready\n"
_DRAWN = "where none was embedded"


def main() -> None:
    """Parse the arguments, grow, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--ask", action="store_true", help="only ask OUT as it is")
    parser.add_argument("--follow", action="store_true", help="only wait for a commit to OUT")
    parser.add_argument("--verify", action="store_true", help="only check OUT as it is")
    arguments = parser.parse_args()
    if arguments.ask:
        print(json.dumps(_ask(arguments.index, arguments.out, arguments.questions)))
        return
    if arguments.follow:
        _follow(arguments.out)
        return
    print(json.dumps(describe_machine()))
    if arguments.verify:
        print(json.dumps(_verify(arguments.out)))
        return
    maker = _Maker(arguments.index)
    for size in arguments.sizes:
        added = maker.grow(arguments.out, size)
        command = _command(arguments.index, arguments.out, "--ask")
        command += ["--questions", str(arguments.questions)]
        # As `shawahid` runs: one question in one thread.
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        asked = json.loads(subprocess.check_output(command, text=True, env=environment))  # noqa: S603
        print(json.dumps({"passages": size, **added, **asked}), flush=True)


def _command(index: Path, out: Path, job: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.growth", str(index), str(out), job]


class _Maker:
    """Documents of recombined passages, with vectors that are drawn."""

    def __init__(self, folder: Path) -> None:
        index = Index(folder)
        self._settings = index.settings
        self._passages = [passage for _, passage in index.store.added_passages(0)]
        ids = [passage_id for passage_id, _ in index.store.added_vectors(0)]
        found = index.store.embeddings(ids)
        self._tokens = [(found[i].codes, found[i].places) for i in ids]
        self._vectors = np.stack([np.frombuffer(found[i].vector, np.float16) for i in ids])
        self._rng = np.random.default_rng(_SEED)
        self._committed = 0.0
        index.close()

    def grow(self, folder: Path, size: int) -> dict[str, object]:
        """Add documents until there are so many passages, then 1,000 that are timed."""
        Index.create(folder, self._settings)
        index = Index(folder)
        there = index.store.counts()
        number = there.documents
        with index.writing():
            while there.passages + _BATCH * _A_DOCUMENT < size:
                number = self._add(index, number)
                there = index.store.counts()
        command = _command(folder, folder, "--follow")
        with subprocess.Popen(command, text=True, stdout=subprocess.PIPE) as reader:  # noqa: S603
            if reader.stdout is None or reader.stdout.readline() != _READY:
                msg = f"no other process can read {folder}"
                raise RuntimeError(msg)
            started, used = time.perf_counter(), time.process_time()
            with index.writing():
                self._add(index, number)
            seconds, used = time.perf_counter() - started, time.process_time() - used
            found = float(reader.stdout.readline())
        index.close()
        return {
            "adding_1000_s": round(seconds, 2),
            "adding_1000_cpu_s": round(used, 2),
            "followed_after_s": round(found - self._committed, 2),
        }

    def _add(self, index: Index, number: int) -> int:
        # An index that goes on growing in another run gets no document twice.
        self._rng = np.random.default_rng([_SEED, number])
        made = [self._document(number + i) for i in range(_BATCH)]
        writes = [write for write, _ in made]
        index.prepare(passage for write in writes for passage, _ in write.passages)
        index.store.write(writes, [each for _, embeddings in made for each in embeddings])
        self._committed = time.monotonic()
        index.publish()
        return number + _BATCH

    def _document(self, number: int) -> tuple[Write, list[Embedding]]:
        chosen = self._rng.integers(0, len(self._passages), _A_DOCUMENT)
        first = self._passages[chosen[0]].document
        texts = [self._passages[i].text for i in chosen]
        document = replace(
            first,
            id=f"made-{number}",
            text="\n\n".join(texts),
            ignored=(),
            parts=type(first.parts)(),
            source="نادر" if number % 10_000 == 0 else first.source,
            author="النصف" if number % 2 else "الآخر",
        )
        passages, embeddings, at = [], [], 0
        for place, (i, text) in enumerate(zip(chosen, texts, strict=True)):
            key = f"{number}-{place}".encode()
            passages.append((Passage(document, at, at + len(text)), key))
            embeddings.append(Embedding(key, self._vector(int(i)), *self._tokens[i]))
            at += len(text) + 2
        return Write(document, passages), embeddings

    def _vector(self, i: int) -> bytes:
        one, other = self._rng.integers(0, len(self._vectors), 2)
        mixed = self._vectors[i].astype(np.float32)
        mixed += 0.5 * (self._vectors[one].astype(np.float32) - self._vectors[other])
        unit: bytes = (mixed / np.linalg.norm(mixed)).astype(np.float16).tobytes()
        return unit


def _follow(folder: Path) -> None:
    """Print that an index is open, and when another process's next commit was found."""
    index = Index(folder)
    before = index.store.database.state()
    print(end=_READY, flush=True)
    is_found = False
    while not is_found:
        time.sleep(_LOOK_SECONDS)
        with index.reading() as view:
            state = index.store.database.state()
            is_found = state != before and view.derived.are_at(state)
    print(time.monotonic())
    index.close()


def _verify(folder: Path) -> dict[str, object]:
    """How long it takes to check everything, and the memory of its own that it takes at most."""
    most, is_done = [0], threading.Event()

    def look() -> None:
        while not is_done.wait(_LOOK_SECONDS):
            most.append(_memory()["anonymous"])

    before = _memory()["anonymous"]
    watching = threading.Thread(target=look)
    watching.start()
    started = time.perf_counter()
    # Vectors are drawn, hence not kept under what texts they were made of.
    problems = [each for each in verify(folder, lambda _: None) if _DRAWN not in each]
    seconds = time.perf_counter() - started
    is_done.set()
    watching.join()
    return {
        "verify_s": round(seconds, 1),
        "verify_mb": {"before": before, "most": max(most)},
        "problems": problems,
    }


def _ask(source: Path, folder: Path, count: int) -> dict[str, object]:
    questions = list(_headlines(source, 4 * count))
    started = time.perf_counter()
    encoder = open_encoder(None)
    loaded = time.perf_counter()
    index = Index(folder)
    engine = Engine(index, encoder)
    engine.is_busy = lambda: True
    opened = time.perf_counter()
    engine.find(Query(questions[0], 10))
    first = time.perf_counter()
    asked = {}
    filters = {
        "all": Filters(),
        "half": Filters.of({"author": ["النصف"]}),
        "rare": Filters.of({"source": ["نادر"]}),
    }
    for place, (name, each) in enumerate(filters.items()):
        engine.find(Query(questions[0], 10, filters=each))
        part = questions[1 + place * count : 1 + (place + 1) * count]
        asked[name] = _times(engine, part, each)
    info = index.info()
    return {
        "model_s": round(loaded - started, 2),
        "opening_s": round(opened - loaded, 2),
        "first_question_s": round(first - opened, 2),
        "recall_at_100": _recall(index, encoder, questions[:count]),
        "asked": asked,
        "memory_mb": _memory(),
        "bytes_a_passage": {name: round(size / info.passages) for name, size in info.bytes.items()},
    }


def _recall(index: Index, encoder: Encoder, questions: list[str]) -> float:
    """The share of the hundred nearest passages that a search of the dense index gives."""
    vectors = np.stack([encoder.encode_question(question).vector for question in questions])
    snapshot = index.dense.snapshot
    found = [set(snapshot.search(vector, _NEAREST)) for vector in vectors]
    ids, products = np.empty(0, np.int64), np.empty((len(questions), 0), np.float32)
    every = snapshot.vectors()
    while part := list(islice(every, _BLOCK)):
        ids = np.concatenate([ids, [passage_id for passage_id, _ in part]])
        products = np.hstack([products, vectors @ np.stack([vector for _, vector in part]).T])
    best = ids[np.argsort(-products, axis=1)[:, :_NEAREST]]
    shares = [
        len(each & set(row.tolist())) / len(row) for each, row in zip(found, best, strict=True)
    ]
    return round(float(np.mean(shares)), 4)


def _times(engine: Engine, questions: list[str], filters: Filters) -> dict[str, float]:
    wall, used = [], []
    for question in questions:
        started, cpu = time.perf_counter(), time.process_time()
        engine.find(Query(question, 10, filters=filters))
        wall.append(1000 * (time.perf_counter() - started))
        used.append(1000 * (time.process_time() - cpu))
    return {
        "median_ms": round(statistics.median(wall), 1),
        "p95_ms": round(sorted(wall)[int(0.95 * len(wall))], 1),
        "cpu_ms": round(statistics.median(used), 1),
    }


def _headlines(folder: Path, count: int) -> Iterator[str]:
    index = Index(folder)
    titles = dict.fromkeys(each.title for each in index.store.known(10**6) if each.title)
    index.close()
    yield from [*titles][:: max(1, len(titles) // count)][:count]


def _memory() -> dict[str, int]:
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    kilobytes = dict(line.split(":", 1) for line in lines if line.endswith(" kB"))
    return {
        name: int(kilobytes[key].split()[0]) // 1000
        for name, key in (("anonymous", "RssAnon"), ("mapped", "RssFile"))
    }


if __name__ == "__main__":
    main()
