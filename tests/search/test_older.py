"""An index and a database of the service that an older version made: schema 3, commit b311d6f."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.pipeline import index_documents
from indexer.upkeep.verification import verify
from search.engine import Engine
from search.index import Index
from search.parts import numbered_pages
from search.records import Document, Filters, Query, Span
from search.storage.changes import Embedding
from service.access.keys import Keys
from service.database import ServiceDatabase
from service.saved.storage import SavedSearches
from service.soundness import find_problems
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS, as_reads

OLDER = Path(__file__).parents[1] / "older"
TOKEN = "shw_r6axx7cmhhwyhkn2mtsc7vfrvptljujqxmcoexwk"  # noqa: S105


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("shawahid.sqlite", "service.sqlite"):
        content = gzip.decompress((OLDER / f"{name}.gz").read_bytes())
        (tmp_path / name).touch(mode=0o600)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_an_older_index_is_brought_up_by_opening_it(folder: Path, encoder: HashingEncoder) -> None:
    index = Index(folder)
    for document in DOCUMENTS:
        assert index.store.document(document.id) == document
    assert index.store.document("minutes.pdf").parts == numbered_pages((0, 35))
    assert index.store.document("minutes.pdf").ignored == (Span(65, 79),)
    (hit, *_) = Engine(index, encoder).search("حملة التطعيم ضد الحصبة", 3)
    assert {hit.citation.document_id, *(p.document_id for p in hit.also_published)} == {
        "health/measles",
        "copy",
    }
    wanted = Query("المجلس", filters=Filters.of({"kind": ["pdf"]}))
    (only,) = Engine(index, encoder).find(wanted).hits
    assert only.citation.document_id == "minutes.pdf"
    tables = {row[0] for row in index.store.database.rows("SELECT name FROM sqlite_schema")}
    assert "collections" not in tables
    index.close()
    assert list(verify(folder, lambda _: None)) == []


def test_an_older_index_is_written_on(folder: Path, encoder: HashingEncoder) -> None:
    index = Index(folder)
    numbers = [row[0] for row in index.store.database.rows("SELECT id FROM documents ORDER BY id")]
    new = Document("new", "خبر جديد عن المجلس.")
    summary = index_documents(index, lambda: encoder, as_reads((*DOCUMENTS, new)), lambda _: None)
    assert summary.documents == len(DOCUMENTS) + 1
    ((number,),) = index.store.database.rows("SELECT id FROM documents WHERE key = 'new'")
    # A document with the number after the last was deleted: numbers are not used twice.
    assert number == numbers[-1] + 2
    assert encoder.encoded_passages == 1
    with index.writing():
        assert index.store.delete(["health/measles", "nobody"]) == ["nobody"]
    index.close()
    assert list(verify(folder, lambda _: None)) == []


def test_an_index_without_places_of_tokens_is_brought_up(
    make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    index = make_index(*DOCUMENTS)
    shown = Engine(index, encoder).search("حملة التطعيم ضد الحصبة", 3)
    with index.writing(), index.store.database.transaction() as connection:
        connection.execute("ALTER TABLE embeddings DROP COLUMN places")
        connection.execute("UPDATE meta SET value = '5' WHERE key = 'schema'")
        rows = connection.execute("SELECT id, vector, codes FROM embeddings").fetchall()
        connection.executemany(
            "UPDATE embeddings SET checksum = ? WHERE id = ?",
            ((Embedding(b"", vector, codes).checksum, i) for i, vector, codes in rows),
        )
    folder = index.folder
    index.close()
    again = Index(folder)
    assert Engine(again, encoder).search("حملة التطعيم ضد الحصبة", 3) == shown
    new = Document("new", "خبر جديد عن المجلس.")
    index_documents(again, lambda: encoder, as_reads((*DOCUMENTS, new)), lambda _: None)
    (kept,) = again.store.database.rows("SELECT count(*) FROM embeddings WHERE places NOT NULL")
    assert kept == (1,)
    again.close()
    assert list(verify(folder, lambda _: None)) == []


def test_an_older_database_of_the_service_opens(folder: Path) -> None:
    database = ServiceDatabase(folder)
    key = Keys(database).known(TOKEN)
    assert key is not None
    (saved,) = SavedSearches(database).of(key.id)
    assert saved.name == "الحملة"
    database.close()
    assert list(find_problems(folder / "service.sqlite")) == []
