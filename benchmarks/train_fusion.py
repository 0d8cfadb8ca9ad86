"""Choose the weights of the fusion, and write them into the library.

    python -m benchmarks.train_fusion DATA_ROOT [--write]

asks arcd's training questions of arcd's passages, and those of ``questions/written.jsonl``, which
were written for this, of aqad's passages and 2,500 news articles together. The weights are those
with the best mean of nDCG@10 over four groups of questions, so that many questions of one kind do
not outvote the few of another. Printed beside them, as JSON, is what else was tried:

- ``standardised``: the best fixed weights of scores that are all standardised per question;
- ``adaptive``: weights that are exponentials of linear functions of the question (its script, its
  length, how the scores of each stage are spread, whether the stages agree), fitted by a
  conditional logit to three quarters of the questions and measured on the fourth, in turn.

Differences to the chosen weights come with a paired bootstrap. No question that is reported on
elsewhere is asked.
"""

import argparse
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from benchmarks.corpora import open_together
from benchmarks.machine import describe_machine
from benchmarks.written import LATIN, open_corpus_of_written, read_written
from indexer.evaluation.datasets import read_dataset
from indexer.evaluation.measuring import CUTOFF
from indexer.evaluation.significance import difference
from indexer.evaluation.tuning import Floats, Judged, Scores, fused, ndcg
from indexer.evaluation.tuning import judge as judge_one
from search.engine import Engine
from search.index import Index
from search.models import open_encoder
from search.models.encoder import Encoder
from search.ranking.fusion import PARAMETERS, FusionWeights, standardise
from search.ranking.questions import read_question

GROUPS = {
    "seeking": "Arabic",
    "formal": "Arabic",
    "inflected": "Arabic",
    "dialect": "dialect and misspelt",
    "misspelt": "dialect and misspelt",
    **dict.fromkeys(LATIN, "Latin letters"),
}
DENSE = (0.0, 0.005, 0.01, 0.015, 0.02, 0.03)
LEXICAL = (0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7)
STANDARDISED = tuple(product((0.25, 0.5, 1.0), (0.25, 0.5, 0.75, 1.0)))
FOLDS = 4
RIDGE = 0.05


def main() -> None:
    """Ask, choose, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="folder with arcd/, aqad/ and news/")
    parser.add_argument("--write", action="store_true", help="write the weights into the library")
    arguments = parser.parse_args()
    groups = read_groups(arguments.data, open_encoder(None))
    chosen = max(
        (FusionWeights(dense, lexical) for dense, lexical in product(DENSE, LEXICAL)),
        key=lambda weights: _mean(measure(groups, _fused(weights))),
    )
    reference = measure(groups, _fused(chosen))
    best_standardised = max(
        STANDARDISED, key=lambda pair: _mean(measure(groups, _standardised(*pair)))
    )
    others = {
        "standardised": measure(groups, _standardised(*best_standardised)),
        "adaptive": cross_validate(groups),
    }
    result = {
        "weights": {"dense": chosen.dense, "lexical": chosen.lexical},
        "questions": {name: len(group) for name, group in groups.items()},
        "ndcg@10": _percent(reference),
        "others": {
            name: {
                "ndcg@10": _percent(scores),
                "difference": {
                    group: [round(100 * value, 2) for value in difference(scores[group], own)[:3]]
                    for group, own in reference.items()
                },
            }
            for name, scores in others.items()
        },
        "standardised_weights": dict(zip(("dense", "lexical"), best_standardised, strict=True)),
    }
    print(json.dumps({**describe_machine(), "results": result}, indent=2))
    if arguments.write:
        PARAMETERS.write_text(json.dumps(result["weights"], indent=2) + "\n", "utf-8")


def read_groups(data: Path, encoder: Encoder) -> dict[str, list[Judged]]:
    """The questions by group, asked."""
    index = open_together([data / "arcd"], encoder)
    groups = {"arcd, training": judge(index, encoder, arcd_training(data))}
    index.close()
    index = open_corpus_of_written(data, encoder)
    for name in dict.fromkeys(GROUPS.values()):
        written = {
            one.text: {one.document: 1} for one in read_written() if GROUPS[one.kind] == name
        }
        groups[name] = judge(index, encoder, written)
    index.close()
    return groups


def arcd_training(data: Path) -> dict[str, dict[str, int]]:
    """Relevant documents of arcd's training questions, by their texts."""
    folder = data / "arcd"
    read = read_dataset(folder, folder / "queries_train.jsonl", folder / "qrels_train.tsv")
    return {read.questions[number]: gains for number, gains in read.qrels.items()}


