"""How a service is run."""

from dataclasses import dataclass
from pathlib import Path

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_AUDIT_DAYS = 90


@dataclass(frozen=True, slots=True)
class Settings:
    """What `shawahid serve` was told.

    Attributes:
        folder: the index folder.
        needs_key: whether nobody may read without a key. Where the service can be reached from
            this machine alone and no key was ever made, none is needed all the same.
        host: name or address to listen on.
        port: to listen on.
        public_hosts: further names, in lower case, by which browsers reach the service.
        secure_cookies: whether browsers are to send cookies by https only, whatever they used.
        audit: whether it is recorded who searched and read what.
        audit_days: days after which that is forgotten.
    """

    folder: Path
    needs_key: bool = True
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    public_hosts: frozenset[str] = frozenset()
    secure_cookies: bool = False
    audit: bool = False
    audit_days: int = DEFAULT_AUDIT_DAYS
