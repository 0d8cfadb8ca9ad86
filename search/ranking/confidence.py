"""The probability that a passage answers its question, calibrated across questions and corpora.

A logistic model over few signals, none of which depends on how the candidates of a question are
standardised. Its numbers are in ``confidence.json``, made by
``python -m benchmarks.train_confidence``. They were fitted to the bundled model: with another one
the order of confidences still means something, their size does not.
"""

import json
import math
from collections.abc import Hashable, Sequence
from dataclasses import astuple, dataclass, fields
from enum import Enum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.ranking.questions import Asked
from search.records import Hit

PARAMETERS = Path(__file__).with_suffix(".json")
# A vector with less than this beside the common part has no direction of its own.
_NOTHING = np.float32(1e-3)
NO_EVIDENCE = "لا توجد شواهد كافية"


class Strength(Enum):
    """A confidence in words."""

    STRONG = "شاهد قوي"
    POSSIBLE = "شاهد محتمل"
    WEAK = "شاهد ضعيف"


class Standing(NamedTuple):
    """How well a passage matches, and whether it stands out from the other candidates.

    Attributes:
        late: MaxSim of its best window, a weighted mean of cosine estimates.
        lead: how much it is above the best candidate of another story, or below; 0 without one.
        dense: cosine of question and passage without the common part of all vectors.
    """

    late: float
    lead: float
    dense: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What the confidence in a passage is made of: its standing, and these.

    Attributes:
        late: see ``Standing``, like the next two.
        overlap: share of the question's stems that the passage has.
        latin: share of the question's letters that are of the Latin alphabet.
        length: logarithm of the number of the question's words.
    """

    late: float
    lead: float
    dense: float
    overlap: float
    latin: float
    length: float


# Signals of which more is better: their weights are not negative.
EVIDENCE = ("late", "lead", "dense", "overlap")


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers of the logistic model.

    Attributes:
        intercept: log odds where every signal is 0.
        weights: by signal; those of ``EVIDENCE`` are not negative.
        sufficient: the confidence from which on the evidence is called sufficient.
        strong: the confidence from which on a hit is called strong.
    """

    intercept: float
    weights: dict[str, float]
    sufficient: float
    strong: float


@cache
def parameters() -> Parameters:
    """The numbers that come with the library."""
    return Parameters(**json.loads(PARAMETERS.read_text("utf-8")))


def probability(signals: Signals) -> float:
    """The probability that the passage answers, between 0 and 1."""
    numbers = parameters()
    log_odds = numbers.intercept + sum(
        numbers.weights[field.name] * value
        for field, value in zip(fields(signals), astuple(signals), strict=True)
    )
    return 0.5 + 0.5 * math.tanh(log_odds / 2)


def standings(
    late: NDArray[np.float32], dense: NDArray[np.float32], stories: Sequence[Hashable]
) -> list[Standing]:
    """Standings of the candidates.

    Args:
        late: MaxSim of each candidate, shape (candidates,).
        dense: from ``centred_cosines``, shape (candidates,).
        stories: what each candidate is a part of: copies of one story are no rivals.
    """
    best: dict[Hashable, float] = {}
    for story, score in zip(stories, late.tolist(), strict=True):
        best[story] = max(score, best.get(story, score))
    ranked = sorted(best, key=lambda story: best[story], reverse=True)
    rivals = dict.fromkeys(ranked, best[ranked[0]])
    if ranked:
        rivals[ranked[0]] = best[ranked[min(1, len(ranked) - 1)]]
    return [
        Standing(own, own - rivals[story] if len(ranked) > 1 else 0.0, similarity)
        for own, similarity, story in zip(late.tolist(), dense.tolist(), stories, strict=True)
    ]


def centred_cosines(
    vectors: NDArray[np.float32], question: NDArray[np.float32], common: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Cosines without what all vectors share, by which alone those of e5 are 0.7 and more.

    Args:
        vectors: shape (candidates, dim), unit rows.
        question: shape (dim,), unit length.
        common: a vector in the shared direction, shape (dim,).
    """
    direction = common / max(float(np.linalg.norm(common)), float(np.finfo(np.float32).tiny))
    along, question_along = vectors @ direction, float(question @ direction)
    rest = np.sqrt(np.maximum(1 - along**2, 0)) * math.sqrt(max(1 - question_along**2, 0.0))
    own = vectors @ question - along * question_along
    cosines: NDArray[np.float32] = np.where(rest > _NOTHING, own / np.maximum(rest, _NOTHING), 0)
    return cosines


def signals_of(asked: Asked, standing: Standing, overlap: float) -> Signals:
    """The signals of a passage; ``overlap`` is the share of the question's stems that it has."""
    return Signals(
        *standing, overlap=overlap, latin=asked.latin, length=math.log(max(1, asked.words))
    )


def has_sufficient_evidence(hits: Sequence[Hit]) -> bool:
    """Whether one of the hits is likely to answer."""
    return any(is_sufficient(hit.confidence) for hit in hits)


def is_sufficient(confidence: float) -> bool:
    """Whether a passage with this confidence is likely to answer."""
    return confidence >= parameters().sufficient


def strength(confidence: float) -> Strength:
    """The confidence in words."""
    if confidence >= parameters().strong:
        return Strength.STRONG
    return Strength.POSSIBLE if is_sufficient(confidence) else Strength.WEAK
