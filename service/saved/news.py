"""What is new for a saved search: documents added since that answer it."""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from search.errors import (
    CollectionMissingError,
    DocumentMissingError,
    IndexLockedError,
    IndexWriteError,
)
from search.quotations.cautions import beside
from search.ranking.confidence import Strength, is_sufficient
from search.records import Caution, Citation, Document, Span
from service.access.audit import Action
from service.citing.permalink import find
from service.reading import Reading
from service.saved.searching import check_search
from service.saved.storage import MOST_ALERTS, Alert, Found, SavedSearch, SavedSearches
from service.views.address import SearchAddress

logger = logging.getLogger(__name__)

# Entries of a feed, of a page, and of one alert.
MOST_SHOWN = 50
# What is asked at a time; a look ends where less than all of that answers.
_AT_ONCE = 50
# A document may come to the index a while after it was given its time.
_LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class News:
    """A document that is new for a search, when it was first found, its sentence and its place.

    The sentence is empty where it is not known, or the document has it no more; beside it stands
    what its cautions are, and how strongly it attests, where that is known.
    """

    document: Document
    first_seen: str
    sentence: str
    address: str
    is_read: bool
    cautions: tuple[Caution, ...] = ()
    strength: Strength | None = None


def news(
    searches: SavedSearches, search: SavedSearch, reading: Reading, action: Action = Action.SEARCH
) -> list[News]:
    """Look for new answers, remember them, and give all that the owner may still read.

    What is looked for has come since the newest that was found, so that many old answers do not
    keep a new one out.

    While the search is muted, nothing is looked for, and neither is it where this version does not
    take what was saved.

    Args:
        searches: where they are remembered.
        search: what is looked for.
        reading: the archive as the owner of the search may see it now.
        action: what the audit log calls it.
    """
    address = None if search.muted else _address(search)
    if address is None:
        return known_news(searches, search, reading)
    filters = replace(address.filters(), added_after=_since(searches, search))
    new: list[Found] = []
    for offset in range(0, MOST_ALERTS, _AT_ONCE):
        query = replace(address.query(), k=_AT_ONCE, offset=offset, filters=filters)
        found = reading.answer(query, address.collection, skip_missing=True, action=action)
        hits = [hit for hit in found.results.hits if is_sufficient(hit.confidence)]
        new += (Found.of(hit, _came(hit.citation, reading)) for hit in hits)
        if len(hits) < _AT_ONCE:
            break
    else:
        most = f"the best {MOST_ALERTS} documents of one hour"
        logger.warning("saved search %s: %s are told, there may be more", search.id, most)
    try:
        searches.note(search.id, new)
    except (IndexWriteError, IndexLockedError) as error:  # what was found before is there
        logger.warning("%s", error)
    return _readable(searches, search, reading, found.collections)


def known_news(searches: SavedSearches, search: SavedSearch, reading: Reading) -> list[News]:
    """All that was found before and that the owner may still read; nothing is looked for."""
    return _readable(searches, search, reading, reading.collections)


def _readable(
    searches: SavedSearches, search: SavedSearch, reading: Reading, collections: Collection[str]
) -> list[News]:
    alerts = [each for each in searches.alerts(search.id) if each.collection in collections]
    documents = (_news_of(alert, reading) for alert in alerts)
    return [each for each in documents if each is not None]


def _address(search: SavedSearch) -> SearchAddress | None:
    try:
        return check_search(search.query)
    except ValueError as error:
        logger.warning("saved search %s cannot be asked: %s", search.id, error)
        return None


def _since(searches: SavedSearches, search: SavedSearch) -> str:
    """The time from which on what has come is looked for, UTC in ISO 8601."""
    created = datetime.fromisoformat(search.created)
    if created > datetime.now(UTC):  # by a clock that was wrong
        created = datetime.fromisoformat(searches.begin_now(search.id))
    came = [datetime.fromisoformat(each.came) for each in searches.alerts(search.id) if each.came]
    # A clock that was wrong must not keep out what comes until then.
    newest = max((each for each in came if each <= datetime.now(UTC)), default=created)
    return max(created, newest - _LATE).isoformat()


def _news_of(alert: Alert, reading: Reading) -> News | None:
    """The document of an alert, unless it was deleted meanwhile, or is another with its id."""
    try:
        store = reading.index(alert.collection).store
        document, came = store.document(alert.document_id), store.came(alert.document_id)
    except (CollectionMissingError, DocumentMissingError):
        return None
    if alert.came is not None and came != alert.came:
        return None
    found = News(document, alert.first_seen, "", alert.address, alert.is_read)
    place = _sentence(alert, document)
    if place is None:
        return found
    return replace(
        found,
        sentence=document.text[slice(*place)],
        cautions=beside(document, place).cautions,
        strength=alert.strength,
    )


def _sentence(alert: Alert, document: Document) -> Span | None:
    passage = alert.reference and find(document.text, alert.reference)
    if passage is None or alert.sentence is None:
        return None
    start, end = alert.sentence.shifted(passage.start)
    return Span(min(start, passage.end), min(end, passage.end))


def _came(citation: Citation, reading: Reading) -> str | None:
    """When a document that was found came to the index, unless it is gone with its collection."""
    try:
        return reading.index(citation.collection).store.came(citation.document_id)
    except CollectionMissingError:
        return None
