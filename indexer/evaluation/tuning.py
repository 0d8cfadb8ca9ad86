"""Fit the weights of the fusion to a model, and judge them on questions that chose none."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.evaluation.measuring import CUTOFF
from indexer.evaluation.questions import JudgedQuestion, halves
from indexer.evaluation.significance import Difference, difference
from search.engine import Engine
from search.ranking.fusion import FusionWeights, shares
from search.ranking.stages import Candidate

DENSE = (0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.5)
LEXICAL = (0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 1.0)
# Of a sparse encoder, where the index has one.
SPARSE = (0.0, 0.1, 0.2, 0.4, 0.7, 1.0, 2.0)

Floats = NDArray[np.float64]
Scores = NDArray[np.float32]
Numbers = TypeVar("Numbers")


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of one question.

    Attributes:
        text: of the question.
        scores: dense, late, lexical and sparse score of each candidate, shape (candidates, 4).
        gains: relevance of each candidate, shape (candidates,).
        ideal: discounted gain of the best ranking that there could be.
    """

    text: str
    scores: Scores
    gains: Floats
    ideal: float


@dataclass(frozen=True, slots=True)
class Trial(Generic[Numbers]):
    """What came of fitting numbers to one half of the questions.

    Attributes:
        numbers: that were fitted.
        held_out: how many questions judged them, of the other half.
        before: mean score of these with the numbers of the index.
        after: the same with what was fitted.
        difference: of the two, with its interval.
    """

    numbers: Numbers
    held_out: int
    before: float
    after: float
    difference: Difference

    @classmethod
    def of(cls, numbers: Numbers, before: Floats, after: Floats) -> "Trial[Numbers]":
        """From the scores of the questions that judge, each of shape (questions,)."""
        means = float(before.mean()), float(after.mean())
        return cls(numbers, len(after), *means, difference(after, before))

    @property
    def is_better(self) -> bool:
        """Whether what was held out is better by more than chance."""
        return self.difference.low > 0


def tune_fusion(
    engine: Engine, questions: Sequence[JudgedQuestion], report: Callable[[int], None]
) -> Trial[FusionWeights]:
    """Choose weights on one half of the questions by nDCG@10, and judge them on the other.

    Args:
        engine: whose weights are to be fitted.
        questions: that its index answers.
        report: called with the number of questions that were asked.
    """
    judged = []
    for question in questions:
        judged.append(judge(engine, question.text, question.gains))
        report(len(judged))
    fitted, held_out = halves(judged, lambda one: one.text)
    settings = engine.index.settings
    now = settings.fusion
    sparse = (0.0,) if settings.sparse is None else SPARSE
    tried = [now, *(FusionWeights(*each) for each in product(DENSE, LEXICAL, sparse))]
    chosen = max(tried, key=lambda weights: measure(fitted, weights).mean())
    return Trial.of(chosen, measure(held_out, now), measure(held_out, chosen))


def judge(engine: Engine, text: str, relevant: Mapping[str, int]) -> Judged:
    """Candidates of a question with what is relevant among them."""
    found = first_candidates(engine, text)
    gains, ideal = judgements(found, relevant)
    scores = np.asarray([one.stages for one in found], np.float32).reshape(-1, 4)
    return Judged(text, scores, gains, ideal)


def first_candidates(engine: Engine, question: str) -> list[Candidate]:
    """The best passage of each document, which stands for it."""
    return list({one.document_id: one for one in reversed(engine.candidates(question))}.values())


def judgements(found: Sequence[Candidate], relevant: Mapping[str, int]) -> tuple[Floats, float]:
    """Relevance of each candidate, and the discounted gain of the best ranking there could be."""
    gains = np.asarray([relevant.get(one.document_id, 0) for one in found], float)
    return gains, _discounted(sorted(relevant.values())[::-1])


def measure(judged: Sequence[Judged], weights: FusionWeights) -> Floats:
    """nDCG@10 of each question, shape (questions,)."""
    return np.asarray([ndcg(fused(one, weights), one.gains, one.ideal) for one in judged])


def fused(one: Judged, weights: FusionWeights) -> Scores:
    """Scores of the candidates of a question."""
    dense, late, lexical, sparse = one.scores.T
    scores: Scores = shares(dense, late, lexical, weights, sparse).sum(axis=0)
    return scores


def ndcg(scores: Scores, gains: Floats, ideal: float) -> float:
    """nDCG@10 of candidates in the order of their scores; see ``judgements``."""
    return _discounted(gains[np.argsort(-scores, kind="stable")]) / ideal


def _discounted(gains: Sequence[float] | Floats) -> float:
    return sum(float(gain) / math.log2(rank + 2) for rank, gain in enumerate(gains[:CUTOFF]))
