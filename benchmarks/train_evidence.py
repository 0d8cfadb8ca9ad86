"""Fit how the clause of a passage that answers is chosen, and write the numbers into the library.

    python -m benchmarks.train_evidence DATA_ROOT [--folds 5]

Four sets of questions with the passages that answer them: ARCD's training questions, the half of
AAQAD's articles that is not reported, ArDQA's standard passages, with their questions in the
standard language and in four dialects, and those of ``questions/written.jsonl``. The weights of the
signals are those of a conditional logit over the clauses of the right passage, none of them
negative, where each set counts the same. The price of a code point is the one at which what is set
off is ``LENGTH`` long on average. Prints how often that holds an answer in folds over passages, at
several prices.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.aaqad import is_reported, read_aaqad
from benchmarks.asking import read_questions
from benchmarks.attestation.asked import Asked, AskedSet, open_index
from benchmarks.lines import read_lines
from benchmarks.written import LONGEST, NEWS, WrittenQuestion, read_written
from indexer.evaluation.clauses import (
    Example,
    describe,
    fit,
    price_of,
    read_examples,
    softmax_of,
)
from indexer.evaluation.questions import JudgedQuestion
from search.models import open_encoder
from search.models.encoder import Encoder
from search.ranking.clause_signals import ClauseSignals
from search.ranking.evidence import PARAMETERS

LENGTH = 158.0
PRICES = tuple(price / 10_000 for price in (5, 8, 10, 12, 14, 16, 18, 20, 24, 30))
RIDGE = 1e-3
_SEED = 1

Floats = NDArray[np.float64]


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()
    encoder = open_encoder(None)
    examples = [
        example
        for source, asked in training_sets(arguments.data).items()
        for example in examples_of(source, asked, encoder)
    ]
    chances = in_folds(examples, arguments.folds)
    for price in PRICES:
        print(f"price {price:.4f}", describe(examples, chances, price), flush=True)
    weights = fit(examples)
    numbers = {
        "weights": dict(zip(ClauseSignals._fields, weights.round(3).tolist(), strict=True)),
        "price": price_of(LENGTH, examples, chances),
    }
    PARAMETERS.write_text(json.dumps(numbers, indent=2) + "\n", "utf-8")
    print(json.dumps(numbers, indent=2))


def training_sets(data: Path) -> dict[str, AskedSet]:
    """Questions by the name of their set; nothing that is reported is among them."""
    corpus = map(json.loads, read_lines(data / "arcd" / "corpus.jsonl"))
    arcd = read_questions(data / "arcd", "queries_train.jsonl", "qrels_train.tsv", None)
    standard = [
        record
        for record in map(json.loads, read_lines(data / "train" / "ardqa-dev.jsonl"))
        if record["context_variety"] == "msa"
    ]
    written = read_written()
    texts = read_written_passages(data, written)
    return {
        "arcd": AskedSet(
            {record["id"]: record for record in corpus},
            tuple(Asked(one.text, one.relevant, one.answers, "") for one in arcd),
            {},
            has_titles=False,
        ),
        "aaqad": _asked_set(
            (one.question, one.passage, one.answers)
            for one in read_aaqad(data)
            if one.answers and not is_reported(one.title)
        ),
        "ardqa": _asked_set(
            (record["question"], record["context"], tuple(a["text"] for a in record["answers"]))
            for record in standard
        ),
        "written": _asked_set((one.text, texts[one.document], (one.answer,)) for one in written),
    }


def read_written_passages(data: Path, written: Sequence[WrittenQuestion]) -> dict[str, str]:
    """The texts that the written questions are asked of, by the id of their document."""
    named = {one.document for one in written}
    files = (data / "aqad" / "corpus.jsonl", data / NEWS)
    records = (record for file in files for record in map(json.loads, read_lines(file)))
    return {record["id"]: record["text"][:LONGEST] for record in records if record["id"] in named}


def _asked_set(asked: Iterator[tuple[str, str, tuple[str, ...]]]) -> AskedSet:
    ids: dict[str, str] = {}
    questions = []
    for text, passage, answers in asked:
        document = ids.setdefault(passage, str(len(ids)))
        questions.append(Asked(text, frozenset({document}), answers, ""))
    corpus = {document: {"id": document, "text": passage} for passage, document in ids.items()}
    return AskedSet(corpus, tuple(questions), {}, has_titles=False)


def examples_of(source: str, asked: AskedSet, encoder: Encoder) -> Iterator[Example]:
    """Every question of a set with the passages that answer it, as the search sees them."""
    with open_index(asked, encoder).reading() as view:
        for one in asked.answerable:
            question = JudgedQuestion(one.text, one.relevant, one.answers)
            yield from read_examples(view, encoder, question, source)


def in_folds(examples: Sequence[Example], folds: int) -> list[Floats]:
    """The chances of every example's clauses, from weights that its passage had no part in."""
    passages = sorted({example.passage for example in examples})
    order = np.random.default_rng(_SEED).permutation(len(passages))
    fold = {passages[place]: number % folds for number, place in enumerate(order)}
    weights = [
        fit([example for example in examples if fold[example.passage] != number])
        for number in range(folds)
    ]
    return [softmax_of(example, weights[fold[example.passage]]) for example in examples]


if __name__ == "__main__":
    main()
