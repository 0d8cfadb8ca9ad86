"""A collection that the caller may not read must not show in anything that the caller gets."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient

from indexer.collections import add_documents
from search.archive import Archive
from search.records import Document
from service.access.callers import Role
from service.access.gate import Gate
from service.app import create_app
from service.citing.export import ExportFormat
from service.settings import Settings
from tests.conftest import DOCUMENTS, as_reads
from tests.service.conftest import make_archive

QUESTION = "متى بدأت حملة التطعيم ضد الحصبة"
SECRET = (
    Document(
        id="secret",
        text=f"{QUESTION} في الوثيقة السرية؟ بدأت حملة التطعيم ضد الحصبة في أيار 2024.",
        title="حملة التطعيم السرية",
    ),
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
        client.post("/saved", data={"query": urlencode({"q": QUESTION})})
        yield client


def add_secrets(archive: Archive, collection: str) -> None:
    """Add the secrets as if some time after the search was saved."""
    add_documents(archive, collection, as_reads(SECRET), lambda _: None)
    later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="milliseconds")
    archive.store(collection).note_added({each.id: later for each in SECRET})


def addresses(collection: str, feed: str) -> list[str]:
    """Everything that can be asked without a change, of a collection where one is named."""
    query = urlencode({"q": QUESTION})
    named = f"collection={collection}"
    pages = [f"/?{query}", f"/?{query}&{named}", f"/?q=التطعبم&{named}", "/suggestions?q=حملة"]
    # These say when they were made.
    timed = {ExportFormat.DOCX, ExportFormat.XLSX}
    pages += [
        *(f"/export?{query}&format={each.value}" for each in ExportFormat if each not in timed),
        f"/export?{query}&format=csv&{named}",
        "/documents/health/measles",
        *(f"/documents/{each}?{named}" for each in ("health/measles", "secret", "none")),
        *(f"/originals/{each}?{named}" for each in ("health/measles", "secret", "none")),
        *("/saved", "/upload", "/help", feed, "/readyz", "/metrics"),
    ]
    api = [
        f"search?{query}&explain=true",
        f"search?{query}&k=1",
        f"search?{query}&order=date",
        f"search?{query}&{named}",
        f"search?{query}&source=سري",
        "search?q=التطعبم",  # has a spelling
        f"search?q=&{named}",
        f"search?{query}&{named}&since=0000-99",
        *(f"suggest?q={each}" for each in ("حملة", "سر", "تطع")),
        f"suggest?q=حملة&{named}",
        f"documents?{named}",
        f"documents?{named}&cursor=none",
        *(f"documents/{each}?{named}" for each in ("health/measles", "secret", "none")),
        *("documents/health/measles", "documents/secret", "similar/health/measles"),
        f"similar/health/measles?{named}",
        f"similar/health/measles?among={collection}",
        *("jobs", "jobs/none", "collections", f"collections/{collection}", "stats"),
    ]
    return [*pages, *(f"/api/v1/{each}" for each in api)]


def answers(client: TestClient, collection: str) -> dict[str, tuple[int, dict[str, str], bytes]]:
    """Status, headers and bytes of everything that can be asked."""

    def neutral(text: str) -> str:
        return text.replace(collection, "NAME")

    feed = "".join(re.findall('/feeds/[^"]+', client.get("/saved").text))
    asked = {
        f"GET {neutral(address)}": client.get(address) for address in addresses(collection, feed)
    }
    question = {"question": QUESTION}
    there = {"collections": [collection]}
    for path, body in [
        ("search", question),
        ("search", question | there),
        ("search/batch", {"questions": [question, question]}),
        ("search/batch", {"questions": [question, question | there]}),
        (f"documents/delete?collection={collection}", {"sources": ["none"]}),
        (f"documents?collection={collection}", {}),
    ]:
        response = client.post(f"/api/v1/{path}", json=body)
        asked[f"POST {neutral(path)} {neutral(str(body))}"] = response
    for path in ("documents/secret", "documents/none", "documents/health/measles"):
        response = client.delete(f"/api/v1/{path}?collection={collection}")
        asked[f"DELETE {path}"] = response
    made_anew = {"x-request-id", "content-length"}
    return {
        name: (
            response.status_code,
            {k: neutral(v) for k, v in response.headers.items() if k not in made_anew},
            response.content.replace(collection.encode(), b"NAME"),
        )
        for name, response in asked.items()
    }


def test_what_the_caller_may_not_read_changes_no_byte(client: TestClient, archive: Archive) -> None:
    before = answers(client, "secret-desk")
    archive.create("secret-desk")
    assert answers(client, "secret-desk") == before
    add_secrets(archive, "secret-desk")
    assert answers(client, "secret-desk") == before
    archive.delete("secret-desk")
    assert answers(client, "secret-desk") == before


def test_it_has_the_answers_of_one_that_was_never_made(
    client: TestClient, archive: Archive
) -> None:
    archive.create("secret-desk")
    add_secrets(archive, "secret-desk")
    assert answers(client, "secret-desk") == answers(client, "never-made")
    # Nor can it be told from one that the caller could read, if it were there.
    assert answers(client, "secret-desk") == answers(client, "planned")


def test_the_test_would_notice(client: TestClient, archive: Archive) -> None:
    before = answers(client, "planned")
    archive.create("planned")
    add_secrets(archive, "planned")
    after = answers(client, "planned")
    unchanged = {name for name in before if before[name] == after[name]}
    assert unchanged == {
        *("GET /help", "GET /metrics", "GET /readyz", "GET /api/v1/jobs", "GET /api/v1/jobs/none"),
        # Of another collection, or of documents that are not there or have no file.
        *("GET /api/v1/documents/health/measles", "GET /api/v1/documents/secret"),
        # None of the secrets is near enough to be called so; the API has the nearest, however far.
        "GET /documents/health/measles",
        *(
            f"GET /originals/{each}?collection=NAME"
            for each in ("health/measles", "secret", "none")
        ),
        "GET /documents/none?collection=NAME",
    }
