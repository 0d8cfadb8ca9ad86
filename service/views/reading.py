"""The archive as the reader of the pages may see it: everything else does not exist."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from search.archive import missing_collection
from search.engine import Engine
from search.errors import CollectionMissingError, DocumentMissingError
from search.records import Facets, Query, Results, SimilarDocument
from service.dependencies import Audit, CurrentCaller, Meter, OpenArchive
from service.scope import Names, ask_existing, readable
from service.views.address import SearchAddress


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a search, and the collections that were asked."""

    results: Results
    collections: tuple[str, ...]


class Reading:
    """What one reader asks and reads; it is counted and recorded as the service is told to."""

    def __init__(
        self, archive: OpenArchive, caller: CurrentCaller, meter: Meter, audit: Audit
    ) -> None:
        self.archive = archive
        self.caller = caller
        self.audit = audit
        self._meter = meter

    @property
    def collections(self) -> tuple[str, ...]:
        """Those that the caller may read."""
        return readable(self.archive, self.caller)

    def latest_titles(self, k: int) -> tuple[str, ...]:
        """Titles of the newest documents, of all that the caller may read."""
        return ask_existing(
            lambda: self.collections, lambda names: self.archive.latest_titles(names, k)
        )

    def answer(self, address: SearchAddress, query: Query) -> Answer:
        """Ask those of the wanted collections that the caller may read; without a wish, all.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
            ProblemError: the caller has asked too often.
        """
        self._meter.spend(1)
        return ask_existing(
            lambda: address.wanted(self.collections), lambda names: self._answer(query, names)
        )

    def similar(self, document_id: str, collection: str, k: int) -> tuple[SimilarDocument, ...]:
        """Documents near to one, among all that the caller may read.

        Raises:
            DocumentMissingError: there is no such document, or nothing in it is searched.
        """
        return ask_existing(
            lambda: self.collections,
            lambda names: self.archive.similar(document_id, collection, names, k=k),
        )

    def suggest(self, typed: str) -> tuple[str, ...]:
        """Titles that have the words typed so far, of all that the caller may read."""
        return ask_existing(
            lambda: self.collections, lambda names: self.archive.suggest(typed, names)
        )

    def engine(self, collection: str) -> Engine:
        """The engine of a collection.

        Raises:
            DocumentMissingError: there is none of that name, or none for this caller: its
                documents are missing to the reader of a page.
        """
        try:
            if not self.caller.may_read(collection):
                raise missing_collection(collection)
            return self.archive.engine(collection)
        except CollectionMissingError as error:
            raise DocumentMissingError(str(error)) from error

    def _answer(self, query: Query, names: Names) -> Answer:
        if not names:
            return Answer(Results((), total=0, sufficient=False, facets=Facets()), ())
        return Answer(self.archive.search(query, names), names)


PageReading = Annotated[Reading, Depends()]
