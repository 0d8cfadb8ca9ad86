"""What an index on servers does beside answering: changes, readers meanwhile, faults, repair."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import accumulate
from typing import TypeVar

import numpy as np
import pytest

from indexer.stories import same_story
from indexer.upkeep.moving import copy
from indexer.upkeep.servers import verify_servers
from search.archive import Archive
from search.cluster.address import Address
from search.engine import Engine
from search.errors import (
    CollectionExistsError,
    CollectionMissingError,
    IndexDamagedError,
    IndexLockedError,
    IndexMismatchError,
    IndexMissingError,
    ServerError,
    UnsupportedError,
)
from search.home import FolderHome
from search.index import Index
from search.queries.expansions import expand
from search.ranking.lexical_plan import make_plan
from search.ranking.questions import read_question
from search.records import DEFAULT_COLLECTION, Document, Filters, Query
from search.settings import SparseSettings
from search.storage.changes import Embedding, Write
from testing.hashing_encoder import HashingEncoder
from testing.servers import Servers, missing
from tests.conftest import DOCUMENTS
from tests.search.cluster.servers import QUESTION, add, found, new_on_servers, try_sooner

if missing() is not None:
    pytest.skip(str(missing()), allow_module_level=True)

import psycopg
from psycopg.sql import SQL

from search.cluster.home import ClusterHome
from search.cluster.index import ClusterIndex
from search.cluster.vectors import Row, Vectors

T = TypeVar("T")


@pytest.fixture
def address(servers: Servers) -> Address:
    return servers.new()


@pytest.fixture
def index(address: Address) -> Iterator[ClusterIndex]:
    index = new_on_servers(address)
    add(index, *DOCUMENTS)
    yield index
    index.close()


def problems(index: ClusterIndex) -> list[str]:
    return list(verify_servers(index, lambda _: None))


def test_documents_are_replaced_and_deleted_and_nothing_of_them_stays(index: ClusterIndex) -> None:
    assert found(index)[0] == "health/measles"
    before = {row[0] for row in index.vectors.rows()}
    changed = replace(DOCUMENTS[1], text="فاز المنتخب بثلاثة أهداف في لندن.")
    add(index, changed)
    with index.writing():
        assert index.store.delete(["oil", "nowhere"]) == ["nowhere"]
    assert index.store.document("sport") == changed
    assert set(found(index)) == {"health/measles", "sport"}
    assert problems(index) == []
    after = {row[0] for row in index.vectors.rows()}
    assert len(after) == index.store.counts().passages == 2
    assert len(after - before) == 1
    with index.reading() as view:
        assert view.frequency("stems", "نفط") == 0
        assert view.size() == 2


def test_nothing_is_held_of_what_both_servers_have(
    index: ClusterIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []

    def noted(rows: Iterator[T], by: int) -> Iterator[T]:
        for row in rows:
            drawn.append(by)
            yield row

    sent, stored = ClusterIndex.as_sent, Vectors.rows
    monkeypatch.setattr(ClusterIndex, "as_sent", lambda index: noted(sent(index), 1))
    monkeypatch.setattr(Vectors, "rows", lambda vectors: noted(stored(vectors), -1))
    assert problems(index) == []
    assert len(drawn) == 6
    assert max(map(abs, accumulate(drawn))) == 1


def test_every_text_of_a_document_comes_back(index: ClusterIndex) -> None:
    odd = Document(
        id="a\x00b\x01\\'\"%s",
        text="نص فيه \x00 و\x01 \U0001f33f \u202eمعكوس\u202c" + "طويل" * 3000 + " والزيتون",
        title="\x00" + "ع" * 999,
        source="مصدر\x00",
        author="'; DROP TABLE documents; --",
        metadata={"\x00": ["%s", 1]},
    )
    add(index, odd)
    assert index.store.document(odd.id) == odd
    assert problems(index) == []
    for filters in (
        Filters.of({"source": ["مصدر\x00"]}),
        Filters.of({"author": [str(odd.author)]}),
    ):
        hits = Engine(index, HashingEncoder()).find(Query("الزيتون", filters=filters)).hits
        assert [hit.citation.document_id for hit in hits] == [odd.id]
    assert index.store.matching_documents(Filters.of({"source": ["مصدر\x00"]})) == [odd.id]


def test_copies_are_one_story(index: ClusterIndex) -> None:
    text = " ".join(f"كلمة{number}" for number in range(200))
    copies = [Document(id=name, text=text, date="2024") for name in ("one", "two")]
    bands = (1, 2, 3)
    with index.writing():
        index.store.write(
            [Write(each, [], None, bands) for each in copies],
            [],
            lambda one, other: same_story(one.text, other.text),
        )
    assert index.store.counts().stories == 1
    named, further = index.store.first_of_story("one")
    assert ([each.document_id for each in named], further) == (["two"], 0)


def test_a_reader_sees_one_state_while_others_write(index: ClusterIndex) -> None:
    with index.reading() as view:
        before = view.nearest(HashingEncoder().encode_question(QUESTION).vector, 9, Filters())

        def change() -> None:
            other = ClusterIndex(index.address, DEFAULT_COLLECTION)
            with other.writing():
                other.store.delete(["oil"])
                add(other, Document(id="new", text="حملة أخرى للتطعيم ضد الحصبة في المدارس."))
            other.close()

        writer = threading.Thread(target=change)
        writer.start()
        writer.join()
        assert index.store.database.oldest_read() is not None
        again = view.nearest(HashingEncoder().encode_question(QUESTION).vector, 9, Filters())
        assert again == before
        assert {each.document_id for each in view.facts([*again]).values()} == {
            each.id for each in DOCUMENTS
        }
    assert set(found(index)) == {"health/measles", "sport", "new"}
    with index.writing():
        pass  # takes out what the reader kept
    assert len([*index.vectors.rows()]) == 3
    assert problems(index) == []


def test_only_one_writes(index: ClusterIndex) -> None:
    other = ClusterIndex(index.address, DEFAULT_COLLECTION)
    refused = []

    def write() -> None:
        try:
            with other.writing():
                pass
        except IndexLockedError as error:
            refused.append(str(error))

    with index.writing(), index.writing():  # the same thread may again
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
    assert len(refused) == 1
    write()
    assert len(refused) == 1
    other.close()


def test_half_a_batch_is_found_by_nobody_and_taken_out(index: ClusterIndex) -> None:
    revision = index.store.state().revision
    (first, *_) = index.as_sent()
    half = first._replace(id=10_000, revision=revision + 1)
    index.vectors.put([half, half])  # delivered twice
    assert set(found(index)) == {each.id for each in DOCUMENTS}
    assert problems(index) == []
    with index.writing():
        pass
    assert 10_000 not in {row[0] for row in index.vectors.rows()}


def test_a_commit_that_fails_leaves_nothing(
    index: ClusterIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Vectors, __: list[Row]) -> None:
        raise ServerError("gone")

    document = Document(id="new", text="حملة أخرى للتطعيم.")
    with monkeypatch.context() as patched:
        patched.setattr(Vectors, "put", fail)
        with pytest.raises(ServerError):
            add(index, document)
    assert "new" not in found(index)
    assert problems(index) == []
    add(index, document)
    assert "new" in found(index)
    assert problems(index) == []


def test_what_half_a_commit_left_is_not_taken_for_the_next(
    index: ClusterIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = Vectors.put

    def put_and_fail(vectors: Vectors, rows: list[Row]) -> None:
        put(vectors, rows)
        raise ServerError("gone")

    with index.writing():
        with monkeypatch.context() as patched:
            patched.setattr(Vectors, "put", put_and_fail)
            with pytest.raises(ServerError):
                add(index, Document(id="never", text="حملة لم تكن."))
        index.store.delete(["oil"])
    assert set(found(index)) == {"health/measles", "sport"}
    assert problems(index) == []
    assert len([*index.vectors.rows()]) == 2


def test_terms_of_another_analysis_are_not_asked_for(
    index: ClusterIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.arabic.analyzer.fingerprint", lambda: "another")
    with pytest.raises(IndexMismatchError, match="shawahid export"):
        found(index)
    with pytest.raises(IndexMismatchError, match="shawahid export"):
        add(index, Document(id="new", text="خبر"))
    assert len([*index.store.documents()]) == len(DOCUMENTS)


@contextmanager
def _without(server: object) -> Iterator[None]:
    server.end(signal.SIGKILL)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        server.start()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["postgres", "milvus"])
def test_a_server_that_was_killed_is_found_again(
    servers: Servers, index: ClusterIndex, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    try_sooner(monkeypatch)
    expected = found(index)
    document = Document(id="new", text="ارتفعت الأسعار في المدينة القديمة.")
    with _without(getattr(servers, name)):
        with pytest.raises(ServerError, match=r"does not answer|ended the connection"):
            found(index)
        with pytest.raises(ServerError, match=r"does not answer|ended the connection"):
            add(index, document)
    assert _soon(lambda: found(index)) == expected
    add(index, document)
    assert "new" in found(index)
    assert problems(index) == []


def test_what_milvus_lost_is_made_again(index: ClusterIndex) -> None:
    expected = found(index)
    index.vectors.drop()
    assert any("Milvus has nothing" in each for each in problems(index))
    with pytest.raises(IndexDamagedError, match="verify --repair"):
        add(index, Document(id="new", text="خبر"))
    index.repair()
    assert problems(index) == []
    assert found(index) == expected


def test_what_milvus_has_otherwise_is_told_and_mended(index: ClusterIndex) -> None:
    first, second, _ = index.as_sent()
    index.vectors.put([first._replace(dense=second.dense), second._replace(id=77)])
    said = " ".join(problems(index))
    assert "1 passages" in said
    assert "otherwise" in said
    assert "77" in said
    index.repair()
    assert problems(index) == []


def test_lengths_count_by_what_there_is_once_an_index_has_grown(index: ClusterIndex) -> None:
    before = index.vectors.name
    long = [Document(id=f"long-{n}", text="خبر طويل عن المدينة " * 20 + ".") for n in range(9)]
    add(index, *long)
    assert index.vectors.name != before
    assert not Vectors(index.address, before).exists()
    assert problems(index) == []


def test_a_document_that_came_is_told_from_those_before(index: ClusterIndex) -> None:
    came = index.store.came("oil")
    assert came is not None
    add(index, Document(id="new", text="ارتفعت أسعار النفط في لندن."))
    index.store.note_added({"new": "2999-01-01T00:00:00.000+00:00"})
    hits = Engine(index, HashingEncoder()).find(
        Query("أسعار النفط", filters=Filters(added_after="2998-01-01T00:00:00Z"))
    )
    assert [hit.citation.document_id for hit in hits.hits] == ["new"]


def test_collections_are_apart(address: Address) -> None:
    home = ClusterHome(address)
    with pytest.raises(IndexMissingError, match="shawahid index PATH"):
        home.open(DEFAULT_COLLECTION)
    new_on_servers(address).close()
    archive = Archive(home, lambda _: HashingEncoder())
    long = "a-" + "b" * 60
    for name in ("sport", long):
        archive.create(name)
        with pytest.raises(CollectionExistsError):
            archive.create(name)
    assert archive.names() == (DEFAULT_COLLECTION, long, "sport")
    add(archive.engine("sport").index, *DOCUMENTS)  # type: ignore[arg-type]
    query = Query(QUESTION)
    assert archive.search(query, [DEFAULT_COLLECTION, long]).hits == ()
    assert {hit.citation.collection for hit in archive.search(query, archive.names()).hits} == {
        "sport"
    }
    vectors = archive.engine("sport").index.vectors  # type: ignore[attr-defined]
    archive.delete("sport")
    assert archive.names() == (DEFAULT_COLLECTION, long)
    assert not vectors.exists()
    with pytest.raises(CollectionMissingError):
        archive.engine("sport")


def test_files_are_known_by_other_paths(index: ClusterIndex) -> None:
    one, two = (Document(id=name, text="خبر عن المدينة.") for name in ("one", "two"))
    with index.writing():
        index.store.write([Write(one, [], "/old/a.txt"), Write(two, [], "/new/b.txt")], [])
    files = index.store.files
    files.finish({"/old/a.txt": "a", "/new/b.txt": "b"})
    assert files.moved("/", "/new") == ["/old/a.txt"]
    files.move({"/old/a.txt": "/new/a.txt"})
    assert (files.file_of("one"), files.content_hash("/new/a.txt")) == ("/new/a.txt", "a")
    files.move({"/new/a.txt": "/new/b.txt"})
    assert files.documents("/new/b.txt") == ["one", "two"]
    assert files.content_hash("/new/b.txt") is None
    assert files.moved("/", "/elsewhere") == ["/new/b.txt"]


def test_a_sparse_encoder_is_refused(index: ClusterIndex) -> None:
    settings = replace(index.settings, sparse=SparseSettings("words", 10))
    with pytest.raises(UnsupportedError, match="leave out --sparse-model"):
        ClusterHome(index.address).create("other", settings)


def _soon(ask: Callable[[], list[str]]) -> list[str]:
    """What is answered once a server that was started again lets anybody in."""
    until = time.monotonic() + 60  # of a busy machine
    while True:
        try:
            return ask()
        except ServerError:
            if time.monotonic() > until:
                raise


def test_a_damaged_embedding_is_not_compared(index: ClusterIndex) -> None:
    with index.database.transaction() as connection:
        connection.execute("UPDATE embeddings SET codes = %s", (b"\0" * 8,))
    with pytest.raises(IndexDamagedError, match="the embedding of passage"):
        found(index)


def test_a_text_that_is_not_what_was_stored_is_never_quoted(index: ClusterIndex) -> None:
    with index.database.transaction() as connection:
        connection.execute("UPDATE documents SET text = replace(text, %s, %s)", ("حملة", "جملة"))
    with pytest.raises(IndexDamagedError, match="is not what was stored"):
        found(index)
    assert any("is not what was stored" in each for each in problems(index))
    assert Embedding(b"", b"", b"").checksum == 0


def test_a_server_that_is_too_slow_is_named(
    index: ClusterIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.cluster.vectors._TRIES", 2)
    # Over before it begins: of a millionth of a second a fast server needs no more.
    monkeypatch.setattr("search.cluster.vectors._REQUEST", -1.0)
    with pytest.raises(ServerError, match=r"Milvus at .* does not answer"):
        found(index)


def test_a_longer_question_and_a_longer_document_take_no_more_round_trips(
    index: ClusterIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    execute = psycopg.Connection.execute

    def counted(connection: psycopg.Connection, query: object, *rest: object) -> object:
        sent.append(query.as_string() if isinstance(query, SQL) else str(query))
        return execute(connection, query, *rest)

    def taken_by(action: Callable[[], object]) -> list[str]:
        sent.clear()
        action()
        return [*sent]

    words = [
        "أعلن",
        "الوزير",
        "خطة",
        "جديدة",
        "لدعم",
        "المدارس",
        "والصحة",
        "وأسعار",
        "النفط",
        "والتعليم",
        "العالي",
        "والزراعة",
    ]
    present = [row[0] for row in index.vectors.rows()]
    with monkeypatch.context() as patch, index.reading() as view:
        view.size()
        patch.setattr(psycopg.Connection, "execute", counted)
        three, twelve = (
            taken_by(lambda n=n: make_plan(expand(read_question(" ".join(words[:n])), view), view))  # type: ignore[misc]
            for n in (3, 12)
        )
        one, all_three = (taken_by(lambda n=n: view.passages(present[:n])) for n in (1, 3))  # type: ignore[misc]
    assert three == twelve
    assert one == all_three

    def writing(name: str, copies: int) -> Callable[[], None]:
        text = "\n".join(f"بيان رقم {n} من {name}. " + "كلمة " * 300 for n in range(copies))
        return lambda: add(index, Document(id=name, text=text))

    add(index, Document(id="before", text="خبر " * 3000))  # lengths are not settled anew below
    writing("first", 1)()
    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "execute", counted)
        short, long = taken_by(writing("short", 1)), taken_by(writing("long", 6))
    assert len(index.store.passages_of("long")) > len(index.store.passages_of("short"))
    assert short == long


def test_many_passages_answer_as_those_of_a_folder(
    address: Address, make_index: Callable[..., Index]
) -> None:
    count = 2_000
    chosen = np.random.default_rng(17)
    words = [f"{one}{two}{three}" for one in "بتثجحخ" for two in "درزس" for three in "كلمنه"]
    texts = [" ".join(chosen.choice(words, 12)) for _ in range(count)]
    folder = make_index(*(Document(id=f"{n}", text=text) for n, text in enumerate(texts)))
    copy(FolderHome(folder.folder), ClusterHome(address), lambda _: None)
    servers = ClusterIndex(address, DEFAULT_COLLECTION)
    assert servers.store.counts().passages == count
    for text in texts[:: count // 8]:
        question = " ".join(text.split()[2:9])
        assert found(servers, question) == found(folder, question)
    servers.close()
