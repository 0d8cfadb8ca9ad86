import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from indexer.collections import add_documents
from indexer.pipeline import open_for_writing
from search import models
from search.archive import Archive
from search.models.encoder import Encoder
from search.records import Document
from service.access.gate import Gate
from service.app import create_app
from service.cli import app
from service.database import FILE_NAME
from service.settings import Settings
from testing.hashing_encoder import HashingEncoder, HashingWeigher
from tests.conftest import as_reads
from tests.service.seeds import seed_documents

Run = Callable[..., Result]
Serve = Callable[..., TestClient]

LOCAL = "http://127.0.0.1"
PATIENCE = 120.0  # seconds for an answer, on a machine that is busy with other tests

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


def service_file(gate: Gate) -> Path:
    """The file in which a service beside a folder keeps what is its own."""
    assert isinstance(gate.settings.place, Path)
    return gate.settings.place / FILE_NAME


def make_archive(folder: Path, *documents: Document) -> Archive:
    """An archive without a model."""
    encoder = HashingEncoder()
    open_for_writing(folder, lambda: encoder, None).close()
    archive = Archive(folder, lambda _: encoder)
    add_documents(archive, "default", as_reads(documents), lambda _: None)
    return archive


NEWS = [
    Document(
        id=f"news/{number:03}.{'pdf' if number % 2 else 'html'}",
        text=f"وصل الوفد رقم {number} إلى {city} صباح اليوم. وبحث ملف الزيتون مع المسؤولين فيها.",
        title=f"الوفد {number} في {city}",
        source="الرأي" if number % 3 else "الصباح",
        date=f"2024-{1 + number % 12:02}-15",
        author="سعاد" if number % 5 else None,
        language="ar",
    )
    for number, city in enumerate(["عمّان", "بيروت", "تونس", "صنعاء", "مسقط"] * 6)
]


@pytest.fixture(scope="session", autouse=True)
def patient() -> Iterator[None]:
    """Answers have more time than a user's, but where a test says how much."""
    waiting = partialmethod(Settings.__init__, deadline_seconds=PATIENCE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Settings, "__init__", waiting)
        yield


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive that no test changes."""
    return make_archive(tmp_path_factory.mktemp("archive"), *seed_documents(), HOSTILE)


@pytest.fixture(scope="session")
def client(archive: Archive) -> Iterator[TestClient]:
    """Asks the archive as the only user of its machine."""
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, base_url=LOCAL) as client:
        yield client


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves an archive, as the settings say."""
    with ExitStack() as stack:

        def serve(archive: Archive, **settings: Any) -> TestClient:  # noqa: ANN401
            app = create_app(Settings(archive.folder, **settings), lambda: archive)
            return stack.enter_context(TestClient(app, LOCAL))

        yield serve


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Asks an archive of short news that no test changes."""
    archive = make_archive(tmp_path_factory.mktemp("news"), *NEWS)
    with TestClient(create_app(Settings(archive.folder), lambda: archive), LOCAL) as client:
        yield client


def _as_patched(model: str | None) -> Encoder:
    """The model that the test has now: it may go on with another one of the same name."""
    return models.open_encoder(model)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on an index in a folder of its own."""
    monkeypatch.setattr("search.models.open_encoder", lambda _: HashingEncoder())
    monkeypatch.setattr("search.models.open_sparse", HashingWeigher)
    monkeypatch.setattr("search.models.sharing.shared_encoder", _as_patched)
    monkeypatch.setattr("search.models.model_folder", lambda _: Path("/models/hashing"))
    monkeypatch.setattr("indexer.workers.processes.WORKER", "tests.indexer.hashing_worker")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("SHAWAHID_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    runner = CliRunner()

    def run(*arguments: str | Path) -> Result:
        return runner.invoke(app, [str(argument) for argument in arguments])

    return run


@pytest.fixture
def arabic(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command like ``run``, where the locale is Arabic."""
    monkeypatch.setenv("LC_ALL", "ar_JO.UTF-8")
    return run


def output(result: Result) -> Any:  # noqa: ANN401 - JSON
    """What a command with ``--json`` printed."""
    assert result.exit_code in {0, 3}, result.output
    return json.loads(result.stdout)
