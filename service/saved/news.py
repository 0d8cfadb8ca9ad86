"""What is new for a saved search: documents added since that answer it."""

from dataclasses import dataclass, replace

from search.archive import Archive
from search.errors import CollectionMissingError, DocumentMissingError
from search.ranking.confidence import is_sufficient
from search.records import Document, Hit
from service.access.callers import Caller
from service.saved.searches import Alert, SavedSearch, SavedSearches
from service.scope import Names, ask_existing, readable
from service.views.address import SearchAddress

# Documents of one look, and entries of a feed.
_MOST = 50


@dataclass(frozen=True, slots=True)
class News:
    """A document that is new for a search, and when it was first found."""

    document: Document
    first_seen: str


def news(
    searches: SavedSearches, search: SavedSearch, archive: Archive, caller: Caller
) -> list[News]:
    """Look for new answers, remember them, and give all that the caller may still read.

    Args:
        searches: where they are remembered.
        search: what is looked for.
        archive: that is asked.
        caller: the owner of the search, with what the owner may read now.
    """
    address = SearchAddress.parse(search.query)
    query = address.query()
    query = replace(
        query, k=_MOST, offset=0, filters=replace(query.filters, added_after=search.created)
    )

    def ask(names: Names) -> tuple[Names, tuple[Hit, ...]]:
        return names, archive.search(query, names).hits if names else ()

    wanted, hits = ask_existing(lambda: address.wanted(readable(archive, caller)), ask)
    searches.note(
        search.id,
        [
            (hit.citation.collection, hit.citation.document_id)
            for hit in hits
            if is_sufficient(hit.confidence)
        ],
    )
    alerts = [alert for alert in searches.alerts(search.id) if alert.collection in wanted]
    documents = (_read(alert, archive) for alert in alerts)
    return [each for each in documents if each is not None][:_MOST]


def _read(alert: Alert, archive: Archive) -> News | None:
    """The document of an alert, unless it was deleted meanwhile."""
    try:
        document = archive.engine(alert.collection).document(alert.document_id)
    except (CollectionMissingError, DocumentMissingError):
        return None
    return News(document, alert.first_seen)
