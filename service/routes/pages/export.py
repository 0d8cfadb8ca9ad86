"""Results as a file."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from service.access.audit import Action
from service.citing.export import ExportFormat, export
from service.dependencies import CurrentReading, Meter, Slot
from service.schemas import MAX_K
from service.views.address import PAGE, SearchAddress
from service.views.cards import pick
from service.views.frame import language_of, site_of

router = APIRouter()


class ExportAddress(SearchAddress):
    """A search, which of its results are wanted, and as what."""

    q: Annotated[str, Field(max_length=2000)]
    format: ExportFormat
    # Only what stands on one page can be chosen.
    pick: list[str] = Field(default=[], max_length=PAGE)


@router.get("/export", dependencies=[Slot])
def export_results(
    request: Request,
    reading: CurrentReading,
    meter: Meter,
    address: Annotated[ExportAddress, Query()],
) -> Response:
    """The chosen results, or all where none is chosen."""
    query = address.query()
    if not address.pick:
        query = replace(query, k=MAX_K, offset=0)
    meter.spend(1)
    found = reading.answer(query, address.collection, skip_missing=True, action=Action.EXPORT)
    hits = [hit for hit in found.results.hits if not address.pick or pick(hit) in address.pick]
    file = export(hits, address.q, address.format, language_of(request), site_of(request))
    return Response(
        file.content,
        media_type=file.media_type,
        headers={"Content-Disposition": file.content_disposition},
    )
