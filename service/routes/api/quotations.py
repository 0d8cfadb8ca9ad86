"""Quotations, verified word for word."""

from fastapi import APIRouter, Depends

from search.errors import EmptyQuestionError
from service.dependencies import Asker, CurrentReading, Slot
from service.problems import (
    COLLECTION_NOT_FOUND,
    EMPTY_QUESTION,
    OVERLOADED,
    RATE_LIMITED,
    ProblemError,
)
from service.routes.api.exchange import PREFIX, asking, takes_json
from service.schemas.quotations import QuotationResponse
from service.schemas.requests import QuotationRequest

router = APIRouter(prefix=PREFIX, tags=["search"])


@router.post(
    "/quotations",
    responses=asking(EMPTY_QUESTION, COLLECTION_NOT_FOUND, RATE_LIMITED, OVERLOADED),
    dependencies=[Depends(takes_json), Slot],
)
def verify_quotation(
    reading: CurrentReading, _: Asker, request: QuotationRequest
) -> QuotationResponse:
    """Where a quotation stands, word for word, with what differs, who says it, and its source.

    Marks around the quotation mean nothing. Of each story one document is given, the oldest of
    those that have it as faithfully. Titles are not compared.
    """
    try:
        found = reading.occurrences(request.quotation, request.collections)
    except EmptyQuestionError as error:
        raise ProblemError(EMPTY_QUESTION, "quotation") from error
    return QuotationResponse.of(request.quotation, found, request.k)
