import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import (
    DocumentMissingError,
    IndexDamagedError,
    IndexMismatchError,
    ModelError,
)
from search.fields import FACETS
from search.kinds import Unit
from search.parts import Location, Part, numbered_pages
from search.ranking.snapshot import PassageFacts
from search.records import Document, Passage, Publication, Span
from search.storage import stories
from search.storage.changes import Embedding, Write
from search.storage.database import Database
from search.storage.removals import removed_since
from search.storage.rows import document_hash
from search.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    Database.create(tmp_path / "s.sqlite", {"model": "x"})
    return Store(tmp_path / "s.sqlite")


def put(
    store: Store,
    document: Document,
    content: bytes = b"h",
    file: str | None = None,
    bands: Sequence[int] = (),
) -> None:
    passages = [(Passage(document, 0, len(document.text)), content)]
    embedding = Embedding(content, b"vector", b"codes")
    store.write([Write(document, passages, file, bands)], [embedding], share_a_word)


def share_a_word(one: Document, other: Document) -> bool:
    return not set(one.text.split()).isdisjoint(other.text.split())


optional_text = st.none() | st.text(st.characters(exclude_categories=["Cs"]))
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
names = {
    Unit.PAGE: st.integers(1, 10**9 - 1).map(str),
    Unit.TIME: st.from_regex(r"\A[0-9]{1,5}:[0-9]{2}:[0-9]{2}\Z"),
}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = draw(texts)
    starts = draw(st.lists(st.integers(0, len(text))).map(sorted))
    unit = draw(st.sampled_from(Unit))
    name = names.get(unit, texts)
    places = st.builds(Location, st.just(unit), name, name, optional_text)
    parts = [Part(start, draw(places)) for start in starts]
    return draw(described(text, draw(st.sampled_from([numbered_pages(starts), tuple(parts)]))))


def described(text: str, parts: tuple[Part, ...]) -> st.SearchStrategy[Document]:
    return st.builds(
        Document,
        id=texts,
        text=st.just(text),
        title=optional_text,
        source=optional_text,
        url=optional_text,
        date=optional_text,
        author=optional_text,
        language=st.sampled_from([None, "ar"]),
        parts=st.just(parts),
        ignored=st.lists(st.builds(Span, st.integers(0, 9), st.integers(0, 9))).map(tuple),
        metadata=st.dictionaries(texts, st.none() | st.booleans() | st.integers() | texts),
    )


