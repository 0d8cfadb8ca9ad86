"""The folders that an index was made from on this machine, and what is gone from them.

They are noted in a file beside the database and never come from it: a database may have been made
elsewhere, by whoever, and must not say which files of this machine belong to the archive.
"""

import errno
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.readers.names import path_of
from search.errors import IndexDamagedError
from search.paths import resolved
from search.storage.sqlite_file import explained

FILE_NAME = "folders.json"
# What the system says of a file that is not there; anything else means that it cannot tell.
_ABSENT = {errno.ENOENT, errno.ENOTDIR}


@dataclass(frozen=True, slots=True)
class KnownFolders:
    """What was indexed from here.

    Attributes:
        paths: absolute; folders, and files that were given by themselves.
        mounts: those of the folders with files where another file system was mounted.
    """

    paths: frozenset[Path] = frozenset()
    mounts: frozenset[Path] = frozenset()

    def lost_mount(self, path: Path) -> Path | None:
        """The folder over a path where nothing is mounted now, but was."""
        above = (folder for folder in (path, *path.parents) if folder in self.mounts)
        return next((folder for folder in above if not os.path.ismount(folder)), None)


class UnknownError(Exception):
    """Whether a file is there cannot be told; the message says where and why."""


def gone(place: str) -> Path | None:
    """Where a file was that is not there any more; ``None`` where there is one.

    Args:
        place: its absolute path in characters.

    Raises:
        UnknownError: the system cannot tell.
    """
    try:
        path = path_of(place)
        is_there = not stat.S_ISDIR(path.lstat().st_mode)  # a folder may have its name now
    except OSError as error:
        if error.errno not in _ABSENT:
            msg = f"{place} cannot be looked at: {error.strerror}"
            raise UnknownError(msg) from error
    else:
        if is_there:
            return None
    folder = standing(path)
    try:
        with os.scandir(folder):
            return path
    except OSError as error:
        msg = f"{folder} cannot be listed: {error.strerror}"
        raise UnknownError(msg) from error


def standing(path: Path) -> Path:
    """The nearest folder over a path that is there; a file of its name is none."""
    return next(folder for folder in path.parents if folder.is_dir())


def known_folders(index: Path) -> KnownFolders:
    """What was indexed from here into the index in a folder.

    Raises:
        IndexDamagedError: the file that says so is not what was written.
    """
    path = index / FILE_NAME
    try:
        noted = json.loads(path.read_text("utf-8"))
        return KnownFolders(_paths(noted["paths"]), _paths(noted["mounts"]))
    except FileNotFoundError:
        return KnownFolders()
    except (ValueError, KeyError, TypeError) as error:
        msg = (
            f"{path} is damaged ({error!r}): delete it, and give `shawahid index` the same folders"
            " once more"
        )
        raise IndexDamagedError(msg) from error


def remember(index: Path, given: Sequence[Path], files: Iterable[Path]) -> None:
    """Note what was indexed from here.

    Args:
        index: folder of the index; the caller holds its lock.
        given: files and folders.
        files: absolute paths of what was found there.
    """
    known = known_folders(index)
    roots = frozenset(resolved(path) for path in given)
    mounts = frozenset(_mounts(roots, {path.parent for path in files}))
    _write(index, KnownFolders(known.paths | roots, known.mounts | mounts), known)


def forget_mounts(index: Path, lost: Iterable[Path]) -> None:
    """Note that nothing is to be mounted there any more."""
    known = known_folders(index)
    _write(index, KnownFolders(known.paths, known.mounts - frozenset(lost)), known)


def _write(index: Path, folders: KnownFolders, known: KnownFolders) -> None:
    if folders == known:
        return
    path = index / FILE_NAME
    temporary = path.with_suffix(".new")
    content = {"paths": _texts(folders.paths), "mounts": _texts(folders.mounts)}
    with explained(path):
        temporary.unlink(missing_ok=True)
        temporary.touch(mode=0o600)
        temporary.write_text(json.dumps(content, indent=1), "utf-8")
        temporary.replace(path)


def _mounts(roots: Iterable[Path], folders: Iterable[Path]) -> Iterator[Path]:
    """Where something is mounted, from the folders up to that of the root."""
    seen: set[Path] = set()
    for folder in (*roots, *folders):
        for above in (folder, *folder.parents):
            if above in seen:
                break
            seen.add(above)
            if os.path.ismount(above):
                if above.name:  # the root of all is always there
                    yield above
                break


def _texts(paths: Iterable[Path]) -> list[str]:
    return sorted(map(str, paths))


def _paths(noted: list[str]) -> frozenset[Path]:
    return frozenset(map(Path, noted))
