"""Saved searches, and a feed for each."""

from collections.abc import Mapping
from random import shuffle
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from service.access.audit import Action
from service.access.gate import Gate
from service.access.origins import is_passed_on as was_passed_on
from service.alerts.storage import Deliveries
from service.dependencies import (
    CurrentCaller,
    CurrentReading,
    Meter,
    OpenArchive,
    OpenGate,
    Saver,
    Turn,
    has_time,
    place,
    spend,
)
from service.language import Language, translator
from service.problems import (
    EMPTY_QUESTION,
    INVALID_REQUEST,
    NOT_FOUND,
    OVERLOADED,
    SAVED_FULL,
    ProblemError,
)
from service.reading import Reading
from service.rendering import render
from service.saved.feed import MEDIA_TYPE, atom
from service.saved.news import MOST_SHOWN, News, known_news, news
from service.saved.searching import QuestionMissingError, check_search
from service.saved.storage import MOST_SAVED, SavedSearch, SavedSearches, TooManySavedError
from service.schemas import MAX_ADDRESS
from service.source_names import with_source_names
from service.views.facets import Chip, Label, chips, labels
from service.views.frame import language_of, settings_of, site_of

router = APIRouter()

# No row has a larger number.
_SavedId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/saved")
async def saved(
    request: Request,
    reading: CurrentReading,
    gate: OpenGate,
    caller: CurrentCaller,
    meter: Meter,
) -> Response:
    """The searches that the caller has saved, with what is new for each, which asks it again.

    Those for which there is no place before the engine, or no time, show what was found before.
    """
    # The clock begins with the last part of a request, which who waits for a place would read.
    await request.body()
    searches = SavedSearches(gate.database)
    owned = await run_in_threadpool(searches.of, caller.key_id) if caller.may_save else []
    # Who has saved more than may be asked in a minute can still open the page.
    asked = [each for each in owned if not each.muted]
    spent = min(max(1, len(asked)), caller.rate or MOST_SAVED)
    await run_in_threadpool(meter.spend, spent)
    # Where not all are asked, others are the next time.
    shuffle(asked)
    found: dict[int, list[News]] = {}
    for search in asked:
        if not has_time(request):
            break
        try:
            async with place(request):
                found[search.id] = await run_in_threadpool(news, searches, search, reading)
        except ProblemError as error:
            if error.kind is not OVERLOADED:
                raise
            break
    return await run_in_threadpool(_page, request, gate, reading, owned, found)


def _page(
    request: Request,
    gate: Gate,
    reading: Reading,
    owned: list[SavedSearch],
    found: Mapping[int, list[News]],
) -> Response:
    searches, deliveries = SavedSearches(gate.database), Deliveries(gate.database)
    language = language_of(request)
    label = labels(translator(language, "web"), settings_of(request).source_names)
    shown = []
    for search in owned:
        known = found[search.id] if search.id in found else known_news(searches, search, reading)
        unread = [each for each in known if not each.is_read][:MOST_SHOWN]
        shown.append((search, _chips(search, language, label), unread))
    context = {
        "searches": shown,
        "not_looked": {each.id for each in owned if not each.muted} - set(found),
        "deliveries": {search.id: deliveries.of(search.id) for search in owned},
        "alerts": settings_of(request).alerts,
    }
    return render(request, "saved.html", context)


def _chips(search: SavedSearch, language: Language, label: Label) -> list[Chip] | None:
    """The filters of a search; ``None`` where this version does not take it as it was saved."""
    try:
        return chips(check_search(search.query), language, label)
    except ValueError:
        return None


@router.post("/saved")
def save(
    gate: OpenGate,
    caller: Saver,
    query: Annotated[str, Form(max_length=MAX_ADDRESS)],
) -> Response:
    """Save a search."""
    try:
        address = check_search(query)
    except QuestionMissingError as error:
        raise ProblemError(EMPTY_QUESTION) from error
    except ValueError as error:
        raise ProblemError(INVALID_REQUEST, "search") from error
    try:
        SavedSearches(gate.database).save(caller.key_id, address.q or "", address.query_string())
    except TooManySavedError as error:
        raise ProblemError(SAVED_FULL, most=MOST_SAVED) from error
    return RedirectResponse("/saved", 303)


@router.post("/saved/{saved_id}/read")
def read(
    gate: OpenGate,
    caller: Saver,
    saved_id: _SavedId,
    until: Annotated[str, Form(pattern="^[0-9TZ:-]{20}$")],
) -> Response:
    """Show what the owner has seen of a search no more as new; the feed keeps it."""
    SavedSearches(gate.database).note_read(saved_id, caller.key_id, until)
    return RedirectResponse("/saved", 303)


@router.post("/saved/{saved_id}/mute")
def mute(
    gate: OpenGate, caller: Saver, saved_id: _SavedId, muted: Annotated[bool, Form()]
) -> Response:
    """Look for the news of a search no more, or again."""
    SavedSearches(gate.database).mute(saved_id, caller.key_id, muted=muted)
    return RedirectResponse("/saved", 303)


@router.post("/saved/{saved_id}/delete")
def delete(gate: OpenGate, caller: Saver, saved_id: _SavedId) -> Response:
    """Delete a saved search, and with it its feed."""
    SavedSearches(gate.database).delete(saved_id, caller.key_id)
    return RedirectResponse("/saved", 303)


@router.get("/feeds/{token}.atom", dependencies=[Turn])
def feed(request: Request, archive: OpenArchive, gate: OpenGate, token: str) -> Response:
    """The feed of a saved search: its address is the key, for as long as its owner has one."""
    searches = SavedSearches(gate.database)
    search = searches.with_token(token)
    is_passed_on = was_passed_on(request.headers)
    owner = gate.owner(search.key_id, is_passed_on=is_passed_on) if search else None
    if search is None or owner is None:
        raise ProblemError(NOT_FOUND, "feed")
    spend(gate, owner, 1)
    reading = Reading(archive, owner.readable, gate.audit(owner))
    found = news(searches, search, reading, Action.FEED)[:MOST_SHOWN]
    entries = with_source_names(found, settings_of(request).source_names)
    content = atom(search, entries, site_of(request), language_of(request))
    # Its address is a secret, which no cache between may keep.
    return Response(content, headers={"Cache-Control": "private"}, media_type=MEDIA_TYPE)
