"""What is left of much work: memory, descriptors and files of a service before it and after.

    python -m benchmarks.endurance

indexes the articles in `seeds/`, starts `shawahid serve` on them, and asks it questions, asks for
suggestions with words made to fill caches, and uploads and deletes documents one by one. Printed
as JSON are the service's memory, its open files, and the files in its temporary folder and in its
inbox: before, after each of the three, and at the end. The exit code is 1 where memory has grown by
more than 100 MB, or anything else at all. What its processes share, as they do the model's file, is
in memory once and counted once, and by half where another service of the same installation has it
too: none may run beside it. Resident memory, printed beside it, has it once for each process.
"""

import argparse
import json
import os
import random
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.lines import read_lines
from benchmarks.load import QUESTIONS, Service, serving
from benchmarks.machine import describe_machine
from benchmarks.memory import proportional, resident
from service.client import Client
from service.schemas.jobs import State

SEEDS = Path(__file__).parents[1] / "seeds"
MOST_GROWTH = 100_000_000
_LATIN = string.ascii_lowercase
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
# Of each kind of work, before anything is measured: each process of a service makes its caches and
# threads when its turn comes, which is not every second time.
_WARM_UP = 100
# In which connections that are no longer used are closed.
_CALM_SECONDS = 12
_JOB_SECONDS = 120
_SHARE_OF_LINES = 0.5


class Work:
    """What a service is asked to do, without end and never the same.

    Each time over another connection: one that is kept leads to one of its processes alone.
    """

    def __init__(self, address: str, folder: Path) -> None:
        self._address = address
        self._folder = folder
        self._random = random.Random(7)  # noqa: S311 - a seed, not a secret
        self._questions = [json.loads(line)["text"] for line in read_lines(QUESTIONS)]

    def search(self) -> None:
        """A question that was not asked before."""
        with Client(self._address) as client:
            client.search(f"{self._random.choice(self._questions)} {self._word(_ARABIC, 8)}")

    def suggest(self) -> None:
        """Long words that no document has, in either script, also mixed."""
        letters = self._random.choice((_ARABIC, _LATIN, _ARABIC + _LATIN))
        length = self._random.choice((3, 30, 90, 900))
        with Client(self._address) as client:
            client.suggest(f"{self._word(letters, length)} {self._word(letters, length)}")

    def upload(self) -> None:
        """A document that is added, as a line of JSON or as a file, and deleted again."""
        words = (self._word(_ARABIC, 2 + number % 9) for number in range(300))
        name, text = self._word(_LATIN, 12), " ".join(words) + "."
        with Client(self._address) as client:
            if self._random.random() < _SHARE_OF_LINES:
                job = client.add([{"id": name, "text": text}])
            else:
                file = self._folder / f"{name}.txt"
                file.write_text(text, "utf-8")
                job = client.add_files([file])
                file.unlink()
            ended = client.wait(job.id, _JOB_SECONDS)
            if ended.state is not State.DONE or not ended.added:
                raise AssertionError(ended)
            client.delete(name)

    def _word(self, letters: str, length: int) -> str:
        return "".join(self._random.choices(letters, k=length))


def main() -> None:
    """Work, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--searches", type=int, default=2000)
    parser.add_argument("--suggestions", type=int, default=2000)
    parser.add_argument("--uploads", type=int, default=500)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        temporary, index = folder / "temporary", folder / "index"
        temporary.mkdir()
        os.environ["TMPDIR"] = str(temporary)
        command = [sys.executable, "-m", "service", "index", str(SEEDS), "--index", str(index)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - own command
        with serving(index, folder) as service:
            work = Work(service.address, folder)
            tasks: dict[str, tuple[Callable[[], None], int]] = {
                "searches": (work.search, arguments.searches),
                "suggestions": (work.suggest, arguments.suggestions),
                "uploads": (work.upload, arguments.uploads),
            }
            for task, _ in tasks.values():
                _repeat(task, _WARM_UP)
            figures = {"before": _left(service, temporary, index)}
            for each, (task, times) in tasks.items():
                seconds = _repeat(task, times)
                figures[each] = {"seconds": seconds, **_left(service, temporary, index)}
    before, after = figures["before"], figures["uploads"]
    grown = {what: after[what] - number for what, number in before.items()}
    figures["grown"] = dict(grown)
    done = {f"number of {name}": times for name, times in vars(arguments).items()}
    print(json.dumps({**describe_machine(), **done, **figures}, indent=2))
    memory = grown.pop("memory_bytes")
    del grown["resident_bytes"]
    sys.exit(memory > MOST_GROWTH or any(number > 0 for number in grown.values()))


def _repeat(task: Callable[[], None], times: int) -> int:
    """Seconds that it took."""
    started = time.monotonic()
    for _ in range(times):
        task()
    return round(time.monotonic() - started)


def _left(service: Service, temporary: Path, index: Path) -> dict[str, int]:
    """What the service holds when it has been left alone for a while."""
    time.sleep(_CALM_SECONDS)
    inbox = [path for path in (index / "uploads").glob("*/*") if path.is_dir()]
    return {
        "memory_bytes": proportional(service.pid),
        "resident_bytes": resident(service.pid),
        "open_files": len(list(Path(f"/proc/{service.pid}/fd").iterdir())),
        "temporary_files": len(list(temporary.rglob("*"))),
        "uploads": len(inbox),
        "originals": len(list((index / "originals").rglob("*"))),
    }


if __name__ == "__main__":
    main()
