"""How many connections to databases a thread keeps."""

from pathlib import Path

import pytest

from search.storage import sqlite_file
from search.storage.sqlite_file import SqliteFile, connect

MOST = 4


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[SqliteFile]:
    """Databases of a process that may open few files."""
    monkeypatch.setattr(sqlite_file, "open_files", lambda: 1_024)
    monkeypatch.setattr(sqlite_file, "_opened", sqlite_file._Opened())
    for number in range(3 * MOST):
        path = tmp_path / f"{number}.sqlite"
        path.touch()
        connection = connect(path)
        connection.execute("CREATE TABLE numbers (number)")
        connection.executemany("INSERT INTO numbers VALUES (?)", [(number,)] * 3)
        connection.close()
    return [SqliteFile(tmp_path / f"{number}.sqlite") for number in range(3 * MOST)]


def are_open(files: list[SqliteFile]) -> list[int]:
    return [number for number, file in enumerate(files) if len(file._held)]


def test_a_thread_lets_go_of_what_it_opened_first(files: list[SqliteFile]) -> None:
    for _ in range(2):
        for number, file in enumerate(files):
            assert file.rows("SELECT number FROM numbers") == [(number,)] * 3
            assert len(are_open(files)) <= MOST
    assert are_open(files) == [*range(2 * MOST, 3 * MOST)]


def test_what_was_closed_is_passed_over_where_room_is_made(files: list[SqliteFile]) -> None:
    for file in files[:MOST]:
        file.rows("SELECT number FROM numbers")
    for file in files[:MOST]:
        file.close()
    for number, file in enumerate(files[MOST:], MOST):
        assert file.rows("SELECT number FROM numbers") == [(number,)] * 3
    assert are_open(files) == [*range(2 * MOST, 3 * MOST)]


def test_what_a_thread_still_reads_stays_open(files: list[SqliteFile]) -> None:
    stream = files[0].stream("SELECT number FROM numbers")
    assert next(stream) == (0,)
    with files[1].transaction() as connection:
        for file in files[2:]:
            file.rows("SELECT number FROM numbers")
        assert are_open(files)[:2] == [0, 1]
        connection.execute("DELETE FROM numbers")
    assert [*stream] == [(0,), (0,)]
    for file in files[2:]:
        file.rows("SELECT number FROM numbers")
    assert are_open(files) == [*range(2 * MOST, 3 * MOST)]
    assert files[1].rows("SELECT number FROM numbers") == []
