"""Documents and collections over HTTP: listed, compared, deleted, made."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from filelock import FileLock

from search.archive import Archive
from search.errors import IndexLockedError, IndexWriteError
from search.layout import LOCK_NAME, delete_collection, writer_lock
from search.records import Document
from service.access.audit import AuditLog
from service.access.callers import Role
from service.database import ServiceDatabase
from tests.service.conftest import NEWS, Serve, make_archive
from tests.service.html import page
from tests.service.test_api import assert_problem
from tests.service.test_api_search import make_key, two_collections

DOCUMENTS = "/api/v1/documents"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return make_archive(tmp_path / "index", *NEWS[:10])


@pytest.fixture
def client(serve: Serve, archive: Archive) -> TestClient:
    return serve(archive)


def test_documents_are_listed_by_id_page_by_page(news: TestClient) -> None:
    listed: list[dict[str, object]] = []
    parameters: dict[str, Any] = {"limit": 8}
    while True:
        answer = news.get(DOCUMENTS, params=parameters).json()
        listed += answer["documents"]
        if answer["next_cursor"] is None:
            break
        parameters["cursor"] = answer["next_cursor"]

    assert [each["id"] for each in listed] == sorted(document.id for document in NEWS)
    first = listed[0]
    assert first.keys() == {
        *("id", "collection", "title", "source", "url", "date", "author", "language", "kind"),
        *("section", "added"),
    }
    assert (first["kind"], first["language"], first["collection"]) == ("html", "ar", "default")


def test_a_list_keeps_to_its_filter_and_its_cursor_to_the_filter(news: TestClient) -> None:
    wanted: dict[str, Any] = {"source": "الصباح", "limit": 4}
    answer = news.get(DOCUMENTS, params=wanted).json()

    assert {each["source"] for each in answer["documents"]} == {"الصباح"}
    response = news.get(DOCUMENTS, params={"cursor": answer["next_cursor"]})
    assert_problem(response, 422, "invalid-cursor")


def test_a_list_that_ends_with_its_page_has_no_cursor(news: TestClient) -> None:
    answer = news.get(DOCUMENTS, params={"limit": len(NEWS)}).json()

    assert len(answer["documents"]) == len(NEWS)
    assert answer["next_cursor"] is None


def test_similar_documents_are_others_and_come_nearest_first(news: TestClient) -> None:
    answer = news.get("/api/v1/similar/news/001.pdf", params={"k": 5}).json()["documents"]

    assert len(answer) == 5
    assert "news/001.pdf" not in {each["document"]["id"] for each in answer}
    scores = [each["score"] for each in answer]
    assert scores == sorted(scores, reverse=True)
    for each in answer:
        text = news.get(f"{DOCUMENTS}/{each['document']['id']}").json()["text"]
        passage = each["passage"]
        assert text[passage["start"] : passage["end"]] == passage["text"]


def test_a_part_of_a_document_has_similar_ones_too(news: TestClient) -> None:
    path = "/api/v1/similar/news/001.pdf"

    assert news.get(path, params={"start": 0, "end": 10}).status_code == 200
    nothing = news.get(path, params={"start": 10**6, "end": 10**7})
    assert_problem(nothing, 404, "document-not-found")
    for part in ({"start": 3}, {"end": 3}, {"start": 5, "end": 5}):
        assert_problem(news.get(path, params=part), 422, "invalid-request")
    assert_problem(news.get("/api/v1/similar/none"), 404, "document-not-found")


def test_a_deleted_document_is_found_no_more(client: TestClient) -> None:
    path = f"{DOCUMENTS}/news/001.pdf"

    assert client.delete(path).status_code == 204
    assert_problem(client.get(path), 404, "document-not-found")
    assert_problem(client.delete(path), 404, "document-not-found")
    hits = client.get("/api/v1/search", params={"q": "الزيتون", "k": 50}).json()["hits"]
    assert len(hits) == 9
    assert "news/001.pdf" not in {hit["document"]["id"] for hit in hits}


def test_a_filter_deletes_what_it_wants_and_says_how_much(client: TestClient) -> None:
    response = client.post(f"{DOCUMENTS}/delete", json={"kinds": ["pdf"]})

    assert response.json() == {"deleted": 5}
    left = client.get(DOCUMENTS).json()["documents"]
    assert {each["kind"] for each in left} == {"html"}
    assert client.post(f"{DOCUMENTS}/delete", json={"kinds": ["pdf"]}).json() == {"deleted": 0}


@pytest.mark.parametrize(
    "body", [{}, {"all": False}, {"sources": []}, {"all": True, "kinds": ["pdf"]}]
)
def test_everything_is_deleted_only_when_that_is_said(
    client: TestClient, body: dict[str, object]
) -> None:
    assert_problem(client.post(f"{DOCUMENTS}/delete", json=body), 422, "empty-filter")
    assert len(client.get(DOCUMENTS).json()["documents"]) == 10
    assert client.post(f"{DOCUMENTS}/delete", json={"all": True}).json() == {"deleted": 10}
    assert client.get(DOCUMENTS).json()["documents"] == []


def test_a_misspelt_filter_deletes_nothing(client: TestClient) -> None:
    body = {"source": ["الرأي"], "all": True}

    assert_problem(client.post(f"{DOCUMENTS}/delete", json=body), 422, "invalid-request")
    assert len(client.get(DOCUMENTS).json()["documents"]) == 10


def test_a_collection_that_is_written_to_elsewhere_is_busy(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.layout.PATIENCE", 0.01)
    with FileLock(archive.folder / LOCK_NAME):
        response = client.delete(f"{DOCUMENTS}/news/001.pdf")

    assert_problem(response, 409, "index-busy")
    assert int(response.headers["retry-after"]) > 0
    assert client.get(f"{DOCUMENTS}/news/001.pdf").status_code == 200


def test_collections_are_made_listed_and_deleted(client: TestClient) -> None:
    made = client.post("/api/v1/collections", json={"name": "gulf"})

    assert made.status_code == 201
    assert made.headers["location"] == "/api/v1/collections/gulf"
    assert made.json()["documents"] == 0
    assert client.get("/api/v1/collections/gulf").json() == made.json()
    listed = client.get("/api/v1/collections").json()["collections"]
    assert [(each["name"], each["documents"]) for each in listed] == [("default", 10), ("gulf", 0)]
    assert_problem(
        client.post("/api/v1/collections", json={"name": "gulf"}), 409, "collection-exists"
    )
    assert client.delete("/api/v1/collections/gulf").status_code == 204
    assert_problem(client.delete("/api/v1/collections/gulf"), 404, "collection-not-found")


@pytest.mark.parametrize("name", ["", "../up", "A", "a" * 64, "ش", ".deleted-x", "a/b"])
def test_names_that_no_collection_can_have_are_refused(client: TestClient, name: str) -> None:
    response = client.post("/api/v1/collections", json={"name": name})

    assert_problem(response, 422, "collection-name")


def test_the_default_collection_stays(client: TestClient) -> None:
    assert_problem(client.delete("/api/v1/collections/default"), 422, "collection-name")
    assert_problem(
        client.post("/api/v1/collections", json={"name": "default"}), 409, "collection-exists"
    )


def test_stats_add_up_what_the_collections_hold(serve: Serve, tmp_path: Path) -> None:
    stats = serve(two_collections(tmp_path)).get("/api/v1/stats").json()

    assert (stats["collections"], stats["documents"]) == (2, 2)
    assert stats["passages"] >= 2
    assert stats["bytes"] > 0
    assert stats["model"] == "bundled"


@pytest.mark.parametrize(
    ("role", "may_delete", "may_make"),
    [(Role.READER, False, False), (Role.EDITOR, True, False), (Role.ADMIN, True, True)],
)
def test_a_role_allows_what_it_is_for(
    client: TestClient, archive: Archive, role: Role, *, may_delete: bool, may_make: bool
) -> None:
    client.headers["X-API-Key"] = make_key(archive, role, None)

    assert client.get(DOCUMENTS).status_code == 200
    deleted = client.delete(f"{DOCUMENTS}/news/001.pdf").status_code
    made = client.post("/api/v1/collections", json={"name": "gulf"}).status_code
    jobs = client.get("/api/v1/jobs").status_code
    assert deleted == (204 if may_delete else 403)
    assert made == (201 if may_make else 403)
    assert jobs == (200 if may_delete else 403)


def test_what_is_searched_and_read_is_recorded_where_that_is_asked(
    serve: Serve, archive: Archive
) -> None:
    client = serve(archive, audit=True)
    client.get("/api/v1/search", params={"q": "الزيتون"})
    client.post("/api/v1/search/batch", json={"questions": [{"question": "بيروت"}]})
    client.get(f"{DOCUMENTS}/news/001.pdf")
    client.get(f"{DOCUMENTS}/none")
    client.get("/api/v1/similar/news/002.html")

    database = ServiceDatabase(archive.folder)
    entries = [(entry.action, entry.subject) for entry in AuditLog(database).entries()]
    database.close()
    assert entries == [
        ("search", "الزيتون"),
        ("search", "بيروت"),
        ("read", "news/001.pdf"),
        ("read", "news/002.html"),
    ]


@pytest.mark.parametrize("error", [IndexWriteError, IndexLockedError])
def test_nothing_is_answered_that_cannot_be_recorded(
    serve: Serve, archive: Archive, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("service.access.audit.timestamp", fail)
    client = serve(archive, audit=True)
    for path in ("/api/v1/search?q=الزيتون", f"{DOCUMENTS}/news/001.pdf"):
        assert_problem(client.get(path), 503, "not-recorded")
    assert client.get("/?q=الزيتون").status_code == 503
    assert client.get("/healthz").status_code == client.get("/").status_code == 200
    assert serve(archive).get("/api/v1/search?q=الزيتون").status_code == 200


def test_of_thousands_of_copies_a_few_are_named_and_the_others_counted(
    serve: Serve, tmp_path: Path
) -> None:
    text = " ".join(f"كلمة{number}" for number in range(60)) + "."
    copies = [Document(f"copy-{number:03}", text, title="نسخة") for number in range(60)]
    client = serve(make_archive(tmp_path, *copies))
    (hit,) = client.get("/api/v1/search?q=كلمة7").json()["hits"]
    assert (len(hit["also_published"]), hit["further_copies"]) == (20, 39)
    (fields,) = client.get("/api/v1/search?q=كلمة7&fields=further_copies").json()["hits"]
    assert fields == {"further_copies": 39}
    shown = page(client, "/?q=كلمة7 كلمة8 كلمة9 كلمة10 كلمة11")
    links = [str(link["href"]) for link in shown.attributes("a")]
    assert sum(link.startswith("/documents/copy") for link in links) < 25
    assert "و39 نسخة أخرى لم ت\u064fقارن" in shown.texts["main"]
    shown = page(client, "/documents/copy-000")
    assert "و39 نسخة أخرى" in shown.texts["main"]


def test_a_collection_that_another_has_deleted_meanwhile_is_missing(
    client: TestClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.create("gulf")

    def delete_first(folder: Path) -> object:
        monkeypatch.undo()
        delete_collection(archive.folder, "gulf")
        return writer_lock(folder)

    monkeypatch.setattr("search.layout.writer_lock", delete_first)
    assert_problem(client.delete("/api/v1/collections/gulf"), 404, "collection-not-found")
    assert "gulf" not in archive.names()
    assert client.post("/api/v1/collections", json={"name": "gulf"}).status_code == 201