@given(document=documents())
@settings(max_examples=50)
def test_documents_come_back_as_they_were(
    document: Document, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("store") / "s.sqlite"
    Database.create(path, {})
    store = Store(path)
    put(store, document)
    assert store.document(document.id) == document
    assert store.document_hash(document.id) == document_hash(document)
    ((passage_id, passage),) = store.added_passages(0)
    assert passage.text == document.text
    assert store.passages([passage_id]) == {passage_id: passage}
    store.database.close()


def test_a_replaced_document_leaves_nothing_behind(store: Store) -> None:
    put(store, Document("a", "old"), b"old")
    put(store, Document("a", "new"), b"new")
    assert store.counts().documents == store.counts().passages == 1
    assert store.document("a").text == "new"
    assert store.known_embeddings([b"old", b"new"]) == {b"new"}


def test_changes_since_a_revision(store: Store) -> None:
    put(store, Document("a", "one"))
    first = store.database.state().revision
    ((old, _),) = store.added_vectors(0)
    put(store, Document("a", "two"), b"two")
    assert store.database.state().revision == first + 1
    assert removed_since(store.database, first, list) == [old]
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
    assert store.known_embeddings([b"h"]) == {b"h"}
    store.delete(["b"])
    assert store.known_embeddings([b"h"]) == set()


def test_a_write_that_fails_changes_nothing(store: Store) -> None:
    put(store, Document("a", "one"))
    before = store.database.state().revision
    broken = Write(Document("b", "two"), [(Passage(Document("b", "two"), 0, 3), b"no embedding")])
    with pytest.raises(sqlite3.IntegrityError):
        store.write([broken], [])
    assert store.database.state().revision == before
    assert store.counts().documents == 1


def story(store: Store, document_id: str) -> set[str]:
    owners = store.facts([passage_id for passage_id, _ in store.added_vectors(0)]).values()
    (number,) = {owner.story_id for owner in owners if owner.document_id == document_id}
    copies, _ = store.first_of_story(document_id)
    return set() if number is None else {document_id, *(p.document_id for p in copies)}


def test_copies_are_one_story(store: Store) -> None:
    put(store, Document("a", "one two", source="الأولى", date="2015-07-22"), bands=[1, 2])
    assert story(store, "a") == set()
    put(store, Document("b", "two three", date="2015-07-21"), b"b", bands=[2, 3])
    put(store, Document("c", "four"), b"c", bands=[3])
    put(store, Document("d", "two"), b"d", bands=[9])
    assert story(store, "a") == story(store, "b") == {"a", "b"}
    assert story(store, "c") == story(store, "d") == set()
    ((first,), _) = store.first_of_story("a")
    ((second,), _) = store.first_of_story("b")
    assert first.document_id == "b"
    assert second == Publication("a", None, "الأولى", None, "2015-07-22")


def test_a_copy_of_two_stories_makes_them_one_and_leaves_them_so(store: Store) -> None:
    put(store, Document("a", "one"), b"a", bands=[1])
    put(store, Document("b", "one"), b"b", bands=[1])
    put(store, Document("c", "two"), b"c", bands=[2])
    put(store, Document("d", "two"), b"d", bands=[2])
    assert story(store, "a") == {"a", "b"}
    put(store, Document("e", "one two"), b"e", bands=[1, 2])
    assert story(store, "c") == {"a", "b", "c", "d", "e"}
    assert store.counts().stories == 1
    store.delete(["e"])
    assert story(store, "c") == {"a", "b", "c", "d"}


def test_a_replaced_copy_leaves_its_story(store: Store) -> None:
    put(store, Document("a", "one"), b"a", bands=[1])
    put(store, Document("b", "one"), b"b", bands=[1])
    put(store, Document("b", "other"), b"c", bands=[1])
    assert story(store, "b") == set()


def test_a_band_that_all_share_stays_cheap(store: Store) -> None:
    compared = 0

    def count(_: Document, __: Document) -> bool:
        nonlocal compared
        compared += 1
        return False

    documents = [Document(str(i), f"word{i}") for i in range(100)]
    store.write([Write(document, [], None, [7]) for document in documents], [], count)
    assert compared <= stories.COMPARED * len(documents)


def test_files_remember_what_came_from_them(store: Store) -> None:
    put(store, Document("a", "one"), file="/x/a.txt")
    put(store, Document("b", "two"), file="/x/b.jsonl")
    put(store, Document("c", "three"), file="/x/b.jsonl")
    store.files.finish({"/x/b.jsonl": "hash", "/y": "other"})
    assert store.files.content_hash("/x/a.txt") is None
    assert store.files.content_hash("/x/b.jsonl") == "hash"
    assert store.files.documents("/x/b.jsonl") == ["b", "c"]
    assert store.files.count_documents("/x/b.jsonl") == 2
    assert store.files.file_of("a") == "/x/a.txt"
    assert list(store.files.below("/x")) == ["/x/a.txt", "/x/b.jsonl"]
    assert list(store.files.below("/x/a.txt")) == ["/x/a.txt"]


def test_files_are_known_by_other_paths(store: Store) -> None:
    for document, file in (("a", "/was/s/a"), ("b", "/was/s/b"), ("c", "/is/s/b"), ("d", "/was/d")):
        put(store, Document(document, document), file=file)
    store.files.finish(dict.fromkeys(("/was/s/a", "/was/s/b", "/is/s/b"), "hash"))
    assert sorted(store.files.moved("/s/", "/is")) == ["/was/s/a", "/was/s/b"]
    store.files.move({"/was/s/a": "/is/s/a", "/was/s/b": "/is/s/b"})
    assert store.files.below("/") == {"/is/s/a": 1, "/is/s/b": 2, "/was/d": 1}
    assert store.files.documents("/is/s/b") == ["b", "c"]
    assert store.files.content_hash("/is/s/a") == "hash"
    assert store.files.content_hash("/is/s/b") is None  # of which was it?


def test_a_deleted_document_is_read_again(store: Store) -> None:
    put(store, Document("a", "one"), file="/x/a.txt")
    store.files.finish({"/x/a.txt": "hash"})
    store.delete(["a"])
    assert store.files.content_hash("/x/a.txt") is None
    store.files.forget("/x/a.txt")
    assert list(store.files.below("/x")) == []


def test_a_snapshot_does_not_see_later_commits(store: Store, tmp_path: Path) -> None:
    put(store, Document("a", "one"))
    writer = Store(tmp_path / "s.sqlite")
    with store.database.snapshot() as state:
        writer.delete(["a"])
        assert store.document("a").text == "one"
        assert store.database.state() == state
    with pytest.raises(DocumentMissingError):
        store.document("a")


def test_a_missing_document_is_named(store: Store) -> None:
    with pytest.raises(DocumentMissingError, match="'nobody'"):
        store.document("nobody")
    assert store.document_hash("nobody") is None


def test_long_lists_of_ids_are_split(store: Store) -> None:
    put(store, Document("a", "one"))
    ((known, _),) = store.added_vectors(0)
    ids = [*range(10_000, 13_000), known]
    assert list(store.embeddings(ids)) == [known]
    assert store.facts(ids) == {
        known: PassageFacts("a", None, None, {facet.name: None for facet in FACETS})
    }


def test_a_damaged_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"not a database, but long enough to look like one" * 100)
    with pytest.raises(IndexDamagedError, match="is damaged"):
        Store(path)


def test_another_schema_is_refused(store: Store, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "s.sqlite") as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema'")
    connection.close()
    store.database.close()
    with pytest.raises(IndexMismatchError, match="999"):
        Store(tmp_path / "s.sqlite")


def test_a_vector_that_is_no_number_is_not_stored(store: Store) -> None:
    document = Document("id", "نص")
    vector = np.asarray([0.5, np.nan], np.float16).tobytes()
    with pytest.raises(ModelError, match="no number"):
        store.write(
            [Write(document, [(Passage(document, 0, 2), b"h")])],
            [Embedding(b"h", vector, b"codes")],
        )
    assert store.counts().documents == 0


def test_facts_are_not_read_behind_the_texts(store: Store) -> None:
    ids: dict[str, list[int]] = {"short": [], "long": []}
    for number in range(30):
        for length, times in (("short", 1), ("long", 500_000)):
            put(store, Document(f"{length}-{number}", f"{number} " * times, date="2026-11-29"))
    for (passage_id, _), length in zip(store.added_vectors(0), 30 * [*ids], strict=True):
        ids[length].append(passage_id)

    def seconds(wanted: Sequence[int]) -> float:
        started = time.process_time()
        assert len(store.facts(wanted)) == len(wanted)
        return time.process_time() - started

    best = {length: min(seconds(wanted) for _ in range(5)) for length, wanted in ids.items()}
    assert best["long"] < 5 * best["short"]
