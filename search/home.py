"""Where the collections of an index are: in a folder, or on servers."""

from pathlib import Path

from search.backend import Home
from search.cluster.address import Address
from search.errors import CollectionExistsError, MissingExtraError
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
from search.storage.store import Store, open_store


def home_at(place: Path | Address) -> Home:
    """The home of an index in a folder, or on servers.

    Raises:
        MissingExtraError: the optional part ``cluster`` is not installed.
    """
    if isinstance(place, Path):
        return FolderHome(place)
    try:
        from search.cluster.home import ClusterHome
    except ModuleNotFoundError as error:
        raise MissingExtraError("cluster") from error
    return ClusterHome(place)


class FolderHome:
    """The collections of one index folder; see ``search.backend.Home``."""

    def __init__(self, folder: Path) -> None:
        self.place = self.folder = folder

    def names(self) -> tuple[str, ...]:
        """The collections there are, the default one first."""
        return collection_names(self.folder)

    def exists(self, name: str) -> bool:
        """Whether there is a collection of that name."""
        return is_index(collection_folder(self.folder, name))

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

    def documents(self, name: str) -> Store:
        """The documents of a collection that is there, and nothing that is derived from them."""
        return open_store(existing_collection(self.folder, name))

    def settings(self, name: str) -> IndexSettings:
        """What a collection that is there was made with."""
        store = self.documents(name)
        try:
            return IndexSettings.from_meta(store.database.meta())
        finally:
            store.database.close()

    def create(self, name: str, settings: IndexSettings) -> None:
        """Make an empty collection.

        Raises:
            CollectionExistsError: there is one of that name.
            CollectionNameError: none can have that name.
        """
        if self.exists(name):
            msg = f"there is a collection {name!r} already"
            raise CollectionExistsError(msg)
        Index.create(collection_folder(self.folder, name), settings)

    def delete(self, name: str) -> None:
        """Delete a collection with all its documents; see ``layout.delete_collection``."""
        delete_collection(self.folder, name)
