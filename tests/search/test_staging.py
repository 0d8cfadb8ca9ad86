"""What is half made: private, and gone with the process that made it."""

import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from search.staging import PREFIX, staged, sweep_staged


def left(parent: Path) -> list[str]:
    return [path.name for path in parent.glob(f"{PREFIX}*")]


def test_a_staged_folder_is_its_owners_and_goes_at_the_end(tmp_path: Path) -> None:
    with staged(tmp_path) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "half").touch()
    assert left(tmp_path) == []
    with pytest.raises(ZeroDivisionError), staged(tmp_path):
        raise ZeroDivisionError
    assert left(tmp_path) == []


def _be_killed(parent: Path) -> None:
    with staged(parent) as folder:
        (folder / "half").touch()
        os.kill(os.getpid(), 9)


def test_what_a_killed_process_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_be_killed, args=(tmp_path,))
    process.start()
    process.join()
    assert len(left(tmp_path)) == 2  # with its lock
    other = tmp_path / f"{PREFIX}file"
    other.touch()
    with staged(tmp_path) as mine:
        with staged(tmp_path) as second:
            assert {mine.name, second.name, other.name} <= set(left(tmp_path))
            assert len(left(tmp_path)) == 5
        assert mine.is_dir()
    assert left(tmp_path) == [other.name]


def test_what_is_left_before_the_folder_is_made_is_removed(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}0123.lock").touch()
    sweep_staged(tmp_path)
    assert left(tmp_path) == []
