"""Semantic search over Arabic documents: ranked passages with exact citations.

    from search import Filters, Order, Query, open_engine

    engine = open_engine("path/to/index")
    for hit in engine.search("من أطلق الحوار الإقليمي؟"):
        print(hit.citation.title, hit.citation.quote)
    engine.find(Query("سؤال", filters=Filters.of({"language": ["ar"]}), order=Order.DATE))

Heavy libraries are imported when an index is opened, not when this package is.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import ArgumentError, ShawahidError
from search.records import (
    Citation,
    Document,
    Excerpt,
    Filters,
    Hit,
    Order,
    Passage,
    Publication,
    Query,
    Results,
    Span,
)
from search.telemetry import silence

if TYPE_CHECKING:
    from search.archive import Archive
    from search.cluster.address import Address
    from search.engine import Engine

__all__ = [
    "ArgumentError",
    "Citation",
    "Document",
    "Excerpt",
    "Filters",
    "Hit",
    "Order",
    "Passage",
    "Publication",
    "Query",
    "Results",
    "ShawahidError",
    "Span",
    "open_archive",
    "open_engine",
]

silence()


def open_engine(folder: "str | Path | Address | None" = None) -> "Engine":
    """Open the index in a folder (by default the one of ``shawahid index``) for searching.

    In place of a folder there may be the address of an index on servers.

    Engines that are open at a time share their model. ``close`` gives back what one holds, and so
    does the end of a ``with`` block.

    Raises:
        ArgumentError: the folder is no path.
        IndexMissingError: there is no index in the folder.
        IndexMismatchError: the index was made with another model or a newer version.
        ModelError: the model of the index cannot be loaded here.
    """
    from search.records import DEFAULT_COLLECTION

    return open_archive(folder).engine(DEFAULT_COLLECTION)


def open_archive(
    folder: "str | Path | Address | None" = None, reranker: str | None = None
) -> "Archive":
    """Open all collections of an index folder; see ``open_engine`` for one.

    Args:
        folder: of the index, or the address of servers.
        reranker: folder or hub name of a cross-encoder that reads the best passages; it must be on
            this machine.

    Raises:
        ArgumentError: the folder is no path.
        IndexMissingError: there is no index in the folder.
        IndexMismatchError: the index was made with another model or a newer version.
        ModelError: the model of the index cannot be loaded here.
    """
    from search.archive import Archive
    from search.home import home_at
    from search.locations import default_index, place_of
    from search.models import open_reranker
    from search.models.sharing import shared_encoder

    place = place_of(folder) if folder is not None else default_index()
    read_by = None if reranker is None else open_reranker(reranker)
    return Archive(home_at(place), shared_encoder, read_by)
