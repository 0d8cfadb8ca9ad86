"""The search page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from search.records import Order, Results
from service.citing.export import ExportFormat
from service.dependencies import CurrentReading, Meter, Slot
from service.language import Language, Translate, translator
from service.rendering import render
from service.schemas import MAX_QUESTION
from service.views.address import PAGE, SearchAddress
from service.views.answer import answer_strip
from service.views.cards import weighed
from service.views.facets import chips, facets
from service.views.frame import language_of
from service.views.timeline import recent, timeline
from service.views.understanding import switched_off, understood

router = APIRouter()

# Documents that the first page names.
LATEST = 5
# A suggestion begins with what is typed, so that longer texts have none.
_LONGEST_TYPED = 100


@router.get("/", dependencies=[Slot])
def search(
    request: Request,
    reading: CurrentReading,
    meter: Meter,
    address: Annotated[SearchAddress, Query()],
) -> Response:
    """The search box, with the answer once there is a question."""
    if address.q is None:
        return render(request, "home.html", {"latest": reading.latest_titles(LATEST)})
    query = address.query()
    fields = {name for name, _ in query.filters.values}
    meter.spend(1 + len(fields))
    found = reading.answer(query, address.collection, skip_missing=True)
    counted = reading.alternatives(query, address.collection, found.results.facets)
    results = replace(found.results, facets=counted)
    language = language_of(request)
    context = _context(results, reading.collections, address, language)
    return render(request, "results.html", context)


@router.get("/suggestions", dependencies=[Slot])
def suggestions(
    request: Request,
    reading: CurrentReading,
    meter: Meter,
    q: Annotated[str, Query(max_length=MAX_QUESTION)] = "",
) -> Response:
    """What the words typed so far may go on as: options for the search box."""
    meter.suggest()
    found = reading.suggest(q) if len(q) <= _LONGEST_TYPED else []
    return render(request, "suggestions.html", {"suggestions": found})


def _context(
    results: Results,
    collections: Sequence[str],
    address: SearchAddress,
    language: Language,
) -> dict[str, object]:
    t: Translate = translator(language, "web")
    return {
        "question": address.q,
        "address": address,
        "supported": results.supported,
        "pages": -(-results.total // PAGE),
        "shown": weighed(results, language),
        "strip": answer_strip(results, language),
        "sufficient": results.sufficient,
        "spelling": results.spelling,
        "understood": understood(results.interpretations, address, language),
        "switched_off": switched_off(address, language),
        "chosen": chips(address, language, t),
        "facets": facets(results.facets, collections, address, language, t),
        "timeline": timeline(results.facets.dates, address, language, t),
        "recent": recent(results.facets.dates, datetime.now().astimezone().date(), address, t),
        "orders": list(Order),
        "formats": [each.value for each in ExportFormat],
        "chosen_words": [t("export.chosen", count=count) for count in range(PAGE + 1)],
    }
