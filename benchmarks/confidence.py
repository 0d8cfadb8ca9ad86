"""Whether the confidence in a first hit is the probability that it is right.

    python -m benchmarks.confidence DATA_ROOT [--limit N] [--archive INDEX]

asks the questions of XQuAD-ar (Arabic and English), ARCD's test half and TyDi QA of their own
corpus, which holds the answers, of each other's, which do not, and of a larger one: all of them
with aqad's passages, with and without the questions' own corpus; and of an index of news, where
one is given. It prints, as JSON, for every pair and over all of them: how well the confidence tells
first hits that are right from those of questions without an answer (AUROC), the expected
calibration error (15 bins of equal width, and of equal mass), how many are called sufficient, and
the bins.

A first hit of another corpus counts as wrong, though some do answer: Wikipedia's articles overlap.
Over all, pairs weigh so that half of the questions have an answer and each pair of a side counts
the same.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.asking import Question, ask, read_questions
from benchmarks.corpora import ids_of, open_part, open_together
from benchmarks.machine import describe_machine
from indexer.evaluation.first_hits import FirstHit
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.ranking.confidence import is_sufficient

BINS = 15
# Name: folder of the corpus that answers, questions, judgements.
SETS = {
    "xquad-ar": ("xquad-ar", "queries.jsonl", "qrels.tsv"),
    "xquad-en": ("xquad-ar", "queries_en.jsonl", "qrels_en.tsv"),
    "arcd-test": ("arcd", "queries_test.jsonl", "qrels_test.tsv"),
    "tydiqa": ("tydiqa-goldp-dev-ar", "queries.jsonl", "qrels.tsv"),
}
CORPORA = ("xquad-ar", "arcd", "tydiqa-goldp-dev-ar")
LARGE = "aqad"

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pair:
    """First hits of a set's questions over a corpus: confidences and whether each is right."""

    name: str
    is_answerable: bool
    confidences: Floats
    right: Booleans


