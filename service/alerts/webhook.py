"""Calls the address that a reader gave, which is trusted with nothing.

It is resolved once, and the connection is made to the address that was checked. Nothing that is no
part of the internet is called unless the operator named its network; no redirect is followed.
"""

import hashlib
import hmac
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse
from io import BufferedReader, RawIOBase
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, urlsplit

from service.alerts.internet import is_public
from service.alerts.settings import WebhookSettings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# Until a receiver takes the call.
_SECONDS = 10.0
# From then on for all of it: an answer that comes letter by letter ends as well.
_MOST_SECONDS = 15.0
MOST_BYTES = 256 * 1024
# Of an answer, which may be a head after the other, each of them to be continued.
_MOST_ANSWERED = 64 * 1024
# RFC 1035: no name server knows a longer one.
_LONGEST_HOST = 253
_PORTS = {"http": 80, "https": 443}


class CallError(Exception):
    """A call that was not made, or not answered with success; says why in a few words."""


class SilentError(CallError):
    """A call to whom does not answer."""


class _Received(RawIOBase):
    """What is received, up to a bound."""

    def __init__(self, connection: socket.socket) -> None:
        self._received = connection.makefile("rb", buffering=0)
        self._left = _MOST_ANSWERED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        count = self._received.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise HTTPException
        return count

    def close(self) -> None:
        self._received.close()
        super().close()


class _Answer(HTTPResponse):
    def __init__(self, sock: socket.socket, *others: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *others, **named)
        self.fp.close()
        self.fp = BufferedReader(_Received(sock))


def check_address(address: str) -> SplitResult:
    """The parts of an address that may be called, as far as can be told from it.

    Raises:
        CallError: it may not.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        # Every label of a name has letters, and 63 at most.
        host.encode("idna")
        is_host = 0 < len(host) <= _LONGEST_HOST
        is_complete = parts.scheme in _PORTS and is_host and parts.port != 0
    except ValueError:
        is_complete = False
    if not is_complete or not address.isascii() or not address.isprintable() or " " in address:
        msg = "expected an address such as https://hooks.newsroom.example/shawahid"
        raise CallError(msg)
    if parts.username is not None or parts.fragment:
        msg = "the address may have neither a user nor an anchor"
        raise CallError(msg)
    return parts


def call(address: str, body: bytes, secret: str, identity: str, settings: WebhookSettings) -> None:
    """Send a body, signed with a secret.

    Raises:
        SilentError: the address does not answer.
        CallError: it may not be called, or did not answer with 2xx.
    """
    parts = check_address(address)
    if len(body) > MOST_BYTES:
        msg = f"the alert has more than {MOST_BYTES:,} bytes"
        raise CallError(msg)
    at = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "shawahid",
        "Connection": "close",
        "X-Shawahid-Delivery": identity,
        "X-Shawahid-Timestamp": at,
        "X-Shawahid-Signature": f"v1={signature(secret, at, body)}",
    }
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        status = _post(
            _connected(host, port, parts.scheme == "https", settings), path, body, headers
        )
    except (OSError, HTTPException, ValueError) as error:
        msg = f"no answer ({type(error).__name__})"
        raise SilentError(msg) from error
    if status // 100 != 2:  # noqa: PLR2004 - success
        msg = f"the answer was {status}"
        raise CallError(msg)


def signature(secret: str, at: str, body: bytes) -> str:
    """What the receiver compares: the HMAC of the time, a dot and the body."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def _connected(host: str, port: int, is_secure: bool, settings: WebhookSettings) -> HTTPConnection:  # noqa: FBT001
    """A connection to the first address of a host that may be called."""
    connection = HTTPConnection(host, port)
    connection.response_class = _Answer
    connection.default_port = _PORTS["https" if is_secure else "http"]
    for address in _resolved(host, port):
        is_named = any(address.version == n.version and address in n for n in settings.private)
        if is_named or (is_secure and is_public(address)):
            raw = socket.create_connection((str(address), port), _SECONDS)
            break
    else:
        msg = "the address is not https on the internet, and its network is not allowed here"
        raise CallError(msg)
    raw.settimeout(_MOST_SECONDS)
    try:
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(raw, server_hostname=host) if is_secure else raw
    except BaseException:
        raw.close()
        raise
    return connection


def _resolved(host: str, port: int) -> Iterator[IPv4Address | IPv6Address]:
    for *_, found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        yield ip_address(str(found[0]).partition("%")[0])


def _post(connection: HTTPConnection, path: str, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer, of which no more is read."""
    held = connection.sock
    is_late = threading.Event()

    def give_up() -> None:
        is_late.set()
        with suppress(OSError):
            held.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(_MOST_SECONDS, give_up)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", path, body, headers)
        status = connection.getresponse().status
    finally:
        watch.cancel()
        connection.close()
        held.close()
    # Headers that were cut off look whole.
    if is_late.is_set():
        msg = f"no answer within {_MOST_SECONDS:.0f} seconds"
        raise SilentError(msg)
    return status
