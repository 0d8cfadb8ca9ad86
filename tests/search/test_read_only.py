"""An index of another user, or on a disk that is mounted for reading only."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.errors import IndexLockedError, IndexUnreadableError
from search.index import Index
from search.layout import FILE_NAME
from search.records import Document
from search.storage import sqlite_file
from search.storage.store import open_store
from service.database import ServiceDatabase
from tests.conftest import DOCUMENTS

ROOT = Path(__file__).parents[2]
# Each says what of a folder is printed.
ASK = """
from pathlib import Path
from search.engine import Engine
from search.index import Index
from testing.hashing_encoder import HashingEncoder
def ask(folder):
    index = Index(Path(folder))
    print(*(hit.citation.document_id for hit in Engine(index, HashingEncoder()).search("النفط", 3)))
    index.close()
"""
# What needs the words of the index, or an error in their place.
WORDS = """
from pathlib import Path
from search.engine import Engine
from search.errors import ShawahidError
from search.index import Index
from search.records import Query
from testing.hashing_encoder import HashingEncoder
def ask(folder):
    index = Index(Path(folder))
    engine = Engine(index, HashingEncoder())
    for search in ('النفط "أسعار النفط"', 'أسعار -النفط'):
        try:
            hits = engine.find(Query(search)).hits
            print(search, *(hit.citation.document_id for hit in hits))
        except ShawahidError as error:
            print(type(error).__name__)
    try:
        print(*(each.citation.document_id for each in engine.occurrences("أسعار النفط")))
    except ShawahidError as error:
        print(type(error).__name__)
    index.close()
"""
WRITE = """
from pathlib import Path
from search.errors import ShawahidError
from search.index import Index
def ask(folder):
    index = Index(Path(folder))
    try:
        with index.writing():
            print("written")
    except ShawahidError as error:
        print(f"{type(error).__name__}: {error}")
    index.close()
"""
VERIFY = """
from pathlib import Path
from indexer.upkeep.verification import verify
from service.soundness import find_problems
def ask(folder):
    print([*verify(Path(folder), lambda _: None), *find_problems(Path(folder, "service.sqlite"))])
