"""Follow folders: say when something below them has changed."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

# Milliseconds in which changes are gathered, so that a copied folder is one change.
GATHER_MS = 800


def changes(paths: Sequence[Path], stop: threading.Event | None = None) -> Iterator[set[Path]]:
    """The absolute paths that were made, changed or deleted, whenever there are some.

    Args:
        paths: files and folders to follow.
        stop: ends the following when it is set.
    """
    from watchfiles import watch

    for found in watch(*paths, step=GATHER_MS // 4, debounce=GATHER_MS, stop_event=stop):
        yield {Path(path).resolve() for _, path in found}
