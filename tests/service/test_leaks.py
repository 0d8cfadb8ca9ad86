"""A collection that the caller may not read must not show in anything that the caller gets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.collections import add_documents
from search.archive import Archive
from search.records import Document
from service.access.callers import Role
from service.access.gate import Gate
from service.app import create_app
from service.settings import Settings
from tests.conftest import DOCUMENTS, as_reads
from tests.service.conftest import make_archive

QUESTION = "متى بدأت حملة التطعيم ضد الحصبة"
SECRET = (
    Document(id="secret", text=f"{QUESTION} في الوثيقة السرية؟", title="حملة التطعيم السرية"),
    Document(id="health/measles", text="نسخة سرية من خبر التطعيم ضد الحصبة.", source="سري"),
)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return make_archive(tmp_path, *DOCUMENTS)


@pytest.fixture
def client(archive: Archive) -> Iterator[TestClient]:
    """Asks with a key for the default collection alone."""
    gate = Gate(Settings(archive.folder))
    _, token = gate.keys.create(Role.ADMIN, "", ["default", "planned"], None)
    gate.close()
    headers = {"Authorization": f"Bearer {token}"}
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, headers=headers, follow_redirects=False) as client:
        yield client


def answers(client: TestClient, collection: str) -> dict[str, tuple[int, bytes]]:
    """Status and bytes of everything that can be asked, of a collection where one is named."""
    named = {"collection": collection}
    asked = {
        "search": client.get("/api/v1/search", params={"q": QUESTION}),
        "search with a body": client.post("/api/v1/search", json={"question": QUESTION}),
        "document": client.get("/api/v1/documents/health/measles"),
        "document of it": client.get("/api/v1/documents/secret", params=named),
        "same id in it": client.get("/api/v1/documents/health/measles", params=named),
        "figures": client.get("/metrics"),
        "page of results": client.get("/", params={"q": QUESTION}),
        "page of a document": client.get("/documents/health/measles"),
        "page of a document of it": client.get("/documents/secret", params=named),
    }
    return {
        name: (response.status_code, response.content.replace(collection.encode(), b"NAME"))
        for name, response in asked.items()
    }


def test_what_the_caller_may_not_read_changes_no_byte(client: TestClient, archive: Archive) -> None:
    before = answers(client, "secret-desk")
    archive.create("secret-desk")
    assert answers(client, "secret-desk") == before
    add_documents(archive, "secret-desk", as_reads(SECRET), lambda _: None)
    assert answers(client, "secret-desk") == before
    archive.delete("secret-desk")
    assert answers(client, "secret-desk") == before


def test_it_has_the_answers_of_one_that_was_never_made(
    client: TestClient, archive: Archive
) -> None:
    archive.create("secret-desk")
    add_documents(archive, "secret-desk", as_reads(SECRET), lambda _: None)
    assert answers(client, "secret-desk") == answers(client, "never-made")
    # Nor can it be told from one that the caller could read, if it were there.
    assert answers(client, "secret-desk") == answers(client, "planned")


def test_the_test_would_notice(client: TestClient, archive: Archive) -> None:
    before = answers(client, "planned")
    archive.create("planned")
    add_documents(archive, "planned", as_reads(SECRET), lambda _: None)
    after = answers(client, "planned")
    unchanged = {name for name in before if before[name] == after[name]}
    assert unchanged <= {"figures", "document", "page of a document"}
