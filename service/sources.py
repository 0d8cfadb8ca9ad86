"""What an assistant's tools ask: an archive that is open here, or a service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from search.archive import Archive
from search.errors import CollectionMissingError
from search.records import Document, Hit, Query
from service.client import Client
from service.reading import Reading
from service.remote import document_of, hit_of
from service.schemas.answers import InterpretationFields
from service.schemas.quotations import OccurrenceFields
from service.schemas.requests import QuestionRequest


@dataclass(frozen=True, slots=True)
class Searched:
    """The answer to a question; see ``search.records.Results``."""

    hits: Sequence[Hit]
    total: int
    supported: int
    sufficient: bool
    spelling: str | None
    interpretations: list[InterpretationFields]


class Source(Protocol):
    """Where passages, quotations and documents are from."""

    @property
    def collections(self) -> tuple[str, ...]:
        """Those that exist for the assistant."""

    def search(self, request: QuestionRequest) -> Searched:
        """The answer to a question."""

    def occurrences(
        self, quotation: str, k: int, collections: Sequence[str]
    ) -> tuple[int, list[OccurrenceFields]]:
        """How many documents have a quotation, and the first ``k``."""

    def document(self, document_id: str, collection: str) -> Document:
        """A document."""


class ArchiveSource:
    """An archive that is open in this process, as the assistant may read it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @classmethod
    def of(cls, archive: Archive, collections: Sequence[str] = ()) -> Self:
        """The whole of an archive, or some of its collections.

        Args:
            archive: that is read.
            collections: the only ones that exist for the assistant; none for all there are.

        Raises:
            CollectionMissingError: one of the collections does not exist.
        """
        only = tuple(dict.fromkeys(collections))
        for name in only:
            archive.engine(name)
        return cls(Reading(archive, lambda names: only or names))

    @property
    def collections(self) -> tuple[str, ...]:
        """See ``Source``."""
        return self._reading.collections

    def search(self, request: QuestionRequest) -> Searched:
        """See ``Source``."""
        query = Query(
            text=request.question,
            k=request.k,
            filters=request.wanted(),
            order=request.order,
            without=frozenset(request.without),
        )
        results = self._reading.answer(query, request.collections).results
        return Searched(
            hits=results.hits,
            total=results.total,
            supported=results.supported,
            sufficient=results.sufficient,
            spelling=results.spelling,
            interpretations=[InterpretationFields.of(each) for each in results.interpretations],
        )

    def occurrences(
        self, quotation: str, k: int, collections: Sequence[str]
    ) -> tuple[int, list[OccurrenceFields]]:
        """See ``Source``."""
        found = self._reading.occurrences(quotation, collections)
        return len(found), [OccurrenceFields.model_validate(each) for each in found[:k]]

    def document(self, document_id: str, collection: str) -> Document:
        """See ``Source``."""
        return self._reading.document(document_id, collection)


class ServiceSource:
    """A service, as far as the client's key may read it.

    Args:
        client: of the service.
        collections: the only ones that exist for the assistant; none for all that the key may read.

    Raises:
        CollectionMissingError: one of the collections does not exist for the key.
        ClientError: the service does not answer.
    """

    def __init__(self, client: Client, collections: Sequence[str] = ()) -> None:
        self._client = client
        self._only: tuple[str, ...] = ()
        chosen = self._chosen(tuple(dict.fromkeys(collections)))
        self._only = chosen if collections else ()

    @property
    def collections(self) -> tuple[str, ...]:
        """See ``Source``."""
        return self._only or tuple(each.name for each in self._client.collections())

    def search(self, request: QuestionRequest) -> Searched:
        """See ``Source``."""
        names = list(self._chosen(request.collections))
        answer = self._client.search(request.model_copy(update={"collections": names}))
        return Searched(
            hits=[hit_of(hit) for hit in answer.hits],
            total=answer.total,
            supported=answer.supported,
            sufficient=answer.sufficient,
            spelling=answer.spelling,
            interpretations=answer.interpretations,
        )

    def occurrences(
        self, quotation: str, k: int, collections: Sequence[str]
    ) -> tuple[int, list[OccurrenceFields]]:
        """See ``Source``."""
        found = self._client.verify_quotation(quotation, k, self._chosen(collections))
        return found.total, found.occurrences

    def document(self, document_id: str, collection: str) -> Document:
        """See ``Source``."""
        (name,) = self._chosen([collection])
        return document_of(self._client.document(document_id, name))

    def _chosen(self, wanted: Sequence[str]) -> tuple[str, ...]:
        names = self.collections
        for name in wanted:
            if name not in names:
                msg = f"there is no collection {name[:80]!r}; there are: {', '.join(names)}"
                raise CollectionMissingError(msg)
        return tuple(wanted) or names
