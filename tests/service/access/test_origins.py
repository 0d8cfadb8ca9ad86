from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.access.origins import is_loopback, is_own_host, is_own_origin, local_path
from service.settings import Settings

LOCAL = Settings(Path())
OPEN = Settings(Path(), needs_key=False, host="0.0.0.0")  # noqa: S104
NAMED = Settings(Path(), public_hosts=frozenset({"archive.example"}))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost", "LocalHost"])
def test_loopback_is_this_machine_alone(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.org", "", "localhost.x"])  # noqa: S104
def test_other_addresses_are_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "header", ["127.0.0.1", "127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LOCALHOST"]
)
def test_local_hosts_are_own(header: str) -> None:
    assert is_own_host(header, LOCAL)


@pytest.mark.parametrize(
    "header",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "evil.example@localhost",
        "localhost@evil.example",
        "localhost/evil",
        "localhost#",
        "localhost?x",
        "localhost:port",
        "[::1",
        "",
    ],
)
def test_other_hosts_are_not_own_on_this_machine(header: str) -> None:
    assert not is_own_host(header, LOCAL)


def test_the_names_of_the_settings_are_own() -> None:
    assert is_own_host("archive.example:443", NAMED)
    assert is_own_host("desk", Settings(Path(), host="desk"))
    assert not is_own_host("archive.example", LOCAL)


def test_an_address_cannot_be_rebound_but_a_name_can() -> None:
    assert is_own_host("192.168.1.7:8000", OPEN)
    assert not is_own_host("evil.example", OPEN)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "https://archive.example"},
    ],
)
def test_own_pages_and_other_clients_may_send_unsafe_requests(headers: dict[str, str]) -> None:
    assert is_own_origin({"host": "127.0.0.1:8000", **headers}, NAMED)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "http://127.0.0.1:9000"},
        {"origin": "http://localhost:8000"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://[::1"},
        {"origin": "file://127.0.0.1:8000"},
        {"origin": "http://evil.example@127.0.0.1:8000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "cross-site"},
        {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
def test_pages_of_other_origins_may_not(headers: dict[str, str]) -> None:
    assert not is_own_origin({"host": "127.0.0.1:8000", **headers}, NAMED)


@pytest.mark.parametrize("path", ["/", "/?q=%D8%B3&k=3", "/documents/خبر.txt?start=1#p", "/a//b"])
def test_a_path_of_the_service_is_gone_back_to(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https://evil.example",
        "https:evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/a\r\nLocation: //evil.example",
        "/a\x00",
        "/a b",
        "?next=//evil",
        "",
    ],
)
def test_no_other_address_is(address: str) -> None:
    assert local_path(address) == "/"


@given(st.text("/\\:h.@?#e\t\n\r a%\x00\x7f", max_size=9))
def test_what_is_gone_back_to_never_leaves_the_service(address: str) -> None:
    # A browser leaves out tabs and line ends, trims spaces and reads "\" like "/".
    read = local_path(address).strip().replace("\\", "/")
    read = "".join(letter for letter in read if letter not in "\t\n\r")
    assert read.startswith("/")
    assert urlsplit(urljoin("http://own.example/sign-in", read)).netloc == "own.example"
