"""The one way to ask: an archive as one reader may see it, whoever the reader is.

The API, the pages, saved searches, the command line, the tools of assistants and the retrievers all
ask by a ``Reading``. It knows which collections exist for the reader, how far answers can be paged
through, what may be offered to ask next, and what is written to the audit log.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from search.archive import Archive
from search.backend import Backend
from search.errors import CollectionMissingError
from search.fields import FACETS
from search.quotations.occurrences import Occurrence
from search.records import Document, Facets, Query, Results, SimilarDocument, Span
from search.settings import IndexInfo
from service import offers
from service.access.audit import Action, Record
from service.schemas import MAX_K
from service.welcome import Welcome, Welcomes

T = TypeVar("T")
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The part of an answer that was asked for.

    Attributes:
        results: at most ``MAX_K`` documents, whatever is asked for.
        collections: that were asked.
        next_offset: where the next part begins; ``None`` at the end.
    """

    results: Results
    collections: Names
    next_offset: int | None = None


class Reading:
    """What one reader asks and reads; everything else does not exist.

    Args:
        archive: that is read.
        readable: those of some collections that the reader may read; by default all.
        record: records what the reader does; by default nothing is.
    """

    def __init__(
        self,
        archive: Archive,
        readable: Callable[[Names], Names] = lambda names: names,
        record: Record | None = None,
    ) -> None:
        self.archive = archive
        self._readable = readable
        self._record = record

    @property
    def collections(self) -> Names:
        """Those that the reader may read, the default one first."""
        return self._readable(self.archive.names())

    def chosen(self, wanted: Sequence[str]) -> Names:
        """The collections that are wanted, or all that the reader may read.

        Raises:
            CollectionMissingError: one of them does not exist, or not for the reader.
        """
        names = self.collections
        for name in wanted:
            if name not in names:
                msg = f"there is no collection {name[:80]!r}; there are: {', '.join(names)}"
                raise CollectionMissingError(msg)
        return tuple(dict.fromkeys(wanted)) or names

    def collection(self, wanted: str) -> str:
        """The name of a collection that the reader may read; see ``chosen``."""
        return self.chosen([wanted])[0]

    def answer(
        self,
        query: Query,
        wanted: Sequence[str] = (),
        *,
        skip_missing: bool = False,
        action: Action = Action.SEARCH,
    ) -> Answer:
        """Ask the collections that are wanted, or all that the reader may read.

        Args:
            query: only the first ``MAX_K`` documents of its answer are given.
            wanted: names of collections.
            skip_missing: leave out those that do not exist for the reader.
            action: what the audit log calls it.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
            CollectionMissingError: one of the collections does not exist for the reader.
        """
        choose = self._present if skip_missing else self.chosen
        found = self._answered(query, partial(choose, wanted))
        if self._record is not None:
            self._record(action, found.collections, query.text)
        return found

    def alternatives(
        self, query: Query, wanted: Sequence[str], found: Facets, may_ask: Callable[[], bool]
    ) -> Facets:
        """The facets of an answer, with what else there is for each field that it is filtered by.

        Each of these takes as long as the answer. They are a part of it: the audit log has nothing
        besides.

        Args:
            query: as it was asked.
            wanted: names of collections; those that do not exist for the reader are left out.
            found: what the answer has.
            may_ask: whether there is time to ask once more; what is not asked stays as it is.
        """
        values = dict(found.values)
        for name in {name for name, _ in query.filters.values}:
            if not may_ask():
                break
            rest = tuple(each for each in query.filters.values if each[0] != name)
            # The same part of it: what is read for it is counted by its text.
            wider = replace(query, filters=replace(query.filters, values=rest))
            facets = self._answered(wider, partial(self._present, wanted)).results.facets
            # What is chosen is counted as it was found.
            values[name] = tuple(dict([*facets.values[name], *found.values[name]]).items())
        return replace(found, values=values)

    def occurrences(self, quotation: str, wanted: Sequence[str] = ()) -> tuple[Occurrence, ...]:
        """Where the documents have a quotation, the most faithful first.

        Args:
            quotation: as it is remembered, or printed elsewhere.
            wanted: names of collections; by default all that the reader may read.

        Raises:
            EmptyQuestionError: the quotation has no letter or digit.
            CollectionMissingError: one of the collections does not exist for the reader.
        """
        names, found = self._ask(
            lambda: self.chosen(wanted),
            lambda names: (names, self.archive.occurrences(quotation, names)),
        )
        if self._record is not None:
            self._record(Action.QUOTATION, names, quotation)
        return found

    def suggest(self, typed: str, k: int = 8, wanted: Sequence[str] = ()) -> list[str]:
        """Authors, sources, phrases and titles that have the words typed so far.

        Raises:
            CollectionMissingError: one of the collections does not exist for the reader.
        """
        typed = typed.strip()
        found = self._ask(
            lambda: self.chosen(wanted),
            lambda names: self.archive.suggest(typed, names, k) if typed else (),
        )
        return offers.questions(found)

    def values(self, most: int) -> dict[str, dict[str, int]]:
        """The commonest values of each field that documents are filtered by, with how many."""

        def counted(names: tuple[str, ...]) -> dict[str, dict[str, int]]:
            stores = [self.archive.store(name) for name in names]
            found = {}
            for facet in FACETS:
                every = Counter[str]()
                for store in stores:
                    every.update(dict(store.commonest(facet, most)))
                found[facet.name] = dict(every.most_common(most))
            return found

        return self._ask(lambda: self.collections, counted)

    def welcome(self, welcomes: Welcomes) -> Welcome:
        """What there is to read."""
        return self._ask(lambda: self.collections, partial(welcomes.of, self.archive))

    def similar(
        self,
        document_id: str,
        collection: str,
        wanted: Sequence[str] = (),
        *,
        k: int,
        span: Span | None = None,
    ) -> tuple[SimilarDocument, ...]:
        """Documents near to one, or to a part of it.

        Raises:
            DocumentMissingError: there is no such document, or nothing in the part is searched.
            CollectionMissingError: one of the collections does not exist for the reader.
        """
        collection = self.collection(collection)
        return self._ask(
            lambda: self.chosen(wanted),
            lambda names: self.archive.similar(document_id, collection, names, k=k, span=span),
        )

    def document(self, document_id: str, collection: str) -> Document:
        """A stored document.

        Raises:
            DocumentMissingError: there is none with that id.
            CollectionMissingError: the collection does not exist for the reader.
        """
        found = self._ask(
            lambda: self.chosen([collection]),
            lambda names: self.archive.store(names[0]).document(document_id),
        )
        self.note_read(document_id, collection)
        return found

    def note_read(self, document_id: str, collection: str, action: Action = Action.READ) -> None:
        """Write to the audit log that the reader was given what a document says."""
        if self._record is not None:
            self._record(action, [collection], document_id)

    def note_dossier(self, collections: Collection[str], name: str) -> None:
        """Write to the audit log that the reader was given what a dossier has of collections."""
        if self._record is not None:
            self._record(Action.DOSSIER, collections, name)

    def note_table(self, collections: Collection[str], name: str) -> None:
        """Write to the audit log that the reader was given the table of a list of questions."""
        if self._record is not None:
            self._record(Action.TABLE, collections, name)

    def index(self, collection: str) -> Backend:
        """The index of a collection.

        Raises:
            CollectionMissingError: it does not exist for the reader.
        """
        return self.archive.engine(self.collection(collection)).index

    def infos(self) -> Mapping[str, IndexInfo]:
        """What each collection holds, by its name."""
        return self._ask(
            lambda: self.collections,
            lambda names: {name: self.archive.engine(name).info() for name in names},
        )

    def _present(self, wanted: Sequence[str]) -> Names:
        """Those of the wanted collections that exist for the reader; all, where none is named."""
        return tuple(name for name in self.collections if not wanted or name in wanted)

    def _answered(self, query: Query, names: Callable[[], Names]) -> Answer:
        return self._ask(names, lambda names: self._answer(query, names))

    def _answer(self, query: Query, names: Names) -> Answer:
        if not names:
            return Answer(Results((), 0, 0, sufficient=False, facets=Facets()), ())
        k = min(query.k, MAX_K - query.offset)
        results = offers.askable(self.archive.search(replace(query, k=max(1, k)), names))
        results = replace(
            results,
            hits=results.hits[: max(0, k)],
            total=min(results.total, MAX_K),
            supported=min(results.supported, MAX_K),
        )
        last = query.offset + len(results.hits)
        is_more = results.hits and last < results.total
        return Answer(results, names, last if is_more else None)

    def _ask(self, names: Callable[[], Names], ask: Callable[[Names], T]) -> T:
        """Ask the collections there are; again, if one of them is deleted or replaced meanwhile.

        Args:
            names: of those to ask now. It may raise, for one that was asked for and is gone.
            ask: is given them.

        Raises:
            ShawahidError: what ``ask`` raises while no collection is deleted or replaced.
        """
        while True:
            asked = names()
            versions = self.archive.versions(asked)
            try:
                return ask(asked)
            # Whichever part of a collection was to be read next is missing.
            except Exception:
                if names() == asked and self.archive.versions(asked) == versions:
                    raise
