"""Files into an index: what a second run leaves alone, replaces, keeps and prunes."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest

from indexer.discovery import InputFile, find_files
from indexer.pipeline import index_files
from indexer.pruning import prune
from indexer.readers import ReadOptions
from indexer.run import RunOptions
from indexer.summary import Change, Summary
from search.errors import DocumentMissingError
from search.index import Index
from search.models.encoder import Encoder
from testing.hashing_encoder import HashingEncoder
from tests.indexer.closing import close

LEAVE, PRUNE = RunOptions(), RunOptions(prune=True)


@pytest.fixture
def run(make_index: Callable[..., Index], encoder: HashingEncoder) -> Callable[..., Summary]:
    """Indexes files into one index; ``index`` and ``opened`` can be looked at."""
    index = make_index()

    def run(paths: Sequence[Path], options: RunOptions = LEAVE) -> Summary:
        return index_files(index, lambda: encoder, find_files(paths), lambda _: None, options)

    run.index = index  # type: ignore[attr-defined]
    return run


def index_of(run: Callable[..., Summary]) -> Index:
    index: Index = run.index  # type: ignore[attr-defined]
    return index


def write(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def lines(*records: dict[str, str]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_an_unchanged_file_opens_no_model(run: Callable[..., Summary], tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", "خبر أول.")
    write(tmp_path / "in" / "b.jsonl", lines({"id": "b", "text": "x"}, {"id": "c", "text": "y"}))
    assert run([tmp_path / "in"]).changes[Change.ADDED] == 3

    def refuse() -> Encoder:
        raise AssertionError

    files = find_files([tmp_path / "in"])
    again = index_files(index_of(run), refuse, files, lambda _: None)
    assert again.changes[Change.UNCHANGED] == 3
    assert again.bytes == sum(file.size for file in files)


def test_a_changed_file_replaces_its_document(run: Callable[..., Summary], tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "a.txt", "خبر أول.")
    run([path])
    write(path, "خبر آخر.")
    assert run([path]).changes[Change.REPLACED] == 1
    assert index_of(run).store.document("a").text == "خبر آخر."


def test_a_file_with_something_skipped_is_read_again(
    run: Callable[..., Summary], tmp_path: Path
) -> None:
    path = write(tmp_path / "b.jsonl", lines({"id": "b", "text": "x"}) + "{\n")
    for _ in range(2):
        summary = run([path])
        assert [skipped.place for skipped in summary.skipped] == [f"{path}:2"]
    assert summary.changes[Change.UNCHANGED] == 1


def test_other_options_read_a_file_again(run: Callable[..., Summary], tmp_path: Path) -> None:
    path = write(tmp_path / "b.jsonl", lines({"id": "b", "text": "x", "lead": "y"}))
    run([path])
    run([path], RunOptions(ReadOptions({"text": "lead"})))
    assert index_of(run).store.document("b").text == "y"


def test_a_record_that_is_gone_stays_until_it_is_pruned(
    run: Callable[..., Summary], tmp_path: Path
) -> None:
    path = write(tmp_path / "b.jsonl", lines({"id": "b", "text": "x"}, {"id": "c", "text": "y"}))
    run([path])
    write(path, lines({"id": "c", "text": "y"}))
    assert run([path]).vanished == 1
    assert index_of(run).store.document("b").text == "x"
    write(path, lines({"id": "c", "text": "z"}))
    assert run([path], PRUNE).changes[Change.PRUNED] == 1
    with pytest.raises(DocumentMissingError):
        index_of(run).store.document("b")
    assert index_of(run).store.document("c").text == "z"


def test_a_file_that_is_gone_is_pruned(run: Callable[..., Summary], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    gone = write(folder / "sub" / "a.txt", "خبر أول.")
    write(folder / "b.txt", "خبر ثان.")
    other = write(tmp_path / "elsewhere" / "c.txt", "خبر ثالث.")
    run([folder, other])
    gone.unlink()
    other.unlink()
    assert prune(index_of(run), [folder]).deleted == 1
    store = index_of(run).store
    assert {document.id for document, _ in store.documents()} == {"b", "c"}
    assert list(store.files.below(str(folder))) == [str(folder / "b.txt")]


def test_a_folder_without_files_is_not_pruned(run: Callable[..., Summary], tmp_path: Path) -> None:
    folder = tmp_path / "drive"
    path = write(folder / "a.txt", "خبر أول.")
    run([folder])
    path.unlink()
    assert prune(index_of(run), [folder]).deleted == 0
    assert index_of(run).store.counts().documents == 1


def test_a_file_that_moved_keeps_its_document(run: Callable[..., Summary], tmp_path: Path) -> None:
    path = write(tmp_path / "old" / "a.txt", "خبر أول.")
    run([tmp_path / "old"])
    (tmp_path / "new").mkdir()
    path.rename(tmp_path / "new" / "a.txt")
    assert run([tmp_path / "new"]).skipped == []
    assert prune(index_of(run), [tmp_path / "new"]).deleted == 0
    assert index_of(run).store.document("a").text == "خبر أول."


def test_two_files_with_one_id_name_each_other(
    run: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write(tmp_path / "one" / "a.txt", "خبر أول.")
    second = write(tmp_path / "two" / "a.txt", "خبر ثان.")
    for batch in (1, 100):  # committed already, or waiting in the same batch
        monkeypatch.setattr("indexer.run.BATCH_PASSAGES", batch)
        summary = run([tmp_path / "one", tmp_path / "two"])
        (skipped,) = summary.skipped
        assert skipped.place == str(second)
        assert str(first) in skipped.reason
    assert index_of(run).store.document("a").text == "خبر أول."


def test_an_id_that_comes_twice_in_a_file_is_named(
    run: Callable[..., Summary], tmp_path: Path
) -> None:
    path = write(tmp_path / "x.jsonl", lines({"id": "a", "text": "x"}, {"id": "a", "text": "y"}))
    (skipped,) = run([path]).skipped
    assert skipped.place == f"{path}:2"
    assert f"{path}:1" in skipped.reason
    assert index_of(run).store.document("a").text == "x"


def test_many_bad_lines_do_not_fill_the_memory(
    run: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.summary.MOST_NAMED", 3)
    summary = run([write(tmp_path / "x.jsonl", "{\n" * 10)])
    assert len(summary.skipped) == 3
    assert summary.skipped_count == 10


def test_a_folder_that_changed_is_everything_below_it(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "sub" / "a.txt", "خبر")
    write(tmp_path / "in" / "other" / "b.txt", "خبر")
    assert [file.path for file in find_files([tmp_path], {tmp_path / "in" / "sub"})] == [path]


def test_an_index_in_the_folder_is_not_read_into_itself(
    run: Callable[..., Summary], tmp_path: Path
) -> None:
    path = write(tmp_path / "a.txt", "خبر")
    write(index_of(run).folder / "originals" / "ab" / "sent.txt", "خبر آخر")
    assert index_of(run).folder.is_relative_to(tmp_path)
    assert [file.path for file in find_files([tmp_path])] == [path]
    (given,) = find_files([index_of(run).folder])
    assert "index" in str(given.fault)


def faults(found: Sequence[InputFile]) -> dict[str, str]:
    return {file.path.name: file.fault for file in found if file.fault is not None}


def paths(found: Sequence[InputFile]) -> list[Path]:
    return [file.path for file in found if file.fault is None]


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    inside = write(tmp_path / "in" / "a.txt", "خبر")
    outside = write(tmp_path / "secret" / "b.txt", "سر")
    (tmp_path / "in" / "same.txt").symlink_to(inside)
    (tmp_path / "in" / "out.txt").symlink_to(outside)
    (tmp_path / "in" / "up.txt").symlink_to("../secret/b.txt")
    (tmp_path / "in" / "folder").symlink_to(outside.parent)
    (tmp_path / "in" / "again").symlink_to(tmp_path / "in")
    found = find_files([tmp_path / "in"])
    assert paths(found) == [inside]
    assert faults(found).keys() == {"out.txt", "up.txt", "folder"}
    assert str(outside) in faults(found)["out.txt"]
    # Given by its own name, a link is followed.
    (tmp_path / "link").symlink_to(tmp_path / "in")
    given = find_files([tmp_path / "link", tmp_path / "in" / "out.txt"])
    assert set(paths(given)) == {inside, outside}


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone")
    found = find_files([tmp_path, tmp_path / "moved away"])
    assert paths(found) == []
    assert set(faults(found).values()) == {"cannot be read: No such file or directory"}
    assert len(found) == 2


def test_links_in_a_ring_are_named_and_the_rest_is_indexed(
    run: Callable[..., Summary], tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    write(folder / "a.txt", "خبر")
    (folder / "alone.txt").symlink_to("alone.txt")
    (folder / "one.txt").symlink_to("two.txt")
    (folder / "two.txt").symlink_to("one.txt")
    summary = run([folder])
    assert summary.changes[Change.ADDED] == 1
    assert {Path(skipped.place).name for skipped in summary.skipped} >= {"alone.txt"}
    assert all("Too many levels of symbolic links" in skipped.reason for skipped in summary.skipped)
    # As cron does again and again, and where the folder itself has become one.
    assert run([folder]).changes[Change.UNCHANGED] == 1
    (tmp_path / "given").symlink_to("given")
    assert [skipped.place for skipped in run([tmp_path / "given"]).skipped] == [
        str(tmp_path / "given")
    ]


def test_a_folder_that_cannot_be_read_is_named(
    run: Callable[..., Summary], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = write(tmp_path / "in" / "a.txt", "خبر")
    write(tmp_path / "in" / "sub" / "b.txt", "خبر")
    close(tmp_path / "in" / "sub", monkeypatch)
    found = find_files([tmp_path / "in"])
    assert paths(found) == [seen]
    assert faults(found) == {"sub": "cannot be read: Permission denied"}
    assert [skipped.place for skipped in run([tmp_path / "in"]).skipped] == [
        str(seen.parent / "sub")
    ]


def test_a_file_with_an_old_name_is_pruned_only_when_it_is_gone(
    run: Callable[..., Summary], tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode("ملفات".encode("cp1256"))
    path = write(folder / os.fsdecode("تقرير.txt".encode("cp1256")), "خبر أول.")
    write(folder / "b.txt", "خبر ثان.")
    assert run([folder]).changes[Change.ADDED] == 2
    assert prune(index_of(run), [folder]).deleted == 0
    path.unlink()
    assert prune(index_of(run), [folder]).deleted == 1


def test_a_pipe_is_skipped_and_the_rest_goes_on(
    run: Callable[..., Summary], tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    path = write(tmp_path / "a.txt", "خبر أول.")
    summary = run([tmp_path / "pipe.txt", path])
    assert [skipped.place for skipped in summary.skipped] == [str(tmp_path / "pipe.txt")]
    assert summary.changes[Change.ADDED] == 1


@pytest.mark.parametrize("ending", ["txt", "jsonl", "json", "csv", "mbox", "zip"])
def test_a_file_that_is_empty_for_a_moment_keeps_its_documents(
    run: Callable[..., Summary], tmp_path: Path, ending: str
) -> None:
    contents = {
        "jsonl": '{"id": "a", "text": "خبر"}\n',
        "json": '[{"id": "a", "text": "خبر"}]',
        "csv": "id,text\na,خبر\n",
        "mbox": "From a@b Mon Nov 30 10:00:00 2026\nSubject: a\n\nnews\n",
    }
    path = write(tmp_path / f"file.{ending}", contents.get(ending, "خبر"))
    if ending == "zip":
        with ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "خبر")
    assert run([path]).changes[Change.ADDED] == 1
    path.write_bytes(b"")
    summary = run([path], PRUNE)
    assert [skipped.reason.partition(":")[0] for skipped in summary.skipped] == ["empty"]
    assert index_of(run).store.counts().documents == 1
