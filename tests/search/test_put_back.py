"""A database that was put back by a copy of its file, under what was derived from a newer one."""

import errno
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from indexer.pipeline import index_documents
from indexer.upkeep.verification import verify
from search.index import Index
from search.layout import FILE_NAME
from search.storage.sqlite_file import remove_journals
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS, as_reads
from tests.search.test_index import answers


def vectors_of(index: Index) -> list[tuple[int, bytes]]:
    with index.reading() as view:
        return [(i, each.astype(np.float16).tobytes()) for i, each in view.dense.vectors()]


def _put_back(index: Index, copy: Path) -> None:
    path = index.folder / FILE_NAME
    index.close()
    remove_journals(path)
    shutil.copyfile(copy, path)


@pytest.mark.parametrize("is_writable", [True, False])
def test_what_was_derived_from_a_newer_database_is_not_taken_for_an_older_ones(
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_writable: bool,
) -> None:
    first, lost, new = DOCUMENTS[:3]
    index = make_index(first)
    lineage = index.store.database.state().lineage
    copy = tmp_path / "copy"
    with sqlite3.connect(copy) as target:
        index.store.database.connection().backup(target)
    index_documents(index, lambda: encoder, as_reads((lost,)), lambda _: None)
    _put_back(index, copy)

    if not is_writable:  # it is made anew in memory

        def fail(_: FileLock, **__: object) -> None:
            raise OSError(errno.EROFS, "read-only")

        with monkeypatch.context() as patched:
            patched.setattr(FileLock, "acquire", fail)
            with closing(Index(index.folder)) as reader:
                assert vectors_of(reader) == list(reader.store.added_vectors(0))
                assert len(vectors_of(reader)) == 1
    with closing(Index(index.folder)) as again:
        assert again.store.database.state().lineage != lineage
        assert {document for document, _ in answers(again, encoder)} == {first.id}
    with closing(Index(index.folder)) as again:
        index_documents(again, lambda: encoder, as_reads((new,)), lambda _: None)
        assert vectors_of(again) == list(again.store.added_vectors(0))
        assert {document for document, _ in answers(again, encoder)} == {first.id, new.id}
    assert list(verify(index.folder, lambda _: None)) == []


def test_nothing_derived_is_written_beside_another_database(
    make_index: Callable[..., Index], encoder: HashingEncoder, tmp_path: Path
) -> None:
    index = make_index(DOCUMENTS[0])
    copy = tmp_path / "copy"
    shutil.copytree(index.folder, copy)
    index_documents(index, lambda: encoder, as_reads((DOCUMENTS[1],)), lambda _: None)
    for folder in index.folder.glob("dense-*"):
        shutil.rmtree(folder)
    index.folder.rename(tmp_path / "before")
    copy.rename(index.folder)
    index._make_what_is_missing()
    with closing(Index(index.folder)) as other:
        assert vectors_of(other) == list(other.store.added_vectors(0))
