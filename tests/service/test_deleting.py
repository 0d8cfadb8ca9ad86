"""A collection that is deleted while a caller who did not name it asks all there are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.collections import add_documents
from search.archive import Archive
from search.engine import Engine
from search.errors import CollectionMissingError, IndexDamagedError, IndexLockedError
from search.storage.database import Database
from service.app import create_app
from service.job_ledger import Job
from service.receiving import perform
from service.settings import Settings
from tests.conftest import DOCUMENTS, as_reads
from tests.service.conftest import LOCAL, make_archive

DOOMED = "doomed"
ADDRESSES = [
    "/api/v1/search?q=التطعيم",
    "/api/v1/suggest?q=حملة",
    "/api/v1/similar/oil",
    "/api/v1/collections",
    "/api/v1/stats",
    "/?q=التطعيم",
    "/suggestions?q=حملة",
    "/export?q=التطعيم&format=json",
    "/documents/oil",
    "/saved",
    "/upload",
    "/readyz",
]
NAMED = [address for address in ADDRESSES[:3] if "similar" not in address]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = make_archive(tmp_path, *DOCUMENTS)
    archive.create(DOOMED)
    add_documents(archive, DOOMED, as_reads(DOCUMENTS), lambda _: None)
    return archive


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        client.post("/saved", data={"query": "q=التطعيم"})
        yield client


@pytest.fixture
def deletes_when_named(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else deletes the collection right after a running service has found it."""
    assert client.get("/healthz").status_code == 200
    names = archive.names
    assert DOOMED in names()

    def names_then_delete() -> tuple[str, ...]:
        found = names()
        if DOOMED in found:
            archive.delete(DOOMED)
        return found

    monkeypatch.setattr(archive, "names", names_then_delete)


@pytest.mark.usefixtures("deletes_when_named")
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_others_answer(client: TestClient, archive: Archive, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert archive.names() == ("default",)


@pytest.mark.usefixtures("deletes_when_named")
@pytest.mark.parametrize("address", NAMED)
def test_who_names_it_is_told_that_it_is_missing(client: TestClient, address: str) -> None:
    response = client.get(f"{address}&collection={DOOMED}")

    assert (response.status_code, response.json()["type"]) == (
        404,
        "/problems/collection-not-found",
    )


@pytest.mark.parametrize("address", ["/api/v1/search?q=التطعيم", "/?q=التطعيم"])
def test_one_that_is_deleted_while_it_is_searched_is_left_out(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    find = Engine.find

    def delete_then_find(engine: Engine, query: object) -> object:
        if DOOMED in archive.names():
            archive.delete(DOOMED)
            msg = "its file is gone"
            raise IndexDamagedError(msg)
        return find(engine, query)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "find", delete_then_find)

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES[:3])
def test_one_that_is_made_anew_while_it_is_asked_is_asked_again(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    engine, is_old = archive.engine, True

    def exchange_then_fail(name: str) -> Engine:
        nonlocal is_old
        if name == DOOMED and is_old:
            is_old = False
            archive.delete(DOOMED)
            archive.create(DOOMED)
            raise FileNotFoundError
        return engine(name)

    monkeypatch.setattr(archive, "engine", exchange_then_fail)

    assert client.get(address).status_code == 200
    assert not is_old


@pytest.mark.parametrize("call", [1, 2])
def test_a_job_whose_collection_is_deleted_meanwhile_says_so(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    engine, calls = archive.engine, list[str]()

    def open_then_delete(name: str) -> Engine:
        calls.append(name)
        found = engine(name)
        if calls.count(DOOMED) == call:
            archive.delete(DOOMED)
        return found

    monkeypatch.setattr(archive, "engine", open_then_delete)
    (tmp_path / "0").write_text("خبر عن القمح.", "utf-8")

    with pytest.raises(CollectionMissingError):
        perform(archive, Job("j", DOOMED, 1, "", ["a.txt"]), tmp_path, lambda _: None)
    assert archive.names() == ("default",)


def test_nothing_is_written_to_what_another_collection_has_replaced(archive: Archive) -> None:
    stale = archive.engine(DOOMED).index
    archive.delete(DOOMED)
    archive.create(DOOMED)

    with pytest.raises(IndexLockedError, match="taken the place"), stale.writing():
        pytest.fail("it is written to")


def test_one_can_be_made_while_the_one_before_is_deleted(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Database.create

    def delete_then_create(path: Path, meta: dict[str, str]) -> None:
        monkeypatch.setattr(Database, "create", create)
        path.parent.rename(path.parent.with_name(".deleted-new"))
        create(path, meta)

    monkeypatch.setattr(Database, "create", delete_then_create)
    archive.create("new")

    assert archive.engine("new").info().documents == 0


def test_a_failure_of_a_collection_that_is_there_is_told(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        msg = "damaged"
        raise IndexDamagedError(msg)

    monkeypatch.setattr(Engine, "find", fail)

    assert client.get("/api/v1/search?q=التطعيم").status_code == 503
