"""The JSON API. Handlers are sync, hence run in threads: the engine is bound by the CPU."""

from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi import Query as Parameters
from pydantic import AliasChoices, BaseModel, Field

from search.archive import Archive, missing_collection
from search.records import DEFAULT_COLLECTION, Query
from service.access.callers import Caller
from service.dependencies import Asker, CurrentCaller, OpenArchive, Slot
from service.problems import (
    BODY_TOO_LARGE,
    DOCUMENT_NOT_FOUND,
    EMPTY_QUESTION,
    INVALID_REQUEST,
    QUESTION_TOO_LONG,
    QUEUE_PROBLEMS,
    documented,
)
from service.schemas import (
    DEFAULT_K,
    MAX_K,
    MAX_QUESTION,
    DocumentResponse,
    SearchRequest,
    SearchResponse,
)

router = APIRouter()

_SEARCH_PROBLEMS = (EMPTY_QUESTION, QUESTION_TOO_LONG, INVALID_REQUEST, *QUEUE_PROBLEMS)


class SearchQuery(BaseModel):
    """A question in an address: as ``q``, or as ``question`` like in the body of a request."""

    q: str = Field(
        max_length=MAX_QUESTION,
        validation_alias=AliasChoices("q", "question"),
        description="The question, in Arabic or any other language.",
        examples=["من شارك في الحوار الإقليمي؟"],
    )
    k: int = Field(DEFAULT_K, ge=1, le=MAX_K, description="The most documents to return.")


class Health(BaseModel):
    """Sign of life."""

    status: Literal["ok"] = "ok"


@router.get(
    "/api/v1/search",
    tags=["search"],
    responses=documented(*_SEARCH_PROBLEMS),
    dependencies=[Slot],
)
def search(
    archive: OpenArchive, caller: Asker, query: Annotated[SearchQuery, Parameters()]
) -> SearchResponse:
    """The documents that best answer a question, each with exact citations of its passages."""
    return _answer(archive, caller, query.q, query.k)


@router.post(
    "/api/v1/search",
    tags=["search"],
    responses=documented(*_SEARCH_PROBLEMS, BODY_TOO_LARGE),
    dependencies=[Slot],
)
def search_with_body(archive: OpenArchive, caller: Asker, request: SearchRequest) -> SearchResponse:
    """The same, for questions that should not stand in an address or a log."""
    return _answer(archive, caller, request.question, request.k)


@router.get(
    "/api/v1/documents/{document_id:path}",
    tags=["documents"],
    responses=documented(DOCUMENT_NOT_FOUND, INVALID_REQUEST),
)
def document(
    archive: OpenArchive,
    caller: CurrentCaller,
    document_id: str,
    collection: str = DEFAULT_COLLECTION,
) -> DocumentResponse:
    """A document with its whole stored text. Its id may contain slashes."""
    if not caller.may_read(collection):
        raise missing_collection(collection)
    return DocumentResponse.of(archive.store(collection).document(document_id))


@router.get("/healthz", tags=["service"])
async def health() -> Health:
    """Whether the service answers; it starts to only once the index is open."""
    return Health()


def _answer(archive: Archive, caller: Caller, question: str, k: int) -> SearchResponse:
    results = archive.search(Query(question, k), caller.readable(archive.names()))
    return SearchResponse.of(question, results)
