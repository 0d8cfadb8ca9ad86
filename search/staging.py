"""Folders in which something is made that then appears whole or not at all.

One is readable by its owner alone. A process that is killed leaves it behind, which shows in a lock
that nobody holds: whoever makes the next one beside it removes it.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from filelock import FileLock, Timeout

PREFIX = ".shawahid-"
_LOCK_NAME = "lock"
# Nobody takes longer to lock a folder that was just made.
_LOCKING_SECONDS = 600.0


@contextmanager
def staged(parent: Path) -> Iterator[Path]:
    """A new folder in another one; it is removed at the end with what is still in it."""
    sweep_staged(parent)
    folder = Path(mkdtemp(prefix=PREFIX, dir=parent))
    try:
        with FileLock(folder / _LOCK_NAME):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_staged(parent: Path) -> None:
    """Remove what processes that were killed have left in a folder."""
    for folder in parent.glob(f"{PREFIX}*"):
        if folder.is_dir() and not folder.is_symlink() and _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    lock = folder / _LOCK_NAME
    try:
        if not lock.exists():
            return time.time() - folder.stat().st_mtime > _LOCKING_SECONDS
        with FileLock(lock, timeout=0):
            return True
    except (Timeout, OSError):  # in use, of another user, or gone by now
        return False
