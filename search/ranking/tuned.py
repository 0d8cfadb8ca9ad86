"""What was fitted to an index's model in place of the numbers that come with the library."""

import logging
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from search.ranking import confidence as confidences
from search.ranking import evidence as evidences
from search.ranking import support as supports
from search.ranking.clause_signals import ClauseSignals
from search.ranking.fusion import FusionWeights

logger = logging.getLogger(__name__)

# No number that was fitted is larger; an index that is restored may have any.
_MOST = 1000.0
# Beside late interaction's 1, so that scores of all indexes have about one size.
_MOST_FUSION = 2.0
_SIGNALS = tuple(field.name for field in fields(confidences.Signals))


@dataclass(frozen=True, slots=True)
class Tuned:
    """Numbers that were fitted; ``None`` where none were, or none were better.

    Attributes:
        fusion: weights of the kinds of evidence.
        confidence: of a hit. What is called sufficient, and what strong, stays as it is.
        support: what counts go by; fitted to the confidence.
        clauses: how the sentence that answers is chosen.
    """

    fusion: FusionWeights | None = None
    confidence: confidences.Parameters | None = None
    support: supports.Parameters | None = None
    clauses: evidences.Parameters | None = None

    def to_record(self) -> dict[str, Any]:
        """As JSON has it; see ``read_tuned``."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: asdict(part) for name, part in found.items() if part is not None}


UNFITTED = Tuned()


def read_tuned(record: Mapping[str, Any]) -> Tuned:
    """What ``to_record`` gave, which an index may have from anywhere.

    What a version with other signals has fitted is left out.

    Raises:
        ValueError: it has something else.
        KeyError: it lacks something.
        TypeError: it is of another kind.
    """
    _check_names(record, [name for name in record if name in _PARTS])
    parts: dict[str, Any] = {name: _PARTS[name](part) for name, part in record.items()}
    outdated = [name for name, part in parts.items() if part is None]
    if outdated:
        logger.warning("%s: fitted by a version with other signals; tune again", outdated)
    return Tuned(**parts)


def _fusion(record: Mapping[str, Any]) -> FusionWeights:
    if isinstance(record, dict):  # versions before sparse encoders had no weight of theirs
        record = {"sparse": 0.0, **record}
    _check_names(record, [field.name for field in fields(FusionWeights)])
    numbers = {name: _number(value) for name, value in record.items()}
    if min(numbers.values()) < 0:
        raise ValueError("a kind of evidence that counts against a passage")
    if max(numbers.values()) > _MOST_FUSION:
        raise ValueError("a kind of evidence beside which no other counts")
    return FusionWeights(**numbers)


def _confidence(record: Mapping[str, Any]) -> confidences.Parameters | None:
    # Versions before did not look for what is said: it had no weight.
    weights = {"unsaid": 0.0, **_weights(record)}
    if weights.keys() != set(_SIGNALS):
        return None
    return confidences.with_usual_thresholds(_number(record["intercept"]), weights)


def _support(record: Mapping[str, Any]) -> supports.Parameters | None:
    weights = _weights(record)
    if weights.keys() != set(supports.SIGNALS):
        return None
    return supports.Parameters(_number(record["intercept"]), weights)


def _clauses(record: Mapping[str, Any]) -> evidences.Parameters | None:
    weights = _weights(record)
    if weights.keys() != set(ClauseSignals._fields):
        return None
    return evidences.Parameters(weights, _number(record["price"]))


_PARTS: dict[str, Callable[[Mapping[str, Any]], object]] = {
    "fusion": _fusion,
    "confidence": _confidence,
    "support": _support,
    "clauses": _clauses,
}


def _weights(record: Mapping[str, Any]) -> dict[str, float]:
    weights = record["weights"]
    _check_names(weights, weights)
    return {name: _number(value) for name, value in weights.items()}


def _check_names(record: Mapping[str, Any], names: Collection[str]) -> None:
    if not isinstance(record, dict) or record.keys() != set(names):
        raise ValueError(f"numbers with other names than {', '.join(names)}")


def _number(value: object) -> float:
    number = float(value) if isinstance(value, int | float) else math.nan
    if not -_MOST <= number <= _MOST:
        raise ValueError(f"a weight of {value!r:.40}")
    return number
