"""Results as a file."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from search.ranking.confidence import is_sufficient
from search.records import Hit
from service.access.audit import Action
from service.citing.export import ExportFormat, export
from service.dependencies import CurrentReading, Meter, Slot
from service.schemas import MAX_K
from service.source_names import with_source_names
from service.views.address import PAGE, SearchAddress
from service.views.cards import pick
from service.views.frame import language_of, settings_of, site_of

router = APIRouter()


class ExportAddress(SearchAddress):
    """A search, which of its results are wanted, and as what.

    Without a choice all strong and possible ones are, and where none is or ``weaker`` says so, all.
    """

    q: Annotated[str, Field(max_length=2000)]
    format: ExportFormat
    weaker: bool = False
    # Only what stands on one page can be chosen.
    pick: list[str] = Field(default=[], max_length=PAGE)


@router.get("/export", dependencies=[Slot])
def export_results(
    request: Request,
    reading: CurrentReading,
    meter: Meter,
    address: Annotated[ExportAddress, Query()],
) -> Response:
    """The chosen results, or all that are likely to answer where none is chosen."""
    query = address.query()
    if not address.pick:
        query = replace(query, k=MAX_K, offset=0)
    meter.spend(1)
    found = reading.answer(query, address.collection, skip_missing=True, action=Action.EXPORT)
    wanted = _wanted(found.results.hits, address)
    hits = with_source_names(tuple(wanted), settings_of(request).source_names)
    file = export(hits, address.q, address.format, language_of(request), site_of(request))
    return Response(
        file.content,
        media_type=file.media_type,
        headers={"Content-Disposition": file.content_disposition},
    )


def _wanted(hits: Sequence[Hit], address: ExportAddress) -> Sequence[Hit]:
    if address.pick:
        return [hit for hit in hits if pick(hit) in address.pick]
    likely = [hit for hit in hits if is_sufficient(hit.confidence)]
    return hits if address.weaker or not likely else likely
