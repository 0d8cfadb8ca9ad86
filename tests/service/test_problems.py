"""What the service says when it cannot answer, in the language of whoever asked."""

import errno
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

import search.errors
from search.errors import IndexDamagedError, ShawahidError
from service import failures, problems
from service.language import Language, translator
from service.language.negotiation import accepted
from service.problems import Kind, ProblemError, of_error
from tests.service.conftest import LOCAL, NEWS, Serve, make_archive
from tests.service.test_api import assert_problem

KINDS = [kind for kind in vars(problems).values() if isinstance(kind, Kind)]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, Language.EN),
        ("", Language.EN),
        ("ar", Language.AR),
        ("AR-jo", Language.AR),
        ("fr, ar;q=0.5", Language.AR),
        ("en;q=0.5, ar;q=0.6", Language.AR),
        ("en, ar", Language.EN),
        ("ar;q=0", Language.EN),
        ("*", Language.EN),
        ("arz", Language.EN),
        ("ar;q=high", Language.EN),
    ],
)
def test_the_language_of_the_greatest_weight_is_spoken(
    header: str | None, language: Language
) -> None:
    assert accepted(header) is language


@given(st.text())
def test_any_header_has_a_language(header: str) -> None:
    assert accepted(header) in Language


def test_problems_and_their_complaints_are_said_in_arabic(client: TestClient) -> None:
    response = client.get(
        "/api/v1/search", params={"q": "x", "k": 900}, headers={"Accept-Language": "ar"}
    )

    assert_problem(response, 422, "invalid-request")
    assert response.json()["title"] == "الطلب غير صالح"
    assert response.json()["detail"] == "k: ينبغي ألا يزيد على 200"
    assert response.headers["content-language"] == "ar"
    assert "Accept-Language" in response.headers["vary"]


def test_complaints_never_repeat_what_was_sent(client: TestClient) -> None:
    response = client.get("/api/v1/search", params={"q": "x", "order": "<script>" * 50})
    assert_problem(response, 422, "invalid-request")
    assert "script" not in response.text
    body = {"question": "x", "y" * 5000: 1, **{f"f{i}": 1 for i in range(50)}}
    assert_problem(client.post("/api/v1/search", json=body), 422, "invalid-request")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_every_kind_has_words_in_every_language(kind: Kind, language: Language) -> None:
    assert kind.title(language)
    assert "{" not in kind.advice(language)
    catalogue = translator(language, "problems")
    assert catalogue(f"{kind.slug}.detail")


def test_no_two_kinds_have_the_same_name() -> None:
    assert len({kind.slug for kind in KINDS}) == len(KINDS)


ERRORS = [
    error
    for error in vars(search.errors).values()
    if isinstance(error, type) and issubclass(error, ShawahidError) and error is not ShawahidError
]


@pytest.mark.parametrize("error", ERRORS)
def test_no_error_of_the_library_tells_a_path(error: type[ShawahidError]) -> None:
    problem = of_error(error("see /home/editor/index"))

    assert problem.kind is not problems.INTERNAL
    for language in Language:
        assert "/home" not in problems.body_of(problem, language).detail


def test_an_error_that_the_client_did_not_make_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert of_error(IndexDamagedError("page 7")).kind is problems.INDEX_UNAVAILABLE
    assert "page 7" in caplog.text


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/v1/search", "GET, HEAD, OPTIONS, POST"),
        ("/api/v1/search/batch", "OPTIONS, POST"),
        ("/api/v1/collections/x", "DELETE, GET, HEAD, OPTIONS"),
        ("/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_addresses_say_which_methods_they_take(client: TestClient, path: str, allowed: str) -> None:
    refused = client.patch(path)
    assert_problem(refused, 405, "method-not-allowed")
    assert refused.headers["allow"] == allowed
    asked = client.options(path)
    assert (asked.status_code, asked.content, asked.headers["allow"]) == (204, b"", allowed)


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/api/v1/stats", "/api/v1/x", "/static/icon.svg"]
)
def test_head_answers_like_get_without_a_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)

    assert (head.status_code, head.content) == (got.status_code, b"")
    assert head.headers["content-type"] == got.headers["content-type"]


def test_unknown_addresses_and_methods_of_the_api_are_problems(client: TestClient) -> None:
    assert_problem(client.get("/api/v2/search"), 404, "not-found")
    assert_problem(client.get("/nowhere"), 404, "not-found")
    assert_problem(client.delete("/api/v1/search"), 405, "method-not-allowed")


@pytest.mark.parametrize("accept", ["application/xml", "text/csv, application/json;q=0", "x"])
def test_whoever_takes_no_json_is_told_so(client: TestClient, accept: str) -> None:
    response = client.get("/api/v1/stats", headers={"Accept": accept})

    assert_problem(response, 406, "not-acceptable")


@pytest.mark.parametrize(
    "accept", ["*/*", "", "application/*;q=0.5", "text/html, */*;q=0.8", "Application/JSON; q=1"]
)
def test_whoever_takes_json_is_answered(client: TestClient, accept: str) -> None:
    assert client.get("/api/v1/stats", headers={"Accept": accept}).status_code == 200


def test_a_value_that_its_type_does_not_explain_is_still_named() -> None:
    app = FastAPI()
    failures.install(app)

    @app.get("/api/half")
    def half(part: float) -> float:
        return part

    response = TestClient(app, LOCAL).get("/api/half", params={"part": "x"})
    assert response.json()["detail"] == "part: is not valid"


def test_headers_of_a_problem_reach_the_client() -> None:
    app = FastAPI()
    failures.install(app)

    @app.get("/api/busy")
    def busy() -> None:
        raise ProblemError(problems.INDEX_BUSY, headers={"Retry-After": "7"})

    response = TestClient(app, LOCAL).get("/api/busy")
    assert_problem(response, 409, "index-busy")
    assert response.headers["retry-after"] == "7"


def test_nobody_is_answered_when_the_keys_cannot_be_read(tmp_path: Path, serve: Serve) -> None:
    client = serve(make_archive(tmp_path, NEWS[0]))
    assert client.get("/readyz").status_code == client.get("/?q=الوفد").status_code == 200
    (tmp_path / "service.sqlite").rename(tmp_path / "elsewhere")
    for path in ("/readyz", "/?q=الوفد", "/api/v1/search?q=الوفد", "/saved", "/metrics"):
        assert client.get(path).status_code == 503
    assert "keys" in client.get("/readyz").json()["detail"]


@pytest.mark.parametrize(("code", "status"), [(errno.ENOSPC, 507), (errno.EDQUOT, 507), (5, 500)])
def test_a_full_disk_is_told_wherever_it_is_found(code: int, status: int) -> None:
    app = FastAPI()
    failures.install(app)

    @app.get("/api/full")
    def full(request: Request) -> None:
        request.state.request_id = "of the observer"
        raise OSError(code, "told by the system")

    response = TestClient(app, LOCAL, raise_server_exceptions=False).get("/api/full")
    slug = "storage-full" if status == 507 else "internal-error"
    assert_problem(response, status, slug)
    assert "told by the system" not in response.text
