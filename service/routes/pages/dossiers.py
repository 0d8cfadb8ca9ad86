"""Dossiers: the reader's own, those that were handed on, and the same as a file."""

from collections.abc import AsyncIterator
from enum import Enum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field

from search.errors import CollectionMissingError, DocumentMissingError
from search.records import Document, Span
from service.access.callers import Caller
from service.access.gate import Gate
from service.citing.permalink import REFERENCE, Reference, find
from service.database import timestamp
from service.dependencies import (
    CurrentCaller,
    CurrentReading,
    Meter,
    OpenGate,
    Saver,
    Slot,
    place,
    place_apart,
)
from service.dossiers.contents import contents, remark
from service.dossiers.export import DossierFormat, export_dossier
from service.dossiers.pdf import PATIENCE
from service.dossiers.storage import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_QUOTE,
    MOST_ITEMS,
    Dossier,
    DossierFullError,
    Dossiers,
    Step,
)
from service.language import Language, translator
from service.problems import (
    DOCUMENT_NOT_FOUND,
    DOSSIER_FULL,
    DOSSIER_NOT_FOUND,
    INVALID_REQUEST,
    ProblemError,
)
from service.rendering import render
from service.schemas import MAX_ADDRESS
from service.source_names import with_source_names
from service.views.address import SearchAddress, date_in_figures
from service.views.frame import language_of, settings_of, site_of

router = APIRouter()

# No row has a larger number.
_ItemId = Annotated[int, Path(ge=1, lt=2**63)]
_Name = Annotated[str, Form(max_length=LONGEST_NAME)]


class Change(Enum):
    """What is done with an item."""

    NOTE = "note"
    UP = "up"
    DOWN = "down"
    REMOVE = "remove"


class Place(BaseModel):
    """The document that something is collected from."""

    id: str
    collection: Annotated[str, Field(max_length=100)]


class Sought(Place):
    """Words of it that may be collected, and the search that the reader comes from."""

    passage: Annotated[str, Field(pattern=REFERENCE)]
    search: Annotated[str, Field(max_length=MAX_ADDRESS)] = ""


class Collected(BaseModel):
    """What is collected, and where to: one of the caller's dossiers by its number, or a new one."""

    passage: Annotated[str, Field(pattern=REFERENCE)]
    dossier: Annotated[str, Field(max_length=100)] = ""
    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


class Changed(BaseModel):
    """What is done with an item, and its note."""

    action: Change
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


@router.get("/dossiers")
def dossiers(request: Request, gate: OpenGate, caller: CurrentCaller) -> Response:
    """The caller's own dossiers."""
    owned = Dossiers(gate.database).of(caller.key_id) if caller.may_save else []
    return render(request, "dossiers.html", {"dossiers": owned, "longest": LONGEST_NAME})


@router.post("/dossiers")
def create(gate: OpenGate, caller: Saver, name: _Name = "") -> Response:
    """Make an empty dossier, and open it."""
    return _opened(_made(Dossiers(gate.database), caller, name))


@router.get("/dossiers/items", dependencies=[Slot])
def choose(
    request: Request,
    gate: OpenGate,
    reading: CurrentReading,
    caller: Saver,
    sought: Annotated[Sought, Query()],
) -> Response:
    """Ask which dossier words of a document go into; results lead here, without a script too."""
    document = with_source_names(_document(reading, sought), settings_of(request).source_names)
    reference = Reference.parse(sought.passage)
    span = _words(document, reference)
    back = SearchAddress.of_reader(sought.search)
    context = {
        "document": document,
        "quote": document.text[slice(*span)],
        "dossiers": Dossiers(gate.database).of(caller.key_id),
        "references": [("dossier.add_sentence", reference)],
        "collect_query": urlencode({"id": sought.id, "collection": sought.collection}),
        "question": back.q if back else "",
        "back_url": back.url() if back else None,
    }
    return render(request, "collect.html", context)


@router.post("/dossiers/items")
def add(  # noqa: PLR0913, PLR0917 - what it asks for
    request: Request,
    gate: OpenGate,
    reading: CurrentReading,
    caller: Saver,
    place: Annotated[Place, Query()],
    form: Annotated[Collected, Form()],
) -> Response:
    """Put words of a document into a dossier, a new one where none is named, and open it."""
    store = Dossiers(gate.database)
    # In this order: what comes between with the same id is not taken for this document.
    came = reading.index(place.collection).store.came(place.id)
    document = _document(reading, place)
    span = _words(document, Reference.parse(form.passage))
    if form.dossier:
        wanted = _numbered(store, caller, form.dossier)
    else:
        wanted = _made(store, caller, form.name or _unnamed(language_of(request)))
    try:
        store.add(wanted, document, span, form.note.strip(), came)
    except DossierFullError as error:
        raise ProblemError(DOSSIER_FULL, most=MOST_ITEMS) from error
    return _opened(wanted)


