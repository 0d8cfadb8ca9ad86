"""Which pages are sent compressed, and that no lasting secret stands in those."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from search.records import Span
from service.access.callers import Role
from service.access.gate import Gate
from service.app import create_app
from service.batches.questions import Asked
from service.batches.storage import Batches
from service.citing.permalink import Reference
from service.dependencies import SESSION_COOKIE
from service.dossiers.storage import Dossiers
from service.saved.storage import SavedSearches
from service.settings import Settings
from tests.service.conftest import LOCAL, NEWS, make_archive

REFERENCE = Reference.of_text(NEWS[0].text, Span(0, 9))
CITED = f"/documents/{NEWS[0].id}?collection=default&passage={REFERENCE}"
COMPRESSED = ["/", "/?q=ملف الزيتون", CITED, "/quotations", "/help"]
OWN = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-User": "?1"}
PLAIN = ["/saved", "/dossiers", "/batches", "/upload", "/sign-in"]


# Only the tests that sign nobody in share one.
@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(make_app(tmp_path_factory.mktemp("shared")), LOCAL, headers=OWN) as client:
        yield client


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return make_app(tmp_path)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, LOCAL, headers=OWN) as client:
        yield client


def make_app(folder: Path) -> FastAPI:
    archive = make_archive(folder / "index", *NEWS)
    return create_app(Settings(archive.folder), lambda: archive)


def sign_in(client: TestClient, app: FastAPI) -> str:
    """Opens a session, and gives the id of its key."""
    gate: Gate = app.state.gate
    key, _ = gate.keys.create(Role.EDITOR, "desk", None, None)
    client.cookies.set(SESSION_COOKIE, gate.sessions.open(key))
    return key.id


def form_token(client: TestClient, path: str) -> str:
    (token,) = set(re.findall(r"form_token\W+(?:value=\")?([0-9a-f]+)", client.get(path).text))
    return str(token)


@pytest.mark.parametrize("path", COMPRESSED)
def test_a_page_that_its_reader_asked_for_is_compressed(reader: TestClient, path: str) -> None:
    plain = reader.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    for site in ("same-origin", "none"):
        sent = reader.get(path, headers={"Sec-Fetch-Site": site})
        assert sent.headers["content-encoding"] == "gzip"
        assert sent.headers["vary"] == "Accept-Encoding"
        assert int(sent.headers["content-length"]) < len(plain.content) / 2
        assert sent.text == plain.text


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
@pytest.mark.parametrize("path", COMPRESSED)
def test_a_page_that_another_site_may_have_asked_for_is_not(
    reader: TestClient, path: str, site: str
) -> None:
    sent = reader.get(path, headers={"Sec-Fetch-Site": site})
    assert sent.status_code == 200
    assert "content-encoding" not in sent.headers


def test_only_htmx_gets_it_compressed_without_a_hand(reader: TestClient) -> None:
    asked = {"Sec-Fetch-User": ""}
    assert "content-encoding" not in reader.get(CITED, headers=asked).headers
    sent = reader.get("/?q=الوفد", headers=asked | {"HX-Request": "true"})
    assert sent.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", PLAIN)
def test_a_page_with_secret_addresses_is_never_compressed(reader: TestClient, path: str) -> None:
    sent = reader.get(path)
    assert sent.status_code == 200
    assert "content-encoding" not in sent.headers


def test_no_lasting_secret_stands_in_a_compressed_page(client: TestClient, app: FastAPI) -> None:
    owner, database = sign_in(client, app), app.state.gate.database
    SavedSearches(database).save(owner, "بحث", "q=سؤال")
    (saved,) = SavedSearches(database).of(owner)
    secrets = [
        saved.token,
        Dossiers(database).create(owner, "ملف").token,
        Batches(database).create(owner, "دفعة", ["default"], [Asked(1, "سؤال")]).token,
        str(client.cookies[SESSION_COOKIE]),
    ]
    kept = "".join(client.get(path).text for path in PLAIN)
    assert [secret in kept for secret in secrets] == [True, True, True, False]
    for path in COMPRESSED:
        shown = client.get(path).text
        assert not [secret for secret in secrets if secret in shown]


def test_a_token_of_any_earlier_page_is_taken_and_none_of_another_session(
    client: TestClient, app: FastAPI
) -> None:
    sign_in(client, app)
    others = form_token(client, "/")
    client.cookies.clear()
    sign_in(client, app)
    tokens = [form_token(client, path) for path in ("/", "/", "/?q=الزيتون", "/upload")]
    assert len(set(tokens)) == len(tokens)
    for token in tokens:
        assert client.post("/dossiers", data={"name": "م", "form_token": token}).status_code == 200
    assert client.post("/dossiers", data={"name": "م", "form_token": others}).status_code == 403


def test_words_go_into_a_dossier_of_the_reader_only(client: TestClient, app: FastAPI) -> None:
    store = Dossiers(app.state.gate.database)
    others = store.create(sign_in(client, app), "ملف")
    client.cookies.clear()
    own = store.create(sign_in(client, app), "ملف")
    (shown,) = re.findall(r'<option value="(\w+)">', client.get(CITED).text)
    assert shown == str(own.id)
    form = {"passage": str(REFERENCE), "form_token": form_token(client, "/")}
    address = f"/dossiers/items?id={NEWS[0].id}&collection=default"
    for named, status in ((own.id, 200), (others.id, 404), (others.token, 404), (own.token, 404)):
        sent = client.post(address, data=form | {"dossier": str(named)})
        assert sent.status_code == status
