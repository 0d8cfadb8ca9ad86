"""A backup is an upload: whatever is wrong with it is refused, and nothing is changed."""

import gzip
import json
import os
import re
import sqlite3
import stat
import struct
import warnings
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from indexer.collections import add_documents, delete_documents
from indexer.originals import original_of
from indexer.sent_files import Upload, add_uploads
from indexer.upkeep.copying import copy_index
from indexer.upkeep.exporting import export_file
from indexer.upkeep.switching import sweep
from indexer.upkeep.verification import verify
from search.archive import Archive
from search.engine import Engine
from search.errors import (
    BackupError,
    ForeignModelError,
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    ShawahidError,
    TargetError,
)
from search.index import Index
from search.layout import collection_folder
from search.ranking.confidence import Signals, is_sufficient, with_usual_thresholds
from search.ranking.tuned import Tuned
from search.storage.sqlite_file import CopyReport
from search.storage.store import open_store
from service import backups
from service.access.keys import Keys
from service.backups import ChosenModel
from service.database import ServiceDatabase
from service.soundness import find_problems
from testing.backups import back_up, restore
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS, as_reads
from tests.service.conftest import make_archive

DATABASE = "collections/default.sqlite"
# The first byte of a page of SQLite that has the end of an index.
LEAF_OF_INDEX = 0x0A
# Of an index like that of the fixtures, made by the commit b311d6f.
FIRST_VERSION = Path(__file__).parent / "backup-of-the-first-version.shawahid.gz"


def nothing(_: int, __: int) -> None:
    """A report that nobody reads."""


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is in a backup of an index with a collection and keys."""
    folder = tmp_path_factory.mktemp("made")
    archive = make_archive(folder / "index", *DOCUMENTS)
    archive.create("sport")
    ServiceDatabase(folder / "index").close()
    file = folder / "backup"
    backups.back_up(folder / "index", archive.names(), file, nothing, keys=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index that a restore would replace."""
    make_archive(tmp_path / "index", DOCUMENTS[1]).engine("default").index.close()
    return tmp_path / "index"


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def pack(file: Path, members: dict[str, bytes], kind: int = 0) -> Path:
    with ZipFile(file, "w", kind) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file


def changed(database: bytes, tmp_path: Path, *statements: str) -> bytes:
    """A database after somebody was at it."""
    path = tmp_path / "changed.sqlite"
    path.write_bytes(database)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA writable_schema = ON; PRAGMA journal_mode = DELETE;")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path.read_bytes()


