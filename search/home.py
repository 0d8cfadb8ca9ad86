"""The collections of an index folder, as an ``Archive`` takes them."""

from pathlib import Path

from search.errors import CollectionExistsError
from search.index import Index
from search.layout import (
    FILE_NAME,
    collection_folder,
    collection_names,
    delete_collection,
    existing_collection,
    identity_of,
    is_index,
    missing_collection,
)
from search.settings import IndexSettings


class FolderHome:
    """The collections of one index folder; see ``search.backend.Home``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> tuple[str, ...]:
        """The collections there are, the default one first."""
        return collection_names(self.folder)

    def identity(self, name: str) -> tuple[int, int]:
        """The file of a collection that is there.

        Raises:
            CollectionMissingError: there is none of that name.
            IndexMissingError: there is no index in the folder.
        """
        found = identity_of(existing_collection(self.folder, name) / FILE_NAME)
        if found is None:
            raise missing_collection(name)
        return found

    def version(self, name: str) -> tuple[int, int] | None:
        """The file of a collection and when it was moved here; ``None`` if it is missing."""
        try:
            status = (collection_folder(self.folder, name) / FILE_NAME).stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_ctime_ns

    def open(self, name: str) -> Index:
        """Open a collection that is there."""
        return Index(existing_collection(self.folder, name))

    def create(self, name: str, settings: IndexSettings) -> None:
        """Make an empty collection.

        Raises:
            CollectionExistsError: there is one of that name.
            CollectionNameError: none can have that name.
        """
        folder = collection_folder(self.folder, name)
        if is_index(folder):
            msg = f"there is a collection {name!r} already"
            raise CollectionExistsError(msg)
        Index.create(folder, settings)

    def delete(self, name: str) -> None:
        """Delete a collection with all its documents; see ``layout.delete_collection``."""
        delete_collection(self.folder, name)
