import errno
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from search.errors import IndexDamagedError, IndexMismatchError, IndexMissingError
from search.staging import PREFIX
from service.access.audit import Action, AuditLog
from service.access.callers import Caller, Role
from service.access.gate import Gate
from service.access.keys import Keys
from service.access.sessions import EndedSessions, Sessions
from service.database import FILE_NAME, ServiceDatabase
from service.soundness import find_problems
from service.stored_columns import COLUMNS
from tests.service.conftest import service_file
from tests.service.keeping import fill


def test_only_its_owner_may_read_the_database_and_its_journals(folder: Path) -> None:
    database = ServiceDatabase(folder)
    Keys(database).create(Role.READER, "", None, None)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.glob(f"{FILE_NAME}*")}
    database.close()
    assert len(modes) == 3
    assert set(modes.values()) == {0o600}


def test_many_that_make_it_at_once_make_one(folder: Path) -> None:
    def make(_: int) -> None:
        database = ServiceDatabase(folder)
        Keys(database).create(Role.READER, "", None, None)
        database.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(make, range(8)))
    database = ServiceDatabase(folder)
    assert len(Keys(database).all()) == 8
    database.close()


def _zero_pages_of(file: Path, table: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        (page,) = connection.execute(sql, (table,)).fetchone()
    with file.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(bytes(size))


@pytest.mark.parametrize("table", ["keys", "dossiers", "saved_by_key"])
def test_one_with_a_page_that_was_zeroed_is_refused_at_the_start(folder: Path, table: str) -> None:
    ServiceDatabase(folder).close()
    _zero_pages_of(folder / FILE_NAME, table)
    with pytest.raises(IndexDamagedError, match="bring back a copy of it"):
        ServiceDatabase(folder)


def test_of_a_large_one_the_keys_are_checked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.database._CHECKED_BYTES", 0)
    ServiceDatabase(folder).close()
    _zero_pages_of(folder / FILE_NAME, "audit")
    ServiceDatabase(folder).close()
    _zero_pages_of(folder / FILE_NAME, "keys")
    with pytest.raises(IndexDamagedError):
        ServiceDatabase(folder)


def test_an_empty_one_is_not_taken_for_new(folder: Path) -> None:
    (folder / FILE_NAME).touch()
    with pytest.raises(IndexDamagedError, match="empty"):
        ServiceDatabase(folder)


def test_one_that_was_emptied_of_its_tables_is_not_taken_for_new(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.execute("CREATE TABLE other (value)")
    with pytest.raises(IndexDamagedError, match="no tables"):
        ServiceDatabase(folder)


def test_one_that_was_broken_off_is_made_anew(folder: Path) -> None:
    left = folder / f"{PREFIX}killed"
    left.mkdir()
    (left / FILE_NAME).touch()
    left.with_name(f"{left.name}.lock").touch()
    ServiceDatabase(folder).close()
    assert list(folder.glob(f"{PREFIX}*")) == []
    assert (folder / FILE_NAME).is_file()


def test_one_is_made_where_files_cannot_be_linked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    ServiceDatabase(folder).close()
    assert [path.name for path in folder.glob(f"*{FILE_NAME}*")] == [FILE_NAME]


def _replace_by_copy(file: Path) -> None:
    copy = file.with_name("copy")
    shutil.copy2(file, copy)
    copy.replace(file)


def _replace_by_nothing(file: Path) -> None:
    copy = file.with_name("copy")
    copy.touch()
    copy.replace(file)


def _replace_by_new(file: Path) -> None:
    for each in file.parent.glob(f"{FILE_NAME}*"):
        each.unlink()
    ServiceDatabase(file.parent).close()


def _delete_the_journal(file: Path) -> None:
    file.with_name(f"{FILE_NAME}-wal").unlink()


def _put_a_copy_without_its_journal(file: Path) -> None:
    _delete_the_journal(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE keys SET revoked = '2024-01-01T00:00:00Z'")
        connection.commit()


def _empty(file: Path) -> None:
    os.truncate(file, 0)


@pytest.mark.parametrize(
    "change",
    [
        *(_replace_by_copy, _replace_by_nothing, _replace_by_new, _empty, Path.unlink),
        *(_delete_the_journal, _put_a_copy_without_its_journal),
    ],
)
def test_another_file_in_its_place_opens_nothing(
    gate: Gate, change: Callable[[Path], None]
) -> None:
    _, token = gate.keys.create(Role.READER, "", None, None)
    gate.purge()
    assert gate.keys.known(token)
    change(service_file(gate))
    with pytest.raises(IndexDamagedError):
        gate.keys.known(token)
    with pytest.raises(IndexDamagedError):
        gate.caller_without_key(is_passed_on=False)
    # Nor in a thread that opens it only now, which makes no file where there is none.
    exists = (service_file(gate)).exists()
    with ThreadPoolExecutor(1) as pool, pytest.raises(IndexDamagedError):
        pool.submit(gate.keys.known, token).result()
    assert (service_file(gate)).exists() == exists


def test_no_database_is_made_where_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="no index"):
        ServiceDatabase(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_newer_schema_is_refused(folder: Path) -> None:
    ServiceDatabase(folder).close()
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexMismatchError, match="update"):
        ServiceDatabase(folder)


def test_a_damaged_database_is_refused_with_advice_of_its_own(folder: Path) -> None:
    (folder / FILE_NAME).write_bytes(b"not a database, although it is long enough" * 99)
    with pytest.raises(IndexDamagedError, match="make new keys"):
        ServiceDatabase(folder)


def test_no_secret_is_in_the_files(folder: Path) -> None:
    database = ServiceDatabase(folder)
    keys = Keys(database)
    key, token = keys.create(Role.READER, "", None, None)
    session = Sessions(database, keys, EndedSessions()).open(key)
    written = b"".join(path.read_bytes() for path in folder.glob(f"{FILE_NAME}*"))
    database.close()
    assert key.id.encode() in written
    assert token[-32:].encode() not in written
    assert session.encode() not in written


def test_a_key_has_so_many_sessions_and_no_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.access.sessions.MOST", 2)
    database = ServiceDatabase(folder)
    keys = Keys(database)
    sessions = Sessions(database, keys, EndedSessions())
    mine, others = (keys.create(Role.READER, name, None, None)[0] for name in "ab")
    theirs = sessions.open(others)
    opened = []
    for days in (6, 7, 8, 9):  # as if each were of another day
        monkeypatch.setattr("service.access.sessions.LIFETIME", timedelta(days=days))
        opened.append(sessions.open(mine))
    assert [sessions.key(token) for token in opened] == [None, None, mine, mine]
    assert sessions.key(theirs) == others
    database.close()


def test_a_reader_that_pauses_stops_nobody_from_writing(folder: Path) -> None:
    database = ServiceDatabase(folder)
    Keys(database).create(Role.READER, "", None, None)
    reader = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM keys").fetchone()
    Keys(database).create(Role.READER, "", None, None)
    started = time.monotonic()
    database.purge("DELETE FROM keys WHERE name = ?", ("",))
    assert time.monotonic() - started < 1
    Keys(database).create(Role.READER, "", None, None)
    reader.close()
    database.purge("DELETE FROM keys WHERE name = ?", ("",))
    assert (folder / f"{FILE_NAME}-wal").stat().st_size == 0
    database.close()


def test_whoever_reads_the_log_slowly_keeps_no_journal(folder: Path) -> None:
    database = ServiceDatabase(folder)
    log = AuditLog(database)
    caller = Caller("k", "", Role.READER)
    for number in range(3):
        log.record(caller, Action.SEARCH, ["default"], str(number))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.access.audit._READ_AT_ONCE", 2)
        entries = log.entries()
        assert next(entries).subject == "0"
        other = sqlite3.connect(folder / FILE_NAME, timeout=0)
        (blocked, *_) = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        other.close()
        assert not blocked
        assert [entry.subject for entry in entries] == ["1", "2"]
    database.close()


@pytest.fixture
def filled(gate: Gate) -> Path:
    """The file of a database that has a row in each table, while nobody has it open."""
    fill(gate.database)
    gate.close()
    return service_file(gate)


def test_every_column_of_every_table_is_checked(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE sql > ''")
        ]
        held = {
            table: {column for _, column, *_ in found}
            for table in tables
            if (found := connection.execute(f"PRAGMA table_info({table})").fetchall())
            and not table.endswith(("_by_key", "_by_time", "_in_order"))
        }
        for table in held:
            (count,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            assert count, f"{table} has no row that the next test could change"
    assert {table: set(columns) for table, columns in COLUMNS.items()} == held


HOSTILE = {
    # By the type of a column; what is no text, or too long, or another time, is refused by each.
    "TEXT": ("CAST(x'ff61' AS TEXT)", "CAST(zeroblob(9000000) AS TEXT)", "char(0, 60)"),
    "INTEGER": ("-1", "9223372036854775807"),
    "BLOB": ("x'00'",),
}
# What may be anything that is a text: its NUL is shown as any sign that does not show.
FREE = {
    *(("keys", "name"), ("saved", "name"), ("audit", "subject"), ("dossiers", "name")),
    *(("dossier_items", each) for each in ("quote", "note", "document_id")),
    *(("dossier_origins", each) for each in ("title", "source", "author", "date")),
    *((each, "document_id") for each in ("alerts", "alerts_read", "alert_places")),
    ("alert_strengths", "document_id"),
    *(("alert_origins", "document_id"), ("delivered", "document_id"), ("begun", "document_id")),
    *(("batches", "name"), ("batch_rows", "question"), ("batch_rows", "document_id")),
    ("deliveries", "problem"),
}


def test_no_column_takes_what_this_program_does_not_write(filled: Path) -> None:
    sound = filled.read_bytes()
    with closing(sqlite3.connect(filled)) as connection:
        kinds = {
            (table, column): kind
            for table in COLUMNS
            for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})")
        }
    for (table, column), kind in kinds.items():
        values = HOSTILE.get(kind, ())
        for value in values[:2] if (table, column) in FREE else values:
            filled.write_bytes(sound)
            with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
                (row,) = connection.execute(f"SELECT {column} FROM {table} LIMIT 1")  # noqa: S608
                changed = connection.execute(
                    f"UPDATE {table} SET {column} = {value} WHERE {column} IS ?",  # noqa: S608
                    row,
                )
                assert changed.rowcount
            assert find_problems(filled), (table, column, value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE saved SET query = 'q=1&sort=none'", "query in row 1 of saved"),
        ("UPDATE saved SET query = 'q=1&since=2024-13-45'", "query in row 1 of saved"),
        ("UPDATE saved SET query = 'page=2'", "query in row 1 of saved"),
        ("UPDATE saved SET query = 'q=' || hex(zeroblob(1001))", "query in row 1 of saved"),
        ("UPDATE deliveries SET target = 'a@b@c' WHERE kind = 'mail'", "target in row 1"),
        ("UPDATE deliveries SET target = 'x' || char(13, 10) || '@b.c'", "target in row 1"),
        ("UPDATE deliveries SET target = 'file:///etc/passwd' WHERE kind != 'mail'", "target"),
        ("UPDATE deliveries SET target = 'https://u:p@a.example/' WHERE kind != 'mail'", "target"),
        ("UPDATE deliveries SET kind = 'webhook' WHERE kind = 'mail'", "target in row 1"),
        ("UPDATE deliveries SET language = 'fr'", "language in 2 rows of deliveries"),
        ("UPDATE alert_origins SET came = '2024-05-01'", "came in row 1 of alert_origins"),
        ("UPDATE alert_origins SET came = '0001-01-01T00:00:00+00:00'", "came in row 1"),
        ("UPDATE dossier_origins SET came = 'then'", "came in row 1 of dossier_origins"),
        ("UPDATE keys SET created = '2024-02-31T10:00:00Z'", "created in 2 rows of keys"),
        ("UPDATE saved SET created = '0001-01-01T00:00:00Z'", "created in 1 rows of saved"),
        ("UPDATE saved SET created = '9999-12-31T23:59:59Z'", "created in 1 rows of saved"),
        ("UPDATE jobs SET created = '2100-01-01T00:00:00.000+00:00'", "created in 1 rows of jobs"),
        ("UPDATE alert_origins SET came = '9999-12-31T23:59:59-14:00'", "came in row 1"),
        ("UPDATE saved SET token = token || char(0) || '<'", "token in 1 rows of saved"),
        ("UPDATE keys SET collections = '[\"../x\"]' WHERE rate", "collections in row"),
        ("UPDATE keys SET collections = '[]' WHERE rate", "at least one collection"),
        ("UPDATE sqlite_sequence SET seq = 9223372036854775807", "seq in"),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 2000)"
            " INSERT INTO saved (key_id, name, query, token, created) SELECT key_id, name, query,"
            " substr('aaaaaaaaaaaaaaaaaaaaaaaaaaaa', 1, 28) ||"
            " replace(replace(replace(replace(printf('%04d', i), '0', 'a'), '1', 'b'), '8', 'c'),"
            " '9', 'd'), created FROM saved, n WHERE saved.id = 1",
            "saved has more than 100 rows with one key_id",
        ),
    ],
)
def test_what_a_request_could_not_bring_is_told_by_table_and_column(
    filled: Path, change: str, told: str
) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute(change)
    (problem, *_) = find_problems(filled)
    assert told in problem
    assert "\n" not in problem


