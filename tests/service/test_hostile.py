"""Hostile requests and hostile documents, over HTTP: nothing runs, leads elsewhere or breaks."""

import io
import json
import os
import re
import time
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import feedparser
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from indexer.collections import add_files
from indexer.discovery import find_files
from indexer.folders import remember
from indexer.run import RunOptions
from search.archive import Archive
from search.records import DEFAULT_COLLECTION
from service.access.gate import Gate
from service.app import create_app
from service.citing.export import ExportFormat
from service.settings import Settings
from tests.service.conftest import HOSTILE, HOSTILE_ID, LOCAL, Serve, make_archive
from tests.service.html import Page

MARKUP = "\"'><script>alert(1)</script><img src=//evil.example onerror=alert(1)>"
SEARCH = urlencode({"q": f"زيتون {MARKUP}"})
FILE = re.sub('[/"]', "", f"{MARKUP}; filename=x\u202e.html")
BROWSER = {"Accept": "text/html"}
TRAVERSALS = [
    "..",
    "../service.sqlite",
    "..%2fservice.sqlite",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..%5c..%5cservice.sqlite",
    "%00",
    "/etc/passwd",
    "a" * 3000,
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return make_archive(tmp_path_factory.mktemp("hostile"), HOSTILE)


@pytest.fixture(scope="module")
def client(archive: Archive) -> Iterator[TestClient]:
    """Asks an archive with a hostile document, file and saved search."""
    app = create_app(Settings(archive.folder), lambda: archive)
    with TestClient(app, LOCAL, headers=BROWSER) as client:
        client.post("/saved", data={"query": SEARCH})
        later = (datetime.now(UTC) + timedelta(seconds=5)).isoformat(timespec="milliseconds")
        archive.store("default").note_added({HOSTILE_ID: later})
        yield client


@pytest.fixture(scope="module")
def uploaded(client: TestClient) -> dict[str, Any]:
    """The job of a hostile file, once it is done."""
    html = b"<title><script>alert(1)</script></title><p>" + "نص مفيد هنا. ".encode() * 20
    files = [("files", (FILE, html)), ("files", (f"<b>{FILE}.exe", b"x"))]
    return ended(
        client, client.post("/api/v1/documents/files", files=files, headers={"Accept": "*/*"})
    )


def ended(client: TestClient, response: Response) -> dict[str, Any]:
    assert response.status_code == 202, response.text
    until = time.monotonic() + 60
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(
            response.headers["location"], headers={"Accept": "application/json"}
        ).json()
        if job["state"] not in {"waiting", "running"}:
            return job
        time.sleep(0.05)
    pytest.fail("the job does not end")


def assert_harmless(html: str) -> None:
    """Nothing of a page runs or is loaded from elsewhere; only links lead to other sites."""
    shown = Page(html)
    for tag, found in shown.elements:
        assert not any(name.startswith("on") or name == "style" for name in found)
        if tag in {"script", "link", "img", "iframe", "object", "embed", "form", "base"}:
            address = found.get("src") or found.get("href") or found.get("action") or ""
            assert re.match(r"/(?!/)", address), (tag, found)
        if tag == "a":
            assert re.match("/(?!/)|#|https?://", found.get("href") or ""), found
    assert not {"img", "iframe", "object", "embed", "base", "i", "b"} & {
        tag for tag, _ in shown.elements
    }
    assert "//evil.example" not in [
        urlsplit(found.get("href") or "").netloc for _, found in shown.elements
    ]


HOSTILE_PAGES = [
    f"/?{SEARCH}",
    f"/?{SEARCH}&" + urlencode(dict.fromkeys(("source", "author", "kind", "language"), MARKUP)),
    f"/?{SEARCH}&collection={quote(MARKUP)}",
    f"/?{SEARCH}&since={quote(MARKUP)}",
    f"/?{SEARCH}&lang={quote(MARKUP)}",
    f"/?lang=en&{SEARCH}",
    f"/documents/{quote(HOSTILE_ID)}?search={quote(SEARCH)}",
    f"/documents/{quote(HOSTILE_ID)}?collection={quote(MARKUP)}",
    f"/documents/{quote(MARKUP)}",
    f"/export?{SEARCH}&format={quote(MARKUP)}",
    f"/sign-in?next={quote(MARKUP)}",
    f"/upload/{quote(MARKUP)}",
    f"/feeds/{quote(MARKUP)}.atom",
    f"/{quote(MARKUP)}",
    "/saved",
    "/upload",
    "/help",
]


@pytest.mark.parametrize("address", HOSTILE_PAGES)
def test_no_page_runs_what_it_shows(client: TestClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code in {200, 404, 422}
    assert response.headers["content-type"].startswith("text/html")
    assert_harmless(response.text)


def test_the_words_of_a_suggestion_are_words(client: TestClient) -> None:
    shown = Page(f"<main>{client.get('/suggestions?q=' + quote('عنوان')).text}</main>")

    assert {tag for tag, _ in shown.elements} == {"main", "li"}


def test_the_names_of_files_are_words(client: TestClient, uploaded: dict[str, Any]) -> None:
    response = client.get(f"/upload/{uploaded['id']}")

    assert uploaded["added"] == uploaded["skipped_count"] == 1
    assert_harmless(response.text)
    assert "alert(1)" in Page(response.text).texts["table"]


@pytest.mark.usefixtures("uploaded")
def test_an_original_is_a_file_to_keep_whatever_it_is_called(client: TestClient) -> None:
    listed = client.get("/api/v1/documents?kind=html", headers={"Accept": "*/*"}).json()
    (document,) = listed["documents"]
    response = client.get(f"/originals/{quote(document['id'], safe='')}")
    headers = response.headers

    assert response.status_code == 200
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment; filename")
    assert re.fullmatch(r"[ -~]+", headers["content-disposition"])
    assert headers["content-disposition"].count('"') in {0, 2}
    assert "%E2%80%AE" not in headers["content-disposition"]


@pytest.mark.parametrize("format", [each.value for each in ExportFormat])
def test_an_export_is_a_file_to_keep_whatever_was_asked(client: TestClient, format: str) -> None:  # noqa: A002
    question = 'زيتون\r\nSet-Cookie: evil=1\r\n\r\n<script>"; filename=evil.exe\x00\u202e'
    response = client.get("/export", params={"q": question, "format": format})

    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    header = response.headers["content-disposition"]
    assert re.fullmatch(r"attachment; filename=\"[\w.-]+\"; filename\*=UTF-8''[\w.%-]+", header)
    assert "html" not in response.headers["content-type"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_feed_is_well_formed_and_leads_here_alone(client: TestClient, archive: Archive) -> None:
    (address,) = re.findall(r"/feeds/\w+\.atom", client.get("/saved").text)
    response = client.get(address)
    feed = feedparser.parse(response.content)

    assert response.headers["content-type"].startswith("application/atom+xml")
    assert response.headers["cache-control"] == "private"
    assert not feed.bozo
    links = [link.href for entry in [feed.feed, *feed.entries] for link in entry.links]
    assert links
    assert all(link.startswith(f"{LOCAL}/") for link in links)
    assert archive.names() == ("default",)


@pytest.mark.parametrize(
    "template",
    [
        "/documents/{}",
        "/originals/{}",
        "/feeds/{}.atom",
        "/upload/{}",
        "/api/v1/documents/{}",
        "/api/v1/similar/{}",
        "/api/v1/collections/{}",
        "/api/v1/jobs/{}",
        "/documents/news?collection={}",
        "/originals/news?collection={}",
        "/api/v1/documents?collection={}",
        "/api/v1/search?q=x&collection={}",
    ],
)
def test_no_name_leads_out_of_the_archive(client: TestClient, template: str) -> None:
    for name in TRAVERSALS:
        response = client.get(template.format(name), headers={"Accept": "*/*"})

        assert response.status_code in {404, 405, 422} or name in {"..", "../service.sqlite"}
        assert response.status_code < 500
        assert b"root:" not in response.content
        assert b"SQLite format" not in response.content


@pytest.mark.parametrize("name", ["..", "../default", "a/b", "%2e%2e", "A", "", "\u202e", MARKUP])
def test_no_collection_has_a_name_that_leads_elsewhere(
    client: TestClient, archive: Archive, name: str
) -> None:
    response = client.post("/api/v1/collections", json={"name": name}, headers={"Accept": "*/*"})

    assert response.status_code == 422
    assert archive.names() == ("default",)


@pytest.mark.parametrize("path", ["//evil.example/", "//evil.example/%2e%2e", "/\\evil.example"])
def test_the_other_language_is_spoken_here(client: TestClient, path: str) -> None:
    response = client.get(f"{LOCAL}{path}", params={"lang": "en"})

    assert_harmless(response.text)


@pytest.mark.parametrize("name", ["X-Request-ID", "Accept-Language", "Cookie", "Origin", "Range"])
def test_no_header_breaks_an_answer(client: TestClient, name: str) -> None:
    for value in (
        "\x01",
        "a" * 5000,
        "é\xff",
        "lang=<b>; shawahid_session=%0d%0a",
        ",;=q",
        "bytes=0-",
    ):
        headers = [(name.encode(), value.encode("latin-1"))]
        response = client.get("/?lang=x", headers=headers)

        assert response.status_code == 200
        assert not any("\r" in each or "\n" in each for each in response.headers.values())
        assert value not in response.headers.values() or value == "a"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(
    client: TestClient, archive: Archive
) -> None:
    cookie = client.get("/?lang=en").headers["set-cookie"].lower()
    client.cookies.clear()

    assert {"httponly", "samesite=lax", "path=/"} <= set(cookie.split("; "))
    gate = Gate(Settings(archive.folder))
    assert not gate.keys.exist()
    gate.close()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"question":' * 50_000,
        b'{"question": "x", "filters": ' + b'{"sources": [' * 20_000,
        b'{"k": ' + b"9" * 100_000 + b', "question": "x"}',
        b'{"k": 1e999, "question": "x"}',
        b'{"question": "\\ud800"}',
    ],
    ids=["lists", "objects", "both", "digits", "infinite", "half of a character"],
)
def test_a_body_that_is_made_to_break_a_parser_is_refused(client: TestClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Accept": "*/*"}
    response = client.post("/api/v1/search", content=body, headers=headers)

    assert response.status_code in {400, 413, 422}
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("charset", ["undefined", "punycode", "unicode_escape", "utf-7", "none"])
@pytest.mark.parametrize("path", ["/api/v1/documents/files", "/upload", "/sign-in", "/saved"])
def test_a_form_is_in_utf_8(client: TestClient, path: str, charset: str) -> None:
    body = (
        '--x\r\nContent-Disposition: form-data; name="files"; filename="a\\ud800+2AA-.txt"\r\n\r\n'
        "text\r\n--x--\r\n"
    )
    kind = f'multipart/form-data; boundary=x; charset="{charset}"'
    headers = {"Content-Type": kind, "Accept": "*/*"}
    response = client.post(path, content=body, headers=headers)

    assert response.status_code == 415
    assert response.json()["type"] == "/problems/unsupported-media-type"
    assert "UTF-8" in response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/api/v1/documents", "application/jsonl"), ("/api/v1/search", "application/json")],
)
def test_json_is_in_utf_8(client: TestClient, path: str, kind: str) -> None:
    headers = {"Content-Type": f"{kind}; charset=utf-16", "Accept": "*/*"}
    response = client.post(path, content='{"question": "من"}'.encode("utf-16"), headers=headers)

    assert response.status_code == 415
    assert "UTF-8" in response.json()["detail"]


def test_a_file_that_is_made_to_grow_or_to_nest_is_left_out(client: TestClient) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        with bomb.open("word/document.xml", "w", force_zip64=True) as file:
            for _ in range(300):
                file.write(bytes(2_000_000))
    lines = [b"[" * 200_000, b'{"id": "deep", "text": "x", "m": ' + b"[" * 100_000, b"\xff\xfe"]
    files = [
        ("files", ("bomb.docx", target.getvalue())),
        ("files", ("deep.jsonl", b"\n".join([*lines, b'{"id": "fine", "text": "fine"}']))),
    ]
    headers = {"Accept": "*/*"}

    job = ended(client, client.post("/api/v1/documents/files", files=files, headers=headers))

    assert (job["state"], job["added"]) == ("done", 1)
    assert "bomb.docx" in json.dumps(job["skipped"])


def test_nothing_frames_guesses_or_is_sent_elsewhere(client: TestClient) -> None:
    for address in ("/", "/api/v1/stats", "/sign-in", "/static/shawahid.js", "/none", "/healthz"):
        headers = client.get(address).headers
        policy = dict(
            part.partition(" ")[::2] for part in headers["content-security-policy"].split("; ")
        )

        assert policy["frame-ancestors"] == policy["base-uri"] == policy["default-src"] == "'none'"
        assert policy["form-action"] == policy["script-src"] == policy["connect-src"] == "'self'"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers


def test_scripts_and_styles_name_no_other_site() -> None:
    static = Path(__file__).parents[2] / "service" / "static"
    for name in ("shawahid.js", "style.css", "fonts.css"):
        assert not re.search(r"(?:https?:)?//[\w.-]+\.\w", (static / name).read_text())


def test_an_original_whose_name_is_not_utf_8_is_given_out(serve: Serve, tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "index")
    path = tmp_path / os.fsdecode("خبر.txt".encode("cp1256"))
    path.write_text("وصل الوفد", "utf-8")
    add_files(archive, DEFAULT_COLLECTION, find_files([path]), lambda _: None, RunOptions())
    remember(archive.folder, [path], [path])
    response = serve(archive).get("/originals/خبر")

    assert (response.status_code, response.text) == (200, "وصل الوفد")
    assert quote("خبر.txt") in response.headers["content-disposition"]
