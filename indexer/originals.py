"""The files that documents were read from, where this installation may give them out.

These are the files that a collection keeps because they were sent to it, and what lies in the
folders that were indexed on this machine. The database names the file of a document, but it may
have been made elsewhere: what it names is looked at only where it is one of these.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TypeVar

from indexer.discovery import is_findable, is_what_was_read
from indexer.folders import KnownFolders, known_folders
from indexer.readers.names import path_of, readable_path
from search.backend import Backend
from search.kinds import ending_of
from search.layout import index_of
from search.originals import ORIGINALS
from search.paths import resolved
from search.staging import staged
from search.storage.files import FileRegister
from search.storage.originals import FolderOriginals

T = TypeVar("T")

# By their endings, files with several documents that people open as one.
_MAILS = frozenset({".eml", ".emlx", ".msg"})


def original_of(index: Backend, document_id: str) -> Path | None:
    """The file that a document was read from, on this machine: see ``has_original``."""
    return _original(index, document_id, index.originals.path)


def has_original(index: Backend, document_id: str) -> bool:
    """Whether there is the file that a document was read from, and nothing else, or it is a mail.

    What is attached to a mail or older in it is found in the mail.

    Raises:
        IndexDamagedError: the note of what was indexed on this machine is not what was written.
    """
    return bool(_original(index, document_id, index.originals.has))


def fetch_original(index: Backend, document_id: str, folder: Path) -> Path | None:
    """The file that a document was read from: see ``has_original``.

    Args:
        index: of the collection.
        document_id: of the document.
        folder: into which it is written where it lies on a server.

    Raises:
        ServerError: the server does not answer.
        IndexWriteError: the folder cannot be written.
    """
    return _original(index, document_id, lambda place: index.originals.fetch(place, folder))


def _original(index: Backend, document_id: str, sent: Callable[[str], T]) -> Path | T | None:
    """The file of a document that was indexed on this machine, or what there is of one sent."""
    files = index.store.files
    place = files.file_of(document_id)
    if place is None or not (ending_of(place) in _MAILS or files.count_documents(place) == 1):
        return None
    if (indexed := _there(_indexed_file(index.folder, place))) is not None:
        return indexed
    return sent(place)


def stated_hashes(index: Path, files: FileRegister) -> dict[Path, str | None]:
    """The content hashes of the files that a collection keeps, as far as its documents have one.

    Args:
        index: the folder of the collection.
        files: of its database, or of a copy of that.
    """
    stated = files.content_hashes(f"/{ORIGINALS}/").items()
    originals = FolderOriginals(index)
    found = ((originals.place(place), content_hash) for place, content_hash in stated)
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
    places = index.store.files.moved(f"/{ORIGINALS}/", str(index.originals.root))
    found = {place: index.originals.place(place) for place in places}
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
    places = [index.originals.place(file) for file in files if file is not None]
    sent = dict.fromkeys(path for path in places if path is not None)
    if sent:
        find_again(index)
    for kept in sent:
        if not index.store.files.count_documents(str(kept)):
            index.store.files.forget(str(kept))
            index.originals.drop(kept)


def _indexed_file(index: Path, place: str) -> Path | None:
    """A file in one of the folders that were indexed on this machine."""
    known = known_folders(index)
    # Before the system is asked for anything: even to look may ask another machine.
    if not _is_named_below(place, known):
        return None
    path = resolved(path_of(place))
    is_below = any(is_findable(path, folder) for folder in known.paths)
    return path if is_below and not path.is_relative_to(index_of(index.resolve())) else None


def _there(path: Path | None) -> Path | None:
    return path if path is not None and path.is_file() else None


def _is_named_below(place: str, known: KnownFolders) -> bool:
    path = PurePosixPath(place)
    return ".." not in path.parts and any(
        path.is_relative_to(readable_path(folder)) for folder in known.paths
    )
