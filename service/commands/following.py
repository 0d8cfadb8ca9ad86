"""What ``shawahid index`` does once, and again and again where it follows folders."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from service.commands.pruning import prune_into

if TYPE_CHECKING:
    from indexer.pruning import Confirm
    from indexer.run import RunOptions
    from indexer.summary import Summary
    from indexer.watching import Followed, Seen
    from search.backend import Backend
    from search.models.encoder import Encoder

# Until it is tried again, while another process writes to the index that follows a folder.
_LOCKED_SECONDS = 10.0


class Input(NamedTuple):
    """What to index: files and folders, all or what changed in them, and addresses of feeds.

    Where the folders are followed, it is said what is known from that.
    """

    files: Sequence[Path]
    feeds: Sequence[str]
    changed: Collection[Path] | None = None
    followed: "Followed | None" = None

    @property
    def wanted(self) -> set[Path]:
        """The files that are to be read, as far as that is known from following their folders."""
        there = self.followed.there if self.followed is not None else {}
        readable = {path for path, state in there.items() if state.fault is None}
        return readable if self.changed is None else readable.intersection(self.changed)


class Target:
    """The index that is written to, for as long as folders are followed."""

    def __init__(self, open_index: "Callable[[], Backend]") -> None:
        self._open = open_index
        self.index = open_index()

    def reopen(self) -> None:
        """Take the index that is there now: another one may have taken its place."""
        self.index.close()
        self.index = self._open()


Run = Callable[[Input], "Summary"]


def run_once(
    holder: Target,
    opener: "Callable[[], Encoder]",
    options: "RunOptions",
    pruning: "Confirm | None",
    source: Input,
) -> "Summary":
    """Read some input into the index, and delete what is gone where that is wanted."""
    from tempfile import gettempdir

    from indexer.discovery import find_files
    from indexer.fetching import fetch
    from indexer.folders import remember
    from indexer.pipeline import index_files
    from search.staging import staged
    from service.progress import indexing_progress

    target = holder.index
    with staged(Path(gettempdir())) as folder:
        fetched, failed = fetch(source.feeds, folder)
        found = find_files(source.files, source.changed)
        files = [*found, *fetched]
        with indexing_progress(sum(file.size for file in files)) as report:
            summary = index_files(target, opener, files, report, options)
    with target.writing():
        remember(target.folder, source.files, [file.path for file in found if file.fault is None])
    for skipped in failed:
        summary.skip(skipped)
    summary.unread |= source.wanted.difference(file.path for file in found if not file.fault)
    if pruning is not None:
        prune_into(summary, target, source.files, pruning, source.followed)
    return summary


def following(
    files: Sequence[Path], seen: "Seen", first: "Summary", run: Run, target: Target
) -> "Iterator[Summary]":
    """What is done about each change of the files, until somebody ends it."""
    from indexer.watching import changes, released

    contested, unread = first.contested, first.unread
    for changed, followed in changes(files, seen=seen, unread=unread):
        again = {*changed, *released(contested, changed)}
        found = patiently(run, Input(files, [], again, followed), target)
        contested |= found.contested
        unread |= found.unread
        yield found


def patiently(run: Run, source: Input, target: Target) -> "Summary":
    """Run as soon as no other process writes to the index."""
    from search.errors import IndexLockedError
    from service.terminal import print_failure

    while True:
        try:
            return run(source)
        except IndexLockedError as error:
            print_failure(error)
            time.sleep(_LOCKED_SECONDS)
            target.reopen()
