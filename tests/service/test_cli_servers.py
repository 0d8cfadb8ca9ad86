"""The command line over an index on servers: what it does, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from search.cluster.address import Address
from search.errors import (
    AddressError,
    CollectionExistsError,
    IndexMissingError,
    MissingExtraError,
    ServerError,
    UnsupportedError,
)
from service.mcp import Assistant
from tests.conftest import SEEDS
from tests.service.conftest import Run, output

QUESTION = "من هو وزير العدل الأردني الذي حضر اللقاء؟"


@pytest.fixture
def address(
    make_address: Callable[[], Address], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> str:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return str(make_address())


def test_an_index_on_servers_is_made_asked_copied_checked_and_cleared(
    run: Run, address: str, tmp_path: Path
) -> None:
    on_servers = ("--index", address)
    assert isinstance(run("search", QUESTION, *on_servers).exception, IndexMissingError)
    made = run("index", SEEDS, *on_servers)
    assert made.exit_code == 0, made.output
    assert address in made.stdout.replace("\n", "")
    run("index", SEEDS)
    here, there = (output(run("search", QUESTION, "--json", *o)) for o in ((), on_servers))
    assert here["hits"]
    assert [hit["sentence"] for hit in there["hits"]] == [hit["sentence"] for hit in here["hits"]]
    assert there["facets"] == here["facets"]
    again = output(run("index", SEEDS, "--json", *on_servers))
    assert (again["added"], again["unchanged"]) == (0, 5)

    (tmp_path / "match.txt").write_text("فاز المنتخب في المباراة أمس.", "utf-8")
    run("index", tmp_path / "match.txt", "--collection", "sport", *on_servers)
    info = output(run("info", "--json", *on_servers))
    assert info["collections"] == {"default": 5, "sport": 1}
    assert info["index"] == address
    name = here["hits"][0]["document"]["id"]
    shown = output(run("show", name, "--json", *on_servers))
    assert shown == output(run("show", name, "--json"))
    exported = run("export", *on_servers).stdout.splitlines()
    assert sorted(exported) == sorted(run("export").stdout.splitlines())
    assert output(run("verify", "--json", *on_servers))["sound"] is True
    assert run("verify", "--repair", *on_servers).exit_code == 0

    back = tmp_path / "back"
    copied = output(run("copy", address, back, "--json"))
    assert copied["documents"] == {"default": 5, "sport": 1}
    assert output(run("copy", address, back, "--json")) == copied
    assert output(run("verify", "--json", "--index", back))["sound"] is True
    asked = ("search", QUESTION, "--json", "--collection", "default", "--index", back)
    assert output(run(*asked))["facets"] == here["facets"]
    assert output(run("index", SEEDS, "--json", "--index", back))["unchanged"] == 5

    assert output(run("delete", name, "--json", *on_servers))["deleted"] == 1
    refused = run("copy", back, address)
    assert refused.exit_code == 0  # what is gone there comes back
    assert output(run("delete", "--all", "--collection", "sport", "--json", *on_servers))
    assert output(run("info", "--json", *on_servers))["collections"] == {"default": 5}
    run("index", tmp_path / "match.txt", *on_servers)
    refused = run("copy", back, address)
    assert isinstance(refused.exception, CollectionExistsError)
    assert "match" in str(refused.exception)


def test_an_assistant_asks_an_index_on_servers(
    run: Run, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("index", SEEDS, "--index", address)
    found: list[Assistant] = []
    monkeypatch.setattr("service.mcp.make_server", lambda assistant: assistant())
    monkeypatch.setattr("service.mcp.run", found.append)
    assert run("mcp", "--index", address).exit_code == 0
    assert found[0].tools.search(QUESTION).passages


def test_what_vanished_from_its_file_is_pruned(run: Run, address: str, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.txt").write_text(f"خبر {name} عن المدينة.", "utf-8")
    assert output(run("index", folder, "--json", "--index", address))["added"] == 2
    (folder / "two.txt").unlink()
    pruned = output(run("index", folder, "--prune", "--json", "--index", address))
    assert pruned["pruned"] == 1
    assert output(run("info", "--json", "--index", address))["documents"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["backup", "file"], "pg_dump"),
        (["restore", "file"], "pg_restore"),
        (["reindex"], "shawahid export"),
        (["tune"], "shawahid copy"),
        (["index", str(SEEDS), "--watch"], "run `shawahid index` again"),
    ],
)
def test_what_is_not_done_on_servers_names_what_to_use(
    run: Run, arguments: list[str], said: str
) -> None:
    pytest.importorskip("psycopg")
    pytest.importorskip("pymilvus")
    address = "postgresql://nobody@127.0.0.1:1/none?milvus=http://127.0.0.1:1"
    error = run(*arguments, "--index", address).exception
    assert isinstance(error, UnsupportedError)
    assert said in str(error)


def test_a_server_that_is_not_there_is_named(run: Run) -> None:
    pytest.importorskip("psycopg")
    pytest.importorskip("pymilvus")
    address = "postgresql://nobody@127.0.0.1:1/none?milvus=http://127.0.0.1:1"
    error = run("search", QUESTION, "--index", address).exception
    assert isinstance(error, ServerError)
    assert "127.0.0.1:1" in str(error)


def test_an_address_with_a_secret_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://me:secret@127.0.0.1/news?milvus=http://127.0.0.1:1"
    error = run("search", QUESTION, "--index", address).exception
    assert isinstance(error, AddressError)
    assert "secret" not in str(error)
    monkeypatch.setenv("SHAWAHID_INDEX", address)
    assert isinstance(run("search", QUESTION).exception, AddressError)


def test_the_optional_part_is_named_where_it_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "search.cluster.home", None)
    address = "postgresql://me@127.0.0.1/news?milvus=http://127.0.0.1:1"
    error = run("search", QUESTION, "--index", address).exception
    assert isinstance(error, MissingExtraError)
    assert "cluster" in str(error)


def test_a_folder_has_nothing_to_repair(run: Run) -> None:
    run("index", SEEDS)
    assert isinstance(run("verify", "--repair").exception, UnsupportedError)
    assert json.loads(run("verify", "--json").stdout)["sound"] is True
