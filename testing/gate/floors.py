"""What the gate holds: the least that may be measured, and what was wrong when it was written."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from testing.gate.measuring import HIT, NDCG, SENTENCE, Outcome, summarise
from testing.gate.questions import COLLECTION, SEED

FLOORS = Path(__file__).parent / "floors.json"

# Runtimes of the model (int8, bf16, float32) put different questions first where two passages are
# close. How many may be lost without a change of the ranking, of a kind and of a group: they
# differ by up to 1 and 1 first hits, 0.4 and 0.4 of nDCG, and 2 and 4 sentences.
_LOST = {HIT: (2, 3), NDCG: (1, 1), SENTENCE: (2, 5)}
HELD_MEASURES = tuple(_LOST)


@dataclass(frozen=True, slots=True)
class Floors:
    """What was kept.

    Attributes:
        floors: of each kind and group by measure.
        wrong: ids of the questions that were wrong.
        calls: functions that were called for a question.
    """

    floors: dict[str, dict[str, float]]
    wrong: frozenset[str]
    calls: int


def read_floors() -> Floors:
    """The floors as they are kept."""
    kept = json.loads(FLOORS.read_text("utf-8"))
    return Floors(kept["floors"], frozenset(kept["wrong"]), kept["calls"])


def write_floors(outcomes: Sequence[Outcome], calls: int) -> None:
    """Keep what was measured now, less the tolerance, as the floors, and what a question costs."""
    measured = {
        name: {key: figures[key] for key in HELD_MEASURES} | {"questions": figures["questions"]}
        for name, figures in summarise(outcomes).items()
    }
    kept = {
        "calls": calls,
        "measured": measured,
        "floors": {
            name: {key: _floor(name, key, figures) for key in HELD_MEASURES}
            for name, figures in measured.items()
        },
        "wrong": [outcome.question.id for outcome in outcomes if not outcome.right],
    }
    FLOORS.write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


def _floor(name: str, key: str, figures: Mapping[str, float]) -> float:
    lost = _LOST[key][name in {COLLECTION, SEED}]
    # Rounded down, so that a figure that is exactly as low passes.
    return int(10_000 * (figures[key] - lost / figures["questions"])) / 10_000
