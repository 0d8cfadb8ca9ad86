"""Who may do what to which collection: every route of the application, every role."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx2 import Response

from indexer.collections import add_documents
from indexer.summary import Summary
from search.archive import Archive
from search.records import Document, Span
from service.access.callers import Role
from service.access.gate import Gate
from service.access.rates import Rates
from service.access.sessions import form_token
from service.app import create_app
from service.citing.permalink import Reference
from service.dossiers.storage import Dossiers
from service.inbox import Inbox
from service.jobs import Jobs
from service.saved.storage import SavedSearches
from service.settings import Settings
from tests.conftest import as_reads
from tests.service.conftest import LOCAL, make_archive

# What a limited key is for, what exists beside it, and what does not exist at all.
DESK, HIDDEN, MISSING = "desk", "hushed", "absent"
COLLECTIONS = (DESK, HIDDEN, MISSING)
NEWS = Document(id="news", text="وصل الوفد إلى عمّان صباح اليوم وبحث ملف الزيتون.", title="الوفد")

# Without keys all strangers would have the same.
SAVED_BY_KEYS = {
    "POST /saved",
    "POST /saved/{saved_id}/read",
    "POST /saved/{saved_id}/mute",
    "POST /saved/{saved_id}/delete",
    "POST /saved/{saved_id}/alerts",
    "POST /saved/{saved_id}/alerts/{number}/end",
    "POST /dossiers",
    "GET /dossiers/items",
    "POST /dossiers/items",
    "POST /dossiers/{token}/items/{item_id}",
    "POST /dossiers/{token}/delete",
    "POST /batches",
    "POST ~/batches",
}

JSONL = {
    "content": b'{"id": "more", "text": "x"}\n',
    "headers": {"Content-Type": "application/jsonl"},
}
FILES = {"files": [("files", ("a.txt", b"text"))]}

READ, EDIT, ADMIN = Role
ALL = None


@dataclass(frozen=True)
class Row:
    """A route, who may ask it, and what they are answered.

    Attributes:
        route: method and template of the address.
        address: of the request; ``{c}`` is the collection, ``{job}`` a job of it.
        role: the least that may ask; ``None`` where nobody is asked for a key.
        status: for who may.
        absent: where the collection is not there for the caller; ``None`` if none is named.
        made: where it is not there at all and the caller might make it, if that differs.
        sent: with the request; ``{c}`` stands for the collection in what is JSON or a form.
    """

    route: str
    address: str
    role: Role | None
    status: int
    absent: int | None = None
    made: int | None = None
    sent: Any = None

    @property
    def method(self) -> str:
        return self.route.split()[0]


def body(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"json": fields}


def form(**fields: str) -> dict[str, Any]:
    return {"data": fields}


QUESTION = body(question="وفد", collections=["{c}"])
QUOTATION = body(quotation="وصل الوفد", collections=["{c}"])
BATCH = body(questions=[QUESTION["json"]])
LIST = body(questions=["وفد"], collections=["{c}"])
ASK_LIST = form(questions="وفد", collection="{c}")
NO = body(sources=["none"])
CALL = body(
    jsonrpc="2.0",
    id=1,
    method="tools/call",
    params={"name": "search", "arguments": {"question": "وفد", "collections": ["{c}"]}},
)
COLLECT = form(passage=str(Reference.of_text(NEWS.text, Span(0, 9))), name="وفد")
MOVE = form(action="up")
ALERT = form(target="desk@newsroom.example", hours="24")
NOW = "2026-01-01T00:00:00Z"
ITEMS = "/dossiers/items"
CHOOSE = f"{ITEMS}?id=news&passage={COLLECT['data']['passage']}"
API = "/api/v1"
# An address of the API begins with "~".
# fmt: off
TABLE = [
    # The API.
    Row("GET ~/search", "~/search?q=وفد&collection={c}", READ, 200, 404),
    Row("POST ~/search", "~/search", READ, 200, 404, sent=QUESTION),
    Row("POST ~/search/batch", "~/search/batch", READ, 200, 404, sent=BATCH),
    Row("POST ~/batches", "~/batches", READ, 202, 404, sent=LIST),
    Row("GET ~/batches", "~/batches", READ, 200),
    Row("GET ~/batches/{token}", "~/batches/x", READ, 404),
    Row("DELETE ~/batches/{token}", "~/batches/x", READ, 404),
    Row("POST ~/quotations", "~/quotations", READ, 200, 404, sent=QUOTATION),
    Row("GET ~/suggest", "~/suggest?q=الو&collection={c}", READ, 200, 404),
    Row("GET ~/similar/{document_id:id}", "~/similar/news?collection={c}", READ, 200, 404),
    Row("GET ~/documents", "~/documents?collection={c}", READ, 200, 404),
    Row("GET ~/documents/{document_id:id}", "~/documents/news?collection={c}", READ, 200, 404),
    Row("DELETE ~/documents/{document_id:id}", "~/documents/news?collection={c}", EDIT, 204, 404),
    Row("POST ~/documents/delete", "~/documents/delete?collection={c}", EDIT, 200, 404, sent=NO),
    Row("POST ~/documents", "~/documents?collection={c}", EDIT, 202, 404, sent=JSONL),
    Row("POST ~/documents/files", "~/documents/files?collection={c}", EDIT, 202, 404, sent=FILES),
    Row("GET ~/jobs", "~/jobs", EDIT, 200),
    Row("GET ~/jobs/{job_id}", "~/jobs/{job}", EDIT, 200, 404),
    Row("DELETE ~/jobs/{job_id}", "~/jobs/{job}", EDIT, 202, 404),
    Row("GET ~/collections", "~/collections", READ, 200),
    Row("POST ~/collections", "~/collections", ADMIN, 409, 404, 201, body(name="{c}")),
    Row("GET ~/collections/{name}", "~/collections/{c}", READ, 200, 404),
    Row("DELETE ~/collections/{name}", "~/collections/{c}", ADMIN, 204, 404),
    Row("GET ~/stats", "~/stats", READ, 200),
    # For machines. An assistant is told in the answer that a collection is not there.
    Row("POST /mcp", "/mcp", READ, 200, 200, sent=CALL),
    Row("GET /healthz", "/healthz", None, 200),
    Row("GET /readyz", "/readyz", None, 200),
    Row("GET /openapi.json", "/openapi.json", None, 200),
    Row("HEAD /openapi.json", "/openapi.json", None, 200),
    Row("GET /metrics", "/metrics", ADMIN, 200),
    Row("GET /feeds/{token}.atom", "/feeds/{token}.atom", None, 200),
    # The pages: what names a collection that is not there, finds nothing.
    Row("GET /", "/?q=وفد&collection={c}", READ, 200, 200),
    Row("GET /quotations", "/quotations?quotation=وصل الوفد", READ, 200),
    Row("GET /suggestions", "/suggestions?q=الو", READ, 200),
    Row("GET /export", "/export?q=وفد&format=csv&collection={c}", READ, 200, 200),
    Row("GET /documents/{document_id:id}", "/documents/news?collection={c}", READ, 200, 404),
    Row("GET /originals/{document_id:id}", "/originals/news?collection={c}", READ, 404, 404),
    Row("GET /saved", "/saved", READ, 200),
    Row("POST /saved", "/saved", READ, 303, sent=form(query="q=وفد")),
    Row("POST /saved/{saved_id}/read", "/saved/99/read", READ, 303, sent=form(until=NOW)),
    Row("POST /saved/{saved_id}/mute", "/saved/99/mute", READ, 303, sent=form(muted="true")),
    Row("POST /saved/{saved_id}/delete", "/saved/99/delete", READ, 303),
    # None are set up here; the way out of a mail needs no key.
    Row("POST /saved/{saved_id}/alerts", "/saved/99/alerts", READ, 409, sent=ALERT),
    Row("POST /saved/{saved_id}/alerts/{number}/end", "/saved/99/alerts/9/end", READ, 303),
    Row("GET /alerts/{secret}", f"/alerts/{'a' * 32}", None, 200),
    Row("POST /alerts/{secret}", f"/alerts/{'a' * 32}", None, 200),
    # What is another's to change is not there.
    Row("GET /dossiers", "/dossiers", READ, 200),
    Row("POST /dossiers", "/dossiers", READ, 303, sent=form(name="وفد")),
    Row("GET /dossiers/items", f"{CHOOSE}&collection={{c}}", READ, 200, 404),
    Row("POST /dossiers/items", f"{ITEMS}?id=news&collection={{c}}", READ, 303, 404, sent=COLLECT),
    Row("GET /dossiers/{token}", "/dossiers/{dossier}", READ, 200),
    Row("GET /dossiers/{token}/export", "/dossiers/{dossier}/export?format=md", READ, 200),
    Row("POST /dossiers/{token}/items/{item_id}", "/dossiers/x/items/1", READ, 404, sent=MOVE),
    Row("POST /dossiers/{token}/delete", "/dossiers/x/delete", READ, 404),
    Row("GET /batches", "/batches", READ, 200),
    Row("POST /batches", "/batches", READ, 303, 404, sent=ASK_LIST),
    Row("GET /batches/{token}", "/batches/x", READ, 404),
    Row("GET /batches/{token}/export", "/batches/x/export?format=csv", READ, 404),
    Row("POST /batches/{token}/cancel", "/batches/x/cancel", READ, 404),
    Row("POST /batches/{token}/delete", "/batches/x/delete", READ, 404),
    Row("GET /help", "/help", READ, 200),
    Row("GET /upload", "/upload", EDIT, 200),
    Row("POST /upload", "/upload", EDIT, 303, 404, sent=form(collection="{c}") | FILES),
    Row("GET /upload/{job_id}", "/upload/{job}", EDIT, 200, 404),
    # Signing in.
    Row("GET /sign-in", "/sign-in", None, 200),
    Row("POST /sign-in", "/sign-in", None, 403, sent=form(key="wrong")),
    Row("POST /sign-out", "/sign-out", None, 303),
]
# fmt: on
# A browser is sent to sign in, and comes back.
ASKED_TO_SIGN_IN = {"GET /", "GET /documents/{document_id:id}"}
CALLERS: dict[str, tuple[Role | None, frozenset[str] | None]] = {
    "nobody": (None, ALL),
    "revoked": (None, ALL),
    "anyone": (READ, ALL),  # where no key is needed
    "reader": (READ, ALL),
    "editor": (EDIT, ALL),
    "admin": (ADMIN, ALL),
    "reader of the desk": (READ, frozenset({DESK})),
    "editor of the desk": (EDIT, frozenset({DESK})),
    "admin of the desk": (ADMIN, frozenset({DESK})),
}


NOTHING: Mapping[str, str] = {}


class Newsroom:
    """A service with keys of every kind, which is brought back to what it was for each request."""

    def __init__(self, archive: Archive, stack: ExitStack) -> None:
        self.archive = archive
        self.tokens: dict[str, str] = {}
        gate = Gate(Settings(archive.folder))
        for name, (role, collections) in CALLERS.items():
            if name in {"nobody", "anyone"}:
                continue
            key, self.tokens[name] = gate.keys.create(role or ADMIN, name, collections, None)
            if role is None:
                gate.keys.revoke(key.id)
        reader = gate.keys.known(self.tokens["reader"])
        assert reader is not None
        saved = SavedSearches(gate.database)
        saved.save(reader.id, "وفد", "q=وفد")
        self.feed = saved.of(reader.id)[0].token
        self.dossier = Dossiers(gate.database).create(reader.id, "وفد").token
        gate.close()
        self._client = self._serve(stack, needs_key=True)
        self._open_client = self._serve(stack, needs_key=False)
        self._busy = threading.Event()
        stack.callback(self._busy.set)
        self._jobs = {name: self._job(name) for name in (DESK, HIDDEN)}

    def sign_in(self, caller: str) -> tuple[dict[str, str], str]:
        """The cookie of a browser that has signed in, and what its forms bring along."""
        sent = {"key": self.tokens[caller]}
        cookie = self._client.post("/sign-in", data=sent).headers["set-cookie"].split(";")[0]
        self._client.cookies.clear()
        return {"Cookie": cookie}, form_token(cookie.partition("=")[2])

    def ask(
        self, row: Row, caller: str, collection: str, further: Mapping[str, str] = NOTHING
    ) -> Response:
        self._restore()
        client = self._open_client if caller == "anyone" else self._client
        known = {"c": collection, "token": self.feed, "job": self._jobs.get(collection, MISSING)}
        known["dossier"] = self.dossier
        sent = _filled(row.sent or {}, collection)
        headers = {**sent.pop("headers", {}), **further}
        if token := self.tokens.get(caller):
            headers["Authorization"] = f"Bearer {token}"
        address = row.address.replace("~", API).format_map(known)
        client.app.state.gate.rates = Rates()  # type: ignore[attr-defined] # of each the first key
        return client.request(row.method, address, headers=headers, **sent)

    def _serve(self, stack: ExitStack, *, needs_key: bool) -> TestClient:
        app = create_app(Settings(self.archive.folder, needs_key=needs_key), lambda: self.archive)
        return stack.enter_context(TestClient(app, LOCAL, follow_redirects=False))

    def _job(self, collection: str) -> str:
        """A job that is busy to the end, so that no upload changes anything meanwhile."""

        def work(*_: object) -> Summary:
            self._busy.wait()
            return Summary()

        self._client.app.state.jobs.perform = work  # type: ignore[attr-defined]
        inbox: Inbox = self._client.app.state.uploading.inbox  # type: ignore[attr-defined]
        with inbox.receive(0) as folder:
            pass
        jobs: Jobs = self._client.app.state.jobs  # type: ignore[attr-defined]
        return jobs.submit(folder, collection, 1, None).id

    def _restore(self) -> None:
        names = self.archive.names()
        for name in (DESK, HIDDEN):
            if name not in names:
                self.archive.create(name)
            if not self.archive.store(name).counts().documents:
                add_documents(self.archive, name, as_reads((NEWS,)), lambda _: None)
        if MISSING in names:
            self.archive.delete(MISSING)


def _filled(value: Any, collection: str) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {name: _filled(each, collection) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, collection) for each in value]
    return collection if value == "{c}" else value


def expected(row: Row, caller: str, collection: str) -> int:
    """The status of one cell of the matrix."""
    role, collections = CALLERS[caller]
    if row.role is None:
        return row.status
    if role is None:
        return 303 if row.route in ASKED_TO_SIGN_IN else 401
    is_stranger = caller == "anyone" and row.route in SAVED_BY_KEYS
    is_limited = row.route == "GET /metrics" and collections is not ALL
    if not role.includes(row.role) or is_stranger or is_limited:
        return 403
    if row.absent is None:
        return row.status
    if collection == MISSING and collections is ALL:
        return row.made or row.absent
    return row.status if collections is ALL or collection in collections else row.absent


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    archive = make_archive(tmp_path_factory.mktemp("roles"), NEWS)
    with ExitStack() as stack:
        yield Newsroom(archive, stack)


def test_every_route_has_one_row(newsroom: Newsroom) -> None:
    app: Any = newsroom._client.app
    routes = [
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in sorted(route.methods or ())
    ]

    assert sorted(row.route.replace("~", API) for row in TABLE) == sorted(routes)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.route)
def test_every_role_may_do_what_it_is_for(newsroom: Newsroom, row: Row) -> None:
    cells = [
        (caller, collection)
        for caller in CALLERS
        for collection in (COLLECTIONS if row.absent else COLLECTIONS[:1])
    ]

    found = {cell: newsroom.ask(row, *cell).status_code for cell in cells}

    assert found == {cell: expected(row, *cell) for cell in cells}


@pytest.mark.parametrize("row", [row for row in TABLE if row.absent], ids=lambda row: row.route)
def test_what_may_not_be_read_is_answered_like_what_is_not_there(
    newsroom: Newsroom, row: Row
) -> None:
    def answer(caller: str, collection: str) -> tuple[object, ...]:
        response = newsroom.ask(row, caller, collection)
        made_anew = {"content-length", "x-request-id"}
        headers = {
            name: value.replace(collection, "")
            for name, value in response.headers.items()
            if name not in made_anew
        }
        content = response.content.replace(collection.encode(), b"")
        return response.status_code, headers, content

    for caller, (_, collections) in CALLERS.items():
        if collections is not ALL:
            assert answer(caller, HIDDEN) == answer(caller, MISSING)


ASKED = [row for row in TABLE if row.role]
# The secret of a mail alone ends its alerts, wherever it is sent from (RFC 8058).
WAY_OUT = "POST /alerts/{secret}"
UNSAFE = [row for row in TABLE if row.method in {"POST", "DELETE"} and row.route != WAY_OUT]


@pytest.mark.parametrize("row", UNSAFE, ids=lambda row: row.route)
def test_a_browser_changes_nothing_for_another_site(newsroom: Newsroom, row: Row) -> None:
    headers, token = newsroom.sign_in("admin")
    evil = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}

    forged = newsroom.ask(row, "nobody", DESK, headers | evil | {"X-Form-Token": token})
    assert forged.status_code == 403
    if row.route != "POST /sign-in":  # which has no session yet
        assert newsroom.ask(row, "nobody", DESK, headers).status_code == 403
        wrong = newsroom.ask(row, "nobody", DESK, headers | {"X-Form-Token": token[::-1]})
        assert wrong.status_code == 403
        right = newsroom.ask(row, "nobody", DESK, headers | {"X-Form-Token": token})
        assert right.status_code == row.status


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.route)
def test_a_name_that_was_made_to_lead_here_is_told_nothing(newsroom: Newsroom, row: Row) -> None:
    response = newsroom.ask(row, "anyone", DESK, {"Host": "evil.example"})

    assert response.status_code == 421
    assert NEWS.text not in response.text


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.route)
def test_no_cache_keeps_what_a_key_was_shown(newsroom: Newsroom, row: Row) -> None:
    assert newsroom.ask(row, "admin", DESK).headers["cache-control"] == "no-store"
    assert newsroom.ask(row, "anyone", DESK).headers["cache-control"] == "private, no-cache"
