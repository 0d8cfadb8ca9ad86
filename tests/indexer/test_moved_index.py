"""An index that was renamed, or restored beside where it was made: what was sent stays its own."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.collections import delete_documents
from indexer.discovery import find_files
from indexer.folders import remember
from indexer.originals import original_of
from indexer.pipeline import index_files, open_for_writing
from indexer.pruning import prune
from indexer.sent_files import Upload, add_uploads, drop_sent
from indexer.summary import Summary
from search.archive import Archive
from search.backend import Backend
from search.originals import ORIGINALS
from testing.hashing_encoder import HashingEncoder

FIRST, SECOND = "خبر أول عن الميناء.", "خبر مصحح عن الميناء."


@pytest.fixture(params=["renamed", "copied"])
def archive(
    request: pytest.FixtureRequest, tmp_path: Path, encoder: HashingEncoder
) -> Iterator[Archive]:
    """Of an index that ``doc.txt`` and ``two.jsonl`` were sent to before it was moved."""
    before, folder = tmp_path / "before", tmp_path / "moved"
    open_for_writing(before, lambda: encoder, None).close()
    lines = "\n".join(json.dumps({"id": key, "text": f"نص {key}."}) for key in ("one", "two"))
    with Archive(before, lambda _: encoder) as made:
        send(made, tmp_path, "doc.txt", FIRST)
        send(made, tmp_path, "two.jsonl", lines)
    (shutil.move if request.param == "renamed" else shutil.copytree)(before, folder)
    with Archive(folder, lambda _: encoder) as moved:
        yield moved


def send(
    archive: Archive,
    tmp_path: Path,
    name: str,
    text: str,
    report: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    path = tmp_path / "sent"
    path.write_text(text, "utf-8")
    summary = add_uploads(archive, "default", [Upload(name, path)], report)
    path.unlink()  # an original may be the same file
    return summary


def index_of(archive: Archive) -> Backend:
    return archive.engine("default").index


def original(archive: Archive, document_id: str = "doc") -> str | None:
    path = original_of(index_of(archive), document_id)
    return None if path is None else path.read_text("utf-8")


@pytest.mark.parametrize("text", ["", "{"])
def test_an_upload_that_changes_nothing_takes_no_original_away(
    archive: Archive, tmp_path: Path, text: str
) -> None:
    name = "two.jsonl" if text else "doc.txt"
    kept = archive.folder.resolve() / ORIGINALS
    before = sorted(kept.rglob("*"))
    assert send(archive, tmp_path, name, text).skipped_count == 1
    assert sorted(kept.rglob("*")) == before
    assert original(archive) == FIRST


def test_neither_does_one_that_is_given_up(archive: Archive, tmp_path: Path) -> None:
    def cancelled(_: Summary) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send(archive, tmp_path, "doc.txt", SECOND, cancelled)
    assert original(archive) == FIRST


def test_neither_does_what_is_dropped_of_a_job(archive: Archive) -> None:
    drop_sent(archive, "default", ["doc.txt", "two.jsonl"])
    assert original(archive) == FIRST


def test_a_correction_replaces_text_and_original(archive: Archive, tmp_path: Path) -> None:
    summary = send(archive, tmp_path, "doc.txt", SECOND)
    assert summary.skipped == []
    assert index_of(archive).store.document("doc").text == SECOND
    assert original(archive) == SECOND
    assert delete_documents(archive, "default", ["doc", "one"]) == []
    kept = [path.name for path in (archive.folder / ORIGINALS).rglob("*.*")]
    assert kept == ["two.jsonl"]  # which one of its documents is left of


def test_what_a_correction_lacks_is_deleted(archive: Archive, tmp_path: Path) -> None:
    send(archive, tmp_path, "two.jsonl", json.dumps({"id": "one", "text": "نص آخر."}))
    assert {document.id for document, _ in index_of(archive).store.documents()} == {"doc", "one"}


def test_a_file_that_became_two_paths_is_one_again(archive: Archive, tmp_path: Path) -> None:
    """As earlier versions left it, of which a document had the new path and one the former."""
    store = index_of(archive).store
    (former,) = store.files.moved("two.jsonl", str(archive.folder.resolve()))
    present = str(archive.folder.resolve() / Path(former).relative_to(tmp_path / "before"))
    with store.database.transaction() as connection:  # type: ignore[attr-defined]
        connection.execute("INSERT INTO files (path, content_hash) VALUES (?, 'x')", (present,))
        connection.execute(
            "UPDATE documents SET file_id = last_insert_rowid() WHERE key = ?", ("one",)
        )
    assert delete_documents(archive, "default", ["two"]) == []
    assert Path(present).is_file()
    assert store.files.documents(present) == ["one"]
    assert store.files.content_hash(present) is None  # it is read again
    assert delete_documents(archive, "default", ["one"]) == []
    assert not Path(present).exists()


def test_no_file_from_elsewhere_takes_its_place(
    archive: Archive, tmp_path: Path, encoder: HashingEncoder
) -> None:
    other = tmp_path / "elsewhere" / "doc.txt"
    other.parent.mkdir()
    other.write_text("نص آخر.", "utf-8")
    index = index_of(archive)
    summary = index_files(index, lambda: encoder, find_files([other]), lambda _: None)
    assert summary.skipped_count == 1
    assert index.store.document("doc").text == FIRST
    prune(index, [tmp_path])
    assert index.store.counts().documents == 3


def test_a_file_that_was_indexed_is_not_taken_for_one_that_was_sent(
    archive: Archive, tmp_path: Path, encoder: HashingEncoder
) -> None:
    index = index_of(archive)
    (sent,) = index.store.files.moved("doc.txt", str(archive.folder.resolve()))
    path = tmp_path / "news" / ORIGINALS / Path(sent).parent.name / "doc.txt"
    path.parent.mkdir(parents=True)
    path.write_text(SECOND, "utf-8")
    files = find_files([tmp_path / "news"])
    remember(index.folder, [tmp_path / "news"], [path])
    assert index_files(index, lambda: encoder, files, lambda _: None).skipped == []
    send(archive, tmp_path, "doc.txt", "")
    (document_id,) = index.store.files.documents(str(path))
    assert original(archive, document_id) == SECOND
    assert original(archive) == FIRST
