"""``shawahid index --watch`` as it is run: it follows whatever happens to documents and folders."""

import io
import json
import sys
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from indexer import watching
from search.storage.store import open_store
from service.cli import app
from service.terminal import print_json_lines
from testing.waiting import wait_until
from tests.service.conftest import Run

TEXT = "فاز المنتخب في المباراة رقم {}."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture
def said(
    run: Run, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Mapping[str, object]]]:
    """What a watcher with ``--prune --json`` says, which follows until the end of the test."""
    del run  # which says where the index is
    stop = threading.Event()
    said: list[Mapping[str, object]] = []
    monkeypatch.setattr(watching, "GATHER_MS", 80)
    monkeypatch.setattr(watching, "changes", partial(watching.changes, stop=stop))
    monkeypatch.setattr("service.terminal.print_json_lines", said.extend)
    write_records(root / "first.jsonl", "a", "b")
    arguments = ["index", str(root), "--watch", "--prune", "--json"]
    thread = threading.Thread(target=lambda: app(arguments, standalone_mode=False))
    thread.start()
    wait_until((tmp_path / "index" / "folders.json").is_file)
    yield said
    stop.set()
    thread.join()


def write_records(path: Path, *ids: str) -> None:
    """Save a file as editors do, who write another one and rename it."""
    temporary = path.with_suffix(".tmp")
    temporary.write_text(
        "".join(json.dumps({"id": each, "text": TEXT.format(each)}) + "\n" for each in ids), "utf-8"
    )
    temporary.replace(path)


def held(tmp_path: Path) -> dict[str, str]:
    """The ids of the documents of the index, and the names of the files that they came from."""
    store = open_store(tmp_path / "index")
    found = {
        each.id: Path(store.files.file_of(each.id) or "").name for each, _ in store.documents()
    }
    store.database.close()
    return found


def becomes(tmp_path: Path, **documents: str) -> None:
    wait_until(lambda: held(tmp_path) == documents)


def test_a_document_that_moves_with_two_saves_is_never_lost(
    said: list[Mapping[str, object]], root: Path, tmp_path: Path
) -> None:
    first, second = root / "first.jsonl", root / "second.jsonl"
    write_records(second, "b", "c")  # it has the document before the other has let go of it
    becomes(tmp_path, a="first.jsonl", b="first.jsonl", c="second.jsonl")
    write_records(first, "a")
    becomes(tmp_path, a="first.jsonl", b="second.jsonl", c="second.jsonl")
    write_records(first, "a", "c")
    write_records(second, "b")
    becomes(tmp_path, a="first.jsonl", b="second.jsonl", c="first.jsonl")
    first.rename(root / "third.jsonl")
    becomes(tmp_path, a="third.jsonl", b="second.jsonl", c="third.jsonl")
    assert not any(each["pruned"] for each in said)


def test_what_is_done_is_written_at_once_for_whoever_reads_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(written), "utf-8"))
    print_json_lines([{"added": 1}])
    assert written.getvalue() == b'{"added": 1}\n'


@pytest.mark.parametrize("at", ["indexer.pipeline.content_hash", "indexer.discovery.find_files"])
def test_a_file_whose_folder_was_elsewhere_when_it_was_read_is_read_later(
    said: list[Mapping[str, object]],
    root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
) -> None:
    monkeypatch.setattr(watching, "RECONCILE_MS", 200)
    becomes(tmp_path, a="first.jsonl", b="first.jsonl")
    package, _, name = at.rpartition(".")
    function = getattr(import_module(package), name)
    failed: list[str] = []

    def once(*arguments: Any) -> Any:  # noqa: ANN401 - of either
        if failed:
            return function(*arguments)
        failed.append(at)
        if name == "find_files":
            return []
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(at, once)
    write_records(root / "second.jsonl", "c")
    becomes(tmp_path, a="first.jsonl", b="first.jsonl", c="second.jsonl")
    assert failed
    wait_until(lambda: len(said) > 2)


def test_another_index_in_the_place_of_the_watched_one_is_written_to(
    said: list[Mapping[str, object]],
    root: Path,
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.commands.following._LOCKED_SECONDS", 0.1)
    wait_until(lambda: len(said) == 1)
    (tmp_path / "index").rename(tmp_path / "former")
    write_records(tmp_path / "other.jsonl", "z")
    assert run("index", tmp_path / "other.jsonl").exit_code == 0
    write_records(root / "second.jsonl", "c")
    becomes(tmp_path, z="other.jsonl", c="second.jsonl")


def test_a_large_folder_that_is_renamed_is_neither_lost_nor_doubled(
    said: list[Mapping[str, object]], root: Path, tmp_path: Path
) -> None:
    (tmp_path / "many").mkdir()
    for number in range(30):
        (tmp_path / "many" / f"{number}.txt").write_text(TEXT.format(number), "utf-8")
    (tmp_path / "many").rename(root / "old")
    wait_until(lambda: len(held(tmp_path)) == 32)
    (root / "old").rename(root / "new")
    expected = {"a", "b", *(f"new/{number}" for number in range(30))}
    wait_until(lambda: held(tmp_path).keys() == expected)
    wait_until(lambda: said[-1]["pruned"] == 30)
    assert said[-1]["skipped"] == []
