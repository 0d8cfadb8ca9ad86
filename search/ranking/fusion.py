"""Combine the evidence of the three stages into one score.

Late interaction is a weighted mean of cosines and lexical evidence a share of the most that BM25
could give: both mean the same for every question and corpus, so they are added as they are. That
alone lets the fusion follow the question: where its words are not in the corpus, or no passage has
many of them together, lexical evidence hardly differs between passages and cannot outvote the rest.
Dense cosines lie in another narrow range with every model, so they are standardised per question.
The words of a sparse encoder, where an index has one, are such a share too: lexical evidence of its
own, beside BM25.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

# Made by `python -m benchmarks.train_fusion`.
PARAMETERS = Path(__file__).with_suffix(".json")


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """Weights beside late interaction's 1."""

    dense: float
    lexical: float
    sparse: float = 0.0


DEFAULT_WEIGHTS = FusionWeights(**json.loads(PARAMETERS.read_text("utf-8")))
# For a model that they were not fitted to: its dense vectors, which it was made for, count for more
# beside those of its tokens, which it may not have been.
UNTUNED = FusionWeights(dense=0.05, lexical=0.4)
# Of the words that a sparse encoder weighs, before it was fitted: see
# docs/decisions/0025-sparse-encoders.md.
UNTUNED_SPARSE = 0.05


def standardise(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores with mean 0 and standard deviation 1; all zero where they do not differ."""
    deviation = scores.std()
    if deviation <= np.finfo(np.float32).eps:
        return np.zeros_like(scores)
    standard: NDArray[np.float32] = (scores - scores.mean()) / deviation
    return standard


def shares(
    dense: NDArray[np.float32],
    late: NDArray[np.float32],
    lexical: NDArray[np.float32],
    weights: FusionWeights = DEFAULT_WEIGHTS,
    sparse: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """What each stage adds to the candidates' scores, shape (3 or 4, candidates), whose sum is it.

    Args:
        dense: cosines of the passages' vectors; all arrays have shape (candidates,).
        late: from ``late_interaction.window_maxsim``.
        lexical: shares of the best BM25 there could be, 0 for a passage without a word in common.
        weights: of the evidence.
        sparse: shares of the question that a sparse encoder finds in the passages' words; ``None``
            where there is none.
    """
    added = [weights.dense * standardise(dense), late, weights.lexical * lexical]
    return np.stack(added if sparse is None else [*added, weights.sparse * sparse])
