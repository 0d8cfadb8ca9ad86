"""What is pruned and what is not: drives, shares and folders that only seem to be empty."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import folders, pruning
from indexer.discovery import find_files
from indexer.folders import forget_mounts, known_folders, remember
from indexer.pipeline import index_files
from indexer.pruning import Doubt, Pruned, prune
from indexer.watching import Followed
from search.errors import IndexDamagedError
from search.index import Index
from testing.hashing_encoder import HashingEncoder
from tests.indexer.closing import close

FEW = 2
MANY = 2 * FEW


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that few files have to be written."""
    monkeypatch.setattr(pruning, "FEW", FEW)


class Drive:
    """A folder of articles, and an index of them."""

    def __init__(self, root: Path, index: Index, encoder: HashingEncoder) -> None:
        self.root = root
        self.index = index
        self._encoder = encoder

    def fill(self, folder: str, count: int) -> Path:
        """Write so many articles and index everything."""
        (self.root / folder).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            name = f"{folder.replace('/', '-')}{number}.txt"
            (self.root / folder / name).write_text(f"خبر {folder} {number}", "utf-8")
        self.run()
        return self.root / folder

    def run(self) -> None:
        files = find_files([self.root])
        index_files(self.index, lambda: self._encoder, files, lambda _: None)
        remember(self.index.folder, [self.root], [file.path for file in files])

    def prune(self, *, everything: bool = False) -> Pruned:
        return prune(self.index, [self.root], confirm=lambda _: everything)

    @property
    def documents(self) -> int:
        return self.index.store.counts().documents


@pytest.fixture
def drive(tmp_path: Path, make_index: Callable[..., Index], encoder: HashingEncoder) -> Drive:
    return Drive(tmp_path / "drive", make_index(), encoder)


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def left_by_nobody(root: Path) -> None:
    """What the folder under a mount point may hold."""


def an_empty_folder(root: Path) -> None:
    (root / "news").mkdir()


def a_hidden_file(root: Path) -> None:
    (root / ".keep").touch()
    (root / ".Trash" / "deep").mkdir(parents=True)
    (root / ".Trash" / "deep" / "old.txt").write_text("قديم", "utf-8")


@pytest.mark.parametrize("count", [3, MANY])
@pytest.mark.parametrize("rest", [left_by_nobody, an_empty_folder, a_hidden_file])
def test_a_drive_that_is_not_mounted_loses_nothing(
    drive: Drive, rest: Callable[[Path], None], count: int
) -> None:
    drive.fill("news/today", count)
    empty(drive.root)
    rest(drive.root)
    pruned = drive.prune()
    assert (pruned.deleted, drive.documents) == (0, count)
    (kept,) = pruned.kept
    assert kept.place == str(drive.root)
    assert "--prune-all" in kept.reason
    assert drive.prune(everything=True).deleted == count
    assert drive.prune().kept == []


def test_a_folder_that_was_moved_is_not_doubted(drive: Drive) -> None:
    folder = drive.fill("old", MANY)
    paths = [*folder.iterdir()]
    folder.rename(drive.root / "new")
    drive.run()
    pruned = prune(drive.index, [drive.root], followed=Followed(moved=paths))
    assert (pruned.deleted, pruned.kept) == (MANY, [])
    assert drive.documents == MANY


def test_a_folder_that_is_not_there_loses_nothing(drive: Drive) -> None:
    drive.fill("news", 3)
    shutil.rmtree(drive.root)
    assert drive.prune().deleted == 0
    assert drive.documents == 3


def test_a_folder_with_a_file_in_its_place_is_gone(drive: Drive) -> None:
    drive.fill("other", 10 * MANY)
    folder = drive.fill("news", 3)
    shutil.rmtree(folder)
    folder.write_text("خبر", "utf-8")
    pruned = drive.prune()
    assert (pruned.deleted, pruned.kept) == (3, [])


def test_a_file_with_a_folder_in_its_place_is_gone(drive: Drive) -> None:
    folder = drive.fill("news", 10 * MANY)
    (folder / "news0.txt").unlink()
    (folder / "news0.txt").mkdir()
    pruned = drive.prune()
    assert (pruned.deleted, pruned.kept) == (1, [])


def test_a_root_with_a_file_in_its_place_loses_nothing(drive: Drive) -> None:
    drive.fill("news", 3)
    shutil.rmtree(drive.root)
    drive.root.write_text("خبر", "utf-8")
    assert drive.prune().deleted == 0
    assert drive.prune(everything=True).deleted == 3