def test_a_sound_database_has_no_problems(filled: Path) -> None:
    assert find_problems(filled) == []
    assert sorted(path.name for path in filled.parent.glob(f"{FILE_NAME}*")) == [FILE_NAME]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE keys SET role = 'owner'",
        "UPDATE keys SET id = '../../..' WHERE rate",
        "UPDATE keys SET collections = 'sport'",
        """UPDATE keys SET collections = '{"a": 1}'""",
        "UPDATE keys SET rate = 0 WHERE rate",
        "UPDATE keys SET secret_hash = x'00'",
        "UPDATE keys SET revoked = 'never'",
        "UPDATE keys SET created = ''",
        "UPDATE sessions SET expires = '9'",
        "UPDATE sessions SET key_id = 'none'",
        "UPDATE saved SET token = 'a'",
        "UPDATE saved SET created = 'z'",
        "UPDATE alerts SET first_seen = ''",
        "UPDATE audit SET at = ''",
        "UPDATE audit SET collections = '['",
        'UPDATE batch_filters SET filters = \'{"since": "2024-13"}\'',
        'UPDATE batch_filters SET filters = \'{"color": ["red"]}\'',
        "CREATE TRIGGER t AFTER UPDATE ON keys BEGIN UPDATE keys SET revoked = NULL; END",
        "CREATE VIEW v AS SELECT * FROM keys",
        "DROP TABLE audit",
        "DROP INDEX saved_by_key",
        "DROP TABLE keys",
        "ALTER TABLE keys ADD COLUMN more TEXT",
        "PRAGMA user_version = 99",
        "PRAGMA user_version = 0",
    ],
)
def test_whatever_is_not_as_it_is_stored_is_a_problem(filled: Path, change: str) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute(change)
    assert find_problems(filled)


