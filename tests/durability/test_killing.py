from pathlib import Path

from testing.durability.killing import Killing

KILLS = 100


def test_a_hundred_kills_lose_nothing(fast_path: Path) -> None:
    killing = Killing(fast_path, seed=20240501)
    while killing.kills < KILLS:
        killing.kill_once()
    assert len(killing.phases) > 5
    killing.finish()
