"""Where a command may write a file that somebody names."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.errors import TargetError
from search.targets import written


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_file_is_its_owners_and_takes_the_place_of_another_when_it_is_whole(
    tmp_path: Path,
) -> None:
    target = tmp_path / "a.jsonl"
    target.write_text("old", "utf-8")
    with pytest.raises(UnicodeEncodeError), written(target) as part:
        part.write_text("half \ud800", "utf-8")
    assert target.read_text("utf-8") == "old"
    with written(target) as part:
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        part.write_text("new", "utf-8")
        assert target.read_text("utf-8") == "old"
    assert target.read_text("utf-8") == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("mark", ["shawahid.sqlite", "service.sqlite", "writer.lock"])
@pytest.mark.parametrize("name", ["shawahid.sqlite", "collections/sport/new", "originals/a/b.txt"])
def test_nothing_is_written_into_the_folder_of_an_index(
    tmp_path: Path, mark: str, name: str
) -> None:
    index = tmp_path / "index"
    (index / name).parent.mkdir(parents=True, exist_ok=True)
    (index / mark).touch()
    (tmp_path / "link").symlink_to(index)
    for target in (index / name, tmp_path / "link" / name):
        with pytest.raises(TargetError, match="folder of an index"), written(target):
            pytest.fail("it is not begun")


def test_nothing_but_a_file_is_replaced_and_no_link_followed(tmp_path: Path) -> None:
    source = tmp_path / "source.jsonl"
    source.write_text("source", "utf-8")
    (tmp_path / "link").symlink_to(source)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    for target in (
        *(tmp_path / "link", tmp_path / "dangling", tmp_path / "pipe", tmp_path),
        *(Path("/dev/null"), Path("/proc/self/fd/1"), tmp_path / "no" / "folder"),
    ):
        with pytest.raises(TargetError), written(target):
            pytest.fail("it is not begun")
    assert source.read_text("utf-8") == "source"
    assert not (tmp_path / "nowhere").exists()
