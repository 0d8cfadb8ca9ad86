"""Fit the numbers of the confidence in a hit and write them into the library.

    python -m benchmarks.train_confidence DATA_ROOT [--limit N]

It asks arcd's training questions and ``questions/english.jsonl`` of corpora that hold their
answers and of corpora that do not: twelfths, halves and the whole of arcd's passages, cut between
articles, the passages of aqad (which are on other subjects, mostly), both together, and the seed
articles, which are all on one subject and which their own questions are asked of as well. The
written questions are asked of the passages that they are about and of arcd's. A first hit is right
when the data set says so, or when it has the words of the answer: arcd's judgements miss many. One
of a corpus without the answers that has them all the same is left out. What the model learns is the
probability that a first hit is right, where half of the questions have an answer: each corpus
counts the same but the seeds twice, and both languages and both sides count the same.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.answers import read_seed_questions
from benchmarks.asking import FirstHit, Question, ask, read_questions
from benchmarks.corpora import open_part, open_seeds, open_together
from benchmarks.written import LATIN, open_corpus_of_written, read_written
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.ranking.confidence import EVIDENCE, PARAMETERS, Signals

ENGLISH = Path(__file__).parent / "questions" / "english.jsonl"
SHARDS = 12
# Of the first hits that are called sufficient or strong evidence, so many are right.
SUFFICIENT, STRONG = 0.8, 0.9
RIDGE = 1e-4

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """First hits of questions in one language over one kind of corpus, with or without answers."""

    language: str
    corpus: str
    is_answerable: bool
    hits: list[FirstHit]


def main() -> None:
    """Ask, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with arcd/ and aqad/")
    parser.add_argument("--limit", type=int, help="ask at most so many of arcd's questions")
    arguments = parser.parse_args()
    encoder = open_encoder(None)
    arcd = read_questions(
        arguments.data / "arcd", "queries_train.jsonl", "qrels_train.tsv", arguments.limit
    )
    groups: list[Group] = []
    with open_seeds(encoder) as seeds:
        groups.append(Group("ar", "seeds", is_answerable=True, hits=ask(seeds, encoder, _seeds())))
        for language, questions in (("en", _english()), ("ar", arcd)):
            groups.append(
                Group(language, "seeds", is_answerable=False, hits=ask(seeds, encoder, questions))
            )
    for language, questions in (("en", _english()), ("ar", arcd)):
        for group in _ask_everywhere(arguments.data, encoder, questions):
            groups.append(Group(language, *group))
            print(language, group[0], group[1], len(group[2]), flush=True)
    groups += _ask_written(arguments.data, encoder)
    signals, right, weights = examples(groups)
    intercept, coefficients = fit(signals, right, weights)
    names = [field.name for field in fields(Signals)]
    confidences = _logistic(intercept + signals @ coefficients)
    numbers = {
        "intercept": round(intercept, 3),
        "weights": dict(zip(names, coefficients.round(3).tolist(), strict=True)),
        "sufficient": threshold(confidences, right, weights, SUFFICIENT),
        "strong": threshold(confidences, right, weights, STRONG),
    }
    PARAMETERS.write_text(json.dumps(numbers, indent=2) + "\n", "utf-8")
    print(json.dumps(numbers, indent=2))


def _seeds() -> list[Question]:
    """Those that were looked at during development: the others stay for measuring."""
    records = read_seed_questions("questions") + read_seed_questions("paraphrased")[::2]
    return [Question(record["text"], frozenset({record["document"]})) for record in records]


def _english() -> list[Question]:
    records = map(json.loads, ENGLISH.read_text("utf-8").splitlines())
    return [
        Question(record["text"], frozenset({record["document"]}), tuple(record["answers"]))
        for record in records
    ]


def _ask_everywhere(
    data: Path, encoder: Encoder, questions: Sequence[Question]
) -> Iterator[tuple[str, bool, list[FirstHit]]]:
    """Name of the kind of corpus, whether it holds the answers, the first hits."""
    whole = open_together([data / "arcd"], encoder)
    shards = _shards(whole)
    yield "arcd", True, ask(whole, encoder, questions)
    halves = [set[str]().union(*shards[half::2]) for half in (0, 1)]
    for name, parts in (("half", halves), ("shard", shards)):
        within, without = _ask_parts(whole, parts, encoder, questions)
        yield name, True, within
        yield name, False, without
    yield "aqad", False, ask(open_together([data / "aqad"], encoder), encoder, questions)
    together = open_together([data / "aqad", data / "arcd"], encoder)
    yield "aqad + arcd", True, ask(together, encoder, questions)


