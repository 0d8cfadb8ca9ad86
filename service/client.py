"""A client of the HTTP API of a Shawahid service.

    from service.client import Client

    with Client("https://search.newsroom.example", key="...") as client:
        for hit in client.search("من أطلق الحوار الإقليمي؟").hits:
            print(hit.document.title, hit.passage.start, hit.passage.end, hit.passage.text)

Requests and answers have the shapes of ``service.schemas``, errors are in ``service.connection``.
"""

import contextlib
import json
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx2

from search.fields import FACETS
from search.records import DEFAULT_COLLECTION, Span
from search.surrogates import is_text
from service.connection import Connection, JobTimeoutError, UnsendableError, after, read_shape
from service.schemas import DEFAULT_K
from service.schemas.answers import BatchResponse, HitFields, SearchResponse, SuggestResponse
from service.schemas.archive import CollectionFields, CollectionList, StatsResponse
from service.schemas.batches import BatchFields, BatchList
from service.schemas.documents import (
    DeletedResponse,
    DocumentList,
    DocumentResponse,
    SimilarFields,
    SimilarResponse,
    SummaryFields,
)
from service.schemas.jobs import JobFields, JobList, State
from service.schemas.quotations import QuotationResponse
from service.schemas.requests import FilterFields, QuestionRequest

# A question over a large archive takes a second at most; a batch or an upload takes longer.
DEFAULT_TIMEOUT_SECONDS = 60.0
_LISTED_AT_ONCE = 500
_POLL_SECONDS = 0.5
_WITHOUT_FILTER = FilterFields()
_Given = TypeVar("_Given")
_Work = TypeVar("_Work", JobFields, BatchFields)


