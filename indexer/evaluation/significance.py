"""Paired bootstrap over questions: how sure a mean, and a difference of means, is.

Questions are drawn with replacement as often as there are questions, the same draw for every
system, so that what makes a question hard for all of them cancels out of a difference. Source:
Sakai, "Evaluating evaluation metrics based on the bootstrap" (2006). The intervals are percentile
intervals; they tell how results would vary with other questions of the same kind over the same
documents, and nothing about other documents.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
_SEED = 20
_BLOCK = 500  # resamples at a time, so that the draws take megabytes
_BOUNDS = (2.5, 97.5)


class Estimate(NamedTuple):
    """A mean with its 95 % confidence interval."""

    mean: float
    low: float
    high: float


class Difference(NamedTuple):
    """A mean difference, its 95 % interval, and the two-sided p-value of there being none."""

    mean: float
    low: float
    high: float
    p: float


def estimate(scores: NDArray[np.float64]) -> Estimate:
    """The mean of one system's scores, shape (questions,)."""
    return Estimate(float(scores.mean()), *_interval(_resampled_means(scores)))


def difference(scores: NDArray[np.float64], reference: NDArray[np.float64]) -> Difference:
    """How much higher a system scores than the reference; both of shape (questions,), paired."""
    differences = scores - reference
    mean = float(differences.mean())
    means = _resampled_means(differences)
    # As if there were no difference: the draws moved so that their centre is zero. The observed
    # draw counts as one of them, so p is never 0.
    extreme = np.abs(means - mean) >= abs(mean) - np.finfo(np.float64).eps
    return Difference(mean, *_interval(means), float((1 + extreme.sum()) / (1 + RESAMPLES)))


def _resampled_means(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of every resample, shape (RESAMPLES,); always the same draws of as many scores."""
    random = np.random.default_rng(_SEED)
    count = len(scores)
    shares = np.full(count, 1 / count)
    blocks = [
        random.multinomial(count, shares, size=_BLOCK) @ scores for _ in range(RESAMPLES // _BLOCK)
    ]
    means: NDArray[np.float64] = np.concatenate(blocks) / count
    return means


def _interval(means: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(means, _BOUNDS)
    return float(low), float(high)
