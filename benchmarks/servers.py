"""Whether an index on servers answers as a folder does.

    python -m benchmarks.servers DATA_SET... [--questions N] [--out FILE]

indexes the corpus of each data set (`corpus.jsonl`, with `queries_test.jsonl` and `qrels_test.tsv`)
into a folder, copies that to PostgreSQL and milvus-lite, which it starts on loopback, and asks both
the questions: all of them, or N that are spread over them. It prints, as JSON, the overlap of the
ten best documents, and nDCG@10 of both. How long milvus-lite takes says nothing of Milvus.
"""

import argparse
import json
from contextlib import closing
from pathlib import Path

import ir_measures
import numpy as np

from benchmarks.machine import describe_machine
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import read_dataset
from indexer.upkeep.moving import copy
from search.cluster.address import Address
from search.engine import Engine
from search.home import FolderHome
from search.models import open_encoder
from search.models.encoder import Encoder
from search.records import DEFAULT_COLLECTION
from testing.servers import milvus, postgres

_BEST = 10
_MEASURE = ir_measures.nDCG @ _BEST


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--questions", type=int, default=0)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    encoder = open_encoder(None)
    found = {
        folder.name: _compared(folder, encoder, arguments.questions) for folder in arguments.folders
    }
    text = json.dumps({"machine": describe_machine(), **found}, indent=1)
    print(text)
    if arguments.out is not None:
        arguments.out.write_text(text + "\n", "utf-8")


def _compared(folder: Path, encoder: Encoder, most: int) -> dict[str, object]:
    from indexer.upkeep.servers import verify_servers
    from search.cluster.home import ClusterHome

    data = read_dataset(folder, folder / "queries_test.jsonl", folder / "qrels_test.tsv")
    names = [*data.questions]
    names = names[:: max(1, len(names) // most)] if most else names
    made = open_corpus(data, encoder, text_only=False, report=lambda _: None)
    with postgres() as (_, database), milvus() as (_, vectors), closing(made):
        home = ClusterHome(Address.read(f"{database}?milvus={vectors}"))
        copy(FolderHome(made.folder), home, lambda _: None)
        with closing(home.open(DEFAULT_COLLECTION)) as index:
            problems = list(verify_servers(index, lambda _: None))
            runs = [
                {name: _ranked(Engine(each, encoder), data.questions[name]) for name in names}
                for each in (made, index)
            ]
            passages = index.store.counts().passages
    shared = [
        len({*runs[0][name]} & {*runs[1][name]}) / max(1, len(runs[0][name])) for name in names
    ]
    same = [[*runs[0][name]] == [*runs[1][name]] for name in names]
    qrels = {name: dict.fromkeys(data.qrels[name], 1) for name in names}
    quality = [ir_measures.calc_aggregate([_MEASURE], qrels, run)[_MEASURE] for run in runs]
    return {
        "passages": passages,
        "questions": len(names),
        "problems": problems,
        "overlap@10": round(float(np.mean(shared)), 4),
        "the same ten in the same order": round(float(np.mean(same)), 4),
        "nDCG@10": dict(zip(("folder", "servers"), (round(q, 4) for q in quality), strict=True)),
    }


def _ranked(engine: Engine, question: str) -> dict[str, float]:
    hits = engine.search(question, _BEST)
    return {hit.citation.document_id: 1 / hit.rank for hit in hits}


if __name__ == "__main__":
    main()
