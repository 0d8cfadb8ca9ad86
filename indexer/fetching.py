"""Fetch feeds from the web, so that they are read like files."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

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
            place = _without_password(url)
            files.append(InputFile(place, path, place, fetched.size))
    return files, failed


def _without_password(url: str) -> str:
    """The address as it is stored, and so goes into backups."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
