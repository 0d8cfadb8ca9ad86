"""Collections on the command line: made, searched, kept and deleted one by one or together."""

import json
import shutil
import sqlite3
import stat
import zipfile
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from search.errors import (
    BackupError,
    CollectionMissingError,
    CollectionNameError,
    DocumentMissingError,
    IndexDamagedError,
    IndexMissingError,
)
from testing.hashing_encoder import HashingEncoder
from tests.conftest import SEEDS
from tests.service.conftest import Run, output

QUESTION = "من فاز في المباراة؟"


@pytest.fixture
def sport(run: Run, tmp_path: Path) -> Run:
    """An index with the seeds, and a collection with one article."""
    (tmp_path / "match.txt").write_text("فاز المنتخب في المباراة أمس.", "utf-8")
    run("index", SEEDS)
    run("index", tmp_path / "match.txt", "--collection", "sport")
    return run


def ids(run: Run, *arguments: str | Path) -> set[str]:
    found = output(run("search", QUESTION, "-k", "200", "--json", *arguments))
    return {hit["document"]["id"] for hit in found["hits"]}


def test_a_collection_is_searched_alone_and_with_the_others(sport: Run) -> None:
    assert ids(sport, "--collection", "sport") == {"match"}
    assert "match" not in ids(sport, "--collection", "default")
    assert ids(sport) == ids(sport, "--collection", "default") | {"match"}
    assert "collection sport" in sport("search", QUESTION).stdout


def test_the_first_collection_makes_an_empty_index(run: Run, tmp_path: Path) -> None:
    (tmp_path / "match.txt").write_text("فاز المنتخب في المباراة أمس.", "utf-8")
    run("index", tmp_path / "match.txt", "--collection", "sport")
    assert output(run("info", "--json"))["collections"] == {"default": 0, "sport": 1}
    assert ids(run) == {"match"}