@router.get("/dossiers/{token}", dependencies=[Slot])
def dossier(
    request: Request, gate: OpenGate, reading: CurrentReading, caller: CurrentCaller, token: str
) -> Response:
    """A dossier as the caller may see it; its address is handed on to share it."""
    store = Dossiers(gate.database)
    found = _shared(gate, token)
    names = settings_of(request).source_names
    shown = with_source_names(contents(found, store.items(found), reading), names)
    is_own = caller.may_save and found.key_id == caller.key_id
    context = {"contents": shown, "is_own": is_own, "longest": LONGEST_NOTE, "remark": remark}
    return render(request, "dossier.html", context)


async def _making(
    request: Request,
    caller: CurrentCaller,
    format: DossierFormat,  # noqa: A002 - in the address
) -> AsyncIterator[None]:
    is_slow = format is DossierFormat.PDF
    async with place_apart(request, caller, PATIENCE) if is_slow else place(request):
        yield


@router.get("/dossiers/{token}/export", dependencies=[Depends(_making, scope="function")])
def export(  # noqa: PLR0913, PLR0917 - what it asks for
    request: Request,
    gate: OpenGate,
    reading: CurrentReading,
    meter: Meter,
    token: str,
    format: DossierFormat,  # noqa: A002 - in the address
) -> Response:
    """What the caller may see of a dossier, as a file."""
    found = _shared(gate, token)
    meter.spend(1)
    names = settings_of(request).source_names
    shown = with_source_names(contents(found, Dossiers(gate.database).items(found), reading), names)
    file = export_dossier(shown, format, language_of(request), site_of(request))
    headers = {"Content-Disposition": file.content_disposition}
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.post("/dossiers/{token}/items/{item_id}")
def change(
    gate: OpenGate,
    caller: Saver,
    token: str,
    item_id: _ItemId,
    form: Annotated[Changed, Form()],
) -> Response:
    """Write another note under an item, move it, or take it out."""
    store, own = Dossiers(gate.database), _own(gate, caller, token)
    match form.action:
        case Change.NOTE:
            try:
                store.annotate(own, item_id, form.note.strip())
            except DossierFullError as error:
                raise ProblemError(DOSSIER_FULL, most=MOST_ITEMS) from error
        case Change.UP | Change.DOWN:
            store.move(own, item_id, Step(form.action.value))
        case Change.REMOVE:
            store.remove(own, item_id)
    return RedirectResponse(f"/dossiers/{own.token}#item-{item_id}", 303)


@router.post("/dossiers/{token}/delete")
def delete(gate: OpenGate, caller: Saver, token: str) -> Response:
    """Delete a dossier; its address opens nothing from then on."""
    Dossiers(gate.database).delete(_own(gate, caller, token))
    return RedirectResponse("/dossiers", 303)


def _unnamed(language: Language) -> str:
    """A name that tells nothing of what is collected: others see it who may not read that."""
    today = date_in_figures(timestamp()[:10])
    return translator(language, "web")("dossier.unnamed", date=today)


def _opened(found: Dossier) -> Response:
    return RedirectResponse(f"/dossiers/{found.token}", 303)


def _made(store: Dossiers, caller: Caller, name: str) -> Dossier:
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise ProblemError(INVALID_REQUEST, "name")
    try:
        return store.create(caller.key_id, name)
    except DossierFullError as error:
        raise ProblemError(DOSSIER_FULL, "dossiers") from error


def _numbered(store: Dossiers, caller: Caller, number: str) -> Dossier:
    """One of the caller's: pages with words of others do not show the secrets of addresses."""
    for each in store.of(caller.key_id):
        if str(each.id) == number:
            return each
    raise ProblemError(DOSSIER_NOT_FOUND)


def _shared(gate: Gate, token: str) -> Dossier:
    """The dossier with an address, for as long as its owner has a key."""
    found = Dossiers(gate.database).with_token(token)
    is_open = found is not None and (found.key_id is None or gate.keys.get(found.key_id))
    if found is None or not is_open:
        raise ProblemError(DOSSIER_NOT_FOUND)
    return found


def _own(gate: Gate, caller: Caller, token: str) -> Dossier:
    found = _shared(gate, token)
    if found.key_id != caller.key_id:
        raise ProblemError(DOSSIER_NOT_FOUND)
    return found


def _words(document: Document, reference: Reference) -> Span:
    span = find(document.text, reference)
    if span is None or span.end - span.start > LONGEST_QUOTE:
        raise ProblemError(DOSSIER_FULL, "quote", most=LONGEST_QUOTE)
    return span


def _document(reading: CurrentReading, place: Place) -> Document:
    try:
        return reading.document(place.id, place.collection)
    except (CollectionMissingError, DocumentMissingError) as error:
        raise ProblemError(DOCUMENT_NOT_FOUND) from error
