import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from search.records import Document
from service.app import create_app
from service.cli import app
from tests.hashing_encoder import HashingEncoder
from tests.service.fake_engine import FakeEngine, seed_documents

Run = Callable[..., Result]

HOSTILE_ID = "wire/خبر <b> & 1/../x?y#100%.txt"
HOSTILE = Document(
    id=HOSTILE_ID,
    text=(
        "قال المسؤول إن مؤتمر الزيتون \u202eمعكوس\u202c سيعقد غدا.\r\n"
        "<script>alert('text')</script> زيتون \u2066مفتوح & \U0001f33f نهاية."
    ),
    title="\u202eعنوان\u2069 <script>alert('title')</script>\"'",
    source="<img src=x onerror=alert('source')>",
    url="javascript:alert('url')",
    author='" onmouseover="alert(1)',
    metadata={"<b>key</b>": "<i>value</i>", "tags": ["زيتون", 1]},
)


@pytest.fixture(scope="session")
def engine() -> FakeEngine:
    return FakeEngine([*seed_documents(), HOSTILE])


@pytest.fixture(scope="session")
def client(engine: FakeEngine) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: engine)) as client:
        yield client


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on an index in a folder of its own."""
    monkeypatch.setattr("search.models.open_encoder", lambda _: HashingEncoder())
    monkeypatch.setattr("search.models.model_folder", lambda _: Path("/models/hashing"))
    monkeypatch.setenv("SHAWAHID_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    runner = CliRunner()

    def run(*arguments: str | Path) -> Result:
        return runner.invoke(app, [str(argument) for argument in arguments])

    return run


def output(result: Result) -> Any:  # noqa: ANN401 - JSON
    """What a command with ``--json`` printed."""
    assert result.exit_code in {0, 3}, result.output
    return json.loads(result.stdout)
