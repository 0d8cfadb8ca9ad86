"""What is half made: private, and gone with the process that made it."""

import multiprocessing
import os
import stat
import time
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
    assert len(left(tmp_path)) == 1
    other = tmp_path / f"{PREFIX}file"
    other.touch()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path)
    with staged(tmp_path) as mine:
        with staged(tmp_path) as second:
            assert sorted(left(tmp_path)) == sorted(
                [mine.name, second.name, other.name, f"{PREFIX}link"]
            )
        assert mine.is_dir()


def test_a_folder_that_is_just_being_made_is_left_alone(tmp_path: Path) -> None:
    fresh, old = tmp_path / f"{PREFIX}fresh", tmp_path / f"{PREFIX}old"
    for folder in (fresh, old):
        folder.mkdir()
    os.utime(old, (time.time() - 3600,) * 2)
    sweep_staged(tmp_path)
    assert left(tmp_path) == [fresh.name]
