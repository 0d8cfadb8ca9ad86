"""Delete documents whose files are gone, where it is certain that they are.

A drive that is not mounted, a share that lists nothing for a moment and a folder that cannot be
read all look like files that were deleted. What looks like that is kept unless somebody says that
it is to go.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.discovery import holds_a_file
from indexer.folders import (
    KnownFolders,
    UnknownError,
    forget_mounts,
    gone,
    known_folders,
    standing,
)
from indexer.readers import Skipped
from indexer.readers.names import readable_path
from indexer.watching import Followed
from search.backend import Backend
from search.paths import resolved

# Documents that may go at once without asking, and the share of those below the given folders
# that may.
FEW = 10
SHARE = 0.1
_NOT_FOLLOWED = Followed()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Documents that seem to be gone, which somebody has to confirm.

    Attributes:
        place: the folder that it is about.
        reason: why it is not certain.
        documents: how many would be deleted.
    """

    place: str
    reason: str
    documents: int


# Whether what is doubted is to be deleted all the same.
Confirm = Callable[[Doubt], bool]


@dataclass(slots=True)
class Pruned:
    """What was done: how many documents were deleted, and what was kept and why."""

    deleted: int = 0
    kept: list[Skipped] = field(default_factory=list)


def prune(
    index: Backend,
    roots: Sequence[Path],
    vanished: Collection[str] = (),
    confirm: Confirm = lambda _: False,
    followed: Followed = _NOT_FOLLOWED,
) -> Pruned:
    """Delete the documents whose file below one of the roots, or place in it, is gone.

    Args:
        index: to delete from.
        roots: files and folders.
        vanished: ids of documents that their files no longer have.
        confirm: asked whether to delete what is doubted; by default it is kept.
        followed: what is known of files from following the roots.

    Raises:
        IndexLockedError: another process is writing to the index.
    """
    documents = _known(index, roots)
    search = _Search(roots, known_folders(index.folder), documents, followed)
    pruned = Pruned(kept=search.unknown())
    paths = {*search.moved}
    settled: list[Path] = []
    for folder, doubt, doubted in search.doubts():
        if confirm(doubt):
            paths |= doubted
            settled.append(folder)
        else:
            pruned.kept.append(_kept(doubt))
    ids: list[str] = []
    scale = search.scale(len(vanished))
    if scale is None or confirm(scale):
        paths |= search.certain
        ids += vanished
    else:
        pruned.kept.append(_kept(scale))
    with index.writing():
        forget_mounts(index.folder, settled)
        pruned.deleted = _delete(index, paths, ids)
    return pruned


def _known(index: Backend, roots: Sequence[Path]) -> dict[str, int]:
    """How many documents came from each file below the roots."""
    documents: dict[str, int] = {}
    for root in roots:
        documents |= index.store.files.below(str(readable_path(resolved(root))))
    return documents


def _delete(index: Backend, paths: Collection[str], ids: list[str]) -> int:
    """Delete documents, and those of files unless they have come back; returns how many."""
    still = [path for path in sorted(paths) if _is_gone_still(path)]
    for path in still:
        ids += index.store.files.documents(path)
    missing = index.store.delete(ids) if ids else []
    for path in still:
        index.store.files.forget(path)
    return len(ids) - len(missing)


def _is_gone_still(path: str) -> bool:
    try:
        return gone(path) is not None
    except UnknownError:
        return False


def _kept(doubt: Doubt) -> Skipped:
    reason = f"{doubt.reason}: nothing was deleted; if that is right, use --prune-all"
    return Skipped(doubt.place, reason)


class _Search:
    """Which of the known files are gone, and how certain that is.

    Args:
        roots: files and folders.
        folders: that the index was made from.
        documents: how many came from each of the files below the roots, by path.
        followed: what is known of the files from following the roots.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        folders: KnownFolders,
        documents: Mapping[str, int],
        followed: Followed,
    ) -> None:
        self._roots = {resolved(root) for root in roots}
        self._folders = folders
        self._documents = documents
        self._unknown: dict[str, int] = defaultdict(int)
        self._doubted: dict[tuple[Path, str], set[str]] = defaultdict(set)
        self.certain: set[str] = set()
        self.moved: set[str] = set()
        missing: dict[Path, dict[str, Path]] = defaultdict(dict)
        for place in documents:
            try:
                path = gone(place)
            except UnknownError as error:
                self._unknown[str(error)] += documents[place]
            else:
                if path in followed.moved:
                    self.moved.add(place)
                elif path is not None and path not in followed.there:
                    missing[standing(path)][place] = path
        for folder, places in missing.items():
            self._judge(folder, places)

    def unknown(self) -> list[Skipped]:
        """What cannot be looked at, hence is kept."""
        return [
            Skipped(message, f"the {count:,} documents below it are kept")
            for message, count in self._unknown.items()
        ]

    def doubts(self) -> Iterator[tuple[Path, Doubt, set[str]]]:
        """What may be gone: the folder that it is about, and the places of the files."""
        for (folder, reason), places in self._doubted.items():
            place = str(readable_path(folder))
            yield folder, Doubt(place, reason, self._count(places)), places

    def scale(self, vanished: int) -> Doubt | None:
        """Why all that is certain is too much to be deleted without asking."""
        count, known = self._count(self.certain) + vanished, sum(self._documents.values())
        if count <= FEW or count <= SHARE * known:
            return None
        places = ", ".join(str(readable_path(root)) for root in sorted(self._roots))
        reason = f"{count:,} of {known:,} documents would be deleted, more than a tenth"
        return Doubt(places, reason, count)

    def _judge(self, folder: Path, places: Mapping[str, Path]) -> None:
        """Sort files that are gone from below a folder, the nearest that is there."""
        for place, path in places.items():
            root = next(root for root in self._roots if path.is_relative_to(root))
            if (lost := self._folders.lost_mount(path)) is not None:
                self._doubted[lost, "a drive was mounted there and is not now"].add(place)
            elif not folder.is_relative_to(root):
                self._doubted[root, "is not there"].add(place)
            elif (emptied := self._emptied(folder, root, places)) is not None:
                self._doubted[emptied, "holds no file any more"].add(place)
            else:
                self.certain.add(place)

    def _emptied(self, folder: Path, root: Path, places: Collection[str]) -> Path | None:
        """The folder that lists nothing, as a share does that has lost its server."""
        many = self._count(places) > FEW
        above = (each for each in (folder, *folder.parents) if each.is_relative_to(root))
        suspects = [
            each
            for each in above
            if each == root or os.path.ismount(each) or (many and each == folder)
        ]
        return next((each for each in reversed(suspects) if not holds_a_file(each)), None)

    def _count(self, places: Collection[str]) -> int:
        return sum(self._documents[place] for place in places)
