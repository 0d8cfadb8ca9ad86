"""Which files of this machine an index may give out, whatever its database says."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.discovery import find_files
from indexer.folders import remember
from indexer.originals import drop_unused, original_of
from indexer.pipeline import index_documents, index_files
from indexer.readers import Read
from search.index import Index
from search.layout import FILE_NAME
from search.originals import ORIGINALS
from search.records import Document
from testing.hashing_encoder import HashingEncoder


@pytest.fixture
def index(make_index: Callable[..., Index]) -> Index:
    return make_index()


@pytest.fixture
def put(index: Index, encoder: HashingEncoder) -> Callable[[str], None]:
    """Adds a document, with whatever a database made elsewhere says of its file."""

    def put(place: str) -> None:
        read = Read("x", Document("x", "خبر"), 1)
        index.store.delete(["x"])
        index_documents(index, lambda: encoder, [read], lambda _: None, lambda _: place)

    return put


def kept(index: Index, name: str = "a.txt") -> Path:
    path = index.folder / ORIGINALS / "0123456789abcdef" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("kept", "utf-8")
    return path


def test_a_file_of_an_indexed_folder_is_given_out(
    index: Index, encoder: HashingEncoder, tmp_path: Path
) -> None:
    folder = tmp_path / os.fsdecode("ملفات".encode("cp1256"))
    folder.mkdir()
    path = folder / os.fsdecode("خبر.txt".encode("cp1256"))
    path.write_text("خبر", "utf-8")
    index_files(index, lambda: encoder, find_files([folder]), lambda _: None)
    assert original_of(index, "خبر") is None  # as long as it is not noted
    remember(index.folder, [folder], [path])
    assert original_of(index, "خبر") == path


@pytest.mark.parametrize(("name", "is_given"), [("بيان.eml", True), ("بيان.txt", False)])
def test_of_several_documents_in_a_file_those_of_a_mail_have_it(
    index: Index, encoder: HashingEncoder, tmp_path: Path, name: str, *, is_given: bool
) -> None:
    path = tmp_path / name
    path.touch()
    remember(index.folder, [tmp_path], [path])
    reads = [Read(key, Document(key, "خبر"), 1) for key in (name, f"{name}#2", f"{name}/a.pdf")]
    index_documents(index, lambda: encoder, reads, lambda _: None, lambda _: str(path))
    for read in reads:
        assert original_of(index, read.place) == (path if is_given else None)


def test_no_other_file_is(index: Index, put: Callable[[str], None], tmp_path: Path) -> None:
    news = tmp_path / "news"
    for path in (news / "a.txt", tmp_path / "news-secret" / "a.txt", tmp_path / "secret"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("secret", "utf-8")
    (news / "link.txt").symlink_to(tmp_path / "secret")
    (news / "folder").symlink_to(tmp_path / "news-secret")
    remember(index.folder, [news], [])
    (index.folder / "service.sqlite").write_text("keys", "utf-8")
    kept(index)
    (index.folder / ORIGINALS / "ab").symlink_to(tmp_path / "news-secret")
    for ring in (news / "ring.txt", index.folder / ORIGINALS / "cd"):
        ring.symlink_to(ring)
    for place in (
        tmp_path / "secret",
        tmp_path / "news-secret" / "a.txt",
        news / ".." / "secret",
        news / "link.txt",
        news / "folder" / "a.txt",
        index.folder / "service.sqlite",
        index.folder / ORIGINALS / ".." / "service.sqlite",
        index.folder / ORIGINALS / "ab" / ".." / ".." / "service.sqlite",
        index.folder / ORIGINALS / "ab" / "a.txt",
        index.folder / ORIGINALS / "cd" / "a.txt",
        news / "ring.txt",
        Path("secret"),
        Path("/etc/passwd"),
    ):
        put(str(place))
        assert original_of(index, "x") is None, place
    put(str(news / "a.txt"))
    assert original_of(index, "x") == news / "a.txt"


def test_nothing_of_the_index_is_even_where_its_folder_was_indexed(
    index: Index, put: Callable[[str], None], tmp_path: Path
) -> None:
    remember(index.folder, [tmp_path], [])
    (index.folder / "service.sqlite").write_text("keys", "utf-8")
    put(str(index.folder / "service.sqlite"))
    assert original_of(index, "x") is None


def test_no_other_place_is_looked_at(
    index: Index, put: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(index.folder, [tmp_path / "news"], [])
    put("/net/elsewhere.example/share/a.txt")
    asked: list[str] = []
    stat = os.stat

    def noted(path: str, *args: object, **options: object) -> os.stat_result:
        asked.append(str(path))
        return stat(path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", noted)
    monkeypatch.setattr(os, "lstat", noted)
    assert original_of(index, "x") is None
    assert not [path for path in asked if path.startswith("/net")]


def test_what_was_sent_is_given_out_where_the_index_was_moved_to(
    index: Index, put: Callable[[str], None]
) -> None:
    path = kept(index)
    put(f"/srv/before/{ORIGINALS}/0123456789abcdef/a.txt")
    assert original_of(index, "x") == path.resolve()


def test_only_what_was_sent_is_deleted_with_its_documents(index: Index, tmp_path: Path) -> None:
    path = kept(index)
    keys = index.folder / "service.sqlite"
    other = tmp_path / "a.txt"
    for each in (keys, other):
        each.write_text("keep", "utf-8")
    originals = index.folder / ORIGINALS
    places = [originals / ".." / keys.name, originals / "ab" / ".." / ".." / keys.name, other, path]
    drop_unused(index, [*map(str, places), None, "https://news.example/rss"])
    assert keys.exists()
    assert other.exists()
    assert not path.exists()


def test_nothing_is_given_out_that_would_not_be_indexed(
    index: Index, put: Callable[[str], None], tmp_path: Path
) -> None:
    news = tmp_path / ".news"  # which somebody named himself
    remember(index.folder, [news], [])
    hidden = [news / ".env", news / ".git" / "config", news / "~$a.docx", news / "i" / "a.txt"]
    for path in (*hidden, news / "b" / "a.txt"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret", "utf-8")
    (news / "i" / FILE_NAME).touch()  # another index
    (news / "link.txt").symlink_to(news / ".env")
    for path in (*hidden, news / "link.txt"):
        put(str(path))
        assert original_of(index, "x") is None, path
    put(str(news / "b" / "a.txt"))
    assert original_of(index, "x") == news / "b" / "a.txt"
