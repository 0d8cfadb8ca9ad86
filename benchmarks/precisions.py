"""Whether an index of one precision may be asked in another.

    python -m benchmarks.precisions DATASET_DIR --queries queries_test.jsonl --qrels qrels_test.tsv

Indexes the data set in float32 and in bfloat16, and asks each in its own precision and with
questions in 8 bits; and in 8 bits throughout, as by default. Printed, as JSON, are nDCG@10 x100 of
each, and beside the questions in the index's own precision: the share of the first ten documents
that are the same, and of the questions with the same first one.
"""

import argparse
import json
import os
import statistics
from pathlib import Path
from unittest.mock import patch

from benchmarks.asking import sample
from benchmarks.machine import describe_machine
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset, read_dataset
from indexer.evaluation.measuring import CUTOFF, Run, evaluate
from search.engine import Engine
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder

# What indexes, and what asks.
INDEXED = {"f32": ("f32", "int8"), "bf16": ("bf16", "int8"), "int8": ("int8",)}


def main() -> None:
    """Index, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dataset", type=Path, metavar="DATASET_DIR")
    parser.add_argument("--queries", default="queries.jsonl", help="of the folder")
    parser.add_argument("--qrels", default="qrels.tsv", help="of the folder")
    parser.add_argument("--limit", type=int, help="ask at most so many questions")
    arguments = parser.parse_args()
    folder = arguments.dataset
    whole = read_dataset(folder, folder / arguments.queries, folder / arguments.qrels)
    asked = {q: whole.questions[q] for q in sample(list(whole.questions), arguments.limit)}
    dataset = Dataset(whole.corpus, asked, {q: whole.qrels[q] for q in asked})
    results = {indexed: _of_index(dataset, indexed) for indexed in INDEXED}
    print(json.dumps({**describe_machine(), "questions": len(asked), "results": results}, indent=2))


def _of_index(dataset: Dataset, indexed: str) -> dict[str, object]:
    """The figures of one index, by what asks it."""
    with patch.dict(os.environ, SHAWAHID_RUNTIME=indexed):
        own = open_encoder(None)
        index = open_corpus(dataset, own, text_only=True, report=lambda _: None)
    try:
        ndcg, run = _asked(index, own, dataset)
        found: dict[str, object] = {indexed: {"ndcg@10": ndcg}}
        for asking in INDEXED[indexed][1:]:
            with patch.dict(os.environ, SHAWAHID_RUNTIME=asking):
                other = open_encoder(None)
            ndcg, others = _asked(index, other, dataset)
            found[asking] = {"ndcg@10": ndcg, **agreement(run, others)}
    finally:
        index.close()
    return found


def _asked(index: Index, encoder: Encoder, dataset: Dataset) -> tuple[float, Run]:
    found = evaluate(Engine(index, encoder), dataset, lambda _: None)
    return round(100 * found.measures[f"ndcg@{CUTOFF}"], 2), found.run


def agreement(one: Run, other: Run) -> dict[str, float]:
    """How far two runs agree: of the first ten documents, and of the first."""
    pairs = [([*one[q]][:CUTOFF], [*other[q]][:CUTOFF]) for q in one]
    shares = [len({*a} & {*b}) / len(a) if a else float(not b) for a, b in pairs]
    return {
        "overlap@10": round(statistics.mean(shares), 4),
        "the same first": round(statistics.mean(a[:1] == b[:1] for a, b in pairs), 4),
    }


if __name__ == "__main__":
    main()
