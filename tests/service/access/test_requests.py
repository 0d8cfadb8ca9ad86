from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from httpx2 import Response

from service.access.callers import Role
from service.access.gate import Gate, OpenAddressError
from service.access.sessions import form_token
from service.dependencies import SESSION_COOKIE
from service.forms import check_form
from service.settings import Settings
from tests.service.access.conftest import LOCAL, Serve, bearer

EVIL = {"Origin": "http://evil.example"}
OWN = {"Origin": LOCAL, "Sec-Fetch-Site": "same-origin"}


def problem(response: Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    return str(body["type"])


def signed_in(gate: Gate, client: TestClient, role: Role = Role.EDITOR) -> str:
    """Gives the browser a session; returns the token for its forms."""
    session = gate.sessions.open(gate.keys.create(role, "desk", None, None)[0])
    client.cookies.set(SESSION_COOKIE, session)
    return form_token(session)


# -- without a key


def test_before_the_first_key_the_user_of_the_machine_may_do_everything(serve: Serve) -> None:
    client = serve()
    assert client.get("/api/who").json() == {"key": None, "role": "admin"}
    assert client.delete("/api/collections").status_code == 200


def test_from_the_first_key_on_one_is_needed_at_once_and_for_good(serve: Serve, gate: Gate) -> None:
    client = serve()
    key, _ = gate.keys.create(Role.READER, "", None, None)
    for _ in range(2):
        response = client.get("/api/who")
        assert response.status_code == 401
        assert problem(response) == "/problems/not-signed-in"
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        gate.keys.revoke(key.id)


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"])
def test_what_a_proxy_passes_on_is_not_from_this_machine(serve: Serve, header: str) -> None:
    response = serve().get("/api/who", headers={header: "for=127.0.0.1"})
    assert problem(response) == "/problems/not-signed-in"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "10.0.0.1"])
def test_a_name_that_resolves_to_this_machine_is_not_enough(serve: Serve, host: str) -> None:
    response = serve().get("/api/search?q=x", headers={"Host": host})
    assert response.status_code == 421
    assert problem(response) == "/problems/unknown-host"


def test_without_keys_everyone_may_read_and_nobody_write(serve: Serve, gate: Gate) -> None:
    client = serve("http://192.168.1.7:8000", host="0.0.0.0", needs_key=False)  # noqa: S104
    assert client.get("/api/who").json() == {"key": None, "role": "reader"}
    assert problem(client.post("/api/add")) == "/problems/forbidden"
    _, token = gate.keys.create(Role.EDITOR, "", None, None)
    assert client.get("/api/who").json()["role"] == "reader"
    assert client.post("/api/add", headers=bearer(token)).status_code == 200


@pytest.mark.parametrize("path", ["/api/add", "/api/upload"])
def test_another_site_cannot_write_where_no_key_is_needed(serve: Serve, path: str) -> None:
    client = serve()
    assert problem(client.post(path, headers=EVIL)) == "/problems/cross-origin"
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post(path, headers=OWN).status_code == 200
    assert client.post(path).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "archive.example"])  # noqa: S104
def test_an_address_for_others_is_refused_without_keys(folder: Path, host: str) -> None:
    with pytest.raises(OpenAddressError, match="--without-keys") as caught:
        Gate(Settings(folder, host=host))
    assert "\n" not in str(caught.value)
    Gate(Settings(folder, host=host, needs_key=False)).keys.create(Role.READER, "", None, None)
    Gate(Settings(folder, host=host)).close()


# -- with a key


@pytest.mark.parametrize(
    ("role", "add", "delete"),
    [(Role.READER, 403, 403), (Role.EDITOR, 200, 403), (Role.ADMIN, 200, 200)],
)
def test_roles(serve: Serve, gate: Gate, role: Role, add: int, delete: int) -> None:
    client = serve()
    key, token = gate.keys.create(role, "desk", None, None)
    for headers in (bearer(token), {"X-API-Key": token}):
        assert client.get("/api/who", headers=headers).json() == {"key": key.id, "role": role.value}
        assert client.post("/api/add", headers=headers).status_code == add
        assert client.delete("/api/collections", headers=headers).status_code == delete


