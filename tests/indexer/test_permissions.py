"""Nothing of an index can be read by other users of the machine, wherever it lies."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.pipeline import index_documents, open_for_writing
from search.index import Index
from search.layout import collection_folder
from testing.backups import back_up, restore
from testing.hashing_encoder import HashingEncoder
from testing.permissions import open_to_others
from tests.conftest import DOCUMENTS, as_reads

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_an_index_is_private_also_in_a_folder_that_is_not(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    folder = tmp_path / "index"
    folder.mkdir(mode=0o755)
    index = open_for_writing(folder, lambda: encoder, None)
    index_documents(index, lambda: encoder, as_reads(DOCUMENTS), lambda _: None)
    assert list(open_to_others(folder)) == []
    back_up(folder, tmp_path / "backup")
    restore(tmp_path / "backup", folder)
    index.close()
    assert list(open_to_others(folder)) == []
    assert list(open_to_others(tmp_path)) == [folder]


def test_collections_are_private_also_in_a_folder_that_is_not(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    folder = tmp_path / "index"
    folder.mkdir(mode=0o755)
    open_for_writing(collection_folder(folder, "sport"), lambda: encoder, None).close()
    assert list(open_to_others(folder)) == []


def test_a_folder_that_is_made_is_private(tmp_path: Path, make_index: Callable[..., Index]) -> None:
    index = make_index(*DOCUMENTS)
    assert not index.folder.stat().st_mode & OTHERS
    back_up(index.folder, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").stat().st_mode & OTHERS
