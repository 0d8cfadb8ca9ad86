"""The probability that a passage answers its question, calibrated across questions and corpora.

A logistic model over few signals, none of which depends on how the candidates of a question are
standardised. Its numbers are in ``confidence.json``, made by
``python -m benchmarks.train_confidence``. They were fitted to the bundled model: with another one
the order of confidences still means something, their size does not.
"""

import json
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from functools import cache
from itertools import islice
from pathlib import Path
from statistics import fmean

from search.ranking.evidence import Evidence
from search.ranking.questions import Question

PARAMETERS = Path(__file__).with_suffix(".json")
# Candidates of other stories that one is compared with: 5 and 20 tell right ones less well.
RIVALS = 10


class Strength(Enum):
    """A confidence in words."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Signals:
    """What the confidence in a passage is made of.

    Attributes:
        assured: share of the question's tokens that align with the passage's, by weight.
        margin: how much its MaxSim is above that of its rivals, see ``margins``.
        overlap: share of the question's stems that the passage has.
        heard: lexical evidence for a question in Latin letters, which is mostly of names that are
            found by their sound; 0 for one in Arabic letters.
        latin: share of the question's letters that are of the Latin alphabet.
        length: logarithm of the number of the question's words.
        lacking: 1 where the passage lacks what the question names, else 0.
        unsaid: 1 where nothing in the passage says what is asked about, see ``predicates``, else 0;
            looked for only where the evidence is sufficient without it.
    """

    assured: float
    margin: float
    overlap: float
    heard: float
    latin: float
    length: float
    lacking: float
    unsaid: float = 0.0


_SIGNALS = tuple(field.name for field in fields(Signals))
# Signals of which more is better, and of which more is worse: their weights have no other sign.
EVIDENCE = ("assured", "margin", "overlap", "heard")
AGAINST = ("lacking", "unsaid")
# So much below a threshold is what may not reach it.
_BELOW = 0.01


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


def with_usual_thresholds(intercept: float, weights: dict[str, float]) -> Parameters:
    """Numbers of another model: what is so probable is called by the same words."""
    return replace(parameters(), intercept=intercept, weights=weights)


def probability(signals: Signals, numbers: Parameters | None = None) -> float:
    """The probability that the passage answers, between 0 and 1."""
    numbers = numbers or parameters()
    log_odds = numbers.intercept + sum(
        numbers.weights[name] * getattr(signals, name) for name in _SIGNALS
    )
    return 0.5 + 0.5 * math.tanh(log_odds / 2)


def bounded(signals: Signals, numbers: Parameters) -> float:
    """The probability by numbers that were fitted to an index with the model of the library's.

    Nothing is called more than the library's numbers call it: an index may have its own from
    anywhere, and readers compare the hits of one with those of another.
    """
    fitted, own = probability(signals, numbers), probability(signals)
    if not is_sufficient(own):
        return at_most_weak(fitted)
    return fitted if is_strong(own) else at_most_possible(fitted)


def cautious(signals: Signals) -> float:
    """The same with a model that the numbers were not fitted to: never ``strong``."""
    return min(probability(signals), parameters().strong - _BELOW)


def margins(
    late: Sequence[float],
    stories: Sequence[Hashable],
    unfiltered: Sequence[tuple[float, Hashable]] = (),
) -> list[float]:
    """How far each candidate is above the mean of its rivals, or below; 0 for one without any.

    Where nothing answers, several passages are about as near; one that answers stands out. Rivals
    are the best candidates of other stories: copies of one story say the same. Filters leave out
    rivals, but what stands out in the whole index does so under any filter.

    Args:
        late: MaxSim of the candidates, best candidate first.
        stories: what each candidate is a part of.
        unfiltered: the same of what is ranked where filters leave out nothing, if they do leave
            out something: the margin among these counts where it is larger.
    """
    own = list(zip(late, stories, strict=True))
    known = [_means_of_rivals(stories, ranked) for ranked in (own, unfiltered)]
    return [
        max((score - means[story] for means in known if story in means), default=0.0)
        for score, story in own
    ]


def _means_of_rivals(
    stories: Sequence[Hashable], ranked: Sequence[tuple[float, Hashable]]
) -> dict[Hashable, float]:
    """What the best of other stories have on average, for each story that there are others than."""
    best = ranked[:RIVALS]
    if not best:
        return {}
    average = dict.fromkeys(stories, fmean(score for score, _ in best))
    for story in average.keys() & {other for _, other in best}:
        rivals = list(islice((score for score, other in ranked if other != story), RIVALS))
        if rivals:
            average[story] = fmean(rivals)
        else:
            del average[story]
    return average


def signals_of(
    question: Question, evidence: Evidence, margin: float, lexical: float, *, is_lacking: bool
) -> Signals:
    """The signals of a passage.

    Args:
        question: the question.
        evidence: in the passage.
        margin: from ``margins``.
        lexical: share of the most that BM25 could give for the question.
        is_lacking: whether the passage lacks what the question names.
    """
    return Signals(
        assured=evidence.assured,
        margin=margin,
        overlap=evidence.overlap,
        heard=question.latin * lexical,
        latin=question.latin,
        length=math.log(max(1, question.length)),
        lacking=float(is_lacking),
    )


def is_sufficient(confidence: float) -> bool:
    """Whether a passage with this confidence is likely to answer."""
    return confidence >= parameters().sufficient


def is_strong(confidence: float) -> bool:
    """Whether a passage with this confidence is called a strong attestation."""
    return confidence >= parameters().strong


def at_most_weak(confidence: float) -> float:
    """The confidence in a passage that lacks what the question names: below ``sufficient``."""
    return parameters().sufficient - _BELOW if is_sufficient(confidence) else confidence


def at_most_possible(confidence: float) -> float:
    """The confidence in a passage that does not say what is asked about: below ``strong``."""
    return parameters().strong - _BELOW if is_strong(confidence) else confidence


def at_least_strong(confidence: float) -> float:
    """The confidence in a passage that has what is quoted, word for word."""
    return max(confidence, parameters().strong)


def strength(confidence: float) -> Strength:
    """The confidence in words."""
    if is_strong(confidence):
        return Strength.STRONG
    return Strength.POSSIBLE if is_sufficient(confidence) else Strength.WEAK
