import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from search.archive import Archive
from search.timing import Stage
from service.access.callers import Role
from service.app import create_app
from service.settings import Settings
from tests.conftest import DOCUMENTS
from tests.service.conftest import make_archive

QUESTION = "متى بدأت حملة التطعيم؟"


@pytest.fixture
def own(tmp_path: Path) -> Archive:
    return make_archive(tmp_path, *DOCUMENTS)


def figures(client: TestClient) -> dict[str, float]:
    """Values by name with labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        sample.name + str(sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_figures_tell_of_requests_stages_and_the_index(own: Archive) -> None:
    own.create("closed")
    app = create_app(Settings(own.folder), lambda: own)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        for _ in range(2):
            assert client.get("/api/v1/search", params={"q": QUESTION}).status_code == 200
        client.get("/api/v1/search", params={"q": "؟"})
        found = figures(client)
        text = client.get("/metrics").text
    route = "[('method', 'GET'), ('route', '/api/v1/search'), ('status', '200')]"
    assert found["shawahid_request_seconds_count" + route] == 2
    # No reranker is named here, and the model of the tests has no reader.
    for stage in set(Stage) - {Stage.RERANKING, Stage.JUDGING}:
        counted = found[f"shawahid_stage_seconds_count[('stage', '{stage.value}')]"]
        assert counted >= 2, stage
    assert found["shawahid_problems_total[('type', 'empty-question')]"] == 1
    assert found["shawahid_index_documents[('collection', 'default')]"] == len(DOCUMENTS)
    assert found["shawahid_index_documents[('collection', 'closed')]"] == 0
    assert found["shawahid_index_revision[('collection', 'default')]"] >= 1
    assert found["shawahid_question_vectors_total[('of', 'model')]"] == 1
    # The second search was just asked, and is answered without reading the question again.
    assert found["shawahid_question_vectors_total[('of', 'cache')]"] == 1
    assert found["shawahid_nearest_total[('collection', 'default')]"] == 0, "of few, none is hidden"
    assert found["shawahid_nearest_missed_total[('collection', 'default')]"] == 0
    assert found["shawahid_searches_running[]"] == 0
    assert found["shawahid_searches_refused_total[]"] == 0
    assert "التطعيم" not in text
    assert not re.search("health/measles|oil", text)


def test_figures_are_for_administrators(own: Archive) -> None:
    app = create_app(Settings(own.folder), lambda: own)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        gate = app.state.gate
        tokens = {role: gate.keys.create(role, "x", None, None)[1] for role in Role}
        for role, token in tokens.items():
            answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == (200 if role is Role.ADMIN else 403)
        assert client.get("/metrics").status_code == 401
        assert client.get("/readyz").status_code == 200
