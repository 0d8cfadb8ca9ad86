import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import DocumentMissingError, IndexDamagedError, IndexMismatchError
from search.records import Document, Passage
from search.storage.store import Embedding, Store, Write, document_hash


@pytest.fixture
def store(tmp_path: Path) -> Store:
    Store.create(tmp_path / "s.sqlite", {"model": "x"})
    return Store(tmp_path / "s.sqlite")


def put(store: Store, document: Document, content: str = "h") -> None:
    write = Write(document, [(Passage(document, 0, len(document.text)), content)])
    store.write([write], [Embedding(content, b"vector", b"codes")])


optional_text = st.none() | st.text(st.characters(exclude_categories=["Cs"]))
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
documents = st.builds(
    Document,
    id=texts,
    text=texts,
    title=optional_text,
    source=optional_text,
    url=optional_text,
    date=optional_text,
    author=optional_text,
    metadata=st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts),
)


@given(document=documents)
@settings(deadline=None, max_examples=50)
def test_documents_come_back_as_they_were(
    document: Document, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("store") / "s.sqlite"
    Store.create(path, {})
    store = Store(path)
    put(store, document)
    assert store.document(document.id) == document
    assert store.document_hash(document.id) == document_hash(document)
    ((passage_id, passage),) = store.added_passages(0)
    assert passage.text == document.text
    assert store.passages([passage_id]) == {passage_id: passage}
    store.close()


def test_a_replaced_document_leaves_nothing_behind(store: Store) -> None:
    put(store, Document("a", "old"), "old")
    put(store, Document("a", "new"), "new")
    assert store.counts().documents == store.counts().passages == 1
    assert store.document("a").text == "new"
    assert store.known_embeddings(["old", "new"]) == {"new"}


def test_changes_since_a_revision(store: Store) -> None:
    put(store, Document("a", "one"))
    first = store.revision()
    ((old, _),) = store.added_vectors(0)
    put(store, Document("a", "two"), "two")
    assert store.revision() == first + 1
    assert store.removed(first) == [old]
    assert [i for i, _ in store.added_vectors(first)] == [i for i, _ in store.added_passages(first)]
    assert old not in dict(store.added_vectors(0))


def test_passage_ids_are_not_used_twice(store: Store) -> None:
    put(store, Document("a", "one"))
    ((old, _),) = store.added_vectors(0)
    store.delete(["a"])
    put(store, Document("b", "two"))
    ((new, _),) = store.added_vectors(0)
    assert new > old


def test_an_embedding_that_is_shared_stays_until_its_last_use(store: Store) -> None:
    put(store, Document("a", "same"))
    put(store, Document("b", "same"))
    assert store.delete(["a", "nobody"]) == ["nobody"]
    assert store.known_embeddings(["h"]) == {"h"}
    store.delete(["b"])
    assert store.known_embeddings(["h"]) == set()


def test_a_write_that_fails_changes_nothing(store: Store) -> None:
    put(store, Document("a", "one"))
    before = store.revision()
    broken = Write(Document("b", "two"), [(Passage(Document("b", "two"), 0, 3), "no embedding")])
    with pytest.raises(sqlite3.IntegrityError):
        store.write([broken], [])
    assert store.revision() == before
    assert store.counts().documents == 1


def test_collections_keep_ids_apart(store: Store) -> None:
    put(store, Document("a", "one"))
    put(store, Document("a", "two", collection="other"))
    assert store.document("a").text == "one"
    assert store.document("a", "other").text == "two"


def test_a_missing_document_is_named(store: Store) -> None:
    with pytest.raises(DocumentMissingError, match="'nobody'"):
        store.document("nobody")
    assert store.document_hash("nobody") is None


def test_long_lists_of_ids_are_split(store: Store) -> None:
    put(store, Document("a", "one"))
    ((known, _),) = store.added_vectors(0)
    ids = [*range(10_000, 13_000), known]
    assert list(store.embeddings(ids)) == [known]
    assert store.document_ids(ids) == {known: "a"}


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(IndexDamagedError, match="is damaged"):
        Store(path)


def test_another_schema_is_refused(store: Store, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "s.sqlite") as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    connection.close()
    store.close()
    with pytest.raises(IndexMismatchError, match="999"):
        Store(tmp_path / "s.sqlite")