def _ask_written(data: Path, encoder: Encoder) -> Iterator[Group]:
    """The written questions of the passages that they are about, and of arcd's."""
    corpora = (
        ("aqad + news", True, open_corpus_of_written(data, encoder)),
        ("arcd", False, open_together([data / "arcd"], encoder)),
    )
    for corpus, is_answerable, index in corpora:
        for language, is_latin in (("en", True), ("ar", False)):
            asked = [
                Question(one.text, frozenset({one.document}), (one.answer,))
                for one in read_written()
                if (one.kind in LATIN) is is_latin
            ]
            yield Group(language, corpus, is_answerable, ask(index, encoder, asked))


def _shards(index: Index) -> list[set[str]]:
    """Ids in runs of neighbours, since an article's passages follow each other."""
    ids = sorted(document.id for document, _ in index.store.documents())
    return [set(part.tolist()) for part in np.array_split(np.asarray(ids), SHARDS)]


def _ask_parts(
    whole: Index, parts: Sequence[set[str]], encoder: Encoder, questions: Sequence[Question]
) -> tuple[list[FirstHit], list[FirstHit]]:
    """First hits in the part that holds the answer and in the part after that."""
    within: list[FirstHit] = []
    without: list[FirstHit] = []
    for number, part in enumerate(parts):
        before = parts[number - 1]
        with open_part(whole, part) as index:
            within += ask(index, encoder, [q for q in questions if q.relevant <= part])
            others = [q for q in questions if q.relevant <= before]
            without += ask(index, encoder, others)
    return within, without


def examples(groups: Sequence[Group]) -> tuple[Floats, Floats, Floats]:
    """Signals, shape (hits, signals), whether each is right, and its weight, shape (hits,)."""
    sides: dict[tuple[str, bool], int] = defaultdict(int)
    for group in groups:
        sides[group.language, group.is_answerable] += _share(group)
    signals, right, weights = [], [], []
    for group in groups:
        whole = sides[group.language, group.is_answerable]
        share = _share(group) / (whole * max(1, len(group.hits)))
        for hit in group.hits:
            if group.is_answerable or not hit.holds_answer:
                signals.append(astuple(hit.signals))
                right.append(hit.is_right or hit.holds_answer)
                weights.append(share)
    return np.asarray(signals, float), np.asarray(right, float), np.asarray(weights, float)


def _share(group: Group) -> int:
    """How often a kind of corpus counts: only the seeds have passages of a newspaper's length."""
    return 2 if group.corpus == "seeds" else 1


def fit(signals: Floats, right: Floats, weights: Floats) -> tuple[float, Floats]:
    """Intercept and coefficients of a logistic model; those of evidence are not negative.

    Args:
        signals: shape (hits, signals).
        right: 1 or 0, shape (hits,).
        weights: of the hits, shape (hits,).
    """
    weights = weights / weights.sum()

    def loss(numbers: Floats) -> tuple[float, Floats]:
        log_odds = numbers[0] + signals @ numbers[1:]
        errors = weights * (_logistic(log_odds) - right)
        likelihood = weights @ (np.logaddexp(0, log_odds) - right * log_odds)
        penalty = RIDGE * (numbers[1:] @ numbers[1:])
        slope = np.concatenate([[errors.sum()], signals.T @ errors + 2 * RIDGE * numbers[1:]])
        return float(likelihood + penalty), slope

    names = [field.name for field in fields(Signals)]
    bounds = [(None, None), *((0.0 if name in EVIDENCE else None, None) for name in names)]
    found = minimize(loss, np.zeros(len(bounds)), jac=True, method="L-BFGS-B", bounds=bounds).x
    return float(found[0]), found[1:]


def _logistic(log_odds: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-log_odds))
    return result


def threshold(confidences: Floats, right: Floats, weights: Floats, precision: float) -> float:
    """The least confidence at and above which this share of the first hits is right."""
    for percent in range(100):
        above = confidences >= percent / 100
        if above.any() and weights[above] @ right[above] >= precision * weights[above].sum():
            return percent / 100
    return 1.0


if __name__ == "__main__":
    main()
