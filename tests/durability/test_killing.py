import random
from pathlib import Path

import pytest

from testing.durability.killing import Killing
from testing.durability.stepwise import OPERATIONS, Trials
from testing.durability.writer import FULL
from testing.segments import small_segments

KILLS = 100
KILLS_OF_AN_OPERATION = 5


def test_a_hundred_kills_lose_nothing(fast_path: Path) -> None:
    killing = Killing(fast_path, seed=20240501)
    with small_segments(FULL):
        while killing.kills < KILLS:
            killing.kill_once()
        killing.finish()
    assert len(killing.phases) > 5
    assert len(killing.segments) > 3  # of few and of many


@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_keeps_an_index_is_killed_at_any_step_without_harm(
    fast_path: Path, operation: str
) -> None:
    trials = Trials(fast_path, operation)
    rng = random.Random(operation)  # noqa: S311 - not for secrets
    steps = range(1, trials.steps + 1)
    for step in rng.sample(steps, min(len(steps), KILLS_OF_AN_OPERATION)):
        trials.kill_at(step)
