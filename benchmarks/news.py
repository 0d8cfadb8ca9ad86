"""Index a newsroom's archive: time, memory and bytes, and the speed against embedding alone.

    python -m benchmarks.news news.jsonl.gz [--rounds 3] [--articles 300]

First `shawahid index` reads the whole file into a new index, as a process of its own whose memory
is watched, its reader's included. Then, round after round, a sample of the articles is indexed
from its file, and the same passages are only embedded: the ratio of the two speeds. Loading the
model is left out of the second part. Prints JSON; tokens are those of the model, of the text once.
"""

import argparse
import gzip
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from benchmarks.machine import describe_machine
from benchmarks.memory import resident
from indexer.discovery import find_files
from indexer.pipeline import index_files, open_for_writing
from indexer.run import BATCH_PASSAGES
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.storage.store import open_store

_POLL_SECONDS = 0.5


def main() -> None:
    """Parse the arguments, index, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="JSON Lines, also compressed")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", type=int, default=300, help="in the sample")
    parser.add_argument("--index", type=Path, help="where to keep the index of the whole file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.index or Path(name) / "whole"
        result = {**describe_machine(), "whole": _whole(arguments.file, folder)}
        if arguments.rounds:
            sample = _sample(arguments.file, arguments.articles, Path(name) / "sample.jsonl")
            result["sample"] = _compare(sample, arguments.rounds, Path(name))
    print(json.dumps(result, indent=2))


def _whole(file: Path, folder: Path) -> dict[str, object]:
    command = [
        sys.executable,
        "-m",
        "service",
        "index",
        str(file),
        "--index",
        str(folder),
        "--json",
    ]
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(_POLL_SECONDS)
        summary = json.loads(process.stdout.read() if process.stdout else "{}")
    return {
        "seconds": round(time.monotonic() - started, 1),
        "peak_memory_mb": round(peak / 1e6),
        "documents": summary["added"],
        "skipped": len(summary["skipped"]),
        "passages": summary["passages"],
        **_sizes(folder),
    }


def _sizes(folder: Path) -> dict[str, object]:
    index = Index(folder)
    info = index.info()
    encoder = open_encoder(None)
    tokens = sum(1 for d, _ in index.store.documents() for _ in encoder.token_spans(d.text))
    text, vectors, codes = index.store.database.rows(
        "SELECT (SELECT sum(length(CAST(text AS BLOB))) FROM documents),"
        " (SELECT sum(length(vector)) FROM embeddings), (SELECT sum(length(codes)) FROM embeddings)"
    )[0]
    index.close()
    total = sum(info.bytes.values())
    parts = {
        "text": text,
        "vectors in the database": vectors,
        "token codes": codes,
        "rest of the database": info.bytes["store"] - text - vectors - codes,
        "dense index": info.bytes["dense"],
        "lexical index": info.bytes["lexical"],
    }
    return {
        "stories": info.stories,
        "tokens": tokens,
        "bytes": total,
        "bytes_a_passage": round(total / info.passages),
        "bytes_a_token": round(total / tokens, 2),
        "of_which": {name: round(size / tokens, 2) for name, size in parts.items()},
    }


def _sample(file: Path, articles: int, target: Path) -> Path:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rb") as stream, target.open("wb") as sample:
        lines = stream.readlines()
        sample.writelines(lines[:: max(1, len(lines) // articles)][:articles])
    return target


def _compare(file: Path, rounds: int, folder: Path) -> dict[str, object]:
    encoder = open_encoder(None)
    seconds: dict[str, list[float]] = {"index": [], "embed": []}
    for number in range(rounds + 1):
        target = folder / f"sample-{number}"
        started = time.perf_counter()
        index = open_for_writing(target, lambda: encoder, None)
        index_files(index, lambda: encoder, find_files([file]), lambda _: None)
        index.close()
        indexed = time.perf_counter() - started
        batches = list(_batches(target))
        started = time.perf_counter()
        _embed(encoder, batches)
        if number:  # the first round warms up
            seconds["index"].append(round(indexed, 2))
            seconds["embed"].append(round(time.perf_counter() - started, 2))
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "passages": sum(map(len, batches)),
        "seconds": seconds,
        "share_of_embedding_throughput": round(median["embed"] / median["index"], 3),
    }


def _batches(folder: Path) -> Iterator[list[tuple[str | None, str]]]:
    """The passages of an index, in the batches in which they were embedded."""
    store = open_store(folder)
    texts = ((p.context, p.searched_text) for _, p in store.added_passages(0))
    while batch := list(islice(texts, BATCH_PASSAGES)):
        yield batch
    store.database.close()


def _embed(encoder: Encoder, batches: list[list[tuple[str | None, str]]]) -> None:
    for batch in batches:
        encoder.encode_passages(batch)


if __name__ == "__main__":
    main()
