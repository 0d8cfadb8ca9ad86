"""What a caller may see of the archive: everything else does not exist."""

from dataclasses import dataclass

from search.archive import Archive
from search.engine import Engine
from search.errors import CollectionMissingError
from search.records import Facets, Query, Results
from service.access.callers import Caller
from service.views.address import SearchAddress


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a search of the pages.

    Attributes:
        results: what was found.
        collections: that were asked.
        readable: all that the caller could have asked.
    """

    results: Results
    collections: tuple[str, ...]
    readable: tuple[str, ...]


def answer(archive: Archive, caller: Caller, address: SearchAddress, query: Query) -> Answer:
    """Ask those of the wanted collections that the caller may read; without a wish, all of them.

    Raises:
        EmptyQuestionError: the question has no letter or digit.
    """
    readable = caller.readable(archive.names())
    wanted = tuple(n for n in readable if not address.collection or n in address.collection)
    results = archive.search(query, wanted) if wanted else Results((), 0, False, Facets())
    return Answer(results, wanted, readable)


def readable_engine(archive: Archive, caller: Caller, collection: str) -> Engine:
    """The engine of a collection that the caller may read.

    Raises:
        CollectionMissingError: there is none of that name, or none for this caller.
    """
    if not caller.may_read(collection):
        msg = f"there is no collection {collection[:80]!r}"
        raise CollectionMissingError(msg)
    return archive.engine(collection)
