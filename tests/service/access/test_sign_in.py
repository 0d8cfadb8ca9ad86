import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from http.cookies import Morsel, SimpleCookie

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from search.errors import IndexWriteError
from service.access.callers import Role
from service.access.gate import Gate
from service.access.rates import Rates
from service.access.sessions import form_token
from service.database import ServiceDatabase
from service.dependencies import SESSION_COOKIE
from tests.service.access.conftest import Serve

OPEN_REDIRECTS = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n//evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/x\r\nSet-Cookie: a=b",
]


@pytest.fixture
def token(gate: Gate) -> str:
    return gate.keys.create(Role.READER, "desk", None, None)[1]


def sign_in(client: TestClient, token: str, next_address: str = "/", **headers: str) -> Response:
    return client.post("/sign-in", data={"key": token, "next": next_address}, headers=headers)


def cookie(response: Response) -> Morsel[str]:
    return SimpleCookie(response.headers["set-cookie"])[SESSION_COOKIE]


def test_whoever_signs_in_goes_back_and_is_known(serve: Serve, token: str) -> None:
    client = serve()
    response = sign_in(client, f" {token}\n", "/documents/%D8%AE?q=1")
    assert response.status_code == 303
    assert response.headers["location"] == "/documents/%D8%AE?q=1"
    assert response.headers["cache-control"] == "no-store"
    assert client.get("/api/who").json()["role"] == "reader"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(serve: Serve, token: str) -> None:
    kept = cookie(sign_in(serve(), token))
    assert kept["httponly"]
    assert kept["samesite"] == "lax"
    assert kept["path"] == "/"
    assert kept["max-age"] == str(7 * 24 * 60 * 60)
    assert not kept["domain"]
    assert not kept["secure"]
    assert token not in kept.value


def test_the_cookie_is_secure_where_the_address_is(serve: Serve, token: str) -> None:
    assert cookie(sign_in(serve("https://archive.example"), token))["secure"]
    assert cookie(sign_in(serve(secure_cookies=True), token))["secure"]


@pytest.mark.parametrize("address", OPEN_REDIRECTS)
def test_nobody_is_sent_to_another_site(serve: Serve, token: str, address: str) -> None:
    client = serve()
    response = sign_in(client, token, address)
    assert response.headers["location"] == "/"
    assert "evil" not in client.get("/sign-in", params={"next": address}).text


def test_a_wrong_key_is_told_and_not_shown_again(serve: Serve) -> None:
    response = sign_in(serve(), "shw_<b>wrong", "/saved")
    assert response.status_code == 403
    assert "set-cookie" not in response.headers
    assert "wrong" not in response.text
    assert 'value="/saved"' in response.text


def test_wrong_keys_are_limited_by_address(serve: Serve) -> None:
    client = serve()
    assert [sign_in(client, "wrong").status_code for _ in range(11)] == [403] * 10 + [429]
    refused = sign_in(client, "wrong")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_the_wrong_keys_of_others_keep_nobody_out(serve: Serve, token: str) -> None:
    client = serve()
    assert {sign_in(client, "wrong").status_code for _ in range(20)} == {403, 429}
    assert sign_in(client, token).status_code == 303


def test_many_addresses_try_no_more_keys_than_a_few() -> None:
    rates = Rates()
    tried = [rates.wrong_key(f"10.0.{i // 250}.{i % 250}")[0] for i in range(300)]
    assert sum(tried) == 100


def test_no_address_is_kept_beyond_the_minute_and_the_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rates = Rates()
    tracemalloc.start()
    try:
        for i in range(20_000):
            rates.wrong_key(f"2001:db8:{i // 5000:x}:{i % 5000:x}::1")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 200_000
    assert not rates.wrong_key("10.0.0.1")[0]
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert [rates.wrong_key("10.0.0.1")[0] for _ in range(11)] == [True] * 10 + [False]


def test_a_clock_that_is_put_back_shuts_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = Rates()
    assert [rates.ask("k", 2, 1)[0] for _ in range(3)] == [True, True, False]
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3600)
    assert rates.ask_behind("k", 2)
    monkeypatch.setattr(time, "time", lambda: now - 7200)
    assert [rates.ask("k", 2, 1)[0] for _ in range(3)] == [True, True, False]
    assert rates.ask("k", 2, 1)[1].reset <= 60


def test_right_keys_are_not_limited(serve: Serve, token: str) -> None:
    client = serve()
    assert {sign_in(client, token).status_code for _ in range(12)} == {303}


def test_the_addresses_of_one_network_are_limited_together() -> None:
    rates = Rates()
    assert all(rates.wrong_key(f"2001:db8::{i}")[0] for i in range(10))
    assert not rates.wrong_key("2001:db8::ffff")[0]
    assert rates.wrong_key("2001:db8:0:1::1")[0]
    assert rates.wrong_key("10.0.0.1")[0]


def test_many_who_ask_at_once_get_no_more_than_the_limit() -> None:
    rates = Rates()
    with ThreadPoolExecutor(16) as pool:
        allowed = [each for each, _ in pool.map(lambda _: rates.ask("k", 50, 1), range(400))]
    assert sum(allowed) == 50


def test_another_site_cannot_sign_a_browser_in(serve: Serve, token: str) -> None:
    response = sign_in(serve(), token, origin="http://evil.example")
    assert response.status_code == 403
    assert "set-cookie" not in response.headers


def test_signing_in_again_ends_the_session_before(serve: Serve, gate: Gate, token: str) -> None:
    client = serve()
    first = cookie(sign_in(client, token)).value
    second = cookie(sign_in(client, token)).value
    assert gate.sessions.key(first) is None
    assert gate.sessions.key(second) is not None


def test_signing_out_ends_the_session_on_the_server(serve: Serve, gate: Gate, token: str) -> None:
    client = serve()
    session = cookie(sign_in(client, token)).value
    assert client.post("/sign-out").status_code == 403
    assert gate.sessions.key(session) is not None
    response = client.post("/sign-out", data={"form_token": form_token(session)})
    assert response.status_code == 303
    assert cookie(response).value == ""
    assert gate.sessions.key(session) is None
    assert client.post("/sign-out").status_code == 303


def test_a_browser_that_was_signed_in_with_a_revoked_key_is_asked_again(
    serve: Serve, gate: Gate, token: str
) -> None:
    client = serve()
    sign_in(client, token)
    gate.keys.revoke(gate.keys.all()[0].id)
    assert client.get("/api/who").status_code == 401
    assert client.get("/documents/a").headers["location"].startswith("/sign-in")


def test_signing_out_never_fails(
    serve: Serve, gate: Gate, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve()
    session = cookie(sign_in(client, token)).value

    def fail(*_: object) -> None:
        msg = "the disk is full"
        raise IndexWriteError(msg)

    own: Gate = client.app.state.gate  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(ServiceDatabase, "purge", fail)
        response = client.post("/sign-out", data={"form_token": form_token(session)})
        assert response.status_code == 303
        assert cookie(response).value == ""
        assert own.sessions.key(session) is None
        assert gate.sessions.key(session) is not None  # it is still in the file
    own.purge()
    assert gate.sessions.key(session) is None
    assert own.sessions.key(session) is None
