"""The files that were sent to a collection, in its folder."""

import shutil
from contextlib import suppress
from pathlib import Path, PurePath

from search.originals import ORIGINALS, named_in
from search.paths import resolved
from search.storage.sqlite_file import explained


class FolderOriginals:
    """See ``search.originals.Originals``.

    Args:
        index: the folder of the collection.
    """

    def __init__(self, index: Path) -> None:
        self._index = index

    @property
    def root(self) -> Path:
        """The folder that they are in."""
        return self._index.resolve() / ORIGINALS

    def place(self, place: str) -> Path | None:
        """Where a file is that was sent, ``None`` for any other file."""
        found = named_in(place)
        if found is None:
            return None
        path = self.root.joinpath(*found)
        return path if resolved(path).is_relative_to(self.root) else None

    def path(self, place: str) -> Path | None:
        """The file."""
        path = self.place(place)
        return path if path is not None and path.is_file() else None

    def has(self, place: str) -> bool:
        """Whether the file is there."""
        return self.path(place) is not None

    def fetch(self, place: str, folder: Path) -> Path | None:  # noqa: ARG002 - it lies here
        """The file."""
        return self.path(place)

    def keep(self, place: PurePath, sent: Path) -> None:
        """Keep a file.

        Raises:
            IndexWriteError: the disk is full or cannot be written.
        """
        target = Path(place)
        with explained(self.root):
            self.root.mkdir(mode=0o700, exist_ok=True)
            target.parent.mkdir(mode=0o700, exist_ok=True)
            if not (target.exists() and target.samefile(sent)):
                waiting = target.with_name(f"{target.name}.new")
                waiting.unlink(missing_ok=True)
                try:
                    waiting.hardlink_to(sent)
                except OSError:  # on another file system, or one without links
                    shutil.copyfile(sent, waiting)
                waiting.replace(target)

    def drop(self, place: PurePath) -> None:
        """Delete a file."""
        Path(place).unlink(missing_ok=True)
        with suppress(OSError):  # another file of the name is on its way there
            Path(place).parent.rmdir()
