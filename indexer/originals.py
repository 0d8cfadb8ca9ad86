"""The files that a collection keeps because they were sent to it."""

from collections.abc import Iterable
from pathlib import Path

from search.index import Index

# The folder of a collection that they are in.
ORIGINALS = "originals"


def drop_unused(index: Index, files: Iterable[str | None]) -> None:
    """Delete those of the files that the collection keeps for no document any more.

    Args:
        index: of the collection.
        files: absolute paths; others than originals are left alone.
    """
    folder = index.folder.resolve() / ORIGINALS
    for file in dict.fromkeys(files):
        if file is None or not Path(file).is_relative_to(folder):
            continue
        if not index.store.files.count_documents(file):
            index.store.files.forget(file)
            Path(file).unlink(missing_ok=True)
