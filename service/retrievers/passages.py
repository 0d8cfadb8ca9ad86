"""Where retrievers have their passages from."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

from search.records import DEFAULT_COLLECTION, Query
from service.language import Language
from service.quotations import Quotation, quotations
from service.remote import hit_of
from service.schemas.requests import FilterFields, QuestionRequest

if TYPE_CHECKING:
    from search.archive import Archive
    from service.client import Client

DEFAULT_PASSAGES = 10
_WITHOUT_FILTER = FilterFields()


@runtime_checkable
class Passages(Protocol):
    """Finds passages that attest an answer."""

    def find(self, question: str, k: int, filters: FilterFields | None = None) -> list[Quotation]:
        """At most ``k`` passages, best first, one of each document.

        Args:
            question: in any language.
            k: at most so many.
            filters: which documents are wanted, in place of the usual ones.
        """

    def to_dict(self) -> dict[str, Any]:
        """What ``from_dict`` of its class makes an equal one of; JSON, without a key."""


class ArchivePassages:
    """The passages of an archive that is open in this process.

    Args:
        archive: from ``search.open_archive``.
        collections: to ask.
        filters: which documents are wanted.
        language: of the citations.
        site: scheme and host that permanent links begin with; without it they are paths.
    """

    def __init__(
        self,
        archive: "Archive",
        collections: Sequence[str] = (DEFAULT_COLLECTION,),
        *,
        filters: FilterFields = _WITHOUT_FILTER,
        language: Language = Language.AR,
        site: str = "",
    ) -> None:
        # What only asks a service needs none of the search engine.
        from service.reading import Reading

        self._reading = Reading(archive)
        self._collections = tuple(collections)
        self._place = archive.place
        self._filters = filters
        self._language = language
        self._site = site.rstrip("/")

    def to_dict(self) -> dict[str, Any]:
        """See ``Passages``."""
        place = self._place
        return {
            "folder": str(place.resolve() if isinstance(place, Path) else place),
            "collections": list(self._collections),
            **_written(self._filters, self._language),
            "site": self._site,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The opposite of ``to_dict``; opens the archive.

        Raises:
            IndexMissingError: it is not there any more.
        """
        from search import open_archive

        archive = open_archive(data["folder"])
        return cls(archive, data["collections"], site=data["site"], **_read(data))

    def find(self, question: str, k: int, filters: FilterFields | None = None) -> list[Quotation]:
        """See ``Passages``.

        Raises:
            EmptyQuestionError: the question has no letter or digit.
            CollectionMissingError: one of the collections does not exist.
        """
        query = Query(question, k, filters=(filters or self._filters).wanted())
        hits = self._reading.answer(query, self._collections).results.hits
        return quotations(hits, self._language, self._site)


class ServicePassages:
    """The passages of a service.

    Args:
        client: of the service, whose address permanent links begin with.
        collections: to ask; none for all that the client's key may read.
        filters: which documents are wanted.
        language: of the citations.
    """

    def __init__(
        self,
        client: "Client",
        collections: Sequence[str] = (),
        *,
        filters: FilterFields = _WITHOUT_FILTER,
        language: Language = Language.AR,
    ) -> None:
        self._client = client
        self._collections = list(collections)
        self._filters = filters
        self._language = language

    def to_dict(self) -> dict[str, Any]:
        """See ``Passages``."""
        return {
            "address": self._client.address,
            "collections": self._collections,
            **_written(self._filters, self._language),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The opposite of ``to_dict``, with the key in the environment variable SHAWAHID_KEY."""
        from service.client import Client

        client = Client(data["address"], os.environ.get("SHAWAHID_KEY"))
        return cls(client, data["collections"], **_read(data))

    def find(self, question: str, k: int, filters: FilterFields | None = None) -> list[Quotation]:
        """See ``Passages``.

        Raises:
            ClientError: the service did not answer, or with a problem.
        """
        request = QuestionRequest.model_construct(
            question=question, k=k, collections=self._collections, filters=filters or self._filters
        )
        hits = [hit_of(hit) for hit in self._client.search(request).hits]
        return quotations(hits, self._language, self._client.address)


def _written(filters: FilterFields, language: Language) -> dict[str, Any]:
    return {
        "filters": filters.model_dump(mode="json", exclude_defaults=True),
        "language": language.value,
    }


def _read(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "filters": FilterFields.model_validate(data["filters"]),
        "language": Language(data["language"]),
    }
