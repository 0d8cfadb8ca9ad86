"""Follow folders: say when something below them has changed.

The system's events only say when to look: they miss what is in a folder before it is followed, and
come for a renamed folder alone. What has changed is told by comparing what is there.
"""

import logging
import os
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from indexer.discovery import find_files

logger = logging.getLogger(__name__)

# Milliseconds in which events are gathered, so that a copied folder is one change.
GATHER_MS = 800
# Milliseconds after which is looked without an event: file systems of other machines send none.
RECONCILE_MS = 60_000

# What tells whether a file is still the same, by its absolute path.
Seen = Mapping[Path, object]


def look(paths: Collection[Path]) -> Seen:
    """What is at and below some paths now."""
    return {file.path: file.fault or _identity(file.path) for file in find_files([*paths])}


def changes(
    paths: Sequence[Path], stop: threading.Event | None = None, seen: Seen | None = None
) -> Iterator[set[Path]]:
    """The absolute paths that were made, changed or deleted, whenever there are some.

    Args:
        paths: files and folders to follow; they may go and come back.
        stop: ends the following when it is set.
        seen: what was there before; by default what is there now.
    """
    before = look(paths) if seen is None else seen
    for _ in _signals(paths, stop or threading.Event()):
        now = look(paths)
        changed = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
        before = now
        if changed:
            yield changed


def _signals(paths: Sequence[Path], stop: threading.Event) -> Iterator[None]:
    """Now, and whenever it may be worth looking again."""
    yield
    while not stop.is_set():
        followed = _there(paths)
        try:
            for _ in _events(list(followed), stop):
                yield
                if _there(paths) != followed:  # one went, or is another one of the same name
                    break
        except OSError as error:
            logger.warning("%s", error)
            stop.wait(GATHER_MS / 1000)
        yield


def _events(paths: Sequence[Path], stop: threading.Event) -> Iterator[object]:
    from watchfiles import watch

    if not paths:
        stop.wait(GATHER_MS / 1000)
        return
    yield from watch(
        *paths,
        watch_filter=None,
        step=GATHER_MS // 4,
        debounce=GATHER_MS,
        stop_event=stop,
        rust_timeout=RECONCILE_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )


def _there(paths: Sequence[Path]) -> dict[Path, object]:
    return {path: (at.st_dev, at.st_ino) for path in paths if (at := _found(path)) is not None}


def _identity(path: Path) -> object:
    at = _found(path)
    return at and (at.st_dev, at.st_ino, at.st_size, at.st_mtime_ns, at.st_ctime_ns)


def _found(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
