"""Whatever stands in an address: ids of every kind, numbers of any size, places, names of hosts."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from search.records import Document
from service.access.callers import Role
from service.access.keys import Keys
from service.app import create_app
from service.client import Client
from service.database import ServiceDatabase
from service.rendering import document_url
from service.settings import Settings
from tests.service.conftest import LOCAL, NEWS, Serve, make_archive
from tests.service.html import page
from tests.service.test_api import assert_problem

IDS = [
    *(".", "..", "./x", "../x", "a/.", "a/..", "a/../b"),
    *("/", "//", "//host/x", "a//b", "/abs", "x/", "\\", "#", "%", "?id=x", "x?y#z", "+", "a&b=c"),
    *("\n", "a\nb", "a\n", "\r\n", "\x00", "\t", " ", "\u202e", "\u2028", "\U0001f33f"),
    *("delete", "files", "jobs"),
]
LARGEST = 2**63


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    documents = [
        Document(each, f"وصل الوفد رقم {number}.", title=f"الوفد {number}")
        for number, each in enumerate(IDS)
    ]
    archive = make_archive(tmp_path_factory.mktemp("ids"), *documents)
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        yield client


@pytest.mark.parametrize("document_id", IDS)
def test_every_document_can_be_opened(client: TestClient, document_id: str) -> None:
    text = f"وصل الوفد رقم {IDS.index(document_id)}."
    remote = Client(LOCAL, http=client)
    assert remote.document(document_id).text == text
    assert document_id not in {each.document.id for each in remote.similar(document_id, k=3)}
    shown = page(client, document_url(document_id, "default"))
    assert f"الوفد {IDS.index(document_id)}" in shown.texts["h1"]
    assert text in [said for name, said in shown.all_texts if name == "div.text"]


def test_every_document_can_be_deleted(tmp_path: Path, serve: Serve) -> None:
    client = serve(make_archive(tmp_path, *(Document(each, "نص.") for each in IDS)))
    remote = Client(LOCAL, http=client)
    for each in IDS:
        remote.delete(each)
    assert list(remote.documents()) == []


@pytest.mark.parametrize("number", [0, LARGEST - 1, LARGEST, 2**64, 10**30, -1, -LARGEST])
def test_no_number_is_too_large(news: TestClient, number: int) -> None:
    for path in (
        f"/api/v1/similar/{NEWS[0].id}?start={number}&end={number + 1}",
        f"/api/v1/search?q=الوفد&k={number}",
        f"/api/v1/documents?limit={number}",
        f"/?q=الوفد&page={number}",
        f"/documents/{NEWS[0].id}?passage={number}-{number + 1}-{'0' * 20}",
        f"/api/v1/jobs/{number}",
    ):
        assert news.get(path).status_code in {200, 404, 422}, path
    assert news.post(f"/saved/{number}/delete").status_code in {200, 422}


def forged(cursor: str, place: object) -> str:
    """A cursor of the same request for another place."""
    digest, _ = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    return urlsafe_b64encode(json.dumps([digest, place]).encode()).decode().rstrip("=")


@pytest.mark.parametrize("place", [-1, -(10**30), LARGEST, 10**30, 201, 1.5, True, None, "x", []])
def test_a_place_in_an_answer_that_there_is_not_is_no_cursor(
    news: TestClient, place: object
) -> None:
    asked = {"q": "الوفد", "k": "3"}
    given = news.get("/api/v1/search", params=asked).json()["next_cursor"]
    answer = news.get("/api/v1/search", params={**asked, "cursor": forged(given, place)})
    assert_problem(answer, 422, "invalid-cursor")


@pytest.mark.parametrize("place", ["\ud800", "a\udfff", 7, None, ["a"]])
def test_a_place_in_a_list_that_there_is_not_is_no_cursor(news: TestClient, place: object) -> None:
    given = news.get("/api/v1/documents?limit=3").json()["next_cursor"]
    answer = news.get("/api/v1/documents", params={"limit": 3, "cursor": forged(given, place)})
    assert_problem(answer, 422, "invalid-cursor")


def test_a_place_beyond_the_last_document_has_none_after_it(news: TestClient) -> None:
    given = news.get("/api/v1/documents?limit=3").json()["next_cursor"]
    cursor = forged(given, "\U0010ffff\x00")
    answer = news.get("/api/v1/documents", params={"limit": 3, "cursor": cursor}).json()
    assert answer == {"documents": [], "next_cursor": None}


@pytest.mark.parametrize("path", ["/saved/", "/help/", "/upload/", "/api/v1/search/", "/healthz/"])
def test_nobody_is_sent_to_a_host_that_the_request_names(news: TestClient, path: str) -> None:
    answer = news.get(path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("host", "settings", "is_named"),
    [
        ("127.0.0.1:8000", {}, True),
        ("localhost", {}, True),
        ("[::1]:8000", {}, True),
        ("evil.example", {}, False),
        ("6.6.6.6", {}, False),
        ("127.0.0.1@evil.example", {}, False),
        ("archive.example", {"public_hosts": frozenset({"archive.example"})}, True),
        ("ARCHIVE.example:8443", {"public_hosts": frozenset({"archive.example"})}, True),
        ("evil.example", {"public_hosts": frozenset({"archive.example"})}, False),
        ("127.0.0.1", {"host": "0.0.0.0"}, True),  # noqa: S104 - where the request came in
        ("6.6.6.6", {"host": "0.0.0.0"}, False),  # noqa: S104
        ("10.1.2.3", {"host": "10.1.2.3"}, True),
    ],
)
def test_what_is_taken_away_names_no_host_but_ours(
    tmp_path: Path, serve: Serve, host: str, settings: dict[str, object], *, is_named: bool
) -> None:
    archive = make_archive(tmp_path, *NEWS[:3])
    _, token = Keys(ServiceDatabase(tmp_path)).create(Role.READER, "", None, None)
    client = serve(archive, **settings)
    client.headers["Authorization"] = f"Bearer {token}"
    exported = client.get("/export?q=الوفد&format=csv", headers={"Host": host}).text
    client.post("/saved", data={"query": "q=الوفد"})
    (saved,) = (str(a["href"]) for a in page(client, "/saved").attributes("a") if ".atom" in str(a))
    feed = client.get(saved, headers={"Host": host}).text
    site = f"http://{host}" if is_named else ""
    assert f',"{site}/documents/news/' in exported
    assert f'href="{site}/?q=' in feed
    if not is_named:
        assert host not in exported + feed