class Client:
    """Asks a service. Safe to share between threads.

    Whatever goes wrong is a ``ClientError``: ``UnreachableError``, ``UnexpectedAnswerError``,
    ``UnsendableError``, or the ``ProblemAnswerError`` of what the service answered. Where it is
    busy and says when to come back, the request is sent again; uploads and lists of questions are
    not, which may have been taken all the same.

    Args:
        address: where the service is, such as ``http://127.0.0.1:8000``.
        key: made by ``shawahid key create``; none is needed by the only user of a machine.
        timeout: seconds for a call, with all that is sent again. What is sent by ``add`` and
            ``add_files`` may take its time; of these it is the most that nothing moves.
        http: sends the requests in place of a client of its own, which ``close`` leaves open.
    """

    def __init__(
        self,
        address: str,
        key: str | None = None,
        *,
        timeout: float = DEFAULT_TIMEOUT_SECONDS,
        http: httpx2.Client | None = None,
    ) -> None:
        self.address = address.rstrip("/")
        self._is_own = http is None
        self._http = http or httpx2.Client(timeout=timeout)
        self._connection = Connection(self._http, self.address, key, timeout)

    def __enter__(self) -> Self:
        """The client, which is closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        if self._is_own:
            self._http.close()

    def search(self, question: str | QuestionRequest, cursor: str | None = None) -> SearchResponse:
        """The answer to a question.

        Args:
            question: in words, or with filters, order, collections and number of hits.
            cursor: ``next_cursor`` of an answer to the same question, for the page after it.
        """
        body = {**_body_of(question), "cursor": cursor}
        return self._connection.ask(SearchResponse, "POST", "search", json=body)

    def search_all(self, question: str | QuestionRequest) -> Iterator[HitFields]:
        """The hits of all pages of an answer, best first, at most 200."""
        cursor = None
        seen: set[str] = set()
        while True:
            page = self.search(question, cursor)
            yield from page.hits
            cursor = after(page.next_cursor, seen)
            if cursor is None:
                return

    def search_batch(self, questions: Sequence[str | QuestionRequest]) -> list[SearchResponse]:
        """The answers to several questions, at most 32, in their order."""
        body = {"questions": [_body_of(question) for question in _listed(questions)]}
        return self._connection.ask(BatchResponse, "POST", "search/batch", json=body).answers

    def create_batch(
        self,
        questions: Sequence[str],
        name: str = "",
        collections: Collection[str] = (),
        filters: FilterFields | None = None,
    ) -> BatchFields:
        """Have up to 1,000 questions asked, one at a time, whenever nobody else waits.

        It is sent once: what a service answers too late with 503 it may have taken, as ``batches``
        shows.

        Args:
            questions: to ask.
            name: of the list.
            collections: to ask; all that the key may read without.
            filters: which documents may answer; all without.
        """
        wanted = filters or FilterFields()
        body = {
            "questions": _listed(questions),
            "name": name,
            "collections": _listed(collections),
            "filters": wanted.model_dump(mode="json", exclude_defaults=True),
        }
        return read_shape(BatchFields, self._connection.send("POST", "batches", json=body))

    def batches(self) -> list[BatchFields]:
        """The key's lists of questions, without what was found."""
        return self._connection.ask(BatchList, "GET", "batches").batches

    def batch(self, batch_id: str) -> BatchFields:
        """How far a list of questions is; once it has ended, what was found."""
        return self._batch(batch_id)

    def wait_for_batch(self, batch_id: str, timeout: float) -> BatchFields:
        """A list of questions when it has ended, with what was found.

        Raises:
            JobTimeoutError: it has not ended after so many seconds; it continues all the same.
        """
        return _ended(lambda within: self._batch(batch_id, within), batch_id, timeout)

    def delete_batch(self, batch_id: str) -> None:
        """Delete a list of questions with all that was found, also before all were asked."""
        self._connection.retried("DELETE", f"batches/{_quoted(batch_id)}")

    def suggest(self, typed: str, k: int = 8, collections: Collection[str] = ()) -> list[str]:
        """Titles that have the words typed so far."""
        parameters = {"q": typed, "k": k, "collection": _listed(collections)}
        return self._connection.ask(
            SuggestResponse, "GET", "suggest", params=parameters
        ).suggestions

    def verify_quotation(
        self, quotation: str, k: int = DEFAULT_K, collections: Collection[str] = ()
    ) -> QuotationResponse:
        """Where a quotation stands, word for word, with what differs and who says it."""
        body = {"quotation": quotation, "k": k, "collections": _listed(collections)}
        return self._connection.ask(QuotationResponse, "POST", "quotations", json=body)

    def document(self, document_id: str, collection: str = DEFAULT_COLLECTION) -> DocumentResponse:
        """A document with its text."""
        path, named = _place("documents", document_id)
        return self._connection.ask(
            DocumentResponse, "GET", path, params={**named, "collection": collection}
        )

    def documents(
        self, collection: str = DEFAULT_COLLECTION, filters: FilterFields = _WITHOUT_FILTER
    ) -> Iterator[SummaryFields]:
        """The documents of a collection by id, without their texts."""
        wanted = _given(filters)
        parameters: dict[str, Any] = {
            **{_PARAMETERS.get(name, name): value for name, value in wanted.items()},
            "collection": collection,
            "limit": _LISTED_AT_ONCE,
        }
        seen: set[str] = set()
        while True:
            page = self._connection.ask(DocumentList, "GET", "documents", params=parameters)
            yield from page.documents
            cursor = after(page.next_cursor, seen)
            if cursor is None:
                return
            parameters["cursor"] = cursor

    def similar(
        self,
        document_id: str,
        collection: str = DEFAULT_COLLECTION,
        *,
        span: Span | None = None,
        among: Collection[str] = (),
        k: int = DEFAULT_K,
    ) -> list[SimilarFields]:
        """The documents nearest to a document, or to a part of it, in some or all collections."""
        parameters: dict[str, Any] = {"collection": collection, "among": _listed(among), "k": k}
        if span is not None:
            parameters.update(start=span.start, end=span.end)
        path, named = _place("similar", document_id)
        parameters.update(named)
        return self._connection.ask(SimilarResponse, "GET", path, params=parameters).documents

    def add(
        self, documents: Iterable[Mapping[str, object]], collection: str = DEFAULT_COLLECTION
    ) -> JobFields:
        """Add or replace documents, which are sent as they come.

        Args:
            documents: each has an ``id`` and a ``text``, and may have the other fields of a
                ``DocumentResponse``; what it has besides becomes metadata.
            collection: to add them to.

        Returns:
            The job that adds them; see ``wait``.
        """
        headers = {"Content-Type": "application/x-ndjson"}
        answer = self._connection.send(
            "POST",
            "documents",
            params={"collection": collection},
            content=_lines(documents),
            headers=headers,
        )
        return read_shape(JobFields, answer)

    def add_files(self, files: Iterable[Path], collection: str = DEFAULT_COLLECTION) -> JobFields:
        """Add or replace the documents in files of any kind that Shawahid reads.

        A relative path is the id of the document in the file; of an absolute one its last part.

        Returns:
            The job that adds them; see ``wait``.
        """
        with contextlib.ExitStack() as stack:
            parts = []
            for file in _listed(files):
                name = file.name if file.is_absolute() else file.as_posix()
                if "\\" in name:  # which a service takes for what parts folders on Windows
                    msg = f"{file} has a backslash in its name: rename it"
                    raise UnsendableError(msg)
                try:
                    stream = stack.enter_context(file.open("rb"))
                except OSError as error:
                    msg = f"{file} cannot be read: {error.strerror}"
                    raise UnsendableError(msg) from error
                parts.append(("files", (name, stream)))
            answer = self._connection.send(
                "POST", "documents/files", params={"collection": collection}, files=parts
            )
        return read_shape(JobFields, answer)

    def delete(self, document_id: str, collection: str = DEFAULT_COLLECTION) -> None:
        """Delete a document."""
        path, named = _place("documents", document_id)
        self._connection.retried("DELETE", path, params={**named, "collection": collection})

    def delete_matching(self, filters: FilterFields, collection: str = DEFAULT_COLLECTION) -> int:
        """Delete the documents that a filter wants; returns how many. An empty one is refused."""
        answer = self._connection.ask(
            DeletedResponse,
            "POST",
            "documents/delete",
            params={"collection": collection},
            json=_given(filters),
        )
        return answer.deleted

    def collections(self) -> list[CollectionFields]:
        """The collections that the key may read, the default one first."""
        return self._connection.ask(CollectionList, "GET", "collections").collections

    def create_collection(self, name: str) -> CollectionFields:
        """Make an empty collection."""
        return self._connection.ask(CollectionFields, "POST", "collections", json={"name": name})

    def delete_collection(self, name: str) -> None:
        """Delete a collection with all its documents."""
        self._connection.retried("DELETE", f"collections/{_quoted(name)}")

    def stats(self) -> StatsResponse:
        """How much the collections that the key may read hold together."""
        return self._connection.ask(StatsResponse, "GET", "stats")

    def jobs(self) -> list[JobFields]:
        """The latest uploads to the collections that the key may edit."""
        return self._connection.ask(JobList, "GET", "jobs").jobs

    def job(self, job_id: str) -> JobFields:
        """How far an upload is."""
        return self._job(job_id)

    def cancel(self, job_id: str) -> JobFields:
        """End an upload; what it has added stays."""
        return self._connection.ask(JobFields, "DELETE", f"jobs/{_quoted(job_id)}")

    def wait(self, job_id: str, timeout: float) -> JobFields:
        """An upload when it has ended: done, failed or cancelled, as its ``state`` says.

        Raises:
            JobTimeoutError: it has not ended after so many seconds; it continues all the same.
        """
        return _ended(lambda within: self._job(job_id, within), job_id, timeout)

    def _batch(self, batch_id: str, within: float | None = None) -> BatchFields:
        return self._connection.ask(
            BatchFields, "GET", f"batches/{_quoted(batch_id)}", within=within
        )

    def _job(self, job_id: str, within: float | None = None) -> JobFields:
        return self._connection.ask(JobFields, "GET", f"jobs/{_quoted(job_id)}", within=within)


