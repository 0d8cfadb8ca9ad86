"""What a search may ask for: filters, order, pages, fields, explanations, several at once."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from indexer.collections import add_documents
from search.archive import Archive
from search.records import DEFAULT_COLLECTION, Document, Query
from service.access.callers import Role
from service.access.gate import Gate
from service.operations.admission import Admission
from service.settings import Settings
from tests.conftest import as_reads
from tests.service.conftest import NEWS, Serve, make_archive
from tests.service.test_api import assert_problem

SEARCH = "/api/v1/search"
BATCH = "/api/v1/search/batch"
QUESTION = "ملف الزيتون"
SPRING = {"2024-02-15", "2024-03-15"}


def ids(response: Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [hit["document"]["id"] for hit in response.json()["hits"]]


def ask(client: TestClient, **parameters: Any) -> Response:  # noqa: ANN401
    """The same question as an address and as a body, whose answers must be the same."""
    plural = {"source": "sources", "author": "authors", "kind": "kinds", "language": "languages"}
    shared = {name: value for name, value in parameters.items() if name not in plural}
    filters = {
        plural.get(name, name): [value] if name in plural else value
        for name, value in parameters.items()
        if name in plural or name in {"since", "until", "added_after"}
    }
    body = {name: value for name, value in shared.items() if name not in filters}
    collection = body.pop("collection", None)
    if collection is not None:
        body["collections"] = [collection]
    got = client.get(SEARCH, params={"q": QUESTION, **parameters})
    posted = client.post(SEARCH, json={"question": QUESTION, "filters": filters, **body})
    assert got.status_code == posted.status_code
    assert got.json() == posted.json()
    return got


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({"source": "الصباح"}, {d.id for d in NEWS if d.source == "الصباح"}),
        ({"author": "سعاد"}, {d.id for d in NEWS if d.author}),
        ({"kind": "pdf"}, {d.id for d in NEWS if d.id.endswith("pdf")}),
        ({"language": "en"}, set()),
        ({"since": "2024-11"}, {d.id for d in NEWS if (d.date or "") >= "2024-11"}),
        ({"since": "2024-02-15", "until": "2024-03"}, {d.id for d in NEWS if d.date in SPRING}),
        ({"added_after": "2020-01-01T00:00:00Z"}, {d.id for d in NEWS}),
        ({"added_after": "2999-01-01T00:00:00+03:00"}, set()),
    ],
)
def test_filters_leave_out_what_is_not_wanted(
    news: TestClient, filters: dict[str, Any], wanted: set[str]
) -> None:
    response = ask(news, k=50, **filters)

    assert set(ids(response)) == wanted
    assert response.json()["total"] == len(wanted)


def test_the_latest_come_first_when_that_is_asked(news: TestClient) -> None:
    hits = ask(news, k=50, order="date").json()["hits"]

    dates = [hit["document"]["date"] for hit in hits]
    assert dates == sorted(dates, reverse=True)
    assert len(set(dates)) == 12


def test_facets_count_all_that_was_ranked_whatever_page_is_shown(news: TestClient) -> None:
    answer = ask(news, k=2).json()

    assert answer["total"] == len(NEWS)
    sources = {each["value"]: each["documents"] for each in answer["facets"]["sources"]}
    assert sources == {"الرأي": 20, "الصباح": 10}
    months = [each["value"] for each in answer["facets"]["months"]]
    assert months == [f"2024-{month:02}" for month in range(1, 13)]


@pytest.mark.parametrize("order", ["relevance", "date"])
def test_pages_follow_each_other_to_the_end_without_a_gap(news: TestClient, order: str) -> None:
    whole = ids(ask(news, k=50, order=order))
    pages: list[str] = []
    ranks: list[int] = []
    more: dict[str, str] = {}
    while True:
        answer = ask(news, k=7, order=order, **more)
        pages += ids(answer)
        ranks += [hit["rank"] for hit in answer.json()["hits"]]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
        more = {"cursor": cursor}

    assert pages == whole
    assert ranks == list(range(1, len(NEWS) + 1))


def test_a_cursor_holds_for_its_own_question_only(news: TestClient) -> None:
    cursor = ask(news, k=5).json()["next_cursor"]

    assert ask(news, k=9, cursor=cursor).status_code == 200
    for other in ({"since": "2024"}, {"order": "date"}):
        assert_problem(ask(news, cursor=cursor, **other), 422, "invalid-cursor")
    response = news.get(SEARCH, params={"q": "سؤال آخر", "cursor": cursor})
    assert_problem(response, 422, "invalid-cursor")


@pytest.mark.parametrize("cursor", ["", "x", "ش", "W10", "bnVsbA", "A" * 4000, "[" * 3000, "=="])
def test_what_is_no_cursor_is_refused(news: TestClient, cursor: str) -> None:
    assert_problem(ask(news, cursor=cursor), 422, "invalid-cursor")
    response = news.get("/api/v1/documents", params={"cursor": cursor})
    assert_problem(response, 422, "invalid-cursor")


def test_no_more_than_two_hundred_documents_can_be_had(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    documents = [Document(f"{i}", f"خبر عن الزيتون رقم {i} من مدينة {i * 7}.") for i in range(230)]
    client = serve(make_archive(tmp_path_factory.mktemp("many"), *documents))

    first = client.get(SEARCH, params={"q": "الزيتون", "k": 150}).json()
    second = client.get(
        SEARCH, params={"q": "الزيتون", "k": 150, "cursor": first["next_cursor"]}
    ).json()

    assert len(first["hits"]) == 150
    assert len(second["hits"]) <= 50
    assert second["hits"][0]["rank"] == 151
    assert second["next_cursor"] is None
    assert first["total"] <= 200


def test_hits_have_the_fields_that_are_chosen(news: TestClient) -> None:
    response = ask(news, fields=["document", "confidence"], k=3)

    whole = ask(news, k=3).json()
    assert response.json()["hits"] == [
        {"document": hit["document"], "confidence": hit["confidence"]} for hit in whole["hits"]
    ]
    assert response.json().keys() == whole.keys()
    assert_problem(ask(news, fields=["text"]), 422, "invalid-request")


def test_shares_explain_the_score_when_that_is_asked(news: TestClient) -> None:
    assert all(hit["shares"] is None for hit in ask(news).json()["hits"])
    for hit in ask(news, explain=True).json()["hits"]:
        assert sum(hit["shares"].values()) == pytest.approx(hit["score"], abs=1e-4)


def test_the_reader_is_named_where_that_is_asked_and_it_had_a_say(
    news: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = news.app.state.archive  # type: ignore[attr-defined]
    results = archive.search(Query(QUESTION), [DEFAULT_COLLECTION])
    read = replace(results, hits=tuple(replace(hit, reader="a1b2") for hit in results.hits))
    monkeypatch.setattr(archive, "search", lambda *_: read)
    assert {hit["reader"] for hit in ask(news).json()["hits"]} == {None}
    assert {hit["reader"] for hit in ask(news, explain=True).json()["hits"]} == {"a1b2"}


def test_who_waits_for_the_engine_keeps_the_reader_out(
    news: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = news.app.state.archive.engine(DEFAULT_COLLECTION)  # type: ignore[attr-defined]
    assert not engine.is_busy()
    monkeypatch.setattr(Admission, "waiting", 1)
    assert engine.is_busy()


@pytest.mark.parametrize(
    ("given", "slug"),
    [
        ({"since": "2024-13"}, "invalid-filter"),
        ({"until": "2023-02-30"}, "invalid-filter"),
        ({"since": "0000"}, "invalid-filter"),
        ({"since": "yesterday"}, "invalid-request"),
        ({"since": "٢٠٢٤"}, "invalid-request"),
        ({"added_after": "2024-05-01T00:00:00"}, "invalid-request"),
        ({"added_after": "0001-01-01T00:00:00+10:00"}, "invalid-filter"),
        ({"order": "random"}, "invalid-request"),
        ({"sources": "misspelt"}, "invalid-request"),
    ],
)
def test_what_means_nothing_is_refused(news: TestClient, given: dict[str, str], slug: str) -> None:
    assert_problem(news.get(SEARCH, params={"q": QUESTION, **given}), 422, slug)
    assert_problem(news.get("/api/v1/documents", params=given), 422, _without_order(given, slug))


def _without_order(given: dict[str, str], slug: str) -> str:
    return "invalid-request" if "order" in given else slug


def test_a_batch_has_an_answer_for_every_question(news: TestClient) -> None:
    questions = [
        {"question": "الوفد في بيروت", "k": 2},
        {"question": QUESTION, "k": 3, "filters": {"kinds": ["pdf"]}, "explain": True},
    ]
    answers = news.post(BATCH, json={"questions": questions}).json()["answers"]

    for question, answer in zip(questions, answers, strict=True):
        assert answer == news.post(SEARCH, json=question).json()


def test_a_batch_says_which_of_its_questions_cannot_be_answered(news: TestClient) -> None:
    questions = [{"question": "زيتون"}, {"question": "؟"}]
    response = news.post(BATCH, json={"questions": questions})

    assert_problem(response, 422, "empty-question")
    assert "Question 2" in response.json()["detail"]


@pytest.mark.parametrize("count", [0, 33])
def test_a_batch_is_bounded(news: TestClient, count: int) -> None:
    questions = [{"question": "زيتون"}] * count
    response = news.post(BATCH, json={"questions": questions})

    assert_problem(response, 422, "invalid-request")
    assert "questions:" in response.json()["detail"]


def test_the_largest_batch_fits_into_a_body(news: TestClient) -> None:
    body = json.dumps({"questions": [{"question": "\U0001f33f" * 2000, "k": 1}] * 32})

    response = news.post(BATCH, content=body, headers={"content-type": "application/json"})

    assert len(body) > 700_000
    assert_problem(response, 422, "empty-question")  # it is read, but has no letter


def test_every_question_of_a_batch_counts_for_the_limit_of_the_key(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive = make_archive(tmp_path_factory.mktemp("limited"), *NEWS[:3])
    client = serve(archive)
    token = make_key(archive, Role.READER, None, rate=5)
    client.headers["Authorization"] = f"Bearer {token}"

    response = client.post(BATCH, json={"questions": [{"question": "زيتون"}] * 4})
    assert response.status_code == 200
    assert response.headers["ratelimit-remaining"] == "1"
    response = client.post(BATCH, json={"questions": [{"question": "زيتون"}] * 2})
    assert_problem(response, 429, "rate-limited")
    assert int(response.headers["retry-after"]) >= 1


def test_suggestions_have_a_limit_of_their_own(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive = make_archive(tmp_path_factory.mktemp("limited"), *NEWS[:3])
    client = serve(archive)
    client.headers["Authorization"] = f"Bearer {make_key(archive, Role.READER, None, rate=1)}"
    for _ in range(5):
        assert client.get("/api/v1/suggest?q=ال").status_code == 200
        assert client.get("/suggestions?q=ال").status_code == 200
    assert_problem(client.get("/api/v1/suggest?q=ال"), 429, "rate-limited")
    assert client.get("/suggestions?q=ال").status_code == 429
    assert client.get("/api/v1/search?q=الوفد").status_code == 200


def make_key(
    archive: Archive, role: Role, collections: list[str] | None, rate: int | None = None
) -> str:
    gate = Gate(Settings(archive.folder))
    try:
        return gate.keys.create(role, "test", collections, rate)[1]
    finally:
        gate.close()


def test_suggestions_are_titles_that_have_what_is_typed(news: TestClient) -> None:
    response = news.get("/api/v1/suggest", params={"q": "الوفد في بير", "k": 3})

    found = response.json()["suggestions"]
    assert len(found) == 3
    assert all("بيروت" in title for title in found)
    assert news.get("/api/v1/suggest", params={"q": " "}).json() == {"suggestions": []}


def test_the_collections_that_are_asked_can_be_chosen(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive = two_collections(tmp_path_factory.mktemp("two"))
    client = serve(archive)

    def found(*collections: str) -> set[tuple[str, str]]:
        response = client.get(SEARCH, params={"q": "الزيتون", "collection": list(collections)})
        hits = response.json()["hits"]
        return {(hit["document"]["collection"], hit["document"]["id"]) for hit in hits}

    assert found("gulf") == {("gulf", "same")}
    assert found("default", "gulf") == found() == {("default", "same"), ("gulf", "same")}


def test_a_collection_that_may_not_be_read_does_not_exist(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    archive = two_collections(tmp_path_factory.mktemp("secret"))
    client = serve(archive)
    client.headers["X-API-Key"] = make_key(archive, Role.ADMIN, ["default"])
    line = '{"id": "a", "text": "نص"}'

    def answers(name: str) -> list[tuple[int, bytes]]:
        at = {"collection": name}
        responses = [
            client.get(SEARCH, params={"q": "زيتون", **at}),
            client.post(SEARCH, json={"question": "زيتون", "collections": [name]}),
            client.post(BATCH, json={"questions": [{"question": "زيتون", "collections": [name]}]}),
            client.get("/api/v1/suggest", params={"q": "زيتون", **at}),
            client.get("/api/v1/documents", params=at),
            client.get("/api/v1/documents/same", params=at),
            client.delete("/api/v1/documents/same", params=at),
            client.get("/api/v1/similar/same", params=at),
            client.get("/api/v1/similar/same", params={"among": name}),
            client.post("/api/v1/documents/delete", params=at, json={"all": True}),
            client.post(
                "/api/v1/documents",
                params=at,
                content=line,
                headers={"content-type": "application/jsonl"},
            ),
            client.post("/api/v1/documents/files", params=at, files={"files": ("a.txt", b"x")}),
            client.get(f"/api/v1/collections/{name}"),
            client.post("/api/v1/collections", json={"name": name}),
            client.delete(f"/api/v1/collections/{name}"),
        ]
        for response in responses:
            assert_problem(response, 404, "collection-not-found")
        return [(response.status_code, response.content) for response in responses]

    assert answers("gulf") == answers("none")
    assert archive.store("gulf").counts().documents == 1
    assert ids(client.get(SEARCH, params={"q": "الزيتون"})) == ["same"]
    listed = client.get("/api/v1/collections").json()["collections"]
    assert [each["name"] for each in listed] == ["default"]
    assert client.get("/api/v1/stats").json()["documents"] == 1


def two_collections(folder: Path) -> Archive:
    archive = make_archive(folder, Document("same", "موسم الزيتون في الشمال بدأ مبكرا."))
    archive.create("gulf")
    documents = (Document("same", "صادرات الزيتون إلى الخليج زادت."),)
    add_documents(archive, "gulf", as_reads(documents), lambda _: None)
    return archive
