"""Backups, exports, other models and older schemas: an index moves without losing anything."""

import multiprocessing
import random
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.discovery import find_files
from indexer.pipeline import index_documents, index_files, open_for_writing
from indexer.preparation import prepare
from indexer.readers import Read
from indexer.upkeep.exporting import export_file
from indexer.upkeep.reindexing import reindex
from indexer.upkeep.verification import verify
from search.engine import Engine
from search.errors import IndexMismatchError
from search.index import Index
from search.layout import FILE_NAME
from search.records import Hit
from testing.backups import back_up, restore
from testing.durability.documents import key_word, version_of
from testing.durability.writer import TOKEN_LIMIT, make_encoder, new_index, open_engine, put
from testing.hashing_encoder import HashingEncoder

IDS = [f"doc{number}" for number in range(12)]
KILLS = 4


def encoder_of(model: str | None) -> HashingEncoder:
    return make_encoder() if model is None else HashingEncoder(128, TOKEN_LIMIT, model)


def answers(engine: Engine) -> list[tuple[Hit, ...]]:
    return [engine.search(key_word(document_id), 5) for document_id in IDS]


def best(engine: Engine) -> list[str]:
    return [hits[0].citation.document_id for hits in answers(engine)]


@pytest.fixture
def folder(fast_path: Path) -> Path:
    return new_index(fast_path / "index", IDS)


def test_an_export_indexed_elsewhere_answers_the_same(folder: Path) -> None:
    encoder = make_encoder()
    index = open_for_writing(folder.parent / "prepared", lambda: encoder, None)
    # As readers give them: with the boilerplate marked, and the bands of stories.
    documents = [version_of(document_id, 1) for document_id in IDS]
    copies = [replace(d, id=f"{d.id}/copy", source="صحيفة أخرى") for d in documents[:3]]
    reads = [prepare(Read(d.id, d, len(d.text))) for d in [*documents, *copies]]
    index_documents(index, lambda: encoder, reads, lambda _: None)
    expected = answers(Engine(index, encoder))
    assert any(hit.also_published for hits in expected for hit in hits)
    file = folder.parent / "export.jsonl"
    assert export_file(index.store, file, lambda _: None) == len(reads)
    other = open_for_writing(folder.parent / "other", lambda: encoder, None)
    index_files(other, lambda: encoder, find_files([file]), lambda _: None)
    assert [d for d, _ in other.store.documents()] == [d for d, _ in index.store.documents()]
    assert answers(Engine(other, encoder)) == expected
    other.close()
    index.close()


def test_an_index_is_sound_before_its_first_commit(fast_path: Path) -> None:
    encoder = make_encoder()
    open_for_writing(fast_path, lambda: encoder, None).close()
    assert list(verify(fast_path, lambda _: None)) == []


def test_a_backup_of_an_index_that_is_written_is_sound(folder: Path) -> None:
    encoder = make_encoder()
    writer = Index(folder)
    thread = threading.Thread(
        target=lambda: [put(writer, encoder, dict.fromkeys(IDS, v)) for v in range(2, 12)]
    )
    thread.start()
    backup = folder.parent / "backup"
    backups = 0
    while thread.is_alive():
        back_up(folder, backup)
        restored = folder.parent / f"restored{backups}"
        restore(backup, restored)
        index = Index(restored)
        assert len({document.metadata["version"] for document, _ in index.store.documents()}) <= 2
        index.close()
        assert list(verify(restored, lambda _: None)) == []
        backups += 1
    thread.join()
    writer.close()
    assert backups


def test_an_open_engine_follows_a_restore_and_another_model(folder: Path) -> None:
    index = Index(folder)
    engine = Engine(index, make_encoder(), open_encoder=encoder_of)
    backup = folder.parent / "backup"
    back_up(folder, backup)
    assert best(engine) == IDS
    writer = Index(folder)
    with writer.writing():
        writer.store.delete(IDS[:6])
    writer.close()
    assert best(engine)[6:] == IDS[6:]
    assert not set(IDS[:6]) & set(best(engine))
    restore(backup, folder)
    assert best(engine) == IDS
    reindex(folder, lambda: encoder_of("other"), "other", lambda _: None)
    assert engine.info().model == "other"
    assert best(engine) == IDS
    index.close()


def _restore(folder: Path) -> None:
    restore(folder.parent / "backup", folder)


def _reindex(folder: Path) -> None:
    reindex(folder, lambda: encoder_of("other"), "other", lambda _: None)


@pytest.mark.parametrize("change", [_restore, _reindex])
def test_a_change_that_is_killed_leaves_the_old_or_the_new_state(
    folder: Path, change: Callable[[Path], None]
) -> None:
    backup = folder.parent / "backup"
    back_up(folder, backup)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["testing.durability.writer", "faiss", "tantivy"])
    rng = random.Random(2)  # noqa: S311 - not for secrets
    for _ in range(KILLS):
        process = context.Process(target=change, args=(folder,))
        process.start()
        process.join(rng.random() * 0.5)
        process.kill()
        process.join()
        assert list(verify(folder, lambda _: None)) == []
        index = Index(folder)
        engine = Engine(index, encoder_of(index.settings.model))
        assert best(engine) == IDS
        index.close()
    change(folder)
    assert list(verify(folder, lambda _: None)) == []
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_an_index_from_before_the_first_version_is_refused(folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        connection.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
    with pytest.raises(IndexMismatchError, match="index its files again"):
        Index(folder)


def test_an_open_writer_writes_to_what_another_restored(folder: Path) -> None:
    backup = folder.parent / "backup.sqlite"
    back_up(folder, backup)
    index, engine = open_engine(folder)
    assert best(engine) == IDS
    # With handles of their own, like other processes; the reader removes what is obsolete.
    restore(backup, folder)
    Index(folder).close()
    put(index, make_encoder(), {"added": 1})
    assert engine.search(key_word("added"), 1)[0].citation.document_id == "added"
    assert best(engine) == IDS
    index.close()
