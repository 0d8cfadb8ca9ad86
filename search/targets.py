"""Files that are written to a path somebody names: whole, private, and not everywhere."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from search.errors import TargetError
from search.layout import FILE_NAME, LOCK_NAME, SERVICE_FILE_NAME
from search.staging import noted, staged
from search.storage.sqlite_file import explained

# Each tells a folder of an index, or of a collection, also where others are missing.
_MARKS = (FILE_NAME, SERVICE_FILE_NAME, LOCK_NAME)


@contextmanager
def written(target: Path, index: Path | None = None) -> Iterator[Path]:
    """A new file to write, which takes the place of another one when all is done.

    Its owner alone may read it. Where the block fails, nothing has changed.

    Args:
        target: where it is to be; what is there is replaced.
        index: the folder of the index that is written there. What is left when this process is
            killed is removed with what is left in that, and not only by the next file beside it.

    Raises:
        TargetError: no file may be written there.
        IndexWriteError: the disk is full, or the folder cannot be written.
    """
    check_target(target)
    with ExitStack() as stack:
        stack.enter_context(explained(target))
        if index is not None:
            stack.enter_context(noted(index, target.parent))
        part = stack.enter_context(staged(target.parent)) / "part"
        part.touch(mode=0o600)
        yield part
        put(part, target)


def check_target(target: Path) -> None:
    """Refuse, before the work, a path at which no file may be written.

    Raises:
        TargetError: it is in no folder, is something else than a file, such as a link, or lies in
            the folder of an index.
    """
    if not target.parent.is_dir():
        msg = f"there is no folder {target.parent}: make it first"
        raise TargetError(msg)
    if target.is_symlink() or (target.exists() and not target.is_file()):
        msg = f"{target} is a link, a folder, a pipe or a device: name a file"
        raise TargetError(msg)
    folder = target.parent.resolve()
    for each in (folder, *folder.parents):
        if any((each / mark).is_file() for mark in _MARKS):
            msg = f"{target} is in the folder of an index, {each}: name a file outside it"
            raise TargetError(msg)


def put(file: Path, target: Path) -> None:
    """Put a file in the place of another one, such that no power cut leaves half of it there."""
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
    file.replace(target)