def test_a_mount_below_that_is_gone_loses_nothing(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount = drive.root / "share"
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == mount)
    drive.fill("local", 10 * MANY)
    drive.fill("share/news", 3)
    assert known_folders(drive.index.folder).mounts == {mount}
    monkeypatch.setattr(os.path, "ismount", lambda _: False)
    empty(mount)
    (mount / "written while it was away.txt").write_text("خبر", "utf-8")
    pruned = drive.prune()
    assert pruned.deleted == 0
    assert [kept.place for kept in pruned.kept] == [str(mount)]
    assert drive.prune(everything=True).deleted == 3
    assert known_folders(drive.index.folder).mounts == set()


def test_a_share_that_lists_nothing_for_a_moment_loses_nothing(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "share")
    drive.fill("local", 10 * MANY)
    share = drive.fill("share", 3)
    empty(share)
    assert drive.prune().deleted == 0


def test_a_folder_that_lost_much_is_doubted_and_one_that_lost_little_is_not(drive: Drive) -> None:
    drive.fill("local", 30 * MANY)
    empty(drive.fill("large", FEW + 1))
    empty(drive.fill("small", FEW))
    pruned = drive.prune()
    assert pruned.deleted == FEW
    assert [kept.place for kept in pruned.kept] == [str(drive.root / "large")]


def test_a_folder_that_cannot_be_read_loses_nothing_whatever_is_said(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive.fill("open", MANY)
    closed = drive.fill("closed", 3)
    gone = drive.root / "open" / "open0.txt"
    for path in (*closed.iterdir(), gone):
        path.unlink()
    close(closed, monkeypatch)
    pruned = drive.prune(everything=True)
    assert pruned.deleted == 1
    (kept,) = pruned.kept
    assert str(closed) in kept.place
    assert "3" in kept.reason


def test_a_server_that_does_not_answer_loses_nothing(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive.fill("news", 3)

    def hang(path: Path) -> None:
        raise OSError(116, "Stale file handle", str(path))

    monkeypatch.setattr(Path, "lstat", hang)
    assert drive.prune(everything=True).deleted == 0


def test_more_than_a_tenth_is_asked_for(drive: Drive) -> None:
    news = drive.fill("news", 10 * MANY)
    paths = sorted(news.iterdir())
    for path in paths[:MANY]:
        path.unlink()
    assert drive.prune().deleted == MANY
    for path in paths[MANY : 2 * MANY]:
        path.unlink()
    asked: list[Doubt] = []

    def refuse(doubt: Doubt) -> bool:
        asked.append(doubt)
        return False

    assert prune(drive.index, [drive.root], confirm=refuse).deleted == 0
    assert [doubt.documents for doubt in asked] == [MANY]
    assert drive.prune(everything=True).deleted == MANY


def test_what_files_no_longer_hold_counts_too(drive: Drive) -> None:
    drive.fill("news", MANY)
    vanished = [f"news/news{number}" for number in range(FEW + 1)]
    assert prune(drive.index, [drive.root], vanished).deleted == 0
    assert prune(drive.index, [drive.root], vanished[:FEW]).deleted == FEW


def test_a_file_that_comes_back_while_somebody_is_asked_stays(drive: Drive) -> None:
    news = drive.fill("news", 3)
    path = news / "news0.txt"
    for each in news.iterdir():
        each.unlink()

    def bring_back(_: Doubt) -> bool:
        path.write_text("خبر", "utf-8")
        return True

    assert prune(drive.index, [drive.root], confirm=bring_back).deleted == 2
    assert drive.index.store.document("news/news0")


def test_nobody_writes_while_somebody_is_asked(drive: Drive) -> None:
    empty(drive.fill("", 3))

    def write_meanwhile(_: Doubt) -> bool:
        other = Index(drive.index.folder)
        with other.writing():
            other.close()
        return False

    assert prune(drive.index, [drive.root], confirm=write_meanwhile).deleted == 0


def test_what_is_known_is_kept_in_a_file_of_its_own(drive: Drive) -> None:
    drive.fill("news", 1)
    path = drive.index.folder / folders.FILE_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert known_folders(drive.index.folder).paths == {drive.root}
    forget_mounts(drive.index.folder, [drive.root])
    for content in ("", "[]", '{"paths": 1, "mounts": []}', '{"paths": [1], "mounts": []}'):
        path.write_text(content, "utf-8")
        with pytest.raises(IndexDamagedError, match="delete it"):
            known_folders(drive.index.folder)
