"""Where a service keeps what is its own: beside an index folder, or on the servers of an index."""

from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from search.cluster.address import Address
from search.errors import MissingExtraError
from service.access.rates import Limits, Rates
from service.database import Database, ServiceDatabase
from service.inbox import Inbox

LOCK_NAME = "batches.lock"


class Turn(Protocol):
    """What one process of all does, for as long as it lives; asked by one thread."""

    def is_mine(self) -> bool:
        """Whether this is the process that does it."""

    def release(self) -> None:
        """Leave it to another one."""


class ServiceHome(Protocol):
    """Where it is kept."""

    @property
    def database(self) -> Database:
        """Keys, sessions, what readers keep, jobs, and the audit log."""

    def limits(self, rates: Rates) -> Limits:
        """What counts how often callers ask; ``rates`` does for the processes of one machine."""

    def inbox(self, most: int) -> Inbox:
        """Where uploads lie: at most so many bytes of this process."""

    def turn(self) -> Turn:
        """Whose turn it is to ask the questions of lists."""


class FolderServiceHome:
    """Beside the index in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.database: Database = ServiceDatabase(folder)

    def limits(self, rates: Rates) -> Limits:
        """Those of this machine."""
        return rates

    def inbox(self, most: int) -> Inbox:
        """In the folder."""
        return Inbox(self._folder, most)

    def turn(self) -> Turn:
        """By a lock in the folder."""
        return FileTurn(self._folder)


class FileTurn:
    """Whose turn it is among the processes that share a folder."""

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(folder / LOCK_NAME, mode=0o600, thread_local=False)

    def is_mine(self) -> bool:
        """Whether this is the process that does it."""
        if self._lock.is_locked:
            return True
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        return True

    def release(self) -> None:
        """Leave it to another one."""
        self._lock.release(force=True)


def service_home_at(place: Path | Address) -> ServiceHome:
    """Where the service of an index keeps what is its own; it is made where there is nothing.

    Raises:
        IndexMissingError: there is no index.
        IndexMismatchError: it was made by a newer version.
        MissingExtraError: the optional part ``cluster`` is not installed.
    """
    if isinstance(place, Path):
        return FolderServiceHome(place)
    try:
        from service.servers.home import ServerServiceHome
    except ModuleNotFoundError as error:
        raise MissingExtraError("cluster") from error
    return ServerServiceHome(place)
