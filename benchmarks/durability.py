"""Kill a process that writes to an index, again and again: is anything lost?

    python -m benchmarks.durability --kills 1000

does what ``tests/durability`` does, more often, and prints JSON: how many kills fell into which
phase of writing, after how many the index had how many segments of vectors, and the failures with
the seed that repeats them. Segments are full with 16 passages. An index starts anew with
every hundred kills. What keeps an index (backup, restore, reindex, deletion of a collection) is
killed once at each step that changes the file system.
"""

import argparse
import json
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from benchmarks.machine import describe_machine
from testing.durability.killing import Killing
from testing.durability.stepwise import OPERATIONS, Trials
from testing.durability.writer import FULL
from testing.segments import small_segments

KILLS_OF_AN_INDEX = 100


def main() -> None:
    """Kill, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started = time.monotonic()
    phases: Counter[str] = Counter()
    segments: Counter[int] = Counter()
    failures: list[dict[str, object]] = []
    seed = arguments.seed
    while phases.total() < arguments.kills:
        wanted = min(KILLS_OF_AN_INDEX, arguments.kills - phases.total())
        with tempfile.TemporaryDirectory() as folder:
            killing = Killing(Path(folder), seed)
            try:
                with small_segments(FULL):
                    while killing.kills < wanted:
                        killing.kill_once()
                    killing.finish()
            except Exception:  # noqa: BLE001 - every failure is a result
                failures.append({"seed": seed, "failure": traceback.format_exc().splitlines()[-3:]})
        phases += killing.phases
        segments += killing.segments
        print(f"{phases.total()} kills, {len(failures)} failures", file=sys.stderr)
        seed += 1
    steps: dict[str, int] = {}
    for operation in OPERATIONS:
        with tempfile.TemporaryDirectory() as folder:
            trials = Trials(Path(folder), operation)
            steps[operation] = trials.steps
            for step in range(1, trials.steps + 1):
                try:
                    trials.kill_at(step)
                except Exception:  # noqa: BLE001 - every failure is a result
                    lines = traceback.format_exc().splitlines()[-3:]
                    failures.append({operation: step, "failure": lines})
        print(f"{operation}: {steps[operation]} kills", file=sys.stderr)
    figures = {
        "kills": phases.total(),
        "kills by phase": dict(phases.most_common()),
        "kills by segments": dict(sorted(segments.items())),
        "kills by step": steps,
        "failures": failures,
        "seconds": round(time.monotonic() - started),
    }
    print(json.dumps({**describe_machine(), **figures}, indent=2))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
