"""Feed damaged, hostile and random inputs to everything that reads: does anything break?

    python -m benchmarks.fuzz --inputs 100000

prints JSON: inputs by kind, the slowest, and the failures. Each input is made from its kind and
number alone: ``--only .eml/123`` repeats one.
"""

import argparse
import json
import logging
import random
import signal
import sys
import time
import traceback
from collections import Counter
from types import FrameType

from benchmarks.machine import describe_machine
from testing.fuzzing_inputs import checks

# Seconds for an input of at most a few hundred kilobytes.
LIMIT = 5
# PDF and office files take up to a hundred times as long as the others.
WEIGHTS = {".pdf": 0.03, ".docx": 0.2, ".pptx": 0.2, ".odp": 0.3, ".odt": 0.3, "text": 6.0}


class _TooSlowError(Exception):
    """An input took longer than the limit."""


def _stop(_: int, __: FrameType | None) -> None:
    raise _TooSlowError


def main() -> None:
    """Make, check and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--only")
    arguments = parser.parse_args()
    signal.signal(signal.SIGALRM, _stop)
    logging.disable(logging.CRITICAL)
    makers = checks()
    if arguments.only:
        kind, _, _ = arguments.only.rpartition("/")
        makers[kind](random.Random(arguments.only))()  # noqa: S311 - not for secrets
        return
    rng = random.Random(0)  # noqa: S311 - not for secrets
    weights = [WEIGHTS.get(kind, 1.0) for kind in makers]
    kinds = rng.choices(list(makers), weights, k=arguments.inputs)
    counts: Counter[str] = Counter()
    failures: list[dict[str, str]] = []
    slowest: dict[str, float] = {}
    for done, kind in enumerate(kinds, 1):
        name = f"{kind}/{counts[kind]}"
        counts[kind] += 1
        check = makers[kind](random.Random(name))  # noqa: S311 - not for secrets
        started = time.perf_counter()
        signal.alarm(LIMIT)
        try:
            check()
        except Exception as error:  # noqa: BLE001 - every failure is a result
            where = traceback.extract_tb(error.__traceback__)[-1]
            failures.append({"input": name, "error": repr(error)[:200], "at": f"{where.name}"})
            print(f"{name}: {error!r} in {where.filename}:{where.lineno}", file=sys.stderr)
        finally:
            signal.alarm(0)
        slowest[name] = time.perf_counter() - started
        if done % 5000 == 0:
            slowest = dict(sorted(slowest.items(), key=lambda item: -item[1])[:10])
            print(f"{done} inputs, {len(failures)} failures", file=sys.stderr)
    figures = {
        "inputs": arguments.inputs,
        "by kind": dict(counts.most_common()),
        "limit in seconds": LIMIT,
        "slowest in seconds": {
            name: round(taken, 3)
            for name, taken in sorted(slowest.items(), key=lambda item: -item[1])[:10]
        },
        "failures": failures,
    }
    print(json.dumps({**describe_machine(), **figures}, indent=2))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
