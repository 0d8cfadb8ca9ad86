"""How many candidates late interaction has to compare, and what is lost with fewer.

    python -m benchmarks.compared DATASET_DIR ... --limit 300

Each folder is a data set as `shawahid eval` takes it. Printed, as JSON, are nDCG@10 x100, and the
share of the first ten passages that are the same when every candidate is compared.
"""

import argparse
import json
import statistics
from pathlib import Path

from benchmarks.asking import sample
from benchmarks.machine import describe_machine
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import read_dataset
from indexer.evaluation.measuring import measure_each
from search.engine import Engine
from search.models import open_encoder
from search.ranking import stages
from search.ranking.stages import Candidate

_EVERY = 1_000_000
_COMPARED = (32, 64, 96, 128, 192)
_FIRST = 10


def main() -> None:
    """Ask with more and fewer, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("datasets", type=Path, nargs="+", metavar="DATASET_DIR")
    parser.add_argument("--limit", type=int, help="ask at most so many questions of each")
    arguments = parser.parse_args()
    results = {folder.name: _of_folder(folder, arguments.limit) for folder in arguments.datasets}
    print(json.dumps({**describe_machine(), "results": results}, indent=2))


def _of_folder(folder: Path, limit: int | None) -> dict[str, object]:
    dataset = read_dataset(folder, None, None)
    asked = {q: dataset.questions[q] for q in sample(list(dataset.questions), limit)}
    encoder = open_encoder(None)
    index = open_corpus(dataset, encoder, text_only=True, report=lambda _: None)
    try:
        engine = Engine(index, encoder)
        every = _ranked(engine, asked, _EVERY)
        fewer = {count: _ranked(engine, asked, count) for count in _COMPARED}
    finally:
        index.close()
    return {
        "questions": len(asked),
        "candidates": round(statistics.mean(map(len, every.values()))),
        "every": _ndcg(every, dataset.qrels),
        "fewer": {
            count: {"ndcg@10": _ndcg(ranked, dataset.qrels), "the same ten": _same(ranked, every)}
            for count, ranked in fewer.items()
        },
    }


def _ranked(engine: Engine, asked: dict[str, str], compared: int) -> dict[str, list[Candidate]]:
    stages.COMPARED = compared
    return {q: engine.candidates(text) for q, text in asked.items()}


def _ndcg(ranked: dict[str, list[Candidate]], qrels: dict[str, dict[str, int]]) -> float:
    run: dict[str, dict[str, float]] = {}
    for q, found in ranked.items():
        scores = run.setdefault(q, {})
        for one in found:
            scores.setdefault(one.document_id, one.score)
    judged = {q: qrels[q] for q in ranked}
    return round(100 * float(measure_each(run, judged)["ndcg@10"].mean()), 2)


def _same(ranked: dict[str, list[Candidate]], every: dict[str, list[Candidate]]) -> float:
    shares = [
        len(_first(found) & _first(every[q])) / max(1, len(_first(every[q])))
        for q, found in ranked.items()
    ]
    return round(statistics.mean(shares), 4)


def _first(found: list[Candidate]) -> set[int]:
    return {one.passage_id for one in found[:_FIRST]}


if __name__ == "__main__":
    main()
