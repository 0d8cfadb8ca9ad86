"""Write the documents of an index as JSON Lines that can be indexed again."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.readers.records import document_record
from search.errors import IndexWriteError
from search.staging import staged
from search.storage.sqlite_file import explained
from search.storage.store import Store


def export_lines(store: Store) -> Iterator[str]:
    """One line of JSON for each document, in the order in which they came."""
    for document, _ in store.documents():
        yield json.dumps(document_record(document), ensure_ascii=False)


def export_file(store: Store, file: Path, report: Callable[[int], None]) -> int:
    """Write the documents to a file, which appears whole or not at all; returns how many.

    A pipe or device is written to as it is, and of a link what it leads to.

    Raises:
        IndexWriteError: the disk is full, or the file cannot be there.
    """
    if file.exists() and not (file.is_file() or file.is_dir()):
        # What a pipe's name in /proc leads to has no name itself.
        with explained(file):
            return _write(store, file, report)
    target = file.resolve()
    if not target.parent.is_dir() or target.is_dir():
        msg = f"{file} cannot be written: it is a folder, or in none; name a file in a folder"
        raise IndexWriteError(msg)
    with explained(file), staged(target.parent) as temporary:
        count = _write(store, temporary / target.name, report)
        (temporary / target.name).replace(target)
    return count


def _write(store: Store, file: Path, report: Callable[[int], None]) -> int:
    count = 0
    with file.open("w", encoding="utf-8") as stream:
        for count, line in enumerate(export_lines(store), 1):
            stream.write(line + "\n")
            report(count)
    return count
