"""The JSON API. Handlers are sync, hence run in threads: the engine is bound by the CPU."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import AliasChoices, BaseModel, Field

from service.dependencies import OpenEngine
from service.problems import (
    BODY_TOO_LARGE,
    DOCUMENT_NOT_FOUND,
    EMPTY_QUESTION,
    INVALID_REQUEST,
    QUESTION_TOO_LONG,
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

_SEARCH_PROBLEMS = (EMPTY_QUESTION, QUESTION_TOO_LONG, INVALID_REQUEST)


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


@router.get("/api/v1/search", tags=["search"], responses=documented(*_SEARCH_PROBLEMS))
def search(engine: OpenEngine, query: Annotated[SearchQuery, Query()]) -> SearchResponse:
    """The documents that best answer a question, each with exact citations of its passages."""
    return SearchResponse.of(query.q, engine.search(query.q, query.k))


@router.post(
    "/api/v1/search",
    tags=["search"],
    responses=documented(*_SEARCH_PROBLEMS, BODY_TOO_LARGE),
)
def search_with_body(engine: OpenEngine, request: SearchRequest) -> SearchResponse:
    """The same, for questions that should not stand in an address or a log."""
    return SearchResponse.of(request.question, engine.search(request.question, request.k))


@router.get(
    "/api/v1/documents/{document_id:path}",
    tags=["documents"],
    responses=documented(DOCUMENT_NOT_FOUND, INVALID_REQUEST),
)
def document(engine: OpenEngine, document_id: str) -> DocumentResponse:
    """A document with its whole stored text. Its id may contain slashes."""
    return DocumentResponse.of(engine.document(document_id))


@router.get("/healthz", tags=["service"])
async def health() -> Health:
    """Whether the service answers; it starts to only once the index is open."""
    return Health()
