"""What the first question would wait for, done before anybody asks it."""

from pathlib import Path

from search import open_archive
from search.archive import Archive
from search.cluster.address import Address
from search.errors import ShawahidError
from search.records import DEFAULT_COLLECTION, Query

# Names, a place, a date, words in Latin letters: of which there are tables that are read when they
# are first needed, as the model's reader is.
_QUESTIONS = ("أين ومتى التقى وزير الخارجية رئيس البنك الدولي؟", "where is wazir 3amman")


def open_warm(place: Path | Address, reranker: str | None) -> Archive:
    """Open an archive as ``search.open_archive`` does, and warm it."""
    archive = open_archive(place, reranker)
    warm(archive)
    return archive


def warm(archive: Archive) -> None:
    """Have all read that an answer needs, by asking."""
    try:
        engine = archive.engine(DEFAULT_COLLECTION)
        for question in _QUESTIONS:
            engine.find(Query(question))
    except ShawahidError:  # damaged, or its servers are away: /readyz tells
        pass
