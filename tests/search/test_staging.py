"""What is half made: private, and gone with the process that made it."""

import multiprocessing
import os
import stat
import threading
from pathlib import Path

import pytest

from search import staging
from search.errors import IndexWriteError
from search.staging import PREFIX, staged, sweep_staged
from search.targets import written


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


def _be_killed_elsewhere(index: Path, other: Path) -> None:
    with written(other / "backup", index) as part:
        part.write_text("half", "utf-8")
        os.kill(os.getpid(), 9)


def test_what_a_killed_process_left_elsewhere_goes_with_what_it_left_in_the_index(
    tmp_path: Path,
) -> None:
    index, other = tmp_path / "index", tmp_path / "backups \u0627\udcff"
    for folder in (index, other):
        folder.mkdir()
    for _ in range(2):
        process = multiprocessing.get_context("spawn").Process(
            target=_be_killed_elsewhere, args=(index, other)
        )
        process.start()
        process.join()
    assert left(index)
    assert left(other)
    with written(other.parent / "backup", index):
        pass
    assert not [*index.iterdir(), *other.iterdir()]


def test_a_file_is_written_where_the_index_cannot_be(tmp_path: Path) -> None:
    with written(tmp_path / "backup", tmp_path / "missing") as part:
        part.write_text("whole", "utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


def test_what_is_left_before_the_folder_is_made_is_removed(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}0123.lock").touch()
    sweep_staged(tmp_path)
    assert left(tmp_path) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder that takes no files")
def test_a_folder_that_takes_no_files_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "_PATIENCE", 0.1)
    told: list[BaseException] = []

    def stage() -> None:
        try:
            with written(Path("/proc/target")):
                pass
        except IndexWriteError as error:
            told.append(error)

    thread = threading.Thread(target=stage, daemon=True)
    thread.start()
    thread.join(30)
    assert "/proc/target cannot be written" in str(told[0])
