"""Fit a logistic model whose weights have the signs that their signals must have."""

from collections.abc import Callable, Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from search.ranking.confidence import AGAINST, EVIDENCE, Signals

RIDGE = 1e-4
NAMES = tuple(field.name for field in fields(Signals))

Floats = NDArray[np.float64]


def fit(
    signals: Floats,
    right: Floats,
    weights: Floats,
    prior: Floats | None = None,
    names: Sequence[str] = NAMES,
) -> tuple[float, Floats]:
    """Intercept and coefficients of a logistic model, of which evidence does not count against.

    Args:
        signals: those of ``names``, shape (hits, signals).
        right: 1 or 0, or a probability, shape (hits,).
        weights: of the hits, shape (hits,).
        prior: coefficients that are right where the hits say nothing else; by default none.
        names: of the signals; by default those of ``confidence.Signals``.
    """
    weights = weights / weights.sum()
    known = np.zeros(signals.shape[1]) if prior is None else prior

    def loss(numbers: Floats) -> tuple[float, Floats]:
        log_odds = numbers[0] + signals @ numbers[1:]
        errors = weights * (expit(log_odds) - right)
        likelihood = weights @ (np.logaddexp(0, log_odds) - right * log_odds)
        away = numbers[1:] - known
        penalty = RIDGE * (away @ away)
        slope = np.concatenate([[errors.sum()], signals.T @ errors + 2 * RIDGE * away])
        return float(likelihood + penalty), slope

    bounds = [
        (None, None),
        *((0.0 if name in EVIDENCE else None, 0.0 if name in AGAINST else None) for name in names),
    ]
    found = minimized(loss, np.concatenate([[0.0], known]), bounds)
    return float(found[0]), found[1:]


def minimized(
    loss: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    bounds: Sequence[tuple[float | None, float | None]],
) -> Floats:
    """Where a function, which gives its slope as well, is least within bounds."""
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found