def test_a_wrong_key_is_refused_also_where_none_is_needed(serve: Serve) -> None:
    client = serve()
    assert client.get("/api/who").status_code == 200
    response = client.get("/api/who", headers=bearer("shw_wrong"))
    assert problem(response) == "/problems/not-signed-in"
    assert "invalid_token" in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization"])
def test_wrong_keys_are_limited_and_keep_no_right_one_out(
    serve: Serve, gate: Gate, header: str
) -> None:
    client = serve()
    _, token = gate.keys.create(Role.READER, "", None, None)
    scheme = "Bearer " if header == "Authorization" else ""
    told = [client.get("/api/who", headers={header: f"{scheme}shw_{i}"}) for i in range(11)]
    assert [response.status_code for response in told] == [401] * 10 + [429]
    assert problem(told[-1]) == "/problems/rate-limited"
    assert client.get("/api/who", headers={header: f"{scheme}{token}"}).status_code == 200


def test_a_revoked_key_is_refused_at_once(serve: Serve, gate: Gate) -> None:
    client = serve()
    key, token = gate.keys.create(Role.READER, "", None, None)
    assert client.get("/api/who", headers=bearer(token)).status_code == 200
    gate.keys.revoke(key.id)
    assert client.get("/api/who", headers=bearer(token)).status_code == 401


def test_a_key_is_good_from_anywhere(serve: Serve, gate: Gate) -> None:
    _, token = gate.keys.create(Role.EDITOR, "", None, None)
    headers = bearer(token) | EVIL | {"Host": "archive.example", "X-Forwarded-For": "10.0.0.1"}
    assert serve().post("/api/add", headers=headers).status_code == 200


# -- with a session


def test_a_session_reads_without_a_token_and_writes_with_one(serve: Serve, gate: Gate) -> None:
    client = serve()
    token = signed_in(gate, client)
    assert client.get("/api/who").json()["role"] == "editor"
    assert problem(client.post("/api/add", headers=OWN)) == "/problems/form-expired"
    assert client.post("/api/add", headers=OWN | {"X-Form-Token": token}).status_code == 200
    assert client.post("/api/add", data={"form_token": token}).status_code == 200


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_wrong_form_token_is_refused(serve: Serve, gate: Gate, token: str) -> None:
    client = serve()
    signed_in(gate, client)
    assert problem(client.post("/api/add", data={"form_token": token})) == "/problems/form-expired"


