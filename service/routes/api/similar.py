"""Documents like another one."""

from typing import Annotated

from fastapi import APIRouter, Query

from search.records import Span
from service.dependencies import Asker, Audit, OpenArchive, Slot
from service.problems import (
    COLLECTION_NOT_FOUND,
    DOCUMENT_NOT_FOUND,
    INVALID_REQUEST,
    OVERLOADED,
    RATE_LIMITED,
    ProblemError,
)
from service.routes.api.exchange import PREFIX, reading
from service.schemas.documents import SimilarFields, SimilarResponse
from service.schemas.requests import SimilarParameters
from service.scope import ask_existing, readable

router = APIRouter(prefix=PREFIX, tags=["documents"])


@router.get(
    "/similar/{document_id:path}",
    responses=reading(DOCUMENT_NOT_FOUND, COLLECTION_NOT_FOUND, RATE_LIMITED, OVERLOADED),
    dependencies=[Slot],
)
def find_similar(
    archive: OpenArchive,
    caller: Asker,
    audit: Audit,
    document_id: str,
    parameters: Annotated[SimilarParameters, Query()],
) -> SimilarResponse:
    """The documents nearest to a document, or to the passages of a part of it."""
    (collection,) = readable(archive, caller, [parameters.collection])
    span = _part(parameters.start, parameters.end)
    found = ask_existing(
        lambda: readable(archive, caller, parameters.among),
        lambda among: archive.similar(document_id, collection, among, k=parameters.k, span=span),
    )
    audit.read(document_id, collection)
    return SimilarResponse(documents=[SimilarFields.model_validate(similar) for similar in found])


def _part(start: int | None, end: int | None) -> Span | None:
    if start is None and end is None:
        return None
    if start is None or end is None or start >= end:
        raise ProblemError(INVALID_REQUEST, "part")
    return Span(start, end)