def test_a_collection_has_the_model_of_the_index(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model").mkdir()
    run("index", SEEDS, "--model", tmp_path / "model")
    opened: list[str | None] = []

    def open_encoder(name: str | None) -> HashingEncoder:
        opened.append(name)
        return HashingEncoder()

    monkeypatch.setattr("search.models.open_encoder", open_encoder)
    run("index", SEEDS, "--collection", "sport")
    assert opened == [str(tmp_path / "model")]
    assert output(run("info", "--collection", "sport", "--json"))["model"] == opened[0]


def test_info_counts_every_collection(sport: Run) -> None:
    info = output(sport("info", "--json"))
    assert info["documents"] == 5
    assert info["collections"] == {"default": 5, "sport": 1}
    only = output(sport("info", "--collection", "sport", "--json"))
    assert (only["collection"], only["documents"]) == ("sport", 1)
    assert "collections" not in only
    assert "default 5, sport 1" in sport("info").stdout


def test_documents_are_those_of_their_collection(sport: Run, tmp_path: Path) -> None:
    shown = output(sport("show", "match", "--collection", "sport", "--json"))
    assert shown["text"] == "فاز المنتخب في المباراة أمس."
    assert isinstance(sport("show", "match").exception, DocumentMissingError)
    exported = sport("export", "--collection", "sport")
    assert [json.loads(line)["id"] for line in exported.stdout.splitlines()] == ["match"]
    assert "default" in exported.stderr
    assert "sport" in sport("export", tmp_path / "all.jsonl").stderr


def test_an_export_of_the_only_collection_says_nothing_of_others(run: Run) -> None:
    run("index", SEEDS)
    assert run("export").stderr == ""


COMMANDS: list[tuple[str, ...]] = [
    ("search", QUESTION),
    ("show", "match"),
    ("info",),
    ("delete", "match"),
    ("delete", "--all"),
    ("export",),
    ("verify",),
    ("backup", "backup.shawahid"),
    ("reindex",),
]


def test_a_collection_that_is_not_there_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("index", SEEDS)
    for command in COMMANDS:
        for name in ("nowhere", "../index", "Sport"):
            refused = run(*command, "--collection", name)
            assert isinstance(refused.exception, CollectionMissingError), command
            assert name in str(refused.exception)
    assert not (tmp_path / "backup.shawahid").exists()


def test_without_an_index_every_command_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in COMMANDS:
        if command != ("delete", "--all"):
            assert isinstance(run(*command).exception, IndexMissingError), command


def test_a_collection_cannot_have_any_name(run: Run, tmp_path: Path) -> None:
    refused = run("index", SEEDS, "--collection", "../elsewhere")
    assert isinstance(refused.exception, CollectionNameError)
    assert not (tmp_path / "elsewhere").exists()


def test_a_collection_is_deleted_whole(sport: Run) -> None:
    deleted = output(sport("delete", "--all", "--collection", "sport", "--json"))
    assert deleted == {"deleted_collection": "sport"}
    assert output(sport("info", "--json"))["collections"] == {"default": 5}


def test_the_default_collection_is_not_deleted(sport: Run) -> None:
    assert isinstance(sport("delete", "--all").exception, CollectionNameError)
    assert output(sport("info", "--json"))["documents"] == 5


@pytest.mark.parametrize("arguments", [(), ("match", "--all")])
def test_delete_is_told_what(sport: Run, arguments: tuple[str, ...]) -> None:
    refused = sport("delete", *arguments, "--collection", "sport")
    assert refused.exit_code == 2
    assert "--all" in refused.output
    assert output(sport("info", "--json"))["collections"]["sport"] == 1


def test_verify_checks_every_collection(sport: Run, tmp_path: Path) -> None:
    assert output(sport("verify", "--json"))["sound"] is True
    (tmp_path / "index" / "collections" / "sport" / "shawahid.sqlite").write_bytes(b"x" * 9000)
    found = sport("verify", "--json")
    assert found.exit_code == 1
    (problem,) = json.loads(found.stdout)["problems"]
    assert problem.startswith("sport: ")
    assert sport("verify", "--collection", "default").exit_code == 0


def test_verify_checks_the_keys(sport: Run, tmp_path: Path) -> None:
    sport("key", "create", "--role", "reader")
    assert output(sport("verify", "--json"))["sound"] is True
    with closing(sqlite3.connect(tmp_path / "index" / "service.sqlite")) as connection:
        connection.execute("DROP TABLE sessions")
    problems = json.loads(sport("verify", "--json").stdout)["problems"]
    assert problems
    assert all("service.sqlite" in problem for problem in problems)
    assert sport("verify", "--collection", "sport").exit_code == 0


def test_a_killed_deletion_is_swept_by_the_next_command(sport: Run, tmp_path: Path) -> None:
    collections = tmp_path / "index" / "collections"
    (collections / "sport").rename(collections / ".deleted-sport")
    (tmp_path / "index" / ".shawahid-left").mkdir()
    (tmp_path / "index" / ".shawahid-left.lock").touch()
    assert sport("info").exit_code == 0
    assert not list((tmp_path / "index").glob(".*"))
    assert list(collections.iterdir()) == []


def test_reindexing_is_for_every_collection(sport: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.models.open_encoder", lambda _: HashingEncoder(dimension=96))
    assert output(sport("reindex", "--json"))["added"] == 6
    assert "match" in ids(sport)
    assert output(sport("reindex", "--collection", "sport", "--json"))["added"] == 1


def test_a_backup_has_all_collections_and_the_keys(sport: Run, tmp_path: Path) -> None:
    made = output(sport("key", "create", "--role", "reader", "--json"))
    file = tmp_path / "all.shawahid"
    assert "default, sport" in sport("backup", file).stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    expected = ids(sport)
    elsewhere = tmp_path / "elsewhere"
    assert sport("restore", file, "--index", elsewhere).exit_code == 0
    assert ids(sport, "--index", elsewhere) == expected
    (key,) = output(sport("key", "list", "--index", elsewhere, "--json"))["keys"]
    assert key["id"] == made["id"]
    assert stat.S_IMODE((elsewhere / "service.sqlite").stat().st_mode) == 0o600
    assert {path.name for path in tmp_path.glob(".*")} == set()
    assert {path.name for path in elsewhere.glob(".*")} == set()


def test_a_key_that_was_revoked_after_a_backup_stays_revoked(sport: Run, tmp_path: Path) -> None:
    made = output(sport("key", "create", "--role", "reader", "--json"))
    sport("backup", tmp_path / "all.shawahid")
    sport("key", "revoke", made["id"])
    restored = sport("restore", tmp_path / "all.shawahid").stdout
    assert "replaced.sqlite" in restored
    (key,) = output(sport("key", "list", "--json"))["keys"]
    assert key["revoked"] is not None


def test_a_backup_of_one_collection_has_nothing_else(sport: Run, tmp_path: Path) -> None:
    sport("key", "create", "--role", "reader")
    file = tmp_path / "sport.shawahid"
    sport("backup", file, "--collection", "sport")
    assert zipfile.ZipFile(file).namelist() == ["collections/sport.sqlite"]
    sport("delete", "--all", "--collection", "sport")
    sport("restore", file)
    assert output(sport("info", "--json"))["collections"] == {"default": 5, "sport": 1}
    # In a new folder it stands beside an empty default collection.
    new = ("--index", tmp_path / "elsewhere")
    assert sport("restore", file, *new).exit_code == 0
    assert output(sport("info", "--json", *new))["collections"] == {"default": 0, "sport": 1}
    assert ids(sport, *new) == {"match"}
    assert sport("verify", *new).exit_code == 0


def test_files_that_were_sent_to_the_service_come_back_and_nothing_beside_them(
    sport: Run, tmp_path: Path
) -> None:
    originals = tmp_path / "index" / "collections" / "sport" / "originals"
    sent = originals / "a1b2" / "تقرير.pdf"
    sent.parent.mkdir(parents=True)
    sent.write_bytes(b"%PDF")
    file = tmp_path / "all.shawahid"
    sport("backup", file)
    shutil.rmtree(originals)
    assert sport("restore", file).exit_code == 0
    assert sent.read_bytes() == b"%PDF"
    with ZipFile(file, "a") as archive:
        archive.writestr("originals/sport/../../../escaped", b"x")
    assert isinstance(sport("restore", file).exception, BackupError)
    assert sent.read_bytes() == b"%PDF"
    assert [path for path in tmp_path.rglob("*") if path.name == "escaped"] == []


def test_one_collection_comes_back_from_a_backup_of_all(sport: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.shawahid"
    sport("backup", file)
    sport("delete", "--all", "--collection", "sport")
    sport("delete", *(path.stem for path in SEEDS.iterdir()))
    sport("restore", file, "--collection", "sport")
    assert output(sport("info", "--json"))["collections"] == {"default": 0, "sport": 1}
    missing = sport("restore", file, "--collection", "politics")
    assert isinstance(missing.exception, CollectionMissingError)


def test_a_damaged_backup_replaces_nothing(sport: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.shawahid"
    sport("backup", file)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    sport("delete", "match", "--collection", "sport")
    assert isinstance(sport("restore", file).exception, IndexDamagedError)
    assert output(sport("info", "--json"))["collections"] == {"default": 5, "sport": 0}
