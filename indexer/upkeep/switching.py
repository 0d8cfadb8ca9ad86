"""Put collections in the place of others, all of them or none.

What is to come is made in a folder that is laid out like the index. Renaming that folder decides:
from then on the switch is finished, if not by this process, then by the next one.
"""

import logging
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from indexer.upkeep.copying import keep_current, replace_index
from search.errors import IndexLockedError, IndexWriteError
from search.layout import (
    COLLECTIONS,
    FILE_NAME,
    SWITCHING,
    collection_folder,
    collection_names,
    hold,
    is_index,
    writer_lock,
)
from search.originals import ORIGINALS
from search.staging import sweep_staged
from search.storage.sqlite_file import explained, remove_journals

# The folder of files that come beside the collections where there are none of their names.
BESIDE = "beside"
# What a restore replaces is kept under this name until the next one.
REPLACED_ORIGINALS = "replaced-originals"

logger = logging.getLogger(__name__)


def switch(index: Path, other: Path, names: Collection[str]) -> dict[str, Path | None]:
    """Put collections in the place of those of the same names.

    Args:
        index: folder of the index.
        other: a folder in it, which is laid out like it and is moved away.
        names: of the collections in it.

    Returns:
        Where the database of each that was replaced is kept, ``None`` where there was none.

    Raises:
        IndexLockedError: another process is writing to one of them; nothing was done.
        IndexWriteError: the disk is full. If it was decided already, the next command goes on.
    """
    finish_switch(index)  # of a switch before, which a full disk may have ended halfway
    with _holding(index, names), explained(index):
        kept = {name: keep_current(collection_folder(index, name)) for name in names}
        for name in names:
            # Tells that they have yet to be switched, also where none come.
            originals = collection_folder(other, name) / ORIGINALS
            originals.mkdir(mode=0o700, exist_ok=True)
            originals.chmod(0o700)  # where it came with files
        other.rename(index / SWITCHING)
        _sync(index)
        _finish(index, names)
    return kept


def sweep(index: Path) -> None:
    """Finish or remove what processes that were killed have left in an index folder.

    What another process is at work on is left alone.
    """
    if not index.is_dir():
        return
    try:
        finish_switch(index)
        for folder in (index, *index.glob(f"{COLLECTIONS}/*")):
            sweep_staged(folder)
        for folder in index.glob(f"{COLLECTIONS}/.deleted-*"):
            shutil.rmtree(folder, ignore_errors=True)
    except (IndexLockedError, IndexWriteError) as error:  # of another user, say
        logger.warning("%s", error)


def finish_switch(index: Path) -> None:
    """Finish a switch that was decided and broken off; nothing without one.

    Raises:
        IndexLockedError: another process is at it, or is writing.
        IndexWriteError: the disk is full.
    """
    decided = index / SWITCHING
    if decided.is_dir():
        names = [name for name in collection_names(decided) if _has(decided, name)]
        with _holding(index, names), explained(index):
            if decided.is_dir():
                _finish(index, names)


def _has(index: Path, name: str) -> bool:
    return is_index(collection_folder(index, name))


@contextmanager
def _holding(index: Path, names: Collection[str]) -> Iterator[None]:
    """Hold the locks of collections, which are made where there are none, and of the index."""
    with ExitStack() as stack:
        for folder in dict.fromkeys([index, *(collection_folder(index, name) for name in names)]):
            with explained(folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                stack.enter_context(hold(writer_lock(folder), folder))
        yield


def _finish(index: Path, names: Collection[str]) -> None:
    decided = index / SWITCHING
    for name in names:
        folder, other = collection_folder(index, name), collection_folder(decided, name)
        _replace_originals(other / ORIGINALS, folder / ORIGINALS)
        replace_index(folder, other)
        # What is written to the collection from now on must not be replaced once more.
        for path in sorted(other.glob(f"{FILE_NAME}*")):
            path.unlink()
    _move_new(decided / BESIDE, index)
    shutil.rmtree(decided)


def _replace_originals(source: Path, target: Path) -> None:
    """Put the files that were sent to a collection in the place of others, which are kept aside.

    A document of a backup must not come with a file that was sent after it.
    """
    if not source.is_dir():  # moved by a run that was broken off after it
        return
    if target.is_dir():
        aside = target.with_name(REPLACED_ORIGINALS)
        if aside.is_dir():
            shutil.rmtree(aside)
        target.rename(aside)
    source.rename(target)


def _move_new(source: Path, target: Path) -> None:
    """Move what is there no file of that name of; folders are merged."""
    if source.is_dir():
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in source.iterdir():
            _move_new(path, target / path.name)
    elif source.is_file() and not target.exists():
        remove_journals(target)
        source.rename(target)


def _sync(folder: Path) -> None:
    """Have the names in a folder written to the disk."""
    if os.name == "nt":  # where a folder cannot be opened
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
