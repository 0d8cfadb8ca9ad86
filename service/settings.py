"""How a service is run."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line reads the defaults below before it needs pydantic
    from search.cluster.address import Address
    from service.alerts.settings import AlertSettings

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
DEFAULT_AUDIT_DAYS = 90
# Beyond this an answer comes too late for whoever asked, and takes memory meanwhile.
WAITING_PER_RUNNING = 16


# Of memory for a process that answers, beside what all of them map.
_MEMORY_PER_WORKER = 2_000_000_000
# Those of a machine of many cores that nobody has spoken of.
_MOST_WORKERS = 4
# Bytes that a container may have, or "max"; the system itself tells those of the machine.
_MEMORY_OF_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def default_workers() -> int:
    """Processes that answer: one for each core, where there is memory for them."""
    if os.name != "posix":  # elsewhere they cannot share what they listen at
        return 1
    return max(1, min(os.cpu_count() or 1, _memory() // _MEMORY_PER_WORKER, _MOST_WORKERS))


def _memory() -> int:
    """Bytes of memory that this process and its like may have."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        allowed = _MEMORY_OF_CONTAINER.read_text("ascii").strip()
    except OSError:  # no container, or one that says so elsewhere
        return memory
    return min(memory, int(allowed)) if allowed.isdigit() else memory


DEFAULT_MAX_UPLOAD = 1_000_000_000
# Of the greatest size; the disk has to have room for them twice.
UPLOADS_WAITING = 4


@dataclass(frozen=True, slots=True)
class Settings:
    """What `shawahid serve` was told.

    Attributes:
        place: of the index: its folder, or the address of servers.
        needs_key: whether nobody may read without a key. Where the service can be reached from
            this machine alone and no key was ever made, none is needed all the same.
        host: name or address to listen on.
        port: to listen on.
        public_hosts: further names, in lower case, by which browsers reach the service.
        secure_cookies: whether browsers are to send cookies by https only, whatever they used.
        audit: whether it is recorded who searched and read what.
        audit_days: days after which that is forgotten.
        running: searches that run at a time.
        deadline_seconds: within which an answer begins, with the time in which it waits.
        drain_seconds: in which a service that was told to stop still answers new requests, so
            that a load balancer can notice.
        logs_requests: whether every request is logged.
        max_upload: bytes of one upload of documents.
        alerts: how news of saved searches are sent; ``None`` where none are.
        source_names: what pages call sources, by what is stored of them.
    """

    place: "Path | Address"
    needs_key: bool = True
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    public_hosts: frozenset[str] = frozenset()
    secure_cookies: bool = False
    audit: bool = False
    audit_days: int = DEFAULT_AUDIT_DAYS
    running: int = field(default_factory=lambda: os.cpu_count() or 1)
    deadline_seconds: float = 10.0
    drain_seconds: float = 1.0
    logs_requests: bool = True
    max_upload: int = DEFAULT_MAX_UPLOAD
    alerts: "AlertSettings | None" = None
    source_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def most_uploaded(self) -> int:
        """Bytes of all uploads that wait, at most."""
        return UPLOADS_WAITING * self.max_upload

    @property
    def waiting(self) -> int:
        """Searches that wait for their turn, at most."""
        return WAITING_PER_RUNNING * self.running
