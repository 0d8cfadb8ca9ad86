"""Following folders: after whatever happens to them, the index holds what a new one would."""

import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from indexer import watching
from indexer.discovery import find_files
from indexer.pipeline import index_files
from indexer.pruning import prune
from indexer.watching import changes, look
from search.index import Index
from testing.hashing_encoder import HashingEncoder

PATIENCE = 60.0


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "GATHER_MS", 80)


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Ends a test that waits in vain."""
    event = threading.Event()
    timer = threading.Timer(PATIENCE, event.set)
    timer.start()
    yield event
    event.set()
    timer.cancel()
    timer.join()


def write(path: Path, text: str = "خبر") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def later(work: Callable[[], object]) -> None:
    threading.Timer(0.4, work).start()


def test_what_changed_is_told(tmp_path: Path, stop: threading.Event) -> None:
    path = write(tmp_path / "a.txt")
    found = changes([tmp_path], stop)
    for work in (lambda: write(path, "آخر"), path.unlink, lambda: write(path)):
        later(work)
        assert next(found).paths == {path}
    assert [file.path for file in find_files([tmp_path], {path})] == [path]
    assert find_files([tmp_path], {tmp_path / "other.txt"}) == []


def test_what_changed_before_it_was_followed_is_told(tmp_path: Path, stop: threading.Event) -> None:
    gone, same = write(tmp_path / "gone.txt"), write(tmp_path / "same.txt")
    seen = look([tmp_path])
    gone.unlink()
    new = write(tmp_path / "sub" / "new.txt")
    assert next(changes([tmp_path], stop, seen)).paths == {gone, new}
    assert same.exists()


def test_what_no_event_tells_is_found_in_time(
    tmp_path: Path, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_time(*_: object) -> Iterator[tuple[()]]:
        while True:
            time.sleep(0.1)
            yield ()

    monkeypatch.setattr(watching, "_events", only_time)
    monkeypatch.setattr(watching, "RECONCILE_MS", 200)
    found = changes([tmp_path], stop)
    later(lambda: write(tmp_path / "a.txt"))
    assert next(found).paths == {tmp_path / "a.txt"}


def test_what_changes_before_the_system_sends_events_is_found(
    tmp_path: Path, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = watching._events

    def late(*arguments: Any) -> Iterator[Collection[object]]:  # noqa: ANN401
        write(tmp_path / "b.txt")
        yield from events(*arguments)

    monkeypatch.setattr(watching, "_events", late)
    write(tmp_path / "a.txt")
    assert next(changes([tmp_path], stop, {})).paths == {tmp_path / "a.txt"}
    assert next(changes([tmp_path], stop)).paths == {tmp_path / "b.txt"}


def test_a_name_that_is_no_unicode_ends_nothing(tmp_path: Path, stop: threading.Event) -> None:
    found = changes([tmp_path], stop)
    odd, plain = tmp_path / os.fsdecode(b"\xce\xc8\xd1.txt"), tmp_path / "a.txt"
    later(lambda: write(odd))
    assert next(found).paths == {odd}
    later(lambda: write(plain))
    assert next(found).paths == {plain}


def test_what_could_not_be_read_is_told_again_while_it_is_there(
    tmp_path: Path, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "RECONCILE_MS", 200)
    path, unread = write(tmp_path / "a.txt"), set[Path]()
    found = changes([tmp_path], stop, {}, unread)
    for _ in range(2):
        assert next(found).paths == {path}
        unread |= {path, tmp_path / "gone.txt"}
    assert next(found).paths == {path}
    later(lambda: write(tmp_path / "b.txt"))
    assert next(found).paths == {tmp_path / "b.txt"}


def test_a_folder_that_goes_and_comes_back_is_followed(
    tmp_path: Path, stop: threading.Event
) -> None:
    root = tmp_path / "root"
    path = write(root / "a.txt")
    found = changes([root], stop)
    later(lambda: shutil.rmtree(root))
    assert path in next(found).paths
    later(lambda: write(path))
    while path not in next(found).paths:
        pass
    later(lambda: write(root / "b.txt"))
    while root / "b.txt" not in next(found).paths:
        pass


@pytest.mark.parametrize("steps", [("root/new",), ("aside", "root/new")])
def test_where_a_renamed_folder_was_is_told(
    tmp_path: Path, stop: threading.Event, steps: tuple[str, ...]
) -> None:
    root = tmp_path / "root"
    old = {write(root / "old" / f"{number}.txt") for number in range(3)}
    places = [root / "old", *(tmp_path / step for step in steps)]
    found = changes([root], stop)
    for before, after in pairwise(places):
        later(partial(before.rename, after))
        told = next(found)
    assert told.followed.moved == old
    assert {root / "new" / path.name for path in old} <= told.paths


def test_a_file_that_was_copied_and_deleted_has_not_moved(
    tmp_path: Path, stop: threading.Event
) -> None:
    path, copy = write(tmp_path / "a.txt"), tmp_path / "b.txt"

    def work() -> None:
        shutil.copy2(path, copy)
        path.unlink()

    found = changes([tmp_path], stop)
    later(work)
    told = next(found)
    assert (told.paths, told.followed.moved) == ({path, copy}, set())


def test_of_many_files_that_are_gone_the_first_are_forgotten(
    tmp_path: Path, stop: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_LOST", 1)
    root, aside = tmp_path / "root", tmp_path / "aside"
    aside.mkdir()
    first, second = write(root / "a.txt"), write(root / "b.txt")
    found = changes([root], stop)
    moved = []
    for source, target in (
        *((first, aside / "a.txt"), (second, aside / "b.txt")),
        *((aside / "a.txt", root / "c.txt"), (aside / "b.txt", root / "d.txt")),
    ):
        later(partial(source.rename, target))
        moved.append(next(found).followed.moved)
    assert moved == [set(), set(), set(), {second}]


def torture(root: Path, template: Path, aside: Path, done: threading.Event) -> None:
    """Copy, rename, move out and in, remove and change what is below a folder."""
    rng = random.Random(3)  # noqa: S311 - not for secrets
    for step in range(12):
        folders = sorted(path for path in root.iterdir() if path.is_dir())
        what = rng.choice(["copy", "copy", "rename", "out", "in", "remove", "change"])
        if what == "copy" or not folders:
            shutil.copytree(template, root / f"copy{step}")
        elif what == "rename":
            rng.choice(folders).rename(root / f"renamed{step}")
        elif what == "out":
            rng.choice(folders).rename(aside / str(step))
        elif what == "in" and any(aside.iterdir()):
            next(aside.iterdir()).rename(root / f"in{step}")
        elif what == "remove":
            shutil.rmtree(rng.choice(folders))
        else:
            write(rng.choice(sorted(root.rglob("*.txt"))), f"خبر جديد {step}")
        time.sleep(rng.random() * 0.1)
    done.set()


def test_a_tortured_folder_ends_as_a_new_index_would(
    tmp_path: Path, make_index: Callable[..., Index], encoder: HashingEncoder, stop: threading.Event
) -> None:
    root, aside, template = tmp_path / "root", tmp_path / "aside", tmp_path / "template"
    for number in range(12):
        write(template / f"f{number % 3}" / f"d{number % 2}" / f"{number}.txt", f"خبر {number}")
    aside.mkdir()
    root.mkdir()
    done = threading.Event()
    index = make_index()
    later(lambda: torture(root, template, aside, done))
    for changed, followed in changes([root], stop):
        index_files(index, lambda: encoder, find_files([root], changed), lambda _: None)
        prune(index, [root], confirm=lambda _: True, followed=followed)
        if done.is_set() and _held(index) == _wanted(root):
            break
    assert done.is_set()
    assert _held(index) == _wanted(root)


def _held(index: Index) -> dict[str, str]:
    return {document.id: document.text for document, _ in index.store.documents()}


def _wanted(root: Path) -> dict[str, str]:
    paths = root.rglob("*.txt")
    return {str(path.relative_to(root).with_suffix("")): path.read_text("utf-8") for path in paths}
