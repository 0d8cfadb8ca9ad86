"""Whether a candidate is likely to answer, told before its text is read: counts go by it.

The model of ``search.ranking.confidence`` for all candidates of a question at once. What only a
text tells is read off the stages: lexical evidence stands for the share of the question's stems,
and how well what the question names is matched for whether the passage lacks it. The numbers are in
``support.json``, made by ``python -m benchmarks.train_support``, and call supported what the
confidence in a text calls sufficient.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.ranking.alignment import aligned
from search.ranking.questions import EncodedQuestion, Question

PARAMETERS = Path(__file__).with_suffix(".json")
# Columns of the table of signals, named as those of ``confidence.Signals`` that they stand for.
SIGNALS = ("assured", "margin", "overlap", "heard", "latin", "length", "lacking")

Floats = NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers of the linear model.

    Attributes:
        intercept: of the sum, where every signal is 0.
        weights: by signal. What has a sum of 0 or more is supported.
    """

    intercept: float
    weights: dict[str, float]


@cache
def parameters() -> Parameters:
    """The numbers that come with the library."""
    return Parameters(**json.loads(PARAMETERS.read_text("utf-8")))


class Support(NamedTuple):
    """What tells whether a candidate is likely to answer, before its text is read.

    Attributes:
        assured: as in ``confidence.Signals``.
        lacking: how little the token matches that does so worst, of what the question names;
            between 0 and 1, and 0 where it names nothing.
        is_enough: whether it is likely to.
    """

    assured: float
    lacking: float
    is_enough: bool


# Of a candidate whose tokens were not compared.
UNSUPPORTED = Support(0.0, 1.0, is_enough=False)


def supports(
    question: EncodedQuestion,
    matched: Floats,
    margins: Sequence[float],
    lexical: Sequence[float],
    numbers: Parameters | None = None,
) -> list[Support]:
    """What tells of candidates whether they are likely to answer.

    Args:
        question: that is asked.
        matched: ``late_interaction.Matched.tokens``, shape (candidates, question tokens).
        margins: of their MaxSim, see ``confidence.margins``.
        lexical: shares of the most that BM25 could give for the question.
        numbers: of the linear model; by default those that come with the library.
    """
    shares = aligned(matched)
    lacking = np.zeros(len(matched), np.float32)
    for places in question.named:
        lacking = np.maximum(lacking, 1 - shares[:, places].min(axis=1))
    assured = shares @ question.weights
    table = signals(question.read, (assured, lacking), margins, lexical)
    numbers = numbers or parameters()
    weights = np.asarray([numbers.weights[name] for name in SIGNALS])
    enough = table @ weights + numbers.intercept >= 0
    return list(map(Support, assured.tolist(), lacking.tolist(), enough.tolist()))


def signals(
    question: Question,
    told: tuple[Floats, Floats],
    margins: Sequence[float],
    lexical: Sequence[float],
) -> NDArray[np.float64]:
    """The table of signals, shape (candidates, ``SIGNALS``).

    Args:
        question: that is asked.
        told: how much is assured and lacking, see ``Support``; each shape (candidates,).
        margins: see ``supports``.
        lexical: see ``supports``.
    """
    words = np.asarray(lexical)
    latin, length = question.latin, math.log(max(1, question.length))
    columns = (told[0], margins, words, latin * words, latin, length, told[1])
    return np.stack([np.broadcast_to(column, words.shape) for column in columns], axis=1)
