"""Fetch feeds from the web, so that they are read like files."""

from collections.abc import Sequence
from pathlib import Path

from indexer.discovery import InputFile
from indexer.readers import Skipped
from indexer.readers.feed import fetch_feed


def fetch(urls: Sequence[str], folder: Path) -> tuple[list[InputFile], list[Skipped]]:
    """Fetch feeds into a folder; gives the files, and the addresses that failed."""
    files, failed = [], []
    for number, url in enumerate(urls):
        fetched = fetch_feed(url)
        if isinstance(fetched, Skipped):
            failed.append(fetched)
        else:
            path = folder / f"{number}.xml"
            path.write_bytes(fetched.stream.read())
            files.append(InputFile(fetched.place, path, fetched.document_id, fetched.size))
    return files, failed