def judge(index: Index, encoder: Encoder, asked: Mapping[str, Mapping[str, int]]) -> list[Judged]:
    """Candidates of each question with what is relevant among them."""
    engine = Engine(index, encoder)
    return [judge_one(engine, text, relevant) for text, relevant in asked.items()]


def _fused(weights: FusionWeights) -> Callable[[Judged], Scores]:
    return lambda one: fused(one, weights)


def _standardised(dense: float, lexical: float) -> Callable[[Judged], Scores]:
    weights = np.asarray([dense, 2, lexical], np.float32)
    return lambda one: np.stack([standardise(column) for column in one.scores.T[:3]], 1) @ weights


def measure(
    groups: Mapping[str, Sequence[Judged]], score: Callable[[Judged], Scores]
) -> dict[str, Floats]:
    """nDCG@10 of every question by group, shape (questions,)."""
    return {
        name: np.asarray([ndcg(score(one), one.gains, one.ideal) for one in group])
        for name, group in groups.items()
    }


def _mean(measured: Mapping[str, Floats]) -> float:
    return float(np.mean([scores.mean() for scores in measured.values()]))


def _percent(measured: Mapping[str, Floats]) -> dict[str, float]:
    each = {name: round(100 * float(scores.mean()), 2) for name, scores in measured.items()}
    return each | {"mean": round(100 * _mean(measured), 2)}


def features(one: Judged) -> Floats:
    """What an adaptive fusion could go by, about -1 to 1 each, the last a constant."""
    latin = read_question(one.text).latin
    best = np.sort(one.scores[:, :3], axis=0)[::-1][:CUTOFF]
    first = [
        set(np.argsort(-column, kind="stable")[:CUTOFF].tolist()) for column in one.scores.T[:3]
    ]
    agreement = [len(first[1] & other) / CUTOFF for other in (first[0], first[2])]
    gaps = (best[0] - best.mean(axis=0)) / np.asarray([0.02, 0.05, 0.1])
    top = [best[0, 1], best[0, 2]]
    return np.asarray([latin, len(one.text.split()) / 10, *gaps, *top, *agreement, 1.0])


def cross_validate(groups: Mapping[str, Sequence[Judged]]) -> dict[str, Floats]:
    """nDCG@10 of adaptive weights, of every question by a fit to the others."""
    measured = {name: np.zeros(len(group)) for name, group in groups.items()}
    for fold in range(FOLDS):
        fitted = fit_adaptive(
            {
                name: [one for i, one in enumerate(group) if i % FOLDS != fold]
                for name, group in groups.items()
            }
        )
        for name, group in groups.items():
            for i in range(fold, len(group), FOLDS):
                one = group[i]
                measured[name][i] = ndcg(_adaptive(one, fitted), one.gains, one.ideal)
    return measured


def _parts(one: Judged) -> Scores:
    dense, late, lexical = one.scores.T[:3]
    return np.stack([standardise(dense), late / np.float32(0.05), lexical / np.float32(0.1)], 1)


def _adaptive(one: Judged, matrix: Floats) -> Scores:
    weights = np.exp(matrix @ features(one)).astype(np.float32)
    scores: Scores = _parts(one) @ weights
    return scores


def fit_adaptive(groups: Mapping[str, Sequence[Judged]]) -> Floats:
    """Linear functions, shape (3, features), whose exponentials are the weights of a question."""
    examples = list(_examples(groups))
    shape = (3, len(examples[0][0]))
    start = np.zeros(shape)
    start[:, -1] = np.log([0.3, 1.0, 0.7])

    def loss(flat: Floats) -> tuple[float, Floats]:
        matrix = flat.reshape(shape)
        total, slope = 0.0, np.zeros(shape)
        for known, parts, target, weight in examples:
            weights = np.exp(matrix @ known)
            logits = parts @ weights
            logits -= logits.max()
            chances = np.exp(logits) / np.exp(logits).sum()
            total -= weight * float(target @ np.log(np.maximum(chances, 1e-12)))
            slope += weight * np.outer(parts.T @ (chances - target) * weights, known)
        free = matrix.copy()
        free[:, -1] = 0
        return total + RIDGE * float((free**2).sum()), (slope + 2 * RIDGE * free).ravel()

    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 60})
    matrix: Floats = found.x.reshape(shape)
    return matrix


def _examples(
    groups: Mapping[str, Sequence[Judged]],
) -> Iterator[tuple[Floats, Floats, Floats, float]]:
    """Features, parts, target distribution and weight of each question with a right candidate."""
    for group in groups.values():
        for one in group:
            if one.gains.any():
                parts = _parts(one).astype(float)
                yield features(one), parts, one.gains / one.gains.sum(), 1 / len(group)


if __name__ == "__main__":
    main()
