"""The files that were sent to a collection and stay with it, whoever keeps them."""

import re
from pathlib import Path, PurePath, PurePosixPath
from typing import Protocol

# The folder that they are in, each in one named by a hash of what its sender calls it.
ORIGINALS = "originals"
_HASH = re.compile("[0-9a-f]{16}", re.ASCII)


class Originals(Protocol):
    """The files of a collection, by the places that its database knows them by."""

    @property
    def root(self) -> PurePath:
        """The folder that their places are below."""

    def place(self, place: str) -> PurePath | None:
        """Where the collection keeps a file that was sent to it, ``None`` for any other file.

        The index may have been moved since, or restored in another folder.
        """

    def path(self, place: str) -> Path | None:
        """The file, where it lies on this machine."""

    def has(self, place: str) -> bool:
        """Whether the file is kept."""

    def fetch(self, place: str, folder: Path) -> Path | None:
        """The file; from a server it is written into a folder.

        Raises:
            ServerError: the server does not answer.
            IndexWriteError: the folder cannot be written.
        """

    def keep(self, place: PurePath, sent: Path) -> None:
        """Keep a file, and leave it where it is; again does nothing.

        Args:
            place: where it is kept.
            sent: the file.

        Raises:
            ServerError: the server does not answer.
            IndexWriteError: it cannot be written.
        """

    def drop(self, place: PurePath) -> None:
        """Delete a file; one that is not there is deleted already."""


def named_in(place: str) -> tuple[str, str] | None:
    """The hash and the name of a file that was sent, ``None`` for any other file."""
    folder, digest, name = ("", "", "", *PurePosixPath(place).parts)[-3:]
    if folder != ORIGINALS or not _HASH.fullmatch(digest) or name == "..":
        return None
    return digest, name
