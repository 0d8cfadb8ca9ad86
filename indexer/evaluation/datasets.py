"""Retrieval data sets: ``corpus.jsonl``, ``queries.jsonl``, ``qrels.tsv``, and how they score.

BEIR's layout is read as well: ``_id`` for ``id``, judgements in ``qrels/test.tsv`` with a header.
"""

import hashlib
import json
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.pipeline import index_documents, open_for_writing
from indexer.readers import Read, ReadOptions, jsonl, open_input
from indexer.summary import Summary
from search.arabic import analyzer
from search.engine import Engine
from search.errors import DatasetError, EmptyQuestionError
from search.index import Index
from search.locations import cache_dir
from search.models import runtime
from search.models.encoder import Encoder
from search.models.folder import file_digest
from search.passages import PassageSettings
from search.records import Document
from search.targets import written

CUTOFF = 10
DEPTH = 100  # documents in a run
# Enough passages that the documents they belong to fill a run.
PASSAGE_DEPTH = 400
_BEIR_HEADER = ["query-id", "corpus-id", "score"]

Run = dict[str, dict[str, float]]
Qrels = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Questions over a corpus with the documents that answer them."""

    corpus: Path
    questions: dict[str, str]
    qrels: Qrels


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one run: means over all judged questions, and times per question."""

    measures: dict[str, float]
    questions: int
    documents: int
    milliseconds_median: float
    milliseconds_p95: float
    run: Run


def read_dataset(folder: Path, queries: Path | None, qrels: Path | None) -> Dataset:
    """Read a data set; only questions with a judgement are kept.

    Raises:
        DatasetError: a file is missing or a line of it is not as expected.
    """
    corpus = folder / "corpus.jsonl"
    queries, qrels = queries or folder / "queries.jsonl", qrels or _default_qrels(folder)
    for path in (corpus, queries, qrels):
        if not path.is_file():
            msg = (
                f"{path} is missing: a data set has corpus.jsonl, queries.jsonl and qrels.tsv"
                " (or BEIR's qrels/test.tsv)"
            )
            raise DatasetError(msg)
    judged = _read_qrels(qrels)
    questions = {number: text for number, text in _read_questions(queries) if number in judged}
    if not questions:
        msg = f"no question of {queries} is judged in {qrels}: do the two files belong together?"
        raise DatasetError(msg)
    return Dataset(corpus, questions, {number: judged[number] for number in questions})


def _default_qrels(folder: Path) -> Path:
    ours, beir = folder / "qrels.tsv", folder / "qrels" / "test.tsv"
    return beir if beir.is_file() and not ours.is_file() else ours


def _read_questions(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            record = json.loads(line)
            yield str(record["id" if "id" in record else "_id"]), str(record["text"])
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            msg = f'{path}:{number}: expected {{"id": ..., "text": ...}}, got {line[:80]!r}'
            raise DatasetError(msg) from error


def _read_qrels(path: Path) -> Qrels:
    qrels: Qrels = defaultdict(dict)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        fields = line.split("\t")
        if number == 1 and fields == _BEIR_HEADER:
            continue
        try:
            question, document, relevance = fields
            if int(relevance) > 0:
                qrels[question][document] = int(relevance)
        except ValueError as error:
            expected = "question, document and relevance between tabs"
            msg = f"{path}:{number}: expected {expected}, got {line[:80]!r}"
            raise DatasetError(msg) from error
    return qrels


def open_corpus(
    dataset: Dataset,
    encoder: Encoder,
    *,
    text_only: bool,
    report: Callable[[Summary], None],
) -> Index:
    """The corpus as an index, from the cache when nothing that decides it has changed."""
    parts = [
        file_digest(dataset.corpus),
        encoder.fingerprint,
        runtime(),
        analyzer.fingerprint(),
        str(PassageSettings()),
        str(text_only),
    ]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    folder = cache_dir() / "eval" / key
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".indexing-", dir=folder.parent))
        try:
            index = open_for_writing(temporary, lambda: encoder, None)
            reads = read_corpus(dataset.corpus, text_only=text_only)
            summary = index_documents(index, lambda: encoder, reads, report)
            index.close()
            if summary.skipped:
                first = summary.skipped[0]
                msg = f"{first.place}: {first.reason} ({len(summary.skipped)} such lines)"
                raise DatasetError(msg)
            temporary.rename(folder)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return Index(folder)


def read_corpus(path: Path, *, text_only: bool) -> Iterator[Read]:
    """The documents of a corpus, without titles where only texts are searched."""
    with open_input(path) as source:
        for read in jsonl.read(source, ReadOptions()):
            if text_only and isinstance(read.outcome, Document):
                yield replace(read, outcome=replace(read.outcome, title=None))
            else:
                yield read


def evaluate(engine: Engine, dataset: Dataset, report: Callable[[int], None]) -> Evaluation:
    """Ask every question, score documents by their best passage, and measure.

    Args:
        engine: over the data set's corpus.
        dataset: the questions and judgements.
        report: called with the number of questions asked so far.
    """
    run: Run = {}
    times = []
    for done, (number, text) in enumerate(dataset.questions.items(), 1):
        started = time.perf_counter()
        run[number] = _best_documents(engine, text)
        times.append(1000 * (time.perf_counter() - started))
        report(done)
    median, p95 = np.percentile(times, [50, 95])
    return Evaluation(
        measures=measure(run, dataset.qrels),
        questions=len(dataset.questions),
        documents=engine.info().documents,
        milliseconds_median=float(median),
        milliseconds_p95=float(p95),
        run=run,
    )


def _best_documents(engine: Engine, question: str) -> dict[str, float]:
    scores: dict[str, float] = {}
    try:
        ranked = engine.rank(question, PASSAGE_DEPTH)
    except EmptyQuestionError:
        return scores
    for document, score in ranked:
        scores.setdefault(document, score)
        if len(scores) == DEPTH:
            break
    return scores


def measure(run: Run, qrels: Qrels) -> dict[str, float]:
    """Means over all judged questions; one without results counts as zero."""
    return {name: float(values.mean()) for name, values in measure_each(run, qrels).items()}


def measure_each(run: Run, qrels: Qrels) -> dict[str, NDArray[np.float64]]:
    """Each measure by its name, shape (judged questions,), in the order of ``qrels``."""
    import ir_measures
    from ir_measures import RR, R, nDCG

    names = {
        nDCG @ CUTOFF: f"ndcg@{CUTOFF}",
        RR @ CUTOFF: f"mrr@{CUTOFF}",
        R @ CUTOFF: f"recall@{CUTOFF}",
        R @ DEPTH: f"recall@{DEPTH}",
    }
    places = {question: i for i, question in enumerate(qrels)}
    values = {name: np.zeros(len(qrels)) for name in names.values()}
    for metric in ir_measures.iter_calc(list(names), qrels, run):
        values[names[metric.measure]][places[metric.query_id]] = metric.value
    return values


def write_run(run: Run, path: Path, name: str = "shawahid") -> None:
    """Write a TREC run file; ``name`` is what it calls the system.

    Raises:
        TargetError: no file may be written there.
        IndexWriteError: the disk is full.
    """
    with written(path) as part, part.open("w", encoding="utf-8") as stream:
        for question, scores in run.items():
            for rank, (document, score) in enumerate(scores.items(), 1):
                stream.write(f"{question} Q0 {document} {rank} {score:.6f} {name}\n")