# What an address calls the fields of a filter that may be repeated.
_PARAMETERS = {facet.plural: facet.name for facet in FACETS}


def _ended(look: Callable[[float | None], _Work], called: str, timeout: float) -> _Work:
    """What takes its time, when it has ended; asked for again and again.

    Raises:
        JobTimeoutError: it has not ended after so many seconds.
    """
    deadline = time.monotonic() + timeout
    found = look(None)
    while found.state in {State.WAITING, State.RUNNING}:
        if time.monotonic() + _POLL_SECONDS > deadline:
            msg = f"the job {called} is {found.state.value} after {timeout:g} seconds"
            raise JobTimeoutError(msg)
        time.sleep(_POLL_SECONDS)
        found = look(deadline - time.monotonic())
    return found


def _listed(given: Iterable[_Given]) -> list[_Given]:
    """What was given, as a list; of one text that would be its letters."""
    if isinstance(given, str | bytes):
        msg = f"a list of texts is expected, not one text: {given[:60]!r}"
        raise UnsendableError(msg)
    return list(given)


def _lines(documents: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    if isinstance(documents, str | bytes | Mapping) or not isinstance(documents, Iterable):
        kind = type(documents).__name__
        msg = f"documents are sent as a list or another iterable of mappings, not {kind}"
        raise UnsendableError(msg)
    return _encoded(documents)


def _encoded(documents: Iterable[Mapping[str, object]]) -> Iterator[bytes]:
    for number, document in enumerate(documents, 1):
        try:
            yield json.dumps(document, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        except (TypeError, ValueError) as error:
            msg = f"document {number} cannot be sent: {error}"
            raise UnsendableError(msg) from error


def _body_of(question: str | QuestionRequest) -> dict[str, Any]:
    if isinstance(question, str):
        question = QuestionRequest.model_construct(question=question)
    return question.model_dump(mode="json", include=set(QuestionRequest.model_fields))


def _given(filters: FilterFields) -> dict[str, Any]:
    return filters.model_dump(
        mode="json", include=set(FilterFields.model_fields), exclude_defaults=True
    )


def _place(route: str, document_id: str) -> tuple[str, dict[str, str]]:
    """The path of a document below a route, and the parameters that name it."""
    if document_id in {".", ".."}:  # would lead elsewhere
        return f"{route}/", {"id": document_id}
    return f"{route}/{_quoted(document_id)}", {}


def _quoted(part: str) -> str:
    if not is_text(part):
        msg = f"half of a surrogate pair, which is not a character: {part[:60]!r}"
        raise UnsendableError(msg)
    return quote(part, safe="")