def test_a_session_whose_key_is_revoked_while_its_form_comes_has_ended(
    serve: Serve, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve()
    token = signed_in(gate, client)

    async def ended(request: Request, gate: Gate, session: str) -> None:
        await check_form(request, gate, session)
        gate.keys.revoke(gate.keys.all()[0].id)

    monkeypatch.setattr("service.dependencies.check_form", ended)
    assert client.post("/api/add", data={"form_token": token}, headers=OWN).status_code == 401


def test_the_form_token_of_another_session_is_refused(serve: Serve, gate: Gate) -> None:
    client = serve()
    other = signed_in(gate, client)
    client.cookies.clear()
    signed_in(gate, client)
    assert client.post("/api/add", headers={"X-Form-Token": other}).status_code == 403


def test_another_origin_is_refused_even_with_the_form_token(serve: Serve, gate: Gate) -> None:
    client = serve()
    headers = EVIL | {"X-Form-Token": signed_in(gate, client)}
    assert problem(client.post("/api/add", headers=headers)) == "/problems/cross-origin"


def test_a_form_with_files_reaches_its_route_whole(serve: Serve, gate: Gate) -> None:
    client = serve()
    token = signed_in(gate, client)
    files = {"file": ("a.txt", b"x" * 3_000_000)}
    response = client.post("/api/upload", params={"form_token": token}, files=files)
    assert response.json() == "file"
    assert client.post("/api/upload", files=files).status_code == 403


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_no_file_is_read_before_it_is_known_who_sends_it(
    serve: Serve, gate: Gate, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    client = serve()
    token = signed_in(gate, client, role)

    def read(*_: object) -> None:
        pytest.fail("the form is read")

    monkeypatch.setattr("starlette.formparsers.MultiPartParser.parse", read)
    files = {"file": ("a.txt", b"x")}
    given = {"form_token": token} if role is Role.READER else {}
    in_form = client.post("/api/upload", data={"form_token": token}, params=given, files=files)
    assert in_form.status_code == 403


def test_a_key_goes_before_the_session(serve: Serve, gate: Gate) -> None:
    client = serve()
    signed_in(gate, client, Role.ADMIN)
    _, token = gate.keys.create(Role.READER, "", None, None)
    assert client.get("/api/who", headers=bearer(token)).json()["role"] == "reader"
    assert client.get("/api/who", headers=bearer("shw_wrong")).status_code == 401


def test_a_page_asks_a_browser_to_sign_in_and_come_back(serve: Serve, gate: Gate) -> None:
    gate.keys.create(Role.READER, "", None, None)
    asked = "/documents/a%2Fb%3F?q=%D8%B3&k=3"
    response = serve().get(asked)
    assert response.status_code == 303
    assert response.headers["location"] == f"/sign-in?next={quote(asked, safe='')}"


# -- limits


def test_a_key_asks_as_often_as_it_may(serve: Serve, gate: Gate) -> None:
    client = serve()
    _, token = gate.keys.create(Role.READER, "", None, 3)
    seen = [client.get("/api/search?q=x", headers=bearer(token)) for _ in range(4)]
    assert [response.status_code for response in seen] == [200, 200, 200, 429]
    assert [response.headers["RateLimit-Remaining"] for response in seen] == ["2", "1", "0", "0"]
    assert {response.headers["RateLimit-Limit"] for response in seen} == {"3"}
    assert problem(seen[-1]) == "/problems/rate-limited"
    assert 1 <= int(seen[-1].headers["Retry-After"]) <= 60
    _, other = gate.keys.create(Role.READER, "", None, 3)
    assert client.get("/api/search?q=x", headers=bearer(other)).status_code == 200
    assert client.get("/api/who", headers=bearer(token)).status_code == 200


def test_a_batch_counts_each_of_its_questions_or_none(serve: Serve, gate: Gate) -> None:
    client = serve()
    _, token = gate.keys.create(Role.READER, "", None, 3)

    def batch(size: int) -> int:
        return client.post("/api/batch", json=["x"] * size, headers=bearer(token)).status_code

    assert [batch(2), batch(2), batch(4), batch(1), batch(1)] == [200, 429, 429, 200, 429]


def test_a_key_without_a_limit_has_none(serve: Serve, gate: Gate) -> None:
    client = serve()
    _, token = gate.keys.create(Role.READER, "", None, None)
    response = client.get("/api/search?q=x", headers=bearer(token))
    assert not any(name.startswith("ratelimit") for name in response.headers)


# -- the audit log


@pytest.mark.parametrize("is_on", [True, False])
def test_searches_and_reading_are_recorded_only_where_that_is_asked_for(
    serve: Serve, gate: Gate, caplog: pytest.LogCaptureFixture, *, is_on: bool
) -> None:
    client = serve(audit=is_on)
    key, token = gate.keys.create(Role.READER, "", ["secret"], None)
    client.get("/api/search", params={"q": "سؤال شخصي"}, headers=bearer(token))
    client.get("/documents/a/b", headers=bearer(token))
    entries: list[tuple[Any, ...]] = gate.database.rows(
        "SELECT key_id, action, collections, subject FROM audit ORDER BY id"
    )
    expected = [
        (key.id, "search", '["secret"]', "سؤال شخصي"),
        (key.id, "read", '["default"]', "a/b"),
    ]
    assert entries == (expected if is_on else [])
    assert "شخصي" not in caplog.text
