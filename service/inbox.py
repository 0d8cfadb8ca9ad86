"""The folder of an index in which uploads lie from their first byte until they have been added.

Every service that runs has a part of it to itself, and holds the lock of that part for as long as
it lives: what lies in a part that nobody holds was left by one that was killed.
"""

import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from search.errors import IndexLockedError
from search.storage.sqlite_file import explained
from service.problems import STORAGE_FULL, TOO_MANY_JOBS, ProblemError

NAME = "uploads"
_LOCK = ".lock"
# Seconds in which room may be there again.
_RETRY_SECONDS = "30"
# Seconds for what others do under the lock: they move folders.
_LONGEST_WAIT = 60
# Of the disk, what uploads leave free: the index, sessions and the audit log are written as well.
_LEFT_FREE = 100_000_000
_LEFT_FREE_SHARE = 20


class Inbox:
    """The part of one service.

    Args:
        index: the folder of the index.
        most: bytes that may lie in the part.

    Attributes:
        index: the folder.
        looks_every: seconds after which it is seen whether another service has left uploads;
            ``None`` where one that was killed is begun again.
    """

    looks_every: float | None = None

    def __init__(self, index: Path, most: int) -> None:
        self.index = index
        self._folder = index / NAME
        self._most = most
        self._guard = threading.Lock()
        self._sizes: dict[str, int] = {}
        self._own: Path | None = None
        self._lock: FileLock | None = None

    @contextmanager
    def receive(self, size: int) -> Iterator[Path]:
        """A new folder for an upload, which stays unless the block fails.

        Args:
            size: bytes that will be written, as far as is known; see ``reserve``.

        Raises:
            ProblemError: there is no room for so many.
            IndexWriteError: the disk is full.
        """
        name = secrets.token_urlsafe(16)
        self.reserve(name, size)
        try:
            with explained(self._folder):
                folder = self._part() / name
                folder.mkdir(mode=0o700)
                self.check_disk()
                yield folder
        except BaseException:
            self.remove(name)
            raise
        with self._guard:
            self._sizes[name] = size_of(folder)

    def adopt(self) -> list[Path]:
        """Take over the uploads that lie in parts which nobody holds; gives their folders.

        Raises:
            IndexWriteError: the folder cannot be written.
        """
        adopted: list[Path] = []
        if not any(path.is_dir() for path in self._folder.glob("*")):
            return adopted
        with explained(self._folder):
            own = self._part()
            with self._among_services():
                for part in [path for path in self._folder.iterdir() if path.is_dir()]:
                    adopted += _taken_over(part, own)
        with self._guard:
            self._sizes.update({folder.name: size_of(folder) for folder in adopted})
        return adopted

    def keep(self, folder: Path) -> None:
        """Have an upload outlive this process: here it does, in its folder."""

    def has(self, name: str) -> bool:
        """Whether an upload is there, in whichever part it is."""
        if not self._folder.exists():
            return False
        # None is just being taken over, from a part not yet seen into one that was.
        with explained(self._folder), self._among_services():
            return any(self._folder.glob(f"*/{name}"))

    def remove(self, name: str) -> None:
        """Delete an upload of this part."""
        with self._guard:
            self._sizes.pop(name, None)
        if self._own is not None:
            shutil.rmtree(self._own / name, ignore_errors=True)

    def close(self) -> None:
        """Let go of the part; the next service takes over what lies in it."""
        if self._lock is None or self._own is None:
            return
        with self._among_services():
            if not any(path.is_dir() for path in self._own.iterdir()):
                shutil.rmtree(self._own)
            self._lock.release()
        self._own = self._lock = None

    def reserve(self, name: str, size: int) -> None:
        """Count so many bytes for an upload, in place of what was counted for it before.

        Raises:
            ProblemError: the part has no room for so many.
        """
        with self._guard:
            others = sum(bytes_ for other, bytes_ in self._sizes.items() if other != name)
            if others + size > self._most:
                raise ProblemError(TOO_MANY_JOBS, headers={"Retry-After": _RETRY_SECONDS})
            self._sizes[name] = size

    def check_disk(self, size: int = 0, folder: Path | None = None) -> None:
        """Make sure that there is room for so many bytes, and for what else has to be written.

        Args:
            size: bytes that are about to be written.
            folder: that they are written to; the inbox itself by default.

        Raises:
            ProblemError: there is not.
        """
        disk = shutil.disk_usage(folder or self._folder)
        if disk.free - size < min(_LEFT_FREE, disk.total // _LEFT_FREE_SHARE):
            raise ProblemError(STORAGE_FULL)

    def _part(self) -> Path:
        with self._guard:
            if self._own is None:
                self._own = self._make_part()
            return self._own

    def _make_part(self) -> Path:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        part = self._folder / secrets.token_hex(8)
        with self._among_services():
            part.mkdir(mode=0o700)
            self._lock = FileLock(part / _LOCK, thread_local=False)
            self._lock.acquire(timeout=0)
        return part

    @contextmanager
    def _among_services(self) -> Iterator[None]:
        """One service at a time makes a part, or takes over what was left in others."""
        path = self._folder / _LOCK
        lock = FileLock(path, timeout=_LONGEST_WAIT, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            msg = f"{path} is held by another program ({error}); try again when it has finished"
            raise IndexLockedError(msg) from error
        try:
            yield
        finally:
            lock.release()


def _taken_over(part: Path, own: Path) -> list[Path]:
    """The uploads of a part, where nobody holds it, after they were moved into another."""
    try:
        with FileLock(part / _LOCK).acquire(timeout=0):
            left = [path.rename(own / path.name) for path in part.iterdir() if path.is_dir()]
            shutil.rmtree(part)
            return left
    except Timeout:
        return []


def size_of(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.iterdir())
