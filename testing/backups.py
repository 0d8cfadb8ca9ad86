"""A backup of one collection, as most tests need it."""

from pathlib import Path

from search.records import DEFAULT_COLLECTION
from service import backups


def back_up(folder: Path, file: Path) -> None:
    """Back up the default collection of an index."""
    backups.back_up(folder, [DEFAULT_COLLECTION], file, lambda _, __: None, keys=False)


def restore(file: Path, folder: Path) -> Path | None:
    """Bring it back; returns where the database that was replaced is kept."""
    restored = backups.restore(file, folder, None, lambda _, __: None)
    return restored.replaced[DEFAULT_COLLECTION]
