"""A watched folder is tortured: does the index end as a new one of the folder would be?

    python -m benchmarks.watching [--rounds 10] [--files 2000]

starts `shawahid index --watch --prune-all` on a folder and, in each round, copies, renames, moves
out and in, removes and changes folders and files below it, with the watched folder itself now and
then, faster than the watcher can follow. What its index comes to hold (documents, texts and the
files that they came from) is compared with a new index of the same folder. Printed as JSON are each
round's operations, documents, and seconds until the two are the same; the exit code is 1 where they
never are.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import describe_machine
from search.layout import is_index
from search.storage.store import open_store

# Different texts, so that the model has to embed few of them; their files are told by their paths.
_TEXTS = 40
_FILES_IN_A_FOLDER = 10
_OPERATIONS = 30
# How long a round may take until the two are the same.
_PATIENCE_SECONDS = 600.0
_PAUSE_SECONDS = 0.3
_SHOWN = 5

# Text and file of a document.
Held = tuple[str, str | None]


class Round(NamedTuple):
    """What came of a round.

    Attributes:
        operations: how often each was done.
        documents: of the new index.
        seconds: until the watcher's index was the same; ``None`` where it never was.
        differences: some of what the two then say of a document, the watcher's index first.
        is_alive: whether the watcher still follows.
    """

    operations: dict[str, int]
    documents: int
    seconds: float | None
    differences: list[tuple[Held | None, Held | None]]
    is_alive: bool

    @property
    def is_right(self) -> bool:
        """Whether the index ended as it has to."""
        return self.seconds is not None and self.is_alive


class Torture:
    """What is done to a folder.

    Args:
        root: that is watched.
        aside: a folder that is not, on the same file system.
        files: about how many there are to be.
    """

    def __init__(self, root: Path, aside: Path, files: int) -> None:
        self._root = root
        self._aside = aside
        self._files = files
        self._random = random.Random(11)  # noqa: S311 - a seed, not a secret
        self._names = 0
        self.done: Counter[str] = Counter()
        root.mkdir()
        aside.mkdir()
        self._template = aside / "template"
        for number in range(files // 4):
            folder = self._template / f"{number // _FILES_IN_A_FOLDER % 7}"
            self._write(folder / f"{number // _FILES_IN_A_FOLDER}" / f"{number}.txt")
        for _ in range(4):
            shutil.copytree(self._template, root / self._name())

    def round(self) -> None:
        """A number of operations, one soon after the other."""
        self.done.clear()
        operations: list[Callable[[], None]] = [
            *(self._copy, self._rename, self._move_out, self._move_in, self._remove),
            *(self._change, self._replace, self._move_file, self._remove_file, self._nest),
        ]
        for _ in range(_OPERATIONS):
            operation = self._random.choice(operations)
            operation()
            self.done[operation.__name__.strip("_")] += 1
            time.sleep(self._random.random() * _PAUSE_SECONDS)
        if self._random.random() < 1 / 2:
            self._away()
            self.done["away"] += 1

    def _copy(self) -> None:
        if sum(1 for _ in self._root.rglob("*.txt")) < self._files:
            shutil.copytree(self._template, self._root / self._name())

    def _rename(self) -> None:
        folder = self._folder()
        folder.rename(folder.with_name(self._name()))

    def _nest(self) -> None:
        folder = self._folder()
        target = self._folder()
        if folder not in {target, *target.parents}:
            folder.rename(target / self._name())

    def _move_out(self) -> None:
        self._folder().rename(self._aside / self._name())

    def _move_in(self) -> None:
        there = [each for each in sorted(self._aside.iterdir()) if each != self._template]
        if there:
            self._random.choice(there).rename(self._root / self._name())

    def _remove(self) -> None:
        shutil.rmtree(self._folder())

    def _change(self) -> None:
        self._write(self._file())

    def _replace(self) -> None:
        """As editors save: the old file is set aside, and a new one takes its place."""
        file = self._file()
        part = file.with_suffix(".part")
        self._write(part)
        file.rename(file.with_suffix(".txt~"))
        part.rename(file)
        file.with_suffix(".txt~").unlink()

    def _move_file(self) -> None:
        self._file().rename(self._folder() / f"{self._name()}.txt")

    def _remove_file(self) -> None:
        self._file().unlink()

    def _away(self) -> None:
        """The watched folder itself goes, and comes back."""
        gone = self._root.with_name("gone")
        self._root.rename(gone)
        time.sleep(2 * _PAUSE_SECONDS)
        gone.rename(self._root)

    def _folder(self) -> Path:
        folders = sorted(path for path in self._root.rglob("*") if path.is_dir())
        if not folders:
            folder = self._root / self._name()
            shutil.copytree(self._template, folder)
            return folder
        return self._random.choice(folders)

    def _file(self) -> Path:
        files = sorted(self._root.rglob("*.txt"))
        return self._random.choice(files) if files else self._write(self._folder() / "1.txt")

    def _write(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        number = self._random.randrange(_TEXTS)
        path.write_text(f"وصل الوفد رقم {number} إلى العاصمة صباح اليوم.", "utf-8")
        return path

    def _name(self) -> str:
        self._names += 1
        return f"n{self._names}"


def held(index: Path) -> dict[str, Held]:
    """Text and file of each document of an index."""
    if not is_index(index):
        return {}
    store = open_store(index)
    files = store.files
    found = {each.id: (each.text, files.file_of(each.id)) for each, _ in store.documents()}
    store.database.close()
    return found


@contextmanager
def watching(root: Path, index: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A watcher of a folder, for a while."""
    with subprocess.Popen(  # noqa: S603 - our own program
        _command(root, index, "--watch", "--prune-all", "--json"), stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def _command(root: Path, index: Path, *options: str) -> list[str]:
    command = [sys.executable, "-m", "service", "index", str(root), "--index", str(index)]
    return [*command, *options]


def _fresh(root: Path, folder: Path) -> dict[str, Held]:
    """What a new index of the folder holds."""
    index = folder / "fresh"
    subprocess.run(  # noqa: S603 - our own program
        _command(root, index), check=True, capture_output=True
    )
    found = held(index)
    shutil.rmtree(index)
    return found


def _seconds_until(holds: Callable[[], bool]) -> float | None:
    """How long it took until something was so; ``None`` where it never was."""
    started = time.monotonic()
    while not holds():
        if time.monotonic() > started + _PATIENCE_SECONDS:
            return None
        time.sleep(_PAUSE_SECONDS)
    return round(time.monotonic() - started, 1)


def _round(torture: Torture, root: Path, index: Path, process: subprocess.Popen[bytes]) -> Round:
    torture.round()
    expected = _fresh(root, index.parent)
    seconds = _seconds_until(lambda: held(index) == expected)
    found = held(index)
    different = [
        each for each in sorted(found.keys() | expected) if found.get(each) != expected.get(each)
    ]
    some = [(found.get(each), expected.get(each)) for each in different[:_SHOWN]]
    return Round(dict(torture.done), len(expected), seconds, some, process.poll() is None)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--files", type=int, default=2000)
    arguments = parser.parse_args()
    rounds: list[Round] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root, index = folder / "root", folder / "index"
        torture = Torture(root, folder / "aside", arguments.files)
        with watching(root, index) as process:
            _seconds_until(lambda: is_index(index))
            while len(rounds) < arguments.rounds and all(each.is_right for each in rounds):
                rounds.append(_round(torture, root, index, process))
                sys.stderr.write(f"{rounds[-1]}\n")
    done = [each._asdict() for each in rounds]
    sys.stdout.write(json.dumps({"machine": describe_machine(), "rounds": done}, indent=1) + "\n")
    return int(not all(each.is_right for each in rounds))


if __name__ == "__main__":
    sys.exit(main())
