"""Ranking quality of every stage of the engine and of other search engines, in one run.

    python -m benchmarks.quality TASK... --out DIR [--peers NAME,...|none]

TASK is a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv`` (or BEIR's
``qrels/test.tsv``), or ``FOLDER:QUERIES:QRELS`` with other files of the folder. All systems search
the same texts, without titles, with the same questions. Of each system: nDCG@10 with its 95 %
interval, MRR@10, recall, its difference to the whole engine with interval and p-value (paired
bootstrap over questions, not adjusted for the number of systems), and the median time of a question
asked alone. A last table has the recall of the first stages, which nothing after them can exceed.

DIR gets ``quality.json``, ``quality.md``, ``quality.png``, ``quality.svg`` and, in ``runs``, every
run and the judgements as TREC files. ``docs/evaluation.md`` says more.
"""

import argparse
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.embedding import SentenceTransformerEmbedder
from benchmarks.machine import describe_machine
from benchmarks.peers import PEERS, Embedder, PeerMissingError, check_installed, open_peer
from benchmarks.report import Row, Table, markdown, plot, row
from benchmarks.systems import (
    DENSE,
    FUSED,
    LEXICAL,
    Answers,
    Ranker,
    ask,
    peer_ranker,
    stages,
)
from benchmarks.tasks import Task, read_task, write_qrels
from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.judgements import Qrels
from indexer.evaluation.measuring import DEPTH, Run, measure, measure_each
from indexer.evaluation.results import write_run
from search.errors import DatasetError
from search.models import open_encoder, runtime
from search.models.encoder import Encoder

_PACKAGES = (
    "arcadedb-embedded", "bm25s", "PyStemmer", "stopwordsiso", "txtai", "lancedb", "ir-measures",
)  # fmt: skip


def main() -> None:
    """Read the tasks, measure, write."""
    arguments = _parse()
    check_installed(arguments.peers)
    logging.getLogger("transformers").setLevel(logging.ERROR)
    tasks = [read_task(each) for each in arguments.tasks]
    runs = arguments.out / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    encoder = open_encoder(None)
    embedder = SentenceTransformerEmbedder()
    tables, candidates = [], {}
    for task in tasks:
        write_qrels(task.dataset.qrels, runs / f"{_file_name(task.name)}.qrels")
        answers = {}
        for system, ranker in systems(task, encoder, arguments.peers, embedder):
            print(f"{task.name}: {system}", file=sys.stderr)
            answers[system] = ask(ranker, task.dataset.questions)
            name = f"{_file_name(task.name)}.{_file_name(system)}.run"
            write_run(answers[system].run, runs / name, _file_name(system))
        tables.append(tabulate(task, answers))
        candidates[task.name] = first_stages(
            answers[LEXICAL].run, answers[DENSE].run, task.dataset.qrels
        )
        print(markdown(tables[-1]), flush=True)
    _write(arguments.out, tables, candidates)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tasks", nargs="+", metavar="TASK")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--peers", type=peer_names, default=PEERS, help="NAME,... or none")
    return parser.parse_args()


def peer_names(argument: str) -> tuple[str, ...]:
    """The peers of a command line option.

    Raises:
        argparse.ArgumentTypeError: there is no such peer.
    """
    names = () if argument == "none" else tuple(argument.split(","))
    if unknown := [name for name in names if name not in PEERS]:
        msg = f"no peer is called {', '.join(unknown)}; there are {', '.join(PEERS)}"
        raise argparse.ArgumentTypeError(msg)
    return names


def systems(
    task: Task, encoder: Encoder, peers: Sequence[str], embedder: Embedder
) -> Iterator[tuple[str, Ranker]]:
    """Every system by name, its index made: the stages of the engine first."""
    index = open_corpus(task.dataset, encoder, text_only=True, report=lambda _: None)
    yield from stages(index, encoder).items()
    index.close()
    for name in peers:
        peer = open_peer(name, embedder)
        peer.index(list(task.documents.values()))
        yield name, peer_ranker(peer, list(task.documents))


def tabulate(task: Task, answers: dict[str, Answers]) -> Table:
    """All systems' figures on a task."""
    qrels = task.dataset.qrels
    scores = {system: measure_each(found.run, qrels) for system, found in answers.items()}
    reference = next(iter(scores[FUSED].values()))
    rows: list[Row] = [
        row(system, each, None if system == FUSED else reference, answers[system].milliseconds)
        for system, each in scores.items()
    ]
    return Table(task.name, len(task.documents), len(qrels), rows)


def first_stages(lexical: Run, dense: Run, qrels: Qrels) -> dict[str, float]:
    """Recall of the first ``DEPTH`` documents of BM25, of dense search, and of both together."""
    both: Run = {
        number: dict.fromkeys({**lexical[number], **dense[number]}, 1.0) for number in qrels
    }
    found = [
        sum(document in both[number] for document in judged) / len(judged)
        for number, judged in qrels.items()
    ]
    name = f"recall@{DEPTH}"
    return {
        "BM25": measure(lexical, qrels)[name],
        "dense": measure(dense, qrels)[name],
        "either": sum(found) / len(found),
        "documents in either": sum(map(len, both.values())) / len(both),
    }


def candidates_markdown(candidates: dict[str, dict[str, float]]) -> str:
    """What the first stages give to the last, as Markdown."""
    lines = [
        f"### Recall of the first {DEPTH} documents of each first stage, and of both",
        "",
        "| | BM25 | dense | either | documents in either |",
        "|---|---|---|---|---|",
    ]
    for task, found in candidates.items():
        shares = [f"{100 * found[name]:.1f}" for name in ("BM25", "dense", "either")]
        lines.append(f"| {task} | {' | '.join(shares)} | {found['documents in either']:.0f} |")
    return "\n".join(lines) + "\n"


def _write(folder: Path, tables: Sequence[Table], candidates: dict[str, dict[str, float]]) -> None:
    first = candidates_markdown(candidates)
    print(first)
    text = "\n".join([*map(markdown, tables), first])
    (folder / "quality.md").write_text(text, "utf-8")
    result = {
        **describe_machine(),
        "runtime": runtime(),
        "peer_versions": peer_versions(),
        "tasks": [table.to_json() for table in tables],
        "first_stages": candidates,
    }
    (folder / "quality.json").write_text(
        json.dumps(result, ensure_ascii=False, indent=2) + "\n", "utf-8"
    )
    plot(tables, folder, "quality")


def peer_versions() -> dict[str, str]:
    """Version of each package of a peer that is installed."""
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _file_name(name: str) -> str:
    return name.replace(": ", "-").replace(" ", "-").lower()


if __name__ == "__main__":
    try:
        main()
    except (PeerMissingError, DatasetError) as error:
        sys.exit(str(error))
