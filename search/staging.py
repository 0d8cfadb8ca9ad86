"""Folders in which something is made that then appears whole or not at all.

One is readable by its owner alone. A process that is killed leaves it behind, which shows in the
lock beside it that nobody holds: whoever makes the next one removes both.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = ".shawahid-"
_LOCK = ".lock"


@contextmanager
def staged(parent: Path) -> Iterator[Path]:
    """A new folder in another one; it is removed at the end with what is still in it."""
    sweep_staged(parent)
    folder, lock = _locked(parent)
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        _remove(folder)
        lock.release()


def sweep_staged(parent: Path) -> None:
    """Remove what processes that were killed have left in a folder."""
    for path in parent.glob(f"{PREFIX}*{_LOCK}"):
        try:
            with FileLock(path, timeout=0):
                _remove(path.with_suffix(""))
        except (Timeout, OSError):  # in use, of another user, or gone by now
            continue


def _locked(parent: Path) -> tuple[Path, FileLock]:
    """The path of a folder that is to be made, and the lock that says so."""
    while True:
        folder = parent / f"{PREFIX}{secrets.token_hex(8)}"
        lock = FileLock(_lock_of(folder), mode=0o600)
        lock.acquire()
        if _lock_of(folder).exists():  # not swept before it was locked
            return folder, lock
        lock.release()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _lock_of(folder).unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}{_LOCK}")
