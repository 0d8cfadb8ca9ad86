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
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.aaqad import is_reported, read_aaqad
from benchmarks.asking import folded, read_questions
from benchmarks.attestation.asked import Asked, AskedSet, open_index
from benchmarks.lines import read_lines
from benchmarks.written import LONGEST, NEWS, WrittenQuestion, read_written
from search.arabic.analyzer import inside, words
from search.arabic.clauses import clauses
from search.engine import encode
from search.models import open_encoder
from search.models.encoder import Encoder
from search.queries.expansions import expand
from search.ranking.answering import align
from search.ranking.clause_signals import ClauseSignals, clause_signals
from search.ranking.evidence import PARAMETERS, choose, softmax
from search.ranking.late_interaction import similarities
from search.ranking.questions import read_question
from search.records import Span

LENGTH = 158.0
PRICES = tuple(price / 10_000 for price in (5, 8, 10, 12, 14, 16, 18, 20, 24, 30))
RIDGE = 1e-3
_SEED = 1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and the passage that answers it.

    Attributes:
        source: the set that it is of.
        passage: its text.
        answers: that are right.
        within: clauses of the passage.
        signals: of the clauses, shape (clauses, signals).
        right: whether each has an answer, or a part of one that no clause has whole.
    """

    source: str
    passage: str
    answers: tuple[str, ...]
    within: tuple[Span, ...]
    signals: Floats
    right: NDArray[np.bool_]


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
        for example in read_examples(source, asked, encoder)
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


def read_examples(source: str, asked: AskedSet, encoder: Encoder) -> Iterator[Example]:
    """Every question with the passages that answer it, as the search sees them."""
    with open_index(asked, encoder).reading() as view:
        for one in asked.answerable:
            question = expand(read_question(one.text), view)
            encoded = encode(question, encoder, view.settings)
            ids = [i for document in one.relevant for i, _ in view.passages_of(document)]
            codes = dict(zip(*view.embedded(ids)[::2], strict=True))
            for i, passage in view.passages(ids).items():
                text = passage.searched_text
                found = list(words(text))
                within = clauses(text, found)
                right = np.asarray(read_right(text, within, one.answers))
                if right.any():
                    parts = [inside(span, found) for span in within]
                    alignment = align(
                        passage, similarities(encoded.tokens, codes[i]), encoded, encoder
                    )
                    signals = clause_signals(text, within, parts, alignment, question).table
                    yield Example(
                        source, text, one.answers, tuple(within), signals.astype(float), right
                    )


def read_right(text: str, within: Sequence[Span], answers: Sequence[str]) -> list[bool]:
    """Whether each clause has an answer, or a part of one that no clause has whole."""
    whole = [holds(text[slice(*span)], answers) for span in within]
    if any(whole):
        return whole
    places = [
        Span(*match.span())
        for answer in answers
        if answer
        for match in re.finditer(re.escape(answer), text)
    ]
    return [any(map(span.overlaps, places)) for span in within]


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether a text has one of the answers, its spelling folded."""
    return any(answer in text or folded(answer) in folded(text) for answer in answers)


def fit(examples: Sequence[Example]) -> Floats:
    """Weights of the signals, none of them negative, by a conditional logit."""
    table = np.concatenate([example.signals for example in examples])
    right = np.concatenate([example.right for example in examples])
    lengths = [len(example.within) for example in examples]
    starts = np.cumsum([0, *lengths[:-1]])
    owners = np.repeat(np.arange(len(examples)), lengths)
    counts = {source: sum(each.source == source for each in examples) for source in _of(examples)}
    weights = np.asarray([1 / counts[example.source] for example in examples])
    weights /= weights.sum()
    scale = table.std(axis=0) + 1e-6
    table = table / scale

    def share(scores: Floats) -> tuple[Floats, Floats]:
        highest = np.maximum.reduceat(scores, starts)
        powers = np.exp(scores - highest[owners])
        sums = np.add.reduceat(powers, starts)
        return highest + np.log(sums), powers / sums[owners]

    def loss(numbers: Floats) -> tuple[float, Floats]:
        scores = table @ numbers
        everything, chances = share(scores)
        answering, chances_if_right = share(np.where(right, scores, -1e9))
        slope = table.T @ ((chances - chances_if_right) * weights[owners])
        penalty = RIDGE * float(numbers @ numbers)
        return float(weights @ (everything - answering)) + penalty, slope + 2 * RIDGE * numbers

    bounds = [(0.0, None)] * table.shape[1]
    found = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds)
    result: Floats = found.x / scale
    return result


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


def softmax_of(example: Example, weights: Floats) -> Floats:
    """The chances of an example's clauses."""
    return softmax((example.signals @ weights).astype(np.float32)).astype(float)


def describe(
    examples: Sequence[Example], chances: Sequence[Floats], price: float
) -> Mapping[str, tuple[float, float]]:
    """By set, how often what is set off holds an answer, in per cent, and its mean length."""
    shown = [_shown(*each, price) for each in zip(examples, chances, strict=True)]
    found = {}
    for source in _of(examples):
        of_set = [
            (holds(text, example.answers), len(text))
            for text, example in zip(shown, examples, strict=True)
            if example.source == source
        ]
        share, length = (fmean(column) for column in zip(*of_set, strict=True))
        found[source] = (round(100 * share, 1), round(length, 1))
    return found


def price_of(length: float, examples: Sequence[Example], chances: Sequence[Floats]) -> float:
    """The price at which what is set off has this length, on average over the sets."""
    low, high = 0.0, 0.01
    for _ in range(12):
        middle = (low + high) / 2
        mean = fmean(mean for _, mean in describe(examples, chances, middle).values())
        low, high = (middle, high) if mean > length else (low, middle)
    return round(high, 5)


def _shown(example: Example, chances: Floats, price: float) -> str:
    best = choose(example.passage, example.within, chances.astype(np.float32), price)
    return example.passage[best.start : best.end]


def _of(examples: Sequence[Example]) -> list[str]:
    return sorted({example.source for example in examples})


if __name__ == "__main__":
    main()
