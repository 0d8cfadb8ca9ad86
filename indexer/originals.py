"""The files that documents were read from, where this installation may give them out.

These are the files that a collection keeps because they were sent to it, and what lies in the
folders that were indexed on this machine. The database names the file of a document, but it may
have been made elsewhere: what it names is looked at only where it is one of these.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath

from indexer.discovery import is_findable, is_what_was_read
from indexer.folders import KnownFolders, known_folders
from indexer.readers.names import path_of, readable_path
from search.backend import Backend
from search.kinds import ending_of
from search.layout import index_of
from search.staging import staged
from search.storage.files import FileRegister

# The folder of a collection that the files sent to it are in, each in one named by a hash.
ORIGINALS = "originals"
# By their endings, files with several documents that people open as one.
_MAILS = frozenset({".eml", ".emlx", ".msg"})
_HASH = re.compile("[0-9a-f]{16}", re.ASCII)


def original_of(index: Backend, document_id: str) -> Path | None:
    """The file that a document was read from, where nothing else was, or it is a mail.

    What is attached to a mail or older in it is found in the mail.

    Raises:
        IndexDamagedError: the note of what was indexed on this machine is not what was written.
    """
    files = index.store.files
    place = files.file_of(document_id)
    if place is None or not (ending_of(place) in _MAILS or files.count_documents(place) == 1):
        return None
    if (indexed := _there(_indexed_file(index.folder, place))) is not None:
        return indexed
    return _there(kept_original(index.folder, place))


def kept_original(index: Path, place: str) -> Path | None:
    """Where a collection keeps a file that was sent to it, ``None`` for any other file.

    The index may have been moved since, or restored in another folder.
    """
    folder, digest, name = ("", "", "", *PurePosixPath(place).parts)[-3:]
    if folder != ORIGINALS or not _HASH.fullmatch(digest) or name == "..":
        return None
    originals = index.resolve() / ORIGINALS
    path = originals / digest / name
    return path if path.resolve().is_relative_to(originals) else None


def stated_hashes(index: Path, files: FileRegister) -> dict[Path, str | None]:
    """The content hashes of the files that a collection keeps, as far as its documents have one.

    Args:
        index: the folder of the collection.
        files: of its database, or of a copy of that.
    """
    stated = files.content_hashes(f"/{ORIGINALS}/").items()
    found = ((kept_original(index, place), content_hash) for place, content_hash in stated)
    return {path: content_hash for path, content_hash in found if path is not None}


def strange_originals(index: Path, files: FileRegister) -> Iterator[Path]:
    """The files that a collection keeps and that are not what its documents were read from."""
    for path, stated in stated_hashes(index, files).items():
        if path.is_file():
            with path.open("rb") as stream:
                if is_what_was_read(stream, stated) is False:
                    yield path


@contextmanager
def pinned(index: Path) -> Iterator[Path | None]:
    """A folder with all the files that a collection keeps, which stay when others replace them.

    ``None`` where the folder of the collection cannot be written, or files have but one name.
    """
    originals = index.resolve() / ORIGINALS
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(staged(index))
            for path in originals.glob("*/*"):
                if path.is_file() and not path.is_symlink():
                    target = folder / path.relative_to(originals)
                    target.parent.mkdir(exist_ok=True)
                    with suppress(FileNotFoundError):  # replaced or deleted just now
                        target.hardlink_to(path)
        except OSError:
            yield None
            return
        yield folder


def find_again(index: Backend) -> None:
    """Let the database know the files that were sent by where they are since the index was moved.

    Whoever asks what comes from such a file, or whose a document is, asks by its path. A file that
    was indexed on this machine and is still there is none of them, whatever it is called.

    Args:
        index: of the collection.
    """
    originals = index.folder.resolve() / ORIGINALS
    places = index.store.files.moved(f"/{ORIGINALS}/", str(originals))
    found = {place: kept_original(index.folder, place) for place in places}
    moved = {
        place: str(path)
        for place, path in found.items()
        if path is not None and _there(_indexed_file(index.folder, place)) is None
    }
    if moved:
        index.store.files.move(moved)


def drop_unused(index: Backend, files: Iterable[str | None]) -> None:
    """Delete those of the files that the collection keeps for no document any more.

    Args:
        index: of the collection.
        files: absolute paths; others than originals are left alone.
    """
    places = [kept_original(index.folder, file) for file in files if file is not None]
    sent = dict.fromkeys(path for path in places if path is not None)
    if sent:
        find_again(index)
    for kept in sent:
        if not index.store.files.count_documents(str(kept)):
            index.store.files.forget(str(kept))
            kept.unlink(missing_ok=True)
            with suppress(OSError):  # another file of the name is on its way there
                kept.parent.rmdir()


def _indexed_file(index: Path, place: str) -> Path | None:
    """A file in one of the folders that were indexed on this machine."""
    known = known_folders(index)
    # Before the system is asked for anything: even to look may ask another machine.
    if not _is_named_below(place, known):
        return None
    path = path_of(place).resolve()
    is_below = any(is_findable(path, folder) for folder in known.paths)
    return path if is_below and not path.is_relative_to(index_of(index.resolve())) else None


def _there(path: Path | None) -> Path | None:
    return path if path is not None and path.is_file() else None


def _is_named_below(place: str, known: KnownFolders) -> bool:
    path = PurePosixPath(place)
    return ".." not in path.parts and any(
        path.is_relative_to(readable_path(folder)) for folder in known.paths
    )
