"""A source replaces its own documents, and no others, whatever ids it says they have."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.discovery import InputFile, find_files
from indexer.folders import remember
from indexer.pipeline import Change, Summary, index_documents, index_files
from indexer.pruning import prune
from indexer.readers import Read
from search.index import Index
from search.records import Document
from testing.hashing_encoder import HashingEncoder

OURS, OTHERS = "https://news.example/rss", "https://elsewhere.example/rss"
ID = "urn:1"


@pytest.fixture
def index(make_index: Callable[..., Index]) -> Index:
    return make_index()


@pytest.fixture
def run(index: Index, encoder: HashingEncoder) -> Callable[..., Summary]:
    def run(*files: InputFile) -> Summary:
        return index_files(index, lambda: encoder, files, lambda _: None)

    return run


def feed(tmp_path: Path, address: str, text: str) -> InputFile:
    path = tmp_path / f"{len(address)}{len(text)}.xml"
    item = f"<item><guid>{ID}</guid><title>x</title><description>{text}</description></item>"
    path.write_text(f'<rss version="2.0"><channel><title>x</title>{item}</channel></rss>', "utf-8")
    return InputFile(address, path, address, path.stat().st_size)


def file(path: Path, text: str) -> InputFile:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"id": ID, "text": text}), "utf-8")
    (found,) = find_files([path])
    return found


def text_of(index: Index) -> str:
    return index.store.document(ID).text


def test_a_feed_replaces_its_own_entries(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    run(feed(tmp_path, OURS, "خبر"))
    assert run(feed(tmp_path, OURS, "خبر آخر")).skipped == []
    assert text_of(index) == "خبر آخر"


def test_a_feed_replaces_nothing_of_another_feed(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    ours = feed(tmp_path, OURS, "خبر")
    run(ours)
    for files in ([feed(tmp_path, OTHERS, "x y")], [ours, feed(tmp_path, OTHERS, "x z")]):
        (skipped,) = run(*files).skipped
        assert OURS in skipped.reason
        assert text_of(index) == "خبر"


def test_a_feed_replaces_nothing_of_a_file_that_is_not_there(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    path = tmp_path / "drive" / "a.json"
    run(file(path, "خبر"))
    path.unlink()
    (skipped,) = run(feed(tmp_path, OTHERS, "x y")).skipped
    assert str(path) in skipped.reason
    assert text_of(index) == "خبر"


def test_a_file_replaces_nothing_of_a_feed(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    run(feed(tmp_path, OURS, "خبر"))
    assert OURS in run(file(tmp_path / "a.json", "x y")).skipped[0].reason
    assert text_of(index) == "خبر"


def test_what_was_sent_by_itself_is_replaced_by_no_file(
    run: Callable[..., Summary], index: Index, encoder: HashingEncoder, tmp_path: Path
) -> None:
    sent = Document(ID, "خبر", title="خبر", language="ar")
    index_documents(index, lambda: encoder, [Read("x", sent, 1)], lambda _: None)
    for source in (file(tmp_path / "a.json", "x y"), feed(tmp_path, OTHERS, "x y")):
        assert len(run(source).skipped) == 1
        assert text_of(index) == "خبر"


def test_a_file_that_moved_keeps_its_document_unless_its_drive_may_come_back(
    run: Callable[..., Summary], index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drive = tmp_path / "drive"
    run(file(drive / "a.json", "خبر"))
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path) == drive)
    remember(index.folder, [drive], [drive / "a.json"])
    (drive / "a.json").unlink()
    monkeypatch.setattr("os.path.ismount", lambda _: False)
    assert len(run(file(tmp_path / "b.json", "x y")).skipped) == 1
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path) == drive)
    assert run(file(tmp_path / "b.json", "x y")).skipped == []
    assert text_of(index) == "x y"


def test_a_file_that_moved_takes_its_documents_along(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    before, after = tmp_path / "in" / "before.json", tmp_path / "in" / "after.json"
    run(file(before, "\u062e\u0628\u0631"))
    before.rename(after)
    summary = run(*find_files([tmp_path / "in"]))
    assert (summary.changes[Change.UNCHANGED], summary.skipped) == (1, [])
    assert index.store.files.file_of(ID) == str(after)
    assert prune(index, [tmp_path / "in"]).deleted == 0
    assert text_of(index) == "\u062e\u0628\u0631"
    after.write_text("[]", "utf-8")
    write_again = run(file(after, "\u062e\u0628\u0631 \u0622\u062e\u0631"))
    assert write_again.changes[Change.REPLACED] == 1


def test_of_two_files_with_the_same_document_one_has_it_and_the_other_is_named(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    run(file(first, "\u062e\u0628\u0631"))
    assert str(first) in run(file(second, "\u062e\u0628\u0631")).skipped[0].reason
    first.unlink()
    assert run(*find_files([second])).skipped == []
    assert index.store.files.file_of(ID) == str(second)
