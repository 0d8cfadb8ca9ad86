"""How the tokens of a passage match those of a question."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from search.records import Span

# A passage token aligns with a question token when their cosine estimate is at least this.
ALIGNED = 0.42
# A question token whose best cosine is 0.1 below or above the threshold aligns by 12 or 88 %.
_STEEPNESS = 20.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Cosine estimates between the tokens of a text and a question.

    Attributes:
        spans: n token places in the text: where each starts and ends, shape (n, 2).
        similarities: shape (n, question tokens).
        weights: how much each question token says, shape (question tokens,), sum 1.
    """

    spans: NDArray[np.int64]
    similarities: NDArray[np.float32]
    weights: NDArray[np.float32]

    def rows_in(self, span: Span) -> NDArray[np.int64]:
        """The tokens that end inside a span."""
        ends = self.spans[:, 1]
        return np.flatnonzero((span.start < ends) & (ends <= span.end))

    def shifted(self, by: int) -> "Alignment":
        """The same in a text that begins elsewhere."""
        return replace(self, spans=self.spans + by)


def aligned(best: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far tokens with these best cosines align, between 0 and 1, in the same shape."""
    return np.asarray(0.5 + 0.5 * np.tanh(_STEEPNESS * (best - ALIGNED) / 2), np.float32)
