"""A source replaces its own documents, and no others, whatever ids it says they have."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.discovery import InputFile, find_files
from indexer.folders import remember
from indexer.isolation import read_isolated
from indexer.pipeline import index_documents, index_files
from indexer.pruning import prune
from indexer.readers import Read, ReadOptions
from indexer.run import RunOptions
from indexer.summary import Change, Summary
from search.index import Index
from search.records import Document
from testing.hashing_encoder import HashingEncoder

OURS, OTHERS = "https://news.example/rss", "https://elsewhere.example/rss"
ID = "urn:1"
PAGE = "https://news.example/1"


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


def lines(path: Path, *ids: str) -> InputFile:
    path.parent.mkdir(exist_ok=True)
    records = [json.dumps({"id": each, "text": f"\u062e\u0628\u0631 {each}"}) for each in ids]
    path.write_text("\n".join(records), "utf-8")
    (found,) = find_files([path])
    return found


def owners(index: Index) -> dict[str, str]:
    ids = [document.id for document, _ in index.store.documents()]
    return {each: Path(str(index.store.files.file_of(each))).name for each in sorted(ids)}


@pytest.mark.parametrize("prunes", [False, True])
@pytest.mark.parametrize(("before", "after"), [("a", "b"), ("b", "a")])
def test_a_record_that_moved_between_files_goes_with_the_other_one(  # noqa: PLR0913
    index: Index, encoder: HashingEncoder, tmp_path: Path, before: str, after: str, *, prunes: bool
) -> None:
    def run(*files: InputFile) -> Summary:
        options = RunOptions(prune=prunes)
        return index_files(index, lambda: encoder, files, lambda _: None, options)

    folder = tmp_path / "in"
    left, right = folder / f"{before}.jsonl", folder / f"{after}.jsonl"
    lines(left, "stays", "moves", "goes")
    lines(right, "other")
    run(*find_files([folder]))
    lines(left, "stays")
    lines(right, "other", "moves")
    summary = run(*find_files([folder]))
    assert summary.skipped == []
    assert (summary.vanished_ids, summary.changes[Change.PRUNED]) == (
        ([], 1) if prunes else (["goes"], 0)
    )
    prune(index, [folder], summary.vanished_ids)
    assert owners(index) == {"moves": right.name, "other": right.name, "stays": left.name}
    for _ in range(2):  # and stays there
        again = run(*find_files([folder]))
        assert (again.documents, again.skipped, again.vanished_ids) == (3, [], [])
    assert index.store.files.content_hash(str(left)) is not None


def test_a_record_that_two_files_have_is_named_and_stays_where_it_was(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    lines(folder / "b.jsonl", "x")
    run(*find_files([folder]))
    lines(folder / "a.jsonl", "y", "x")
    lines(folder / "b.jsonl", "x", "z")
    summary = run(*find_files([folder]))
    assert [str(folder / "b.jsonl") in each.reason for each in summary.skipped] == [True]
    assert owners(index) == {"x": "b.jsonl", "y": "a.jsonl", "z": "b.jsonl"}
    assert summary.vanished_ids == []


def test_documents_of_a_copied_tree_outlive_the_first_one(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    first, copy = tmp_path / "q", tmp_path / "q2"
    lines(first / "a.jsonl", "x", "y")
    (first / "text.txt").write_text("\u062e\u0628\u0631", "utf-8")
    shutil.copytree(first, copy)
    assert len(run(*find_files([first, copy])).skipped) == 3
    remember(index.folder, [first, copy], [first / "a.jsonl"])
    for path in first.iterdir():
        path.unlink()
    (first / "left.md").write_text("\u062e\u0628\u0631 \u0622\u062e\u0631", "utf-8")
    assert run(*find_files([first, copy])).skipped == []
    prune(index, [first, copy], confirm=lambda _: True)
    kept = {"left": "left.md", "text": "text.txt", "x": "a.jsonl", "y": "a.jsonl"}
    assert owners(index) == kept


def test_many_documents_of_a_renamed_file_are_kept_whatever_is_confirmed(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    ids = [f"n{number:02}" for number in range(14)]
    lines(folder / "archive.jsonl", *ids)
    run(*find_files([folder]))
    (folder / "archive.jsonl").rename(folder / "archive-2024.jsonl")
    run(*find_files([folder]))
    pruned = prune(index, [folder], confirm=lambda _: True)
    assert (pruned.deleted, pruned.kept) == (0, [])
    assert owners(index) == dict.fromkeys(ids, "archive-2024.jsonl")


def test_no_feed_takes_what_a_file_has_let_go(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    run(file(tmp_path / "a.json", "\u062e\u0628\u0631"))
    summary = run(lines(tmp_path / "a.json", "other"), feed(tmp_path, OTHERS, "x y"))
    assert len(summary.skipped) == 1
    assert text_of(index) == "\u062e\u0628\u0631"


def test_a_file_that_goes_before_it_is_read_once_more_may_come_back(
    run: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(file(tmp_path / "b.json", "خبر"))
    first = file(tmp_path / "a.json", "خبر")
    (tmp_path / "b.json").write_text(json.dumps({"id": "another", "text": "خبر آخر"}), "utf-8")
    (second,) = find_files([tmp_path / "b.json"])

    def reading(files: list[InputFile], options: ReadOptions) -> Iterator[tuple[InputFile, object]]:
        if files == [first]:
            first.path.unlink()
        return read_isolated(files, options)

    monkeypatch.setattr("indexer.pipeline.read_isolated", reading)
    assert run(first, second).unread == {first.path}


def captures(path: Path, *days: int) -> InputFile:
    """A web archive with what a page said on some days of January."""
    records = b""
    for day in days:
        page = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        page += f"في اليوم {day}"
        records += (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {PAGE}\r\n"
            f"WARC-Date: 2024-01-{day:02}T00:00:00Z\r\nContent-Type: application/http\r\n"
            f"Content-Length: {len(page.encode())}\r\n\r\n{page}\r\n\r\n"
        ).encode()
    path.write_bytes(records)
    (found,) = find_files([path])
    return found


@pytest.mark.parametrize("days", [(1, 2), (2, 1), (1, 2, 1)])
def test_of_several_captures_of_a_page_in_an_archive_the_latest_is_read(
    run: Callable[..., Summary], index: Index, tmp_path: Path, days: tuple[int, ...]
) -> None:
    done = run(captures(tmp_path / "a.warc", *days))
    assert (index.store.document(PAGE).text, done.skipped, done.changes[Change.ADDED]) == (
        "في اليوم 2",
        [],
        1,
    )
    run(captures(tmp_path / "a.warc", 1, *days))  # an earlier one that comes later changes nothing
    assert index.store.document(PAGE).text == "في اليوم 2"
    run(captures(tmp_path / "a.warc", *days, 3))
    assert index.store.document(PAGE).text == "في اليوم 3"


def test_a_capture_replaces_none_of_another_archive(
    run: Callable[..., Summary], index: Index, tmp_path: Path
) -> None:
    first = captures(tmp_path / "a.warc", 1)
    run(first)
    (named,) = run(first, captures(tmp_path / "b.warc", 2)).skipped
    assert index.store.document(PAGE).text == "في اليوم 1"
    assert "a.warc" in named.reason
    assert "--prune" in named.reason
    first.path.unlink()
    assert run(*find_files([tmp_path / "b.warc"])).skipped == []
    assert index.store.document(PAGE).text == "في اليوم 2"
