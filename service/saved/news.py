"""What is new for a saved search: documents added since that answer it."""

import logging
from dataclasses import dataclass, replace

from search.errors import (
    CollectionMissingError,
    DocumentMissingError,
    IndexLockedError,
    IndexWriteError,
)
from search.ranking.confidence import is_sufficient
from search.records import Document
from service.access.audit import Action
from service.reading import Reading
from service.saved.storage import Alert, SavedSearch, SavedSearches
from service.views.address import SearchAddress

logger = logging.getLogger(__name__)

# Documents of one look, and entries of a feed.
_MOST = 50


@dataclass(frozen=True, slots=True)
class News:
    """A document that is new for a search, and when it was first found."""

    document: Document
    first_seen: str


def news(
    searches: SavedSearches, search: SavedSearch, reading: Reading, action: Action = Action.SEARCH
) -> list[News]:
    """Look for new answers, remember them, and give all that the owner may still read.

    Args:
        searches: where they are remembered.
        search: what is looked for.
        reading: the archive as the owner of the search may see it now.
        action: what the audit log calls it.
    """
    address = SearchAddress.parse(search.query)
    filters = replace(address.filters(), added_after=search.created)
    query = replace(address.query(), k=_MOST, offset=0, filters=filters)
    found = reading.answer(query, address.collection, skip_missing=True, action=action)
    new = [
        (hit.citation.collection, hit.citation.document_id)
        for hit in found.results.hits
        if is_sufficient(hit.confidence)
    ]
    try:
        searches.note(search.id, new)
    except (IndexWriteError, IndexLockedError) as error:  # what was found before is there
        logger.warning("%s", error)
    alerts = [each for each in searches.alerts(search.id) if each.collection in found.collections]
    documents = (_news_of(alert, reading) for alert in alerts)
    return [each for each in documents if each is not None][:_MOST]


def _news_of(alert: Alert, reading: Reading) -> News | None:
    """The document of an alert, unless it was deleted meanwhile."""
    try:
        document = reading.index(alert.collection).store.document(alert.document_id)
    except (CollectionMissingError, DocumentMissingError):
        return None
    return News(document, alert.first_seen)