"""
# As the owner first, since nobody else may read where Python and its packages are installed.
TWICE = """
import os, sys
ask(sys.argv[1])
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
ask(sys.argv[2])
"""


@pytest.fixture
def folder(make_index: Callable[..., Index], tmp_path: Path) -> Iterator[Path]:
    """An index that nobody but its owner may write to."""
    make_index(*DOCUMENTS).close()
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "index"
        shutil.copytree(tmp_path / "index", folder)
        (folder / "writer.lock").chmod(0o400)
        yield folder
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)


def close(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.name != "writer.lock":
            path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o555)


def ask(owned: Path, folder: Path, script: str = ASK) -> tuple[list[str], list[str]]:
    """What is printed of an owned index and of another one, and what is logged."""
    done = subprocess.run(
        [sys.executable, "-c", script + TWICE, str(owned), str(folder)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines(), done.stderr.splitlines()


@pytest.mark.parametrize("missing", ["nothing", "dense-*", "lexical-*"])
def test_a_read_only_index_can_be_searched(folder: Path, tmp_path: Path, missing: str) -> None:
    for path in folder.glob(missing):
        shutil.rmtree(path)
    close(folder)
    before = sorted(path.name for path in folder.rglob("*"))
    (mine, foreign), logged = ask(tmp_path / "index", folder)
    assert foreign.split()[0] == "oil" == mine.split()[0]
    assert len(logged) == len(set(logged)) <= 3
    assert sorted(path.name for path in folder.rglob("*")) == before


@pytest.mark.parametrize("missing", ["nothing", "dense-*"])
def test_words_of_a_read_only_index_are_found_and_excluded(
    folder: Path, tmp_path: Path, missing: str
) -> None:
    for path in folder.glob(missing):
        shutil.rmtree(path)
    close(folder)
    printed, _ = ask(tmp_path / "index", folder, WORDS)
    assert printed[:3] == printed[3:]
    assert "oil" in printed[0]
    assert "oil" not in printed[1]
    assert "oil" in printed[2]


def test_nothing_is_said_of_words_that_cannot_be_read(folder: Path, tmp_path: Path) -> None:
    for path in folder.glob("lexical-*"):
        shutil.rmtree(path)
    close(folder)
    printed, _ = ask(tmp_path / "index", folder, WORDS)
    assert printed[3:] == ["IndexLockedError"] * 3


def test_nothing_is_said_of_words_that_are_behind(
    folder: Path, tmp_path: Path, make_index: Callable[..., Index]
) -> None:
    make_index(Document("new", "أسعار النفط في لندن.")).close()
    shutil.copy2(tmp_path / "index" / FILE_NAME, folder / FILE_NAME)
    close(folder)
    printed, _ = ask(tmp_path / "index", folder, WORDS)
    assert "new" in printed[2]
    assert printed[3:] == ["IndexLockedError"] * 3


def test_a_sound_read_only_index_verifies(folder: Path, tmp_path: Path) -> None:
    for each in (folder, tmp_path / "index"):
        ServiceDatabase(each).close()
    close(folder)
    (mine, foreign), _ = ask(tmp_path / "index", folder, VERIFY)
    assert mine == foreign == "[]"


def test_a_read_only_index_whose_words_are_missing_does_not_verify(
    folder: Path, tmp_path: Path
) -> None:
    for each in (folder, tmp_path / "index"):
        ServiceDatabase(each).close()
    for path in folder.glob("lexical-*"):
        shutil.rmtree(path)
    close(folder)
    (mine, foreign), _ = ask(tmp_path / "index", folder, VERIFY)
    assert mine == "[]"
    assert "are behind" in foreign


def test_what_is_written_meanwhile_is_seen(
    make_index: Callable[..., Index], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_index(DOCUMENTS[0]).close()
    connect = sqlite_file.connect

    def without_place(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
        return connect(path if immutable else tmp_path / "no" / "place", immutable=immutable)

    with monkeypatch.context() as patch:
        patch.setattr(sqlite_file, "connect", without_place)
        reader = sqlite_file.SqliteFile(tmp_path / "index" / "shawahid.sqlite")
        count = "SELECT count(*) FROM documents"
        assert reader.rows(count) == [(1,)]
    make_index(*DOCUMENTS).close()
    assert reader.rows(count) == [(3,)]
    reader.close()


def test_an_unreadable_and_a_held_database_are_said(
    make_index: Callable[..., Index], tmp_path: Path
) -> None:
    index = make_index(DOCUMENTS[0])
    path = tmp_path / "index" / "shawahid.sqlite"
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        index.store.database.connection().execute("PRAGMA busy_timeout = 10")
        with pytest.raises(IndexLockedError, match="held by another program"):
            index.store.delete([DOCUMENTS[0].id])
        other.execute("ROLLBACK")
    other.close()
    with (
        pytest.raises(IndexUnreadableError, match="may this user read it"),
        sqlite_file.explained(path),
    ):
        sqlite3.connect(tmp_path / "nowhere" / "file")


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL])
def test_an_index_on_a_full_disk_can_be_searched(
    make_index: Callable[..., Index], monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    index = make_index(*DOCUMENTS)
    index.close()
    connect = sqlite_file.connect

    def without_room(path: Path, *, immutable: bool = False) -> sqlite3.Connection:
        if not immutable:  # SQLite makes files beside the database
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = code
            raise error
        return connect(path, immutable=True)

    monkeypatch.setattr(sqlite_file, "connect", without_room)
    assert open_store(index.folder).counts().documents == len(DOCUMENTS)


@pytest.mark.parametrize("lock", ["missing", "foreign"])
def test_who_may_not_write_is_told_which_file_to_see_to(
    folder: Path, tmp_path: Path, lock: str
) -> None:
    close(folder)
    if lock == "missing":  # where there is no lock yet, one is to be made
        (folder / "writer.lock").unlink()
    (mine, foreign), _ = ask(tmp_path / "index", folder, WRITE)
    assert mine == "written"
    assert foreign.startswith(f"IndexWriteError: {folder / 'writer.lock'} cannot be opened")
    assert "may this user write to that folder" in foreign