DONE = '{"changes": {"added": 1}, "skipped": [["a", "b"]], "skipped_count": 1, "bytes": 2}'


WRONG_NAMES = ("[[1]]", "[null]", '"sport"', "{}", "[", "[" * 900 + "]" * 900)
WRONG_SUMMARIES = (
    *("{}", "[]", "null", "["),
    *(DONE.replace(*each) for each in (('"added"', '"none"'), ("1}", '"1"}'), ("2}", "true}"))),
    *(DONE.replace(*each) for each in (('["a", "b"]', '["a"]'), ('"b"', "1"), ("2}", "-2}"))),
    DONE.replace("2}", "9" * 40 + "}"),
)
OF_NAMES = (("keys", "collections"), ("audit", "collections"), ("batches", "collections"))


def test_a_column_of_json_is_read_before_it_is_believed(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection, connection:
        connection.execute(
            "INSERT INTO jobs (id, collection, bytes, names, created, state, tries, summary)"
            " VALUES (?, 'default', 1, '[\"\\udcff\"]', ?, 'waiting', 0, ?)",
            ("b" * 22, "2026-01-01T00:00:00.125+00:00", DONE),
        )
        connection.execute(
            "INSERT INTO batches (token, name, collections, created, state, asked)"
            " VALUES (?, '', '[]', '2026-01-01T00:00:00Z', 'done', 0)",
            ("a" * 32,),
        )
    assert find_problems(filled) == []
    sound = filled.read_bytes()
    changes = [(*place, wrong) for place in (*OF_NAMES, ("jobs", "names")) for wrong in WRONG_NAMES]
    for table, column, wrong in [
        *changes,
        *(("jobs", "summary", each) for each in WRONG_SUMMARIES),
    ]:
        filled.write_bytes(sound)
        with closing(sqlite3.connect(filled)) as connection, connection:
            connection.execute(f"UPDATE {table} SET {column} = ?", (wrong,))  # noqa: S608 - ours
        problem, *more = find_problems(filled)
        assert len(more) == (table == "keys")  # which does not fit its checksum either
        assert f"{column} in row 1 of {table} is not what is stored there" in problem


def test_a_file_that_is_damaged_or_not_there_is_a_problem(filled: Path) -> None:
    written = bytearray(filled.read_bytes())
    for changed in (b"", written[:1000], bytes(4096), written[:5000] + bytes(9000)):
        filled.write_bytes(changed)
        assert find_problems(filled)
    filled.unlink()
    assert find_problems(filled)
    assert not filled.exists()
