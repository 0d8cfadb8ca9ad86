"""Kill what keeps an index at a step of its work, and check what the next command makes of it.

A step is a change of the file system. Each is counted in the process that is killed, by what Python
tells of it, so that every one can be tried.
"""

import multiprocessing
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from indexer.upkeep.reindexing import reindex
from indexer.upkeep.switching import sweep
from indexer.upkeep.verification import verify
from search.index import Index
from search.layout import COLLECTIONS, collection_folder, collection_names, delete_collection
from search.originals import ORIGINALS
from service import backups
from service.backup_format import opened
from service.database import FILE_NAME, ServiceDatabase
from testing.durability.writer import TOKEN_LIMIT, new_index
from testing.hashing_encoder import HashingEncoder
from testing.permissions import open_to_others

IDS = [f"doc{number}" for number in range(6)]
OTHER = "sport"
_STEPS = frozenset(
    {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.chmod", "sqlite3.connect"}
)


def _ignore(*_: object) -> None:
    """A report that nobody reads."""


@dataclass(frozen=True, slots=True)
class Place:
    """The folders of one trial."""

    folder: Path

    @property
    def index(self) -> Path:
        """The index that is worked on."""
        return self.folder / "index"

    @property
    def target(self) -> Path:
        """A backup that is there already, which another one replaces."""
        return self.folder / "backups" / "target"


def _back_up(place: Place) -> None:
    backups.back_up(place.index, collection_names(place.index), place.target, _ignore, keys=True)


def _restore(place: Place) -> None:
    backups.restore(place.folder / "made", place.index, None, _ignore)


def _reindex(place: Place) -> None:
    reindex(place.index, lambda: HashingEncoder(128, TOKEN_LIMIT, "other"), "other", _ignore)


def _delete(place: Place) -> None:
    delete_collection(place.index, OTHER)


OPERATIONS: dict[str, Callable[[Place], None]] = {
    "back up": _back_up,
    "restore": _restore,
    "reindex": _reindex,
    "delete a collection": _delete,
}


class Trials:
    """An operation on copies of one index, killed at one step after the other."""

    def __init__(self, folder: Path, operation: str) -> None:
        self._folder = folder
        self._operation = operation
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["testing.durability.stepwise", "faiss", "tantivy"])
        made = Place(folder / "template")
        new_index(made.index, IDS)
        new_index(collection_folder(made.index, OTHER), IDS[:2])
        ServiceDatabase(made.index).close()
        sent = made.index / ORIGINALS / "ab" / "sent.txt"
        sent.parent.parent.mkdir(mode=0o700)
        sent.parent.mkdir()
        sent.write_text("نص", "utf-8")
        names = collection_names(made.index)
        backups.back_up(made.index, names, made.folder / "made", _ignore, keys=True)
        made.target.parent.mkdir()
        shutil.copy2(made.folder / "made", made.target)
        if operation == "restore":  # what it replaces has less of everything
            shutil.rmtree(made.index)
            new_index(made.index, IDS[:1])
        for open_folder in (made.index, made.target.parent):
            open_folder.chmod(0o755)
        done = self._copy()
        self._before = _state(self._copy())
        self.steps = self._start(done, None)
        self._done = _state(done)

    def kill_at(self, step: int) -> None:
        """Kill the operation at a step, and check.

        Raises:
            AssertionError: something was lost, half done, left behind or readable by others.
        """
        place = self._copy()
        self._start(place, step)
        _check_private(place)
        sweep(place.index)
        assert _state(place) in (self._before, self._done), f"{self._operation}: step {step}"
        with opened(place.target):
            """The backup that was there, or the new one."""
        if self._can_repeat(place):
            OPERATIONS[self._operation](place)
        assert _state(place) == self._done
        _check_tidy(place)
        for name in collection_names(place.index):
            problems = list(verify(collection_folder(place.index, name), _ignore))
            assert not problems, problems
        shutil.rmtree(place.folder)

    def _can_repeat(self, place: Place) -> bool:
        return self._operation != "delete a collection" or OTHER in collection_names(place.index)

    def _copy(self) -> Place:
        place = Place(self._folder / f"trial{random.randrange(10**9)}")  # noqa: S311
        shutil.copytree(self._folder / "template", place.folder)
        return place

    def _start(self, place: Place, step: int | None) -> int:
        """How many steps were made."""
        mine, theirs = self._context.Pipe(duplex=False)
        arguments = (self._operation, place, step, theirs)
        process = self._context.Process(target=_work, args=arguments)
        process.start()
        theirs.close()
        process.join()
        if step is not None:
            assert process.exitcode == -signal.SIGKILL, f"{self._operation}: no step {step}"
            return step
        assert process.exitcode == 0
        return int(mine.recv())


def _work(operation: str, place: Place, step: int | None, steps: Connection) -> None:
    """In a process of its own: do it, and be killed at a step."""
    os.umask(0o022)
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        is_write = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_CREAT
        if event in _STEPS or is_write:
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    OPERATIONS[operation](place)
    steps.send(count)


def _state(place: Place) -> dict[str, object]:
    """What an index folder holds, for whoever asks."""
    state: dict[str, object] = {FILE_NAME: (place.index / FILE_NAME).is_file()}
    for name in collection_names(place.index):
        index = Index(collection_folder(place.index, name))
        state[name] = (index.settings.model, sorted(d.id for d, _ in index.store.documents()))
        index.close()
    state[ORIGINALS] = sorted(path.name for path in (place.index / ORIGINALS).rglob("*.txt"))
    return state


def _check_private(place: Place) -> None:
    """Nobody else can read what is half made, also in folders that are open to all."""
    expected = {place.index, place.target.parent, place.index / COLLECTIONS}
    found = set(open_to_others(place.folder)) - expected
    assert not found, found


def _check_tidy(place: Place) -> None:
    folders = [place.index, place.target.parent, *place.index.glob(COLLECTIONS)]
    folders += place.index.glob(f"{COLLECTIONS}/*")
    names = [path.name for folder in folders for path in folder.iterdir()]
    assert not [name for name in names if name.startswith(".") or name.endswith(".new")]
