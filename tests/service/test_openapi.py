"""The description of the API is complete, and the service keeps to it whatever it is sent."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, assume, settings
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    ignored_auth,
    positive_data_acceptance,
)

from search.archive import Archive
from service import problems
from service.access import rates
from service.access.callers import Role
from service.app import create_app
from service.problems import Kind
from service.reference import write_reference
from service.settings import Settings
from tests.service.conftest import NEWS, make_archive
from tests.service.test_api_search import make_key

MEDIA_TYPE = "application/problem+json"
ROOT = Path(__file__).parents[2]
EXAMPLES = 3


@pytest.fixture(scope="session")
def description(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/openapi.json").json())


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_the_description_names_every_route(description: dict[str, Any]) -> None:
    found = {(method, path) for path, method, _ in operations(description)}

    v1 = "/api/v1"
    assert found == {
        ("get", f"{v1}/search"),
        ("post", f"{v1}/search"),
        ("post", f"{v1}/search/batch"),
        ("post", f"{v1}/quotations"),
        ("get", f"{v1}/suggest"),
        ("get", f"{v1}/documents"),
        ("post", f"{v1}/documents"),
        ("post", f"{v1}/documents/files"),
        ("post", f"{v1}/documents/delete"),
        ("get", f"{v1}/documents/{{document_id}}"),
        ("delete", f"{v1}/documents/{{document_id}}"),
        ("get", f"{v1}/similar/{{document_id}}"),
        ("get", f"{v1}/batches"),
        ("post", f"{v1}/batches"),
        ("get", f"{v1}/batches/{{token}}"),
        ("delete", f"{v1}/batches/{{token}}"),
        ("get", f"{v1}/collections"),
        ("post", f"{v1}/collections"),
        ("get", f"{v1}/collections/{{name}}"),
        ("delete", f"{v1}/collections/{{name}}"),
        ("get", f"{v1}/jobs"),
        ("get", f"{v1}/jobs/{{job_id}}"),
        ("delete", f"{v1}/jobs/{{job_id}}"),
        ("get", f"{v1}/stats"),
        ("get", "/healthz"),
        ("get", "/readyz"),
        ("get", "/metrics"),
    }


def test_every_operation_has_words_a_name_and_a_tag(description: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(description)]
    tags = {tag["name"] for tag in description["tags"]}

    assert len(set(names)) == len(names)
    for _, _, operation in operations(description):
        assert operation["operationId"].isidentifier()
        assert operation["description"]
        assert set(operation["tags"]) <= tags


def test_every_problem_is_described_with_an_example(description: dict[str, Any]) -> None:
    described: set[str] = set()
    for path, _, operation in operations(description):
        if not path.startswith("/api/"):
            continue
        assert {"401", "406", "421", "422", "500", "503"} <= operation["responses"].keys()
        for status, response in operation["responses"].items():
            if status < "400":
                continue
            content = response["content"]
            assert content.keys() == {MEDIA_TYPE}
            assert content[MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}
            for slug, example in content[MEDIA_TYPE]["examples"].items():
                assert example["value"]["type"] == f"/problems/{slug}"
                assert str(example["value"]["status"]) == status
                described.add(slug)
    kinds = {kind.slug for kind in vars(problems).values() if isinstance(kind, Kind)}
    assert kinds - described == {
        *("not-found", "method-not-allowed", "client-gone", "not-ready"),
        *("job-interrupted", "job-waits", "job-waits-for-server"),  # stand in a job
        # Only of pages.
        *("dossier-not-found", "dossier-full", "invalid-questions", "pdf-missing", "pdf-failed"),
        *("too-many-pdfs", "pdf-too-long"),
        *("saved-full", "no-alerts", "invalid-target"),
    }


def test_search_describes_what_it_may_answer(description: dict[str, Any]) -> None:
    responses = description["paths"]["/api/v1/search"]["get"]["responses"]

    assert responses["422"]["content"][MEDIA_TYPE]["examples"].keys() == {
        *("empty-question", "question-too-long", "invalid-request"),
        *("invalid-filter", "invalid-cursor"),
    }
    assert responses["429"]["content"][MEDIA_TYPE]["examples"].keys() == {
        *("rate-limited", "overloaded"),
    }


def test_every_route_but_health_asks_who_the_caller_is(description: dict[str, Any]) -> None:
    schemes = description["components"]["securitySchemes"]

    assert schemes.keys() == {"bearer", "header", "session"}
    for path, _, operation in operations(description):
        assert ("security" in operation) == (path not in {"/healthz", "/readyz"})


@schemathesis.serializer("application/jsonl", "application/x-ndjson")
def _as_it_is(_: object, value: object) -> Any:  # noqa: ANN401
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service on this machine that no key was made for."""
    with serving(tmp_path_factory.mktemp("open")) as (url, _):
        yield url


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A service with the key of an admin."""
    with serving(tmp_path_factory.mktemp("guarded")) as (url, archive):
        yield url, make_key(archive, Role.ADMIN, None)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Archive]]:
    archive = make_archive(folder, *NEWS)
    app = create_app(Settings(folder, max_upload=20_000), lambda: archive)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}", archive
    finally:
        server.should_exit = True
        thread.join()


API = schemathesis.openapi.from_dict(
    create_app(Settings(ROOT), lambda: pytest.fail("opened")).openapi()
)
bounded = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


# The server hangs up on a longer address with its headers; whether its 400 arrives before is luck.
LONGEST_HEAD = 60_000


def check(case: schemathesis.Case[Any], url: str, **options: Any) -> None:  # noqa: ANN401 - theirs
    """Ask a server, unless no server takes in so long an address, and check what it says."""
    address = requests.Request("GET", url, params=case.query).prepare().url
    head = [address, *(case.headers or {}).values(), *(case.cookies or {}).values()]
    assume(sum(map(len, map(str, head))) < LONGEST_HEAD)
    case.call_and_validate(base_url=url, **options)


def unchecked(case: schemathesis.Case[Any]) -> list[Any]:
    """Checks that ask for what the service does not promise."""
    # Not every text is a question, and not every string of a date's shape a date.
    checks: list[Any] = [positive_data_acceptance]
    if case.path.endswith(("/documents/files", "/documents/delete")):
        # A document may be called so, and is then read and deleted at this address.
        checks.append(allow_header_conformance)
    return checks


@pytest.fixture
def any_number_of_wrong_keys() -> Iterator[None]:
    """Wrong keys are told, as most are; that too many are answered otherwise has its own test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MOST_WRONG_KEYS", "MOST_WRONG_KEYS_IN_ALL"):
            patch.setattr(rates, name, 1_000_000)
        yield


@pytest.mark.usefixtures("any_number_of_wrong_keys")
@API.parametrize()
@bounded
def test_the_service_keeps_to_its_description(
    case: schemathesis.Case[Any], guarded: tuple[str, str]
) -> None:
    url, key = guarded
    headers = {"Authorization": f"Bearer {key}"}
    check(case, url, headers=headers, excluded_checks=unchecked(case))


@API.parametrize()
@bounded
def test_the_service_keeps_to_its_description_where_no_key_is_needed(
    case: schemathesis.Case[Any], address: str
) -> None:
    excluded = [*unchecked(case), ignored_auth]
    check(case, address, excluded_checks=excluded)


def test_the_reference_is_what_the_routes_are(description: dict[str, Any]) -> None:
    written = (ROOT / "docs" / "api.md").read_text("utf-8")

    assert written == write_reference(description), "run python -m service.reference > docs/api.md"
