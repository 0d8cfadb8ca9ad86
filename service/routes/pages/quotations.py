"""The page that verifies a quotation."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from search.errors import EmptyQuestionError
from service.dependencies import CurrentReading, Meter, Slot
from service.problems import EMPTY_QUESTION, ProblemError
from service.rendering import render
from service.schemas import DEFAULT_K, MAX_QUESTION
from service.source_names import with_source_names
from service.views.frame import language_of, settings_of
from service.views.quotations import OccurrenceCard, verdict_of

router = APIRouter()


@router.get("/quotations", dependencies=[Slot])
def quotations(
    request: Request,
    reading: CurrentReading,
    meter: Meter,
    quotation: Annotated[str, Query(max_length=MAX_QUESTION)] = "",
) -> Response:
    """A box for a quotation, and where it stands once there is one."""
    context: dict[str, object] = {"quotation": quotation, "longest": MAX_QUESTION}
    if not quotation.strip():
        return render(request, "quotations.html", {**context, "cards": None})
    meter.spend(1)
    try:
        found = with_source_names(reading.occurrences(quotation), settings_of(request).source_names)
    except EmptyQuestionError as error:
        raise ProblemError(EMPTY_QUESTION, "quotation") from error
    language = language_of(request)
    cards = [OccurrenceCard.of(each, quotation, language) for each in found[:DEFAULT_K]]
    shown = {"cards": cards, "verdict": verdict_of(found), "total": len(found)}
    return render(request, "quotations.html", {**context, **shown})