def main() -> None:
    """Ask, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with the data sets' folders")
    parser.add_argument("--limit", type=int, help="ask at most so many questions of each set")
    parser.add_argument("--archive", type=Path, help="an index of news, without these answers")
    arguments = parser.parse_args()
    encoder = open_encoder(None)
    questions = {
        name: read_questions(arguments.data / folder, queries, qrels, arguments.limit)
        for name, (folder, queries, qrels) in SETS.items()
    }
    pairs = list(_pairs(arguments.data, arguments.archive, encoder, questions))
    results = {
        "all": _over_all(pairs),
        "bins": reliability(*_joined(pairs)),
        "pairs": {pair.name: _of_pair(pair) for pair in pairs},
    }
    print(json.dumps({**describe_machine(), "results": results}, ensure_ascii=False, indent=2))


def _pairs(
    data: Path,
    archive: Path | None,
    encoder: Encoder,
    questions: Mapping[str, Sequence[Question]],
) -> Iterator[Pair]:
    for corpus in CORPORA:
        index = open_together([data / corpus], encoder)
        for name, (home, _, _) in SETS.items():
            hits = ask(index, encoder, questions[name])
            yield _pair(f"{name} over {corpus}", hits, is_answerable=home == corpus)
        index.close()
    large = open_together([data / corpus for corpus in (LARGE, *CORPORA)], encoder)
    for name in SETS:
        yield _pair(f"{name} over all", ask(large, encoder, questions[name]), is_answerable=True)
    for corpus in CORPORA:
        own = ids_of(open_together([data / corpus], encoder))
        with open_part(large, ids_of(large) - own) as index:
            for name in [name for name, (home, _, _) in SETS.items() if home == corpus]:
                hits = ask(index, encoder, questions[name])
                yield _pair(f"{name} over all but its own", hits, is_answerable=False)
    if archive is not None:
        for name in SETS:
            hits = ask(Index(archive), encoder, questions[name])
            yield _pair(f"{name} over news", hits, is_answerable=False)


def _pair(name: str, hits: Sequence[FirstHit], *, is_answerable: bool) -> Pair:
    return Pair(
        name,
        is_answerable,
        np.asarray([hit.confidence for hit in hits]),
        np.asarray([hit.is_right for hit in hits]),
    )


def _joined(pairs: Sequence[Pair]) -> tuple[Floats, Booleans, Floats]:
    """Confidences, whether they are right, and weights of all pairs."""
    sides = Counter(pair.is_answerable for pair in pairs)
    weights = [
        np.full(len(pair.right), 1 / (2 * sides[pair.is_answerable] * len(pair.right)))
        for pair in pairs
    ]
    return (
        np.concatenate([pair.confidences for pair in pairs]),
        np.concatenate([pair.right for pair in pairs]),
        np.concatenate(weights),
    )


def _over_all(pairs: Sequence[Pair]) -> dict[str, float]:
    confidences, right, weights = _joined(pairs)
    unanswerable = np.concatenate(
        [np.full(len(pair.right), not pair.is_answerable) for pair in pairs]
    )
    told_apart = right | unanswerable
    return {
        "hits": len(right),
        "auroc, right against unanswerable": _round(
            auroc(confidences[told_apart], right[told_apart], weights[told_apart])
        ),
        "auroc, right against wrong": _round(auroc(confidences, right, weights)),
        **_calibration(confidences, right, weights),
    }


def _of_pair(pair: Pair) -> dict[str, float]:
    sufficient = np.asarray([is_sufficient(each) for each in pair.confidences])
    figures = {
        "questions": len(pair.right),
        "right": _round(pair.right.mean()),
        "confidence": _round(pair.confidences.mean()),
        "sufficient": _round(sufficient.mean()),
    }
    return figures | _calibration(pair.confidences, pair.right, np.ones(len(pair.right)))


def _calibration(confidences: Floats, right: Booleans, weights: Floats) -> dict[str, float]:
    width, mass = _by_width(confidences), by_mass(confidences, weights)
    return {
        "ece, equal width": _round(calibration_error(confidences, right, weights, width)),
        "ece, equal mass": _round(calibration_error(confidences, right, weights, mass)),
    }


def auroc(scores: Floats, right: Booleans, weights: Floats) -> float:
    """The probability that a right hit scores above a wrong one; half of it where they tie."""
    _, levels = np.unique(scores, return_inverse=True)
    of_right = np.bincount(levels, weights * right)
    of_wrong = np.bincount(levels, weights * ~right)
    below = np.cumsum(of_wrong) - of_wrong
    return float(of_right @ (below + of_wrong / 2) / (of_right.sum() * of_wrong.sum()))


def calibration_error(
    confidences: Floats, right: Booleans, weights: Floats, bins: NDArray[np.int64]
) -> float:
    """Mean difference between confidence and the share that is right, over bins."""
    gaps = np.bincount(bins, weights * (confidences - right))
    return float(np.abs(gaps).sum() / weights.sum())


def _by_width(confidences: Floats) -> NDArray[np.int64]:
    return np.minimum((confidences * BINS).astype(np.int64), BINS - 1)


def by_mass(confidences: Floats, weights: Floats) -> NDArray[np.int64]:
    """The bin of each hit, of those that share the weight equally by rising confidence."""
    order = np.argsort(confidences, kind="stable")
    before = np.cumsum(weights[order]) - weights[order]
    bins = np.empty(len(order), np.int64)
    bins[order] = np.minimum(before / weights.sum() * BINS, BINS - 1)
    return bins


def reliability(confidences: Floats, right: Booleans, weights: Floats) -> list[dict[str, float]]:
    """Share of all hits, mean confidence and share that is right, in bins of equal width."""
    bins = _by_width(confidences)
    rows = []
    for number in range(BINS):
        inside = bins == number
        mass = weights[inside].sum()
        if mass:
            rows.append(
                {
                    "from": _round(number / BINS),
                    "share": _round(mass / weights.sum()),
                    "confidence": _round(weights[inside] @ confidences[inside] / mass),
                    "right": _round(weights[inside] @ right[inside] / mass),
                }
            )
    return rows


def _round(value: float) -> float:
    return round(float(value), 4)


if __name__ == "__main__":
    main()
