from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from benchmarks.replay import compare, differences, documents, lasting, record
from service.app import create_app
from service.routes.api.exchange import PREFIX
from service.settings import Settings
from tests.service.conftest import LOCAL, make_archive


def test_a_service_answers_a_second_time_as_it_did_the_first(tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "index")
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, LOCAL) as client:
        before, after = record(client), record(client)
    assert list(compare(before, after, frozenset())) == []
    assert {each["status"] // 100 for each in before} == {2, 4}
    pages = [each["body"]["hits"] for each in before if "kind=html&cursor" in each["request"]]
    assert [len(hits) for hits in pages] == [7, 1]
    asked = {each["request"].partition("?")[0] for each in before}
    for context in iter_route_contexts(app.routes):
        path = str(context.path)
        for method in (context.methods or set()) - {"HEAD"}:
            # What cancels a job would have to be quicker than the job.
            if path.startswith(PREFIX) and (method, path) != (
                "DELETE",
                f"{PREFIX}/jobs/{{job_id}}",
            ):
                start = f"{method} {path.partition('{')[0]}"
                assert any(each.startswith(start) for each in asked), start


def test_differences_are_found_whatever_they_are() -> None:
    before = {"hits": [{"rank": 1, "score": 0.5}], "total": 1, "gone": None}
    after = {"hits": [{"rank": 1, "score": 0.6, "section": None}], "total": 1, "added": 2}
    assert list(differences(before, after, frozenset({"section"}))) == [
        ".gone: is gone",
        ".added: is new",
        ".hits[0].score: was 0.5, is 0.6",
    ]
    assert list(differences([1], [1, 2], frozenset())) == [": was [1], is [1, 2]"]


def test_what_differs_each_time_is_left_out() -> None:
    problem = {"type": "/problems/x", "status": 422, "title": "Words", "detail": "More words"}
    assert lasting(problem) == {"type": "/problems/x", "status": 422}
    job = {"id": "h1", "state": "done", "created": "2024-05-01", "added": 3}
    assert lasting(job) == {"state": "done", "added": 3}
    assert lasting({"documents": [{"added": "2024"}], "next_cursor": "abc"}) == {
        "documents": [{}],
        "next_cursor": True,
    }
    assert lasting([documents()[0]]) == [documents()[0]]


def test_recordings_of_other_requests_are_refused() -> None:
    one, other = [{"request": "GET /a", "status": 200}], [{"request": "GET /b", "status": 200}]
    with pytest.raises(ValueError, match="other requests"):
        list(compare(one, other, frozenset()))
