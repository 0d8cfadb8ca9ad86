"""Folders in which something is made that then appears whole or not at all.

One is readable by its owner alone. A process that is killed leaves it behind, which shows in the
lock beside it that nobody holds: whoever makes the next one removes both.
"""

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = ".shawahid-"
_LOCK = ".lock"
# Has the path of the folder that is noted.
_ELSEWHERE = "elsewhere"
# Seconds for a lock that nobody else knows of, but for whoever sweeps the folder.
_PATIENCE = 5.0


@contextmanager
def staged(parent: Path) -> Iterator[Path]:
    """A new folder in another one; it is removed at the end with what is still in it.

    Raises:
        OSError: the other one takes no files.
    """
    sweep_staged(parent)
    folder, lock = _locked(parent)
    try:
        folder.mkdir(mode=0o700)
        yield folder
    finally:
        _remove(folder)
        lock.release()


@contextmanager
def noted(parent: Path, elsewhere: Path) -> Iterator[None]:
    """Note in a folder that something is staged in another one: sweeping it sweeps the other, too.

    Nothing is noted where it cannot be written.
    """
    with ExitStack() as stack:
        with suppress(OSError):
            parent.stat()  # the lock would make it
            note = stack.enter_context(staged(parent)) / _ELSEWHERE
            note.write_bytes(os.fsencode(elsewhere.resolve()))
        yield


def sweep_staged(parent: Path) -> None:
    """Remove what processes that were killed have left in a folder, and where they noted in it."""
    for path in parent.glob(f"{PREFIX}*{_LOCK}"):
        folder = path.with_suffix("")
        try:
            with FileLock(path, timeout=0):
                elsewhere = _noted_in(folder)
                _remove(folder)
        except (Timeout, OSError):  # in use, of another user, or gone by now
            continue
        if elsewhere is not None:
            sweep_staged(elsewhere)


def _noted_in(folder: Path) -> Path | None:
    """Where a killed process has staged something beside a folder of its own."""
    try:
        place = (folder / _ELSEWHERE).read_bytes()
    except OSError:
        return None
    # Cut off, it may be the path of another folder, in which nothing is removed that is in use.
    return Path(os.fsdecode(place)) if place else None


def _locked(parent: Path) -> tuple[Path, FileLock]:
    """The path of a folder that is to be made, and the lock that says so."""
    while True:
        folder = parent / f"{PREFIX}{secrets.token_hex(8)}"
        lock = FileLock(_lock_of(folder), mode=0o600)
        # Where no file can be made at all, as in /proc, it would be waited for without end.
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise OSError(errno.EACCES, "no file can be made there", str(parent)) from error
        if _lock_of(folder).exists():  # not swept before it was locked
            return folder, lock
        lock.release()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _lock_of(folder).unlink(missing_ok=True)


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}{_LOCK}")
