"""Searching and reading over HTTP."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from search.archive import Archive
from search.errors import IndexMissingError
from search.kinds import Unit
from search.parts import Location
from search.records import Excerpt, Query, Results, Span
from service.app import create_app
from service.schemas.answers import NO_EVIDENCE, SearchResponse
from service.settings import Settings
from tests.service.conftest import HOSTILE, HOSTILE_ID, LOCAL

QUESTION = "ما دور مركز حماية العمالة الوافدة في البحرين؟"


Ask = Callable[[TestClient, str, int], Response]


def get(client: TestClient, question: str, k: int) -> Response:
    return client.get("/api/v1/search", params={"q": question, "k": k})


def get_by_long_name(client: TestClient, question: str, k: int) -> Response:
    return client.get("/api/v1/search", params={"question": question, "k": k})


def post(client: TestClient, question: str, k: int) -> Response:
    return client.post("/api/v1/search", json={"question": question, "k": k})


every_way = pytest.mark.parametrize("ask", [get, get_by_long_name, post])


def document(client: TestClient, document_id: str) -> Response:
    return client.get("/api/v1/documents/" + quote(document_id, safe=""))


def assert_problem(response: Response, status: int, slug: str) -> None:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body.keys() == {"type", "title", "status", "detail"}
    assert body["type"] == f"/problems/{slug}"
    assert body["status"] == status
    assert body["detail"]
    assert len(body["detail"]) < 500


def find(archive: Archive, question: str, k: int) -> Results:
    return archive.search(Query(question, k), archive.names())


@every_way
def test_search_answers_in_the_documented_shape(
    client: TestClient, archive: Archive, ask: Ask
) -> None:
    response = ask(client, QUESTION, 3)

    assert response.status_code == 200
    cursor = response.json()["next_cursor"]
    expected = SearchResponse.of(QUESTION, find(archive, QUESTION, 3), next_cursor=cursor)
    assert response.json() == expected.model_dump(mode="json")
    hit = response.json()["hits"][0]
    assert hit.keys() == {
        *("rank", "score", "document", "passage", "sentence", "evidence", "page", "also_published"),
        *("differing", "reader"),
        *("further_copies", "confidence", "answer", "missing", "more", "shares", "location"),
        "cautions",
    }
    assert hit["document"].keys() == {
        *("id", "collection", "title", "source", "url", "date", "author"),
    }
    assert [each["rank"] for each in response.json()["hits"]] == [1, 2, 3]


def test_the_response_says_whether_the_evidence_is_sufficient(archive: Archive) -> None:
    results = find(archive, QUESTION, 1)
    hit = results.hits[0]
    start = hit.sentence.start
    unsure = replace(hit, confidence=0.01)
    sure = replace(hit, confidence=0.99, answer=Span(start, start + 4))
    response = SearchResponse.of(QUESTION, replace(results, hits=(unsure, sure), sufficient=True))
    assert response.sufficient
    assert response.notice is None
    assert response.hits[0].answer is None
    answer = response.hits[1].answer
    assert answer is not None
    text = archive.store("default").document(hit.citation.document_id).text
    assert answer.text == text[answer.start : answer.end] == text[start : start + 4]

    response = SearchResponse.of(QUESTION, replace(results, hits=(unsure,), sufficient=False))
    assert not response.sufficient
    assert response.notice == NO_EVIDENCE
    assert len(response.hits) == 1


@pytest.mark.parametrize("question", [QUESTION, "زيتون"])
def test_offsets_hold_through_http(client: TestClient, question: str) -> None:
    hits = get(client, question, 200).json()["hits"]

    assert hits
    for hit in hits:
        text = document(client, hit["document"]["id"]).json()["text"]
        for shown in (hit, *hit["more"]):
            passage = shown["passage"]
            assert text[passage["start"] : passage["end"]] == passage["text"]
            for start, end in [shown["sentence"], *shown["evidence"]]:
                assert passage["start"] <= start < end <= passage["end"]


def test_other_passages_of_a_document_have_the_shape_of_the_first(
    client: TestClient, archive: Archive
) -> None:
    results = find(archive, "البحرين", 5)
    best, other = results.hits[:2]
    more = (Excerpt(other.citation, other.sentence, other.evidence, Location(Unit.PAGE, "4", "4")),)
    (hit,) = SearchResponse.of(
        QUESTION, replace(results, hits=(replace(best, more=more),))
    ).model_dump(mode="json")["hits"]
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    assert hit["more"] == [
        {
            "passage": {
                "text": other.citation.quote,
                "start": other.citation.start,
                "end": other.citation.end,
                "pages": None,
                "location": None,
            },
            "sentence": list(other.sentence),
            "evidence": [list(word) for word in other.evidence],
            "page": 4,
            "location": {"unit": "page", "first": "4", "last": "4", "within": None},
        }
    ]
    shared = {"passage", "sentence", "evidence", "page", "location"}
    assert schemas["ExcerptFields"]["properties"].keys() == shared
    assert all(
        schemas["ExcerptFields"]["properties"][name] == schemas["HitFields"]["properties"][name]
        for name in shared
    )


def test_document_comes_whole_under_a_hostile_id(client: TestClient) -> None:
    body = document(client, HOSTILE_ID).json()

    assert body["id"] == HOSTILE_ID
    assert body["text"] == HOSTILE.text
    assert body["metadata"] == {"<b>key</b>": "<i>value</i>", "tags": ["زيتون", 1]}
    assert body["collection"] == "default"


def test_slashes_of_an_id_may_be_plain(client: TestClient, archive: Archive) -> None:
    document_id = find(archive, "البحرين", 1).hits[0].citation.document_id

    assert client.get(f"/api/v1/documents/{document_id}").json()["id"] == document_id


@every_way
@pytest.mark.parametrize("question", ["", "  ", "؟!", "\x00"])
def test_empty_question(client: TestClient, ask: Ask, question: str) -> None:
    assert_problem(ask(client, question, 10), 422, "empty-question")


@every_way
def test_too_long_question(client: TestClient, ask: Ask) -> None:
    assert ask(client, "ب" * 2000, 10).status_code == 200
    assert_problem(ask(client, "ب" * 2001, 10), 422, "question-too-long")


def test_question_of_a_megabyte(client: TestClient) -> None:
    assert_problem(get(client, "b" * 60_000, 10), 422, "question-too-long")
    assert_problem(post(client, "ب" * 1_000_000, 10), 413, "body-too-large")


@every_way
@pytest.mark.parametrize("k", [0, -1, 201, 10**30])
def test_k_out_of_range(client: TestClient, ask: Ask, k: int) -> None:
    response = ask(client, QUESTION, k)

    assert_problem(response, 422, "invalid-request")
    assert "k:" in response.json()["detail"]


@pytest.mark.parametrize(
    "body", ["{", "[]", "{}", '{"question": 1}', '{"question": "\\ud800"}', "[" * 15_000]
)
def test_bodies_that_are_no_question(client: TestClient, body: str) -> None:
    response = client.post(
        "/api/v1/search", content=body, headers={"content-type": "application/json"}
    )

    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", ["{bad", "{", '{"question": ', "[" * 15_000])
@pytest.mark.parametrize("route", ["search", "search/batch", "quotations", "collections"])
def test_what_is_no_json_is_a_malformed_body(client: TestClient, route: str, body: str) -> None:
    response = client.post(
        f"/api/v1/{route}", content=body, headers={"content-type": "application/json"}
    )

    assert_problem(response, 400, "malformed-body")


def test_missing_question(client: TestClient) -> None:
    assert_problem(client.get("/api/v1/search"), 422, "invalid-request")


@pytest.mark.parametrize(
    "document_id", ["none", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "%ff", ""]
)
def test_unknown_document(client: TestClient, document_id: str) -> None:
    response = client.get(f"/api/v1/documents/{document_id}")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_failure_tells_nothing_but_is_a_problem(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **more: object) -> Results:
        raise RuntimeError(f"secret {arguments} {more}")

    app = create_app(Settings(archive.folder), lambda: archive)
    monkeypatch.setattr(archive, "search", fail)
    with TestClient(app, LOCAL, raise_server_exceptions=False) as client:
        response = get(client, "سؤال", 1)
        page = client.get("/", params={"q": "سؤال"})

    assert_problem(response, 500, "internal-error")
    assert page.status_code == 500
    assert "secret" not in response.text + page.text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_archive_that_does_not_open_keeps_the_service_from_starting(archive: Archive) -> None:
    def fail() -> Archive:
        raise IndexMissingError("no index")

    app = create_app(Settings(archive.folder), fail)
    with pytest.raises(IndexMissingError), TestClient(app, LOCAL):
        pass


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_loads_scripts_from_elsewhere(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/", "/?q=x", "/documents/none", "/static/style.css", "/api/v1/search", "/none"]
)
def test_security_headers_are_everywhere(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/static/fonts",
        "/static/%00",
        "/static/" + "a" * 5000,
    ],
)
def test_static_files_stay_in_their_folder(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
