"""The search page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from search.records import Count, Order, Results
from service.citing.export import ExportFormat
from service.dependencies import CurrentReading, Meter, Slot, has_time
from service.language import Language, translator
from service.reading import Reading
from service.rendering import render
from service.schemas import MAX_QUESTION
from service.source_names import with_source_names
from service.views.address import PAGE, SearchAddress, View
from service.views.answer import answer_strip
from service.views.beside import events
from service.views.cards import weighed
from service.views.days import by_day
from service.views.facets import chips, facets, labels
from service.views.frame import language_of, settings_of, site_of
from service.views.timeline import recent, timeline
from service.views.understanding import switched_off, understood

router = APIRouter()

# Sources that the first page names.
_SOURCES = 8
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
        return render(request, "home.html", _home(request, reading))
    query = address.query()
    fields = {name for name, _ in query.filters.values}
    meter.spend(1 + len(fields))
    results = reading.answer(query, address.collection, skip_missing=True).results
    counted = reading.alternatives(
        query, address.collection, results.facets, lambda: has_time(request)
    )
    language, names = language_of(request), settings_of(request).source_names
    label = labels(translator(language, "web"), names)
    context = {
        **_results(with_source_names(results, names), address, language),
        **_dates(counted.dates, address, language),
        "site": site_of(request),
        "chosen": chips(address, language, label),
        "facets": facets(counted, reading.collections, address, language, label),
    }
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


def _home(request: Request, reading: Reading) -> dict[str, object]:
    names = settings_of(request).source_names
    welcome = with_source_names(reading.welcome(request.app.state.welcomes), names)
    sources = [names.get(source, source) for source, _ in welcome.overview.sources]
    return {"welcome": welcome, "sources": sources[:_SOURCES], "further": sources[_SOURCES:]}


def _results(results: Results, address: SearchAddress, language: Language) -> dict[str, object]:
    t = translator(language, "web")
    shown = weighed(results, language)
    likely = [card.hit for card in shown.cards]
    return {
        "question": address.q,
        "address": address,
        "supported": results.supported,
        "pages": -(-results.total // PAGE) if address.view is View.LIST else 1,
        "shown": shown,
        "views": list(View),
        "days": by_day(shown.cards) if address.view is View.DAYS else None,
        "events": events(likely, language) if address.view is View.BESIDE else None,
        "strip": answer_strip(results, language),
        "sufficient": results.sufficient,
        "spelling": results.spelling,
        "understood": understood(results.interpretations, address, language),
        "switched_off": switched_off(address, language),
        "orders": list(Order),
        "formats": [each.value for each in ExportFormat],
        "chosen_words": [t("export.chosen", count=count) for count in range(PAGE + 1)],
    }


def _dates(dates: Sequence[Count], address: SearchAddress, language: Language) -> dict[str, object]:
    t, today = translator(language, "web"), datetime.now().astimezone().date()
    return {
        "timeline": timeline(dates, address, language, t),
        "recent": recent(dates, today, address, t),
    }
