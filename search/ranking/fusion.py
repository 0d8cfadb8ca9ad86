"""Combine the scores of the three stages into one.

Each list is standardised per question, since only its order and gaps mean something (e5 cosines
sit between 0.7 and 1 by training), and the sum is weighted. The lexical weight falls with the
coverage, the share of the question's vocabulary that the corpus has: words that it does not have
cannot vote.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """Weights of the standardised scores; their measured choice is in benchmarks/README.md."""

    dense: float = 0.5
    late: float = 2.0
    lexical: float = 1.0


DEFAULT_WEIGHTS = FusionWeights()

# Above 1, since half a question's words are less than half of its sense: in a mixed corpus most
# questions in another language have some words (names, "the") in common with it.
COVERAGE_POWER = 1.5


def standardise(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores with mean 0 and standard deviation 1; all zero where they do not differ."""
    deviation = scores.std()
    if deviation <= np.finfo(np.float32).eps:
        return np.zeros_like(scores)
    standard: NDArray[np.float32] = (scores - scores.mean()) / deviation
    return standard


def fuse(
    dense: NDArray[np.float32],
    late: NDArray[np.float32],
    lexical: NDArray[np.float32],
    coverage: float,
    weights: FusionWeights,
) -> NDArray[np.float32]:
    """Fused scores of the candidates; all arrays have shape (candidates,)."""
    lexical_weight = weights.lexical * coverage**COVERAGE_POWER
    total = weights.dense + weights.late + lexical_weight
    fused: NDArray[np.float32] = (
        weights.dense * standardise(dense)
        + weights.late * standardise(late)
        + lexical_weight * standardise(lexical)
    ) / np.float32(total)
    return fused
