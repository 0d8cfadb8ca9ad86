import threading
from collections.abc import Generator
from pathlib import Path
from typing import cast

from search.storage.database import Database


def test_the_connection_of_a_thread_ends_with_it(tmp_path: Path) -> None:
    Database.create(tmp_path / "s.sqlite", {})
    database = Database(tmp_path / "s.sqlite")
    for _ in range(20):
        thread = threading.Thread(target=database.meta)
        thread.start()
        thread.join()
    opened = [link.readlink().name for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    database.close()
    assert opened.count("s.sqlite-wal") == 1


def test_a_stream_that_is_left_half_read_ends_after_its_database(tmp_path: Path) -> None:
    Database.create(tmp_path / "s.sqlite", {})
    database = Database(tmp_path / "s.sqlite")
    rows = cast("Generator[tuple[int]]", database.stream("VALUES (1), (2)"))
    assert next(rows) == (1,)
    database.close()
    rows.close()
