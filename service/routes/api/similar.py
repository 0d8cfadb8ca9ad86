"""Documents like another one."""

from typing import Annotated

from fastapi import APIRouter, Query

from search.records import Span
from service.dependencies import Asker, CurrentReading, Slot
from service.document_ids import meant
from service.problems import (
    COLLECTION_NOT_FOUND,
    DOCUMENT_NOT_FOUND,
    INVALID_REQUEST,
    OVERLOADED,
    RATE_LIMITED,
    ProblemError,
)
from service.routes.api.exchange import PREFIX, getting
from service.schemas.documents import SimilarFields, SimilarResponse
from service.schemas.requests import SimilarParameters

router = APIRouter(prefix=PREFIX, tags=["documents"])


@router.get(
    "/similar/{document_id:id}",
    responses=getting(DOCUMENT_NOT_FOUND, COLLECTION_NOT_FOUND, RATE_LIMITED, OVERLOADED),
    dependencies=[Slot],
)
def find_similar(
    reading: CurrentReading,
    _: Asker,
    document_id: str,
    parameters: Annotated[SimilarParameters, Query()],
) -> SimilarResponse:
    """The documents nearest to a document, or to the passages of a part of it."""
    document_id = meant(document_id, parameters.id)
    collection = reading.collection(parameters.collection)
    span = _part(parameters.start, parameters.end)
    found = reading.similar(document_id, collection, parameters.among, k=parameters.k, span=span)
    reading.note_read(document_id, collection)
    return SimilarResponse(documents=[SimilarFields.model_validate(each) for each in found])


def _part(start: int | None, end: int | None) -> Span | None:
    if start is None and end is None:
        return None
    if start is None or end is None or start >= end:
        raise ProblemError(INVALID_REQUEST, "part")
    return Span(start, end)
