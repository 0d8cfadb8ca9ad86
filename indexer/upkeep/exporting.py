"""Write the documents of an index as JSON Lines that can be indexed again."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.readers.records import document_record
from search.backend import Documents
from search.targets import written


def export_lines(store: Documents) -> Iterator[str]:
    """One line of JSON for each document, in the order in which they came.

    Raises:
        IndexDamagedError: a document is not what was stored.
    """
    for document, _ in store.documents():
        yield json.dumps(document_record(document), ensure_ascii=False)


def export_file(store: Documents, file: Path, report: Callable[[int], None]) -> int:
    """Write the documents to a file, which appears whole or not at all; returns how many.

    Raises:
        TargetError: no file may be written there.
        IndexDamagedError: a document is not what was stored.
        IndexWriteError: the disk is full.
    """
    count = 0
    with written(file) as part, part.open("w", encoding="utf-8") as stream:
        for count, line in enumerate(export_lines(store), 1):
            stream.write(line + "\n")
            report(count)
    return count
