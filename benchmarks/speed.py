"""Embedding speed against plain sentence-transformers, side by side in one run.

    python -m benchmarks.speed DATASET_DIR

takes passages from the corpus.jsonl of a data set and, in turn, round after round,

* encodes them with ``SentenceTransformer.encode`` (torch, float32, default settings),
* encodes them with Shawahid's encoder (text and token vectors),
* indexes them with Shawahid from the file to a searchable index.

Loading a model is left out everywhere. Medians and ratios of the rounds are printed as JSON.
"""

import argparse
import json
import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.machine import describe_machine
from indexer.discovery import find_files
from indexer.pipeline import index_files, open_for_writing
from search.models import model_folder, open_encoder, runtime


def main() -> None:
    """Parse the arguments, run the rounds, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, help="a folder with corpus.jsonl")
    parser.add_argument("--passages", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    logging.getLogger("transformers").setLevel(logging.ERROR)

    lines = (arguments.dataset / "corpus.jsonl").read_text("utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines[: arguments.passages]]
    with tempfile.TemporaryDirectory() as name:
        print(json.dumps(measure(texts, arguments.rounds, Path(name)), indent=2))


def measure(texts: list[str], rounds: int, folder: Path) -> dict[str, object]:
    """Seconds of each job in each round, and what follows from their medians."""
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(model_folder(None)), device="cpu")
    encoder = open_encoder(None)
    source = folder / "corpus.jsonl"
    with source.open("w", encoding="utf-8") as stream:
        for i, text in enumerate(texts):
            stream.write(json.dumps({"id": str(i), "text": text}, ensure_ascii=False) + "\n")

    def index(number: int) -> None:
        target = open_for_writing(folder / f"index-{number}", lambda: encoder, None)
        index_files(target, lambda: encoder, find_files([source]), lambda _: None)
        target.close()

    jobs: dict[str, Callable[[int], object]] = {
        "sentence_transformers": lambda _: reference.encode(texts, prompt_name="document"),
        "encoder": lambda _: encoder.encode_passages([(None, text) for text in texts]),
        "index": index,
    }
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for number in range(rounds + 1):
        for name, job in jobs.items():
            started = time.perf_counter()
            job(number)
            if number:  # the first round warms up
                seconds[name].append(time.perf_counter() - started)
    baseline = seconds["sentence_transformers"]
    return {
        **describe_machine(),
        "runtime": runtime(),
        "passages": len(texts),
        "tokens": sum(1 for text in texts for _ in encoder.token_spans(text)),
        "passages_per_second": {
            name: round(len(texts) / statistics.median(times), 1) for name, times in seconds.items()
        },
        "ratio_to_sentence_transformers": {
            name: round(statistics.median(b / t for b, t in zip(baseline, times, strict=True)), 2)
            for name, times in seconds.items()
        },
        "seconds": {name: [round(t, 3) for t in times] for name, times in seconds.items()},
    }


if __name__ == "__main__":
    main()
