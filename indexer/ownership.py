"""Whose an id is: a document is replaced by its own source, and by no other one.

A feed, a mail or a file from elsewhere says the ids of its documents itself, so that it could put
its text in the place of any document that is cited already.
"""

from pathlib import Path

from indexer.discovery import WEB, InputFile
from indexer.folders import UnknownError, gone, known_folders


def why_taken(index: Path, owner: str | None, file: InputFile, *, has_let_go: bool) -> str | None:
    """Whose a document is that a file would replace, ``None`` where it may.

    Args:
        index: folder of the index.
        owner: the file or feed that the document came from, ``None`` where it was sent by itself.
        file: that has a document of the same id.
        has_let_go: whether the owner was read to its end and has no such document any more.
    """
    if owner is None:
        return "a document that came from no file"
    if owner == file.place:
        return None
    is_from_web = file.is_feed or owner.startswith(WEB)
    is_free = not is_from_web and (has_let_go or _has_moved(index, owner))
    return None if is_free else owner


def _has_moved(index: Path, place: str) -> bool:
    """Whether a file is gone for certain, so that another one may be what it has become."""
    try:
        path = gone(place)
    except UnknownError:
        return False
    return path is not None and known_folders(index).lost_mount(path) is None
