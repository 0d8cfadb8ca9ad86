"""The files that were sent to a collection, in a backup: each with the documents read from it."""

import logging
import shutil
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from indexer.discovery import is_what_was_read
from indexer.originals import stated_hashes, strange_originals
from search.originals import ORIGINALS
from search.storage.database import Database
from search.storage.files import FileRegister
from search.storage.store import open_store
from service.backup_format import original_name

logger = logging.getLogger(__name__)


def add_originals(
    archive: ZipFile, index: Path, name: str, database: Path, before: Path | None
) -> list[str]:
    """Add the files that a collection keeps, as they were when its database was copied.

    Args:
        archive: to which they are added.
        index: the folder of the collection.
        name: of the collection.
        database: the copy.
        before: the files as they were before it was made, ``None`` where that is not known.

    Returns:
        The files of documents in the copy that are not as they were.
    """
    originals = index.resolve() / ORIGINALS
    copied = Database(database)
    stated = stated_hashes(index, FileRegister(copied))
    copied.close()
    folders = [originals] if before is None else [before, originals]
    paths = {path.relative_to(each) for each in folders for path in each.glob("*/*")}
    left_out = []
    for path in sorted(paths):
        member = original_name(name, path)
        found = [each / path for each in folders if (each / path).is_file()]
        found = [each for each in found if not each.is_symlink()]
        if member is None or not found:
            continue
        of_document = stated.get(originals / path)
        if not _add_original(archive, member, found, of_document, len(folders)):
            is_told = originals / path in stated
            left_out += [str(path)] if is_told else []
    return left_out


def _add_original(
    archive: ZipFile, member: str, found: list[Path], stated: str | None, count: int
) -> bool:
    """Add the one of the forms of a file that documents were read from, if there is one.

    Args:
        archive: to which it is added.
        member: what it is called there.
        found: before the database was copied, and after.
        stated: the content hash of what was read.
        count: how many forms there are of a file that was there all the time.
    """
    for path in found:
        with path.open("rb") as stream:
            is_it = is_what_was_read(stream, stated)
            if is_it is None:
                is_it = len(found) == count and path.samefile(found[-1])
            if is_it:
                stream.seek(0)
                entry = ZipInfo.from_file(path, member, strict_timestamps=False)
                with archive.open(entry, "w") as target:
                    shutil.copyfileobj(stream, target)
                return True
    return False


def drop_strange(folder: Path, file: Path) -> None:
    """Remove the files of a backup that are not what its documents were read from."""
    store = open_store(folder)
    try:
        for path in strange_originals(folder, store.files):
            logger.warning(
                "%s: %r is left out, for its document was read from another file of that name",
                file,
                path.name,
            )
            path.unlink()
    finally:
        store.database.close()
