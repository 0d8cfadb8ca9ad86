"""The address of an index on servers: postgresql://USER@HOST/DATABASE?milvus=http://HOST:PORT."""

import hashlib
import os
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from platformdirs import user_data_path

from search.errors import AddressError

SCHEMES = ("postgresql", "postgres")
MILVUS = "milvus"
EXAMPLE = "postgresql://USER@HOST/DATABASE?milvus=http://HOST:19530"
# Of two letters at least: the drives of Windows have one.
_SCHEME = re.compile("[A-Za-z][A-Za-z0-9+.-]+://")
TOKEN, TOKEN_FILE = "SHAWAHID_MILVUS_TOKEN", "SHAWAHID_MILVUS_TOKEN_FILE"


class Address(NamedTuple):
    """Where an index on servers is; no secret is in it.

    Attributes:
        postgres: address of the database, with what else libpq is told, such as ``sslmode``.
        milvus: address of the vectors: http, or https for TLS.
    """

    postgres: str
    milvus: str

    def __str__(self) -> str:
        """As it was given."""
        joint = "&" if urlsplit(self.postgres).query else "?"
        return f"{self.postgres}{joint}{MILVUS}={self.milvus}"

    @property
    def folder(self) -> Path:
        """The folder with what is known of the index on this machine alone."""
        name = hashlib.sha256(str(self).encode()).hexdigest()[:16]
        return user_data_path("shawahid") / "servers" / name

    @staticmethod
    def read(text: str) -> "Address":
        """The address that a text is.

        Raises:
            AddressError: it is none, or has a secret, which other users of the machine could see.
        """
        try:
            parts = urlsplit(text)
            known = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
            milvus = [value for name, value in known if name == MILVUS]
            others = [(name, value) for name, value in known if name != MILVUS]
            server = urlsplit(milvus[0]) if milvus else None
            has_port = server is not None and server.port is not None
        except ValueError as error:
            msg = f"the address of the index cannot be read ({error}): expected {EXAMPLE}"
            raise AddressError(msg) from error
        if parts.scheme not in SCHEMES:
            msg = f"{parts.scheme}:// is no address of an index: expected a folder, or {EXAMPLE}"
            raise AddressError(msg)
        if not parts.path.strip("/"):
            msg = f"the address of the index names no database: expected {EXAMPLE}"
            raise AddressError(msg)
        if parts.password is not None or any(name == "password" for name, _ in others):
            msg = (
                "the address of the index has a password, which other users of this machine can"
                " see: leave it out, and give it in PGPASSWORD or in the file ~/.pgpass"
            )
            raise AddressError(msg)
        if len(milvus) != 1 or server is None or server.scheme not in {"http", "https"}:
            msg = f"the address of the index names no Milvus server: expected {EXAMPLE}"
            raise AddressError(msg)
        if server.username is not None or server.query or server.path.strip("/"):
            msg = (
                "the address of Milvus is http://HOST:PORT or https://HOST:PORT alone; its token"
                f" (USER:PASSWORD) comes from {TOKEN}, or from the file that {TOKEN_FILE} names"
            )
            raise AddressError(msg)
        if not server.hostname or not has_port:
            msg = f"the address of Milvus has no host and port: expected {EXAMPLE}"
            raise AddressError(msg)
        postgres = urlunsplit(("postgresql", parts.netloc, parts.path, urlencode(others), ""))
        return Address(postgres, milvus[0].rstrip("/"))


def is_address(text: str) -> bool:
    """Whether a text is meant for an address of servers, and not for a folder."""
    is_of_ours = text.startswith(tuple(f"{scheme}:" for scheme in SCHEMES))
    return is_of_ours or _SCHEME.match(text) is not None


def milvus_token() -> str:
    """The secret for Milvus, empty where there is none.

    Raises:
        AddressError: the file that is named for it cannot be read.
    """
    named = os.environ.get(TOKEN_FILE)
    if named is None:
        return os.environ.get(TOKEN, "")
    try:
        return Path(named).read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        msg = f"{named}, which {TOKEN_FILE} names, cannot be read ({error})"
        raise AddressError(msg) from error