DEEP = "[" * 100_000 + "]" * 100_000
DIGITS = "9" * 5001
LAST = 2**63 - 1
SET = "UPDATE meta SET value ="
RULE = "UPDATE sqlite_schema SET sql = replace(sql, {!r}, {!r}) WHERE name = 'documents'"
HOSTILE = {
    "a value that stands once": "CREATE UNIQUE INDEX u ON documents (language)",
    "a condition": RULE.format("text TEXT NOT NULL", "text TEXT NOT NULL CHECK (1)"),
    "what a conflict leads to": RULE.format("NULL UNIQUE", "NULL UNIQUE ON CONFLICT REPLACE"),
    "a reference that removes": RULE.format("files (id)", "files (id) ON DELETE CASCADE"),
    "a column of another kind": RULE.format("title TEXT", "title INTEGER"),
    "a column that is never empty": RULE.format("author TEXT", "author TEXT NOT NULL"),
    "another order of texts": RULE.format("key TEXT", "key TEXT COLLATE NOCASE"),
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM documents; END",
    "a view": "CREATE VIEW v AS SELECT 1",
    "a virtual table": "CREATE VIRTUAL TABLE f USING fts5(x)",
    "a table that takes anything": "CREATE TABLE other (x)",
    "an index of an expression": "CREATE INDEX i ON documents (lower(key))",
    "a generated column": "ALTER TABLE documents ADD COLUMN g TEXT AS (upper(key))",
    "an offset beyond the text": "UPDATE passages SET end_offset = 10000000",
    "an offset before the text": "UPDATE passages SET start_offset = -5",
    "an offset of another kind": 'UPDATE documents SET ignored = \'[["a", "b"]]\'',
    "spans that are none": "UPDATE documents SET ignored = '[1]'",
    "parts outside the text": "UPDATE documents SET parts = '[0, 99999999]'",
    "parts that are none": "UPDATE documents SET parts = '{\"a\": 1}'",
    "a page without an end": (
        f'UPDATE documents SET parts = \'[[0, "page", "{DIGITS}", "{DIGITS}", null]]\''  # noqa: S608
    ),
    "metadata that is no object": "UPDATE documents SET metadata = '[1]'",
    "metadata without an end": f"UPDATE documents SET metadata = '{DEEP}'",  # noqa: S608 - ours
    "metadata that JSON has not": "UPDATE documents SET metadata = '{\"a\": NaN}'",
    "a date that is none": "UPDATE documents SET date = '2024-13-45'",
    "a time that is none": "UPDATE documents SET added = 'yesterday'",
    "a time that no clock has": "UPDATE documents SET added = '9999-12-31T23:59:59.000-14:00'",
    "a text that is another one": "UPDATE documents SET text = text || 'x'",
    "a file that is not absolute": "INSERT INTO files (path) VALUES ('service.sqlite')",
    "a file that leads out": "INSERT INTO files (path) VALUES ('/srv/../etc/passwd')",
    "a vector that is not finite": "UPDATE embeddings SET vector = zeroblob(length(vector))",
    "a row of nothing": "DELETE FROM embeddings",
    "a dimension": "UPDATE meta SET value = '1000000000' WHERE key = 'dimension'",
    "a centre": "UPDATE meta SET value = '[1]' WHERE key = 'passage_centre'",
    "a centre that is not finite": "UPDATE meta SET value = 'NaN' WHERE key = 'question_centre'",
    "a model that is no name": "UPDATE meta SET value = '{}' WHERE key = 'model'",
    "a revision": "UPDATE meta SET value = '-1' WHERE key = 'revision'",
    "a schema": "UPDATE meta SET value = 'x' WHERE key = 'schema'",
    "a schema without an end": f"{SET} '{DIGITS}' WHERE key = 'schema'",
    "a schema in other digits": f"{SET} '\u0665' WHERE key = 'schema'",
    "the last revision": f"{SET} '{LAST}' WHERE key = 'revision'",
    "a revision without an end": f"{SET} '{DIGITS}' WHERE key = 'revision'",
    "the last document": f"UPDATE sqlite_sequence SET seq = {LAST} WHERE name = 'documents'",  # noqa: S608
    "the last passage": f"UPDATE passages SET id = {LAST} WHERE id = 1",  # noqa: S608
    "a passage that is none": "UPDATE passages SET id = -1 WHERE id = 1",
    "an overlap": f"{SET} '{DIGITS}' WHERE key = 'overlap_sentences'",
    "an overlap backwards": f"{SET} '-{LAST}' WHERE key = 'overlap_sentences'",
    "a centre of objects": f"{SET} '[{{}}]' WHERE key = 'passage_centre'",
    "a centre of huge numbers": f"{SET} '[{'9' * 400}]' WHERE key = 'passage_centre'",
    "a centre far from any token": f"{SET} '{[3e38] * 64}' WHERE key = 'passage_centre'",
    "weights of tokens that are none": "INSERT INTO meta VALUES ('vocabulary', '[]')",
    "a token twice": """INSERT INTO meta VALUES ('vocabulary', '{"skipped": [7, 7]}')""",
    "more tokens than there are": (
        """INSERT INTO meta VALUES ('vocabulary', '{"order": [], "size": 9e9, "untelling": 0}')"""
    ),
    "a model without an end": f"{SET} '{DEEP}' WHERE key = 'model'",
    "no settings": "DELETE FROM meta",
    "no table": "DROP TABLE story_bands",
}


