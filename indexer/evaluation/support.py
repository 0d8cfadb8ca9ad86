"""Fit what tells which hits are likely to answer, before texts are read, to the confidence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from indexer.evaluation.logistic import fit
from search.engine import Engine
from search.ranking.confidence import is_sufficient, parameters
from search.ranking.questions import read_question
from search.ranking.stages import Candidate
from search.ranking.support import SIGNALS, Parameters, signals

# Hits of a question that are looked at.
DEPTH = 20
# Of 1, 2 and 3 the one that agrees most in folds over questions.
STEEPNESS = 3.0
_LEAST_DEVIATION = 1e-9


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit and what is told of it.

    Attributes:
        rank: from 1.
        signals: those of ``search.ranking.support``.
        is_supported: what they say.
        confidence: what its text says.
    """

    rank: int
    signals: list[float]
    is_supported: bool
    confidence: float

    @property
    def is_sufficient(self) -> bool:
        """What its text says, as it is counted."""
        return is_sufficient(self.confidence)


def shown(engine: Engine, question: str) -> list[Shown]:
    """The first hits of a question."""
    best: dict[str, Candidate] = {}
    for candidate in engine.candidates(question):
        best.setdefault(candidate.document_id, candidate)
    read = read_question(question)
    found = []
    for hit in engine.search(question, DEPTH):
        candidate = best[hit.citation.document_id]
        told = candidate.support
        (row,) = signals(
            read,
            (np.asarray([told.assured]), np.asarray([told.lacking])),
            [candidate.margin],
            [candidate.stages.lexical],
        )
        found.append(Shown(hit.rank, row.tolist(), told.is_enough, hit.confidence))
    return found


def fit_support(hits: Sequence[Shown]) -> Parameters:
    """The numbers that call as many hits supported as are sufficient.

    They learn how far the confidence in a text is above what is called sufficient, or below: as a
    probability that is steep there, since what is far from it is told anyway.
    """
    table = np.asarray([hit.signals for hit in hits])
    above = np.asarray([log_odds(hit.confidence) for hit in hits])
    wanted = expit(STEEPNESS * (above - log_odds(parameters().sufficient)))
    # In one scale, so that the penalty of large weights is the same for all; what never differs
    # tells nothing.
    deviation = table.std(axis=0)
    scale = np.where(deviation > _LEAST_DEVIATION, deviation, 1)
    learned = fit(table / scale, wanted, np.ones(len(hits)), names=SIGNALS)
    weights = (learned[1] / scale).round(3)
    sums = np.sort(table @ weights)
    sufficient = sum(hit.is_sufficient for hit in hits)
    least = sums[-sufficient] if sufficient else np.nextafter(sums[-1], np.inf)
    return Parameters(round(-float(least), 3), dict(zip(SIGNALS, weights.tolist(), strict=True)))


def log_odds(confidence: float) -> float:
    """Of a probability; finite where it was rounded to 0 or 1."""
    within = min(max(confidence, 1e-9), 1 - 1e-9)
    return math.log(within / (1 - within))
