"""Which addresses are the service's own: hosts, origins of requests, ways back after sign-in."""

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from service.settings import Settings

_LOCAL_NAME = "localhost"
# A browser reads "\" like "/", leaves out tabs and line ends, and takes "//" for a host.
_LOCAL_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
_OWN_SITES = {"same-origin", "none"}
_PROXY_HEADERS = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def is_loopback(host: str) -> bool:
    """Whether a name or address is reached from this machine alone."""
    address = _address(host)
    return host.lower() == _LOCAL_NAME if address is None else address.is_loopback


def is_own_host(host_header: str, settings: Settings) -> bool:
    """Whether a request that needs no key was sent to an address of the service.

    A page of another site can have its own name resolve to this machine (DNS rebinding), and
    would then read the answers; the name is all that tells. An address cannot be rebound.
    """
    host = _host(host_header)
    if host is None:
        return False
    if host in {settings.host.lower(), *settings.public_hosts}:
        return True
    if is_loopback(settings.host):
        return is_loopback(host)
    return _address(host) is not None


def is_named(host_header: str, settings: Settings, server: str) -> bool:
    """Whether a request was sent to an address that is known to be the service's.

    Only such an address is written into what others get to read.

    Args:
        host_header: of the request.
        settings: of the service.
        server: the address that the request came in at.
    """
    host = _host(host_header)
    if host is None:
        return False
    is_local = is_loopback(settings.host) and is_loopback(host)
    return is_local or host in {settings.host.lower(), *settings.public_hosts, server}


def is_own_origin(headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether a request does not come from a page of another origin.

    Browsers name the origin with every unsafe request, other clients do not name any.
    """
    if headers.get("sec-fetch-site", "none") not in _OWN_SITES:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        parts = urlsplit(origin)
        named = parts.netloc.lower()
    except ValueError:
        return False
    is_web = parts.scheme in {"http", "https"}
    return is_web and (
        named == headers.get("host", "").lower() or parts.hostname in settings.public_hosts
    )


def is_passed_on(headers: Mapping[str, str]) -> bool:
    """Whether a proxy says that it passes the request on for somebody else."""
    return any(name in headers for name in _PROXY_HEADERS)


def local_path(address: str) -> str:
    """The path to go to after sign-in: the address, if it is one of this service, or ``/``."""
    return address if _LOCAL_PATH.fullmatch(address) else "/"


def _host(header: str) -> str | None:
    """The name or address in a ``Host`` header, without the port."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return None
    return parts.hostname if parts.netloc == header and "@" not in header else None


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
