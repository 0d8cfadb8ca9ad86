"""Follow folders: say when something below them has changed.

The system's events only say when to look: they miss what is in a folder before it is followed, and
come for a renamed folder alone. What has changed is told by comparing what is there.
"""

import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, MutableSet, Sequence
from pathlib import Path
from typing import NamedTuple

from indexer.discovery import InputFile, find_files
from indexer.readers.names import path_of, readable_path

logger = logging.getLogger(__name__)

# Milliseconds in which events are gathered, so that a copied folder is one change.
GATHER_MS = 800
# Milliseconds after which is looked without an event: file systems of other machines send none.
RECONCILE_MS = 60_000
# Files that are gone and may come back elsewhere: of more, those that went first are forgotten.
MOST_LOST = 100_000


class FileState(NamedTuple):
    """What tells whether a file is still the same.

    Attributes:
        content: stays the same wherever the file is moved to.
        changed: when the file, or its name, was changed last, in nanoseconds.
        fault: why it must not be opened.
    """

    content: tuple[int, ...] = ()
    changed: int = 0
    fault: str | None = None


# By absolute paths.
Seen = Mapping[Path, FileState]
_NOTHING: Seen = {}


class Followed(NamedTuple):
    """What is known of files from following their folders.

    Attributes:
        moved: where files were that are elsewhere below the folders by now; absolute.
        there: where files were when it was looked last; absolute. What has become of one that is
            not there any more is told the next time.
    """

    moved: Collection[Path] = ()
    there: Seen = _NOTHING


class Changes(NamedTuple):
    """What has changed.

    Attributes:
        paths: absolute; files that were made, changed or deleted.
        followed: what is known of the others.
    """

    paths: set[Path]
    followed: Followed


def look(paths: Collection[Path]) -> Seen:
    """What is at and below some paths now."""
    return {file.path: _state(file) for file in find_files([*paths])}


def changes(
    paths: Sequence[Path],
    stop: threading.Event | None = None,
    seen: Seen | None = None,
    unread: MutableSet[Path] | None = None,
) -> Iterator[Changes]:
    """What was made, changed, moved or deleted, whenever there is something.

    Args:
        paths: files and folders to follow; they may go and come back.
        stop: ends the following when it is set.
        seen: what was there before; by default what is there now.
        unread: absolute paths of files that could not be read, which are told of once more as long
            as they are there; whoever reads them adds to it.
    """
    unread = set() if unread is None else unread
    before = look(paths) if seen is None else seen
    lost: dict[tuple[int, ...], set[Path]] = defaultdict(set)
    for _ in _signals(paths, stop or threading.Event()):
        now = look(paths)
        changed = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
        # Their folder may have been elsewhere for a moment, by which they did not change.
        changed |= unread & now.keys()
        unread.clear()
        for path in before.keys() - now.keys():
            if before[path].content:
                lost[before[path].content].add(path)
        found = [now[path].content for path in now.keys() - before.keys() if now[path].content]
        moved = {path for content in found for path in lost.pop(content, ())}
        while len(lost) > MOST_LOST:
            del lost[next(iter(lost))]
        before = now
        if changed:
            yield Changes(changed, Followed(moved, now))


def released(contested: Mapping[str, Collection[str]], changed: Collection[Path]) -> Iterator[Path]:
    """The files that are to be read once more, since another file may have let go of their ids.

    Args:
        contested: of the summaries so far.
        changed: absolute paths.
    """
    places = {str(readable_path(path)) for path in changed}
    for place, owners in contested.items():
        if not places.isdisjoint(owners):
            yield path_of(place)


def _signals(paths: Sequence[Path], stop: threading.Event) -> Iterator[None]:
    """Now, and whenever it may be worth looking again."""
    yield
    while not stop.is_set():
        followed = _there(paths)
        due = 0.0  # at once: something may have happened before the system began to send events
        try:
            for events in _events(list(followed), stop):
                if events or time.monotonic() > due:
                    due = time.monotonic() + RECONCILE_MS / 1000
                    yield
                if _there(paths) != followed:  # one went, or is another one of the same name
                    break
        except (OSError, RuntimeError) as error:  # the latter for names that are no UTF-8
            logger.warning("%s", error)
            stop.wait(GATHER_MS / 1000)
        yield


def _events(paths: Sequence[Path], stop: threading.Event) -> Iterator[Collection[object]]:
    """What the system says, which may be nothing for a while."""
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
        rust_timeout=GATHER_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )


def _there(paths: Sequence[Path]) -> dict[Path, object]:
    return {path: (at.st_dev, at.st_ino) for path in paths if (at := _found(path)) is not None}


def _state(file: InputFile) -> FileState:
    at = _found(file.path) if file.fault is None else None
    if at is None:
        return FileState(fault=file.fault)
    content = (at.st_dev, at.st_ino, at.st_size, at.st_mtime_ns)
    return FileState(content, at.st_ctime_ns)


def _found(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
