"""Where things are kept when nobody says otherwise."""

import os
import re
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from search.errors import CollectionNameError
from search.records import DEFAULT_COLLECTION

# The folder of an index in which its collections are, each a folder like it.
COLLECTIONS = "collections"
_COLLECTION = re.compile("[a-z0-9][a-z0-9_-]{0,62}", re.ASCII)


def default_index() -> Path:
    """The folder of the default index: ``SHAWAHID_INDEX`` or one in the user's data folder."""
    override = os.environ.get("SHAWAHID_INDEX")
    return Path(override) if override else user_data_path("shawahid") / "index"


def cache_dir() -> Path:
    """The folder for what can be made again: ``SHAWAHID_CACHE`` or the user's cache folder."""
    override = os.environ.get("SHAWAHID_CACHE")
    return Path(override) if override else user_cache_path("shawahid")


def collection_folder(index: Path, name: str) -> Path:
    """The folder of a collection: the index folder itself for the default one, else one in it.

    Raises:
        CollectionNameError: the name is not lower-case letters, digits, hyphens and underscores.
    """
    if not _COLLECTION.fullmatch(name):
        msg = (
            f"{name[:80]!r} is no name for a collection: expected 1 to 63 lower-case letters a-z,"
            " digits, hyphens and underscores, beginning with a letter or digit"
        )
        raise CollectionNameError(msg)
    return index if name == DEFAULT_COLLECTION else index / COLLECTIONS / name


def index_of(folder: Path) -> Path:
    """The index folder that a collection's folder is in, or is."""
    return folder.parent.parent if folder.parent.name == COLLECTIONS else folder


def collection_of(folder: Path) -> str:
    """The name of the collection in a folder."""
    return folder.name if folder.parent.name == COLLECTIONS else DEFAULT_COLLECTION