def test_the_numbers_of_a_backup_leave_room_for_what_comes(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    statements = (
        f"{SET} '{2**53}' WHERE key = 'revision'",
        "UPDATE sqlite_sequence SET seq = 9007199254740992",
        "INSERT INTO removals VALUES (1, 1)",
    )
    database = changed(members[DATABASE], tmp_path, *statements)
    restore(pack(tmp_path / "b", {**members, DATABASE: database}), folder)
    with closing(open_store(folder).database) as restored:
        rows = restored.rows("SELECT seq FROM sqlite_sequence WHERE name = 'passages'")
        assert rows == restored.rows("SELECT max(id) FROM passages")
        assert restored.state().revision == 1
        assert not restored.rows("SELECT 1 FROM passages WHERE revision != 1")
        assert not restored.rows("SELECT 1 FROM removals")


@pytest.mark.parametrize("statement", HOSTILE.values(), ids=HOSTILE)
def test_a_database_that_this_program_does_not_write_is_refused(
    members: dict[str, bytes], folder: Path, tmp_path: Path, statement: str
) -> None:
    before = state(folder)
    database = changed(members[DATABASE], tmp_path, "PRAGMA foreign_keys = OFF", statement)
    file = pack(tmp_path / "b", {**members, DATABASE: database})
    with pytest.raises(BackupError) as refused:
        restore(file, folder)
    assert str(refused.value).startswith(str(file))
    assert ".shawahid-" not in str(refused.value)  # where it was unpacked
    assert state(folder) == before


def test_a_backup_of_the_first_version_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "old.shawahid"
    file.write_bytes(gzip.decompress(FIRST_VERSION.read_bytes()))
    restored = backups.restore(file, tmp_path / "index", None, nothing)
    assert (restored.replaced, restored.keys) == ({"default": None, "sport": None}, True)
    for name in restored.replaced:
        assert list(verify(collection_folder(tmp_path / "index", name), lambda _: None)) == []
    assert find_problems(tmp_path / "index" / "service.sqlite") == []
    (key,) = Keys(ServiceDatabase(tmp_path / "index")).all()
    assert (key.name, key.collections) == ("مكتب", frozenset({"sport"}))
    index = Index(tmp_path / "index")
    stored = {document.id: document.text for document, _ in index.store.documents()}
    assert stored == {document.id: document.text for document in DOCUMENTS}
    engine = Engine(index, HashingEncoder())
    assert engine.search("حملة التطعيم", 1)[0].citation.document_id == "health/measles"
    index.close()
    assert [path.name for path in (tmp_path / "index" / "originals").glob("*/*")] == ["خبر.txt"]


def test_a_backup_of_a_newer_version_is_refused(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    sql = "UPDATE meta SET value = '99' WHERE key = 'schema'"
    file = pack(tmp_path / "b", {DATABASE: changed(members[DATABASE], tmp_path, sql)})
    with pytest.raises(IndexMismatchError, match="newer version"):
        restore(file, folder)


@pytest.mark.parametrize("model", ["evil/model", "/net/elsewhere.example/model", "."])
def test_a_model_that_nobody_here_chose_is_refused_and_not_looked_for(
    members: dict[str, bytes],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    model: str,
) -> None:
    monkeypatch.setattr(os.path, "isdir", lambda _: pytest.fail("looked for"))
    sql = f"UPDATE meta SET value = json_quote('{model}') WHERE key = 'model'"  # noqa: S608 - ours
    file = pack(tmp_path / "b", {**members, DATABASE: changed(members[DATABASE], tmp_path, sql)})
    before = state(folder)
    with pytest.raises(ForeignModelError, match="--model"):
        restore(file, folder)
    with pytest.raises(IndexMismatchError, match="fingerprint"):
        backups.restore(
            file, folder, None, nothing, ChosenModel(model, HashingEncoder(name="another"))
        )
    assert state(folder) == before
    chosen = ChosenModel("/models/here", HashingEncoder())
    backups.restore(file, folder, None, nothing, chosen)
    index = Index(folder)
    assert index.settings.model == "/models/here"
    index.close()
    # From now on it is in use here.
    backups.back_up(folder, ["default"], tmp_path / "own", nothing, keys=False)
    backups.restore(tmp_path / "own", folder, None, nothing)


SURE_WEIGHTS = dict.fromkeys((each.name for each in fields(Signals)), 0.0)
SURE = {
    "confidence": {
        "intercept": 999,
        "weights": SURE_WEIGHTS,
        "sufficient": 0.0,
        "strong": 0.0,
    }
}
NOTHING = "ما هي نظرية الديناميكا اللونية في الفيزياء؟"


def fitted(members: dict[str, bytes], tmp_path: Path, *statements: str) -> Path:
    """A backup that was fitted to call everything strong."""
    sql = f"INSERT OR REPLACE INTO meta VALUES ('tuned', '{json.dumps(SURE)}')"  # noqa: S608 - ours
    return pack(tmp_path / "b", {DATABASE: changed(members[DATABASE], tmp_path, sql, *statements)})


def test_a_confidence_from_elsewhere_calls_nothing_strong_that_the_library_does_not(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    restore(fitted(members, tmp_path), folder)
    index = Index(folder)
    assert index.settings.tuned.confidence is not None
    hits = Engine(index, HashingEncoder()).search(NOTHING, 5)
    assert hits
    assert not any(is_sufficient(hit.confidence) for hit in hits)
    index.close()


def test_of_another_model_a_confidence_comes_back_only_where_it_was_fitted(
    members: dict[str, bytes], folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = fitted(members, tmp_path, "UPDATE meta SET value = '\"/m\"' WHERE key = 'model'")
    chosen = ChosenModel("/m", HashingEncoder())
    backups.restore(file, folder, None, nothing, chosen)
    index = Index(folder)
    assert (index.settings.model, index.settings.tuned.confidence) == ("/m", None)
    assert "shawahid tune" in caplog.text
    fit = replace(index.settings.tuned, confidence=with_usual_thresholds(999, SURE_WEIGHTS))
    index.close()
    tune(folder, fit)
    caplog.clear()
    backups.restore(file, folder, None, nothing, chosen)
    index = Index(folder)
    assert index.settings.tuned == fit
    assert not caplog.text
    index.close()


def tune(folder: Path, fit: Tuned) -> None:
    with closing(open_store(folder).database) as database, database.transaction() as connection:
        row = ("tuned", json.dumps(fit.to_record()))
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", row)


def test_an_archive_that_this_program_does_not_write_is_refused(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    before = state(folder)
    files = [
        pack(
            tmp_path / "packed", {**members, "originals/default/ab/x": b"0" * 10_000}, ZIP_DEFLATED
        ),
        pack(tmp_path / "other", {"readme.txt": b"x"}),
        pack(tmp_path / "empty", {}),
        pack(tmp_path / "keys", {"service.sqlite": members["service.sqlite"]}),
        pack(tmp_path / "name", {"collections/../../x.sqlite": members[DATABASE]}),
    ]
    twice = pack(tmp_path / "twice", members)
    with warnings.catch_warnings(), ZipFile(twice, "a") as packed:
        warnings.simplefilter("ignore")
        packed.writestr(DATABASE, members[DATABASE])
    encrypted = pack(tmp_path / "encrypted", members)
    content = bytearray(encrypted.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    encrypted.write_bytes(content)
    for file in (*files, twice, encrypted, Path("/dev/null"), tmp_path):
        with pytest.raises(ShawahidError):
            restore(file, folder)
    assert state(folder) == before


def test_names_for_the_same_bytes_do_not_fill_the_disk(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    large = {"originals/default/ab/a": b"x" * 100_000}
    file = pack(tmp_path / "b", {DATABASE: members[DATABASE], **large})
    content = file.read_bytes()
    directory = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entries = content[directory:end]
    last = entries[entries.rindex(b"PK\x01\x02") :]
    many = b"".join(last[:-1] + bytes([letter]) for letter in b"bcdefghij")
    tail = bytearray(content[end:])
    struct.pack_into("<HHI", tail, 8, 11, 11, len(entries) + len(many))
    file.write_bytes(content[:directory] + entries + many + tail)
    with ZipFile(file) as packed:
        assert len(packed.namelist()) == 11
        assert sum(entry.file_size for entry in packed.infolist()) > file.stat().st_size
    with pytest.raises(BackupError):
        restore(file, folder)


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "ab/..", "ab/.hidden", "ab/c/d", "AB/x", "ab/x\\y"]
)
def test_what_leads_out_is_refused(
    members: dict[str, bytes], folder: Path, tmp_path: Path, name: str
) -> None:
    file = pack(tmp_path / "b", {**members, f"originals/default/{name}": b"x"})
    before = state(folder)
    with pytest.raises(BackupError):
        restore(file, folder)
    assert state(folder) == before
    assert not list(tmp_path.rglob("x"))


def test_a_bit_that_flips_in_the_list_of_files_hides_none(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    made = pack(tmp_path / "b", {**members, "originals/default/ab/kept": b"kept"}).read_bytes()
    before = state(folder)
    at = [made.rindex(name.encode()) for name in (*members, "originals/default/ab/kept")]
    for place in (at[0] + 12, at[1] + 20, at[2] + 3, at[3] + 1, at[3] + 20):
        for bit in range(8):
            damaged = bytearray(made)
            damaged[place] ^= 1 << bit
            (tmp_path / "b").write_bytes(damaged)
            with pytest.raises(BackupError):
                restore(tmp_path / "b", folder)
    assert state(folder) == before


def test_a_list_without_one_of_the_files_is_refused(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    made = pack(tmp_path / "b", {**members, "originals/default/ab/kept": b"kept"}).read_bytes()
    last = made.rindex(b"PK\x01\x02")
    swallowed = bytearray(made)  # as a comment of the one before
    before_last = made.rindex(b"PK\x01\x02", 0, last)
    struct.pack_into("<H", swallowed, before_last + 32, made.index(b"PK\x05\x06") - last)
    (tmp_path / "b").write_bytes(swallowed)
    with ZipFile(tmp_path / "b") as packed:
        assert len(packed.namelist()) == len(members)
    with pytest.raises(BackupError, match="damaged"):
        restore(tmp_path / "b", folder)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER t AFTER UPDATE ON keys BEGIN UPDATE keys SET revoked = NULL; END",
        "PRAGMA user_version = 99",
        "DROP TABLE keys",
    ],
)
def test_keys_that_this_program_does_not_write_are_refused(
    members: dict[str, bytes], folder: Path, tmp_path: Path, statement: str
) -> None:
    service = changed(members["service.sqlite"], tmp_path, statement)
    file = pack(tmp_path / "b", {**members, "service.sqlite": service})
    before = state(folder)
    with pytest.raises(BackupError, match=r"service\.sqlite"):
        restore(file, folder)
    assert state(folder) == before


@pytest.mark.parametrize("seconds", [86_400, 4_400_000_000])  # the years 1970 and 2109
def test_an_original_with_a_date_that_zip_files_lack_is_backed_up(
    folder: Path, tmp_path: Path, seconds: int
) -> None:
    original = folder / "originals" / "ab" / "خبر.txt"
    original.parent.mkdir(parents=True)
    original.write_text("نص الخبر", "utf-8")
    os.utime(original, (seconds, seconds))
    back_up(folder, tmp_path / "backup")
    with ZipFile(tmp_path / "backup") as packed:
        assert packed.read("originals/default/ab/خبر.txt").decode() == "نص الخبر"


def test_damaged_keys_are_not_backed_up(folder: Path, tmp_path: Path) -> None:
    ServiceDatabase(folder).close()
    connection = sqlite3.connect(folder / "service.sqlite")
    connection.execute("DROP TABLE sessions")
    connection.close()
    file = tmp_path / "b"
    with pytest.raises(IndexDamagedError, match=r"service\.sqlite"):
        backups.back_up(folder, ["default"], file, nothing, keys=True)
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def _with_another_number(folder: Path) -> None:
    """Change letters of a document as a failing disk does: the database itself is sound."""
    with closing(sqlite3.connect(folder / "shawahid.sqlite")) as connection:
        connection.execute("UPDATE documents SET text = replace(text, 'ا', '٤')")
        connection.commit()


def test_an_index_that_is_not_what_was_stored_replaces_no_backup(
    folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "b"
    back_up(folder, file)
    good = file.read_bytes()
    _with_another_number(folder)
    with pytest.raises(IndexDamagedError, match="is not what was stored"):
        back_up(folder, file)
    assert file.read_bytes() == good
    restore(file, folder)
    assert list(verify(folder, lambda _: None)) == []


@pytest.mark.parametrize(
    "offset", ["start_offset = start_offset + 1", "end_offset = end_offset - 1"]
)
def test_a_passage_that_stands_elsewhere_than_what_was_embedded_is_found(
    folder: Path, tmp_path: Path, offset: str
) -> None:
    with closing(sqlite3.connect(folder / "shawahid.sqlite")) as connection:
        connection.execute(f"UPDATE passages SET {offset} WHERE id = 1")  # noqa: S608 - ours
        connection.commit()
    assert any("where none was embedded" in each for each in verify(folder, lambda _: None))
    with pytest.raises(IndexDamagedError, match="where none was embedded"):
        back_up(folder, tmp_path / "b")


def test_a_flipped_bit_by_which_sqlite_finds_rows_is_in_no_backup(
    folder: Path, tmp_path: Path
) -> None:
    path = folder / "shawahid.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (key,) = connection.execute("SELECT key FROM documents").fetchone()
    data = bytearray(path.read_bytes())
    places = [found.end() - 1 for found in re.finditer(re.escape(key.encode()), data)]
    data[next(at for at in places if data[at // size * size] == LEAF_OF_INDEX)] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexDamagedError):
        back_up(folder, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_document_that_is_not_what_was_stored_goes_nowhere(folder: Path, tmp_path: Path) -> None:
    _with_another_number(folder)
    store = open_store(folder)
    try:
        with pytest.raises(IndexDamagedError, match="is not what was stored"):
            export_file(store, tmp_path / "e.jsonl", lambda _: None)
        assert not (tmp_path / "e.jsonl").exists()
        with pytest.raises(IndexDamagedError, match="is not what was stored"):
            [*store.documents()]
    finally:
        store.database.close()


def test_a_file_that_is_no_backup_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("نص", "utf-8")
    with pytest.raises(BackupError, match="is not a backup"):
        back_up(folder, tmp_path / "notes.txt")
    for file in (folder / "shawahid.sqlite", folder / "b", tmp_path, tmp_path / "nowhere" / "b"):
        with pytest.raises(TargetError):
            back_up(folder, file)
    back_up(folder, tmp_path / "b")
    back_up(folder, tmp_path / "b")


def test_all_collections_come_back_or_none(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    before = state(folder)
    sport = "collections/sport.sqlite"
    broken = changed(members[sport], tmp_path, "DELETE FROM meta")
    with pytest.raises(BackupError):
        restore(pack(tmp_path / "b", {**members, sport: broken}), folder)
    assert state(folder) == before


class _KilledError(BaseException):
    """Stands for the end of the process."""


def killed(*_: object) -> None:
    raise _KilledError


def test_what_is_written_after_a_kill_is_not_replaced_once_more(
    members: dict[str, bytes], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.pipeline import index_documents
    from indexer.upkeep import switching

    with monkeypatch.context() as patch:
        patch.setattr(switching, "_move_new", killed)
        patch.setattr("shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(_KilledError):
            restore(pack(tmp_path / "b", members), folder)
    sweep(folder)
    index = Index(folder)
    new = as_reads((DOCUMENTS[0],))
    index_documents(index, HashingEncoder, new, lambda _: None)
    count = index.store.counts().documents
    sweep(folder)
    assert index.store.counts().documents == count
    index.close()


def test_a_service_that_goes_on_finishes_a_restore_that_was_killed_before_it_writes(
    members: dict[str, bytes], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.pipeline import index_documents
    from indexer.upkeep import switching

    with monkeypatch.context() as patch:
        patch.setattr(switching, "_finish", killed)
        with pytest.raises(_KilledError):
            restore(pack(tmp_path / "b", members), folder)
    index = Index(folder)
    new = as_reads((DOCUMENTS[0],))
    # What would be written now is to be replaced.
    with pytest.raises(IndexLockedError, match="broken off"):
        index_documents(index, HashingEncoder, new, lambda _: None)
    index.close()
    archive = Archive(folder, lambda _: HashingEncoder())
    assert delete_documents(archive, "default", ["nobody"]) == ["nobody"]
    assert add_documents(archive, "default", new, lambda _: None).documents == 1
    count = archive.store("default").counts().documents
    sweep(folder)
    assert archive.store("default").counts().documents == count
    archive.close()


def leave_journal(path: Path, *statements: str) -> None:
    """Leave beside a database the journal of one in which this was done."""
    journal = path.with_name(f"{path.name}-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        for statement in statements:
            writer.execute(statement)
        left = journal.read_bytes()
    journal.write_bytes(left)


def documents_in(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM documents").fetchone()
    return int(count)


def test_what_is_kept_of_a_replaced_index_has_no_journal_of_another(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    backup = pack(tmp_path / "b", members)
    kept = restore(backup, folder)
    assert kept is not None
    # As of an index that was damaged, and is kept with all its files.
    leave_journal(kept, "DELETE FROM passages", "DELETE FROM documents")
    assert restore(backup, folder) == kept
    assert documents_in(kept) == len(DOCUMENTS)


def test_a_database_that_comes_where_there_is_none_takes_nothing_from_a_journal_left_there(
    members: dict[str, bytes], folder: Path, tmp_path: Path
) -> None:
    restore(pack(tmp_path / "b", members), folder)
    for name in ("shawahid.sqlite", "service.sqlite"):
        database = folder / name
        leave_journal(database, "CREATE TABLE stale (a)")
        database.unlink()
    restore(pack(tmp_path / "b", members), folder)
    for name in ("shawahid.sqlite", "service.sqlite"):
        with closing(sqlite3.connect(folder / name)) as connection:
            tables = {table for (table,) in connection.execute("SELECT name FROM sqlite_schema")}
        assert tables - {"stale"} == tables


FIRST, SECOND = "قتل خمسة عمال في الحادث.", "قتل سبعة عمال في الحادث."


def send(archive: Archive, folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "sent").write_text(text, "utf-8")
    add_uploads(archive, "default", [Upload("خبر.txt", folder / "sent")], lambda _: None)


def original(folder: Path) -> Path:
    (path,) = (folder / "originals").glob("*/*")
    return path


@pytest.fixture
def sent(tmp_path: Path) -> Archive:
    archive = make_archive(tmp_path / "sent-to", DOCUMENTS[0])
    send(archive, tmp_path / "first", FIRST)
    return archive


@pytest.mark.parametrize("has_links", [True, False])
def test_a_correction_that_is_sent_meanwhile_goes_with_no_other_text(
    sent: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_links: bool
) -> None:
    def copy_and_correct(folder: Path, file: Path, report: CopyReport) -> None:
        copy_index(folder, file, report)
        send(sent, tmp_path / "second", SECOND)

    def no_links(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(backups, "copy_index", copy_and_correct)
        if not has_links:
            patch.setattr(Path, "hardlink_to", no_links)
        left_out = backups.back_up(sent.folder, ["default"], tmp_path / "b", nothing, keys=False)
    kept = original(sent.folder)
    assert kept.read_text("utf-8") == SECOND
    assert left_out == ([] if has_links else [f"{kept.parent.name}/خبر.txt"])
    restore(tmp_path / "b", tmp_path / "new")
    index = Index(tmp_path / "new")
    assert index.store.document("خبر").text == FIRST
    found = original_of(index, "خبر")
    assert found is None or found.read_text("utf-8") == FIRST
    assert (found is not None) == has_links
    index.close()
    assert list(verify(tmp_path / "new", lambda _: None)) == []
    sent.close()


def test_a_file_that_no_document_was_read_from_is_told_and_not_brought_back(
    sent: Archive, tmp_path: Path
) -> None:
    back_up(sent.folder, tmp_path / "b")
    with ZipFile(tmp_path / "b") as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    (name,) = (name for name in members if name.startswith("originals/"))
    other = pack(tmp_path / "other", {**members, name: SECOND.encode()})
    restore(other, tmp_path / "new")
    index = Index(tmp_path / "new")
    assert index.store.document("خبر").text == FIRST
    assert original_of(index, "خبر") is None
    index.close()
    original(sent.folder).write_text(SECOND, "utf-8")
    (problem,) = verify(sent.folder, lambda _: None)
    assert "not the file that its document was read from" in problem
    sent.close()


def test_a_file_that_was_not_read_to_its_end_is_backed_up_where_it_stays(
    sent: Archive, tmp_path: Path
) -> None:
    store = open_store(sent.folder)
    with store.database.transaction() as connection:
        connection.execute("UPDATE files SET content_hash = NULL")
    store.database.close()
    back_up(sent.folder, tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "new")
    assert original(tmp_path / "new").read_text("utf-8") == FIRST
    sent.close()


@pytest.mark.parametrize("other", ["originals/letter.pdf", "collections/sport/list.txt"])
def test_nothing_is_restored_among_other_things(
    tmp_path: Path, members: dict[str, bytes], other: str
) -> None:
    file = pack(tmp_path / "backup", members)
    (tmp_path / "mine" / other).parent.mkdir(parents=True)
    (tmp_path / "mine" / other).write_text("of the user", "utf-8")
    with pytest.raises(TargetError, match="name an empty folder"):
        restore(file, tmp_path / "mine")
    assert state(tmp_path / "mine") == {other: b"of the user"}


@pytest.mark.parametrize("copied", ["default", "sport"])
def test_a_collection_that_is_deleted_meanwhile_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: str
) -> None:
    archive = make_archive(tmp_path / "index", *DOCUMENTS)
    archive.create("sport")
    archive.create("wire")

    def delete_before(here: Path, part: Path, report: CopyReport) -> None:
        if here == collection_folder(tmp_path / "index", copied) and "sport" in archive.names():
            archive.delete("sport")
        copy_index(here, part, report)

    monkeypatch.setattr(backups, "copy_index", delete_before)
    names, _ = backups.back_up_all(tmp_path / "index", tmp_path / "backup", nothing)
    assert names == ["default", "wire"]
    restore(tmp_path / "backup", tmp_path / "other")
    assert Archive(tmp_path / "other", lambda _: HashingEncoder()).names() == ("default", "wire")
