"""Lists of questions: sent, followed, and taken away as a table."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from search.fields import FACETS
from search.records import Facets
from service.batches.apart import ReadingBusyError, read_apart
from service.batches.filters import address_of
from service.batches.questions import MOST_BYTES, Asked, Most, QuestionsError, pasted_questions
from service.batches.storage import DAYS_KEPT, Batch, Batches
from service.batches.table import TableFormat, table
from service.citing.export import content_disposition
from service.dependencies import CurrentCaller, CurrentReading, OpenGate, Saver, Slot
from service.language import translator
from service.problems import INVALID_FILTER, INVALID_QUESTIONS, TOO_MANY_JOBS, ProblemError, kind_of
from service.reading import Reading
from service.receiving import name_of
from service.rendering import render
from service.routes.batches import OwnBatch, Starting, Tables
from service.schemas.batches import MOST_ASKED
from service.schemas.jobs import State
from service.source_names import with_source_names
from service.views.address import SearchAddress
from service.views.facets import MOST, chips, facets, labels
from service.views.frame import language_of, settings_of, site_of

router = APIRouter()

BATCHES_PAGE = "/batches"
# Of a list: 2 MB of Arabic.
_MOST = Most(MOST_ASKED, 1_000_000)
# Seconds in which another list has been read.
_RETRY_SECONDS = "5"

_MEDIA_TYPES = {
    TableFormat.CSV: "text/csv; charset=utf-8",
    TableFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    TableFormat.JSONL: "application/jsonl",
}


async def _narrowed(request: Request) -> SearchAddress | ProblemError:
    """The filters of the form, each of which may be repeated, or what is wrong with them."""
    sent = await request.form()
    names = [facet.name for facet in FACETS]
    values = {name: [str(each) for each in sent.getlist(name)] for name in names}
    days = {name: str(sent.get(name, "")) for name in ("since", "until")}
    try:
        return SearchAddress.model_validate({**values, **days})
    except ValidationError:
        return ProblemError(INVALID_FILTER)


@router.get(BATCHES_PAGE)
def batches(
    request: Request, gate: OpenGate, reading: CurrentReading, caller: CurrentCaller
) -> Response:
    """A form for a list, and the caller's own lists."""
    owned = Batches(gate.database).of(caller.key_id) if caller.may_save else []
    return render(request, "batches.html", _form(request, reading, owned, SearchAddress()))


@router.post(BATCHES_PAGE)
def create(  # noqa: PLR0913, PLR0917 - what it asks for
    request: Request,
    narrowed: Annotated[SearchAddress | ProblemError, Depends(_narrowed)],
    gate: OpenGate,
    caller: Saver,
    starting: Starting,
    reading: CurrentReading,
    questions: Annotated[str, Form()] = "",
    collection: Annotated[list[str], Form()] = [],  # noqa: B006 - FastAPI copies it
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Have the questions of a file asked, or those that were pasted, and go to where they are.

    What is no list comes back with the reason, so that it is not lost.
    """
    name = name_of(file) if file is not None else ""
    try:
        if isinstance(narrowed, ProblemError):
            raise narrowed
        asked = _asked(file, name, questions)
        wanted = [each for each in collection if each]
        batch = starting.start(reading, name, wanted, asked, narrowed.filters())
    except ProblemError as error:
        language = language_of(request)
        fault = error.kind.detail(language, error.reason, error.values)
        owned = Batches(gate.database).of(caller.key_id)
        shown = SearchAddress() if isinstance(narrowed, ProblemError) else narrowed
        context = _form(request, reading, owned, shown, questions, fault)
        status = error.kind.status
        return render(request, "batches.html", context, status=status, headers=error.headers)
    return RedirectResponse(f"/batches/{batch.token}", 303)


@router.get("/batches/{token}", dependencies=[Slot])
def batch(request: Request, tables: Tables, batch: OwnBatch) -> Response:
    """How far a list is, and the table once it has ended."""
    rows = tables.rows(batch) if batch.has_ended else ()
    shown = with_source_names(rows, settings_of(request).source_names)
    language = language_of(request)
    label = labels(translator(language, "web"), settings_of(request).source_names)
    address = address_of(batch.filters, batch.collections)
    context = {
        "batch": batch,
        "chosen": chips(address, language, label),
        "address_of": lambda question: address.changed(q=question).url(),
        "rows": shown,
        "attested": sum(row.attested is not None for row in rows),
        "problem": None if batch.problem is None else kind_of(batch.problem),
        "formats": [each.value for each in TableFormat],
        "days": DAYS_KEPT,
    }
    return render(request, "batch.html", context)


@router.get("/batches/{token}/export", dependencies=[Slot])
def export(
    request: Request,
    tables: Tables,
    batch: OwnBatch,
    format: TableFormat,  # noqa: A002 - in the address
) -> Response:
    """The table of what was asked so far, as a file."""
    rows = tables.rows(batch)
    shown = with_source_names(rows, settings_of(request).source_names)
    language = language_of(request)
    content = table(batch.name, shown, format, language, site_of(request))
    headers = {"Content-Disposition": content_disposition(batch.name, format.value, language)}
    return Response(content, media_type=_MEDIA_TYPES[format], headers=headers)


@router.post("/batches/{token}/cancel")
def cancel(gate: OpenGate, batch: OwnBatch) -> Response:
    """Ask no more of a list; what was found stays."""
    Batches(gate.database).end(batch, State.CANCELLED)
    return RedirectResponse(f"/batches/{batch.token}", 303)


@router.post("/batches/{token}/delete")
def delete(gate: OpenGate, batch: OwnBatch) -> Response:
    """Delete a list with all that was found."""
    Batches(gate.database).delete(batch)
    return RedirectResponse("/batches", 303)


def _form(  # noqa: PLR0913, PLR0917 - what it shows
    request: Request,
    reading: Reading,
    owned: list[Batch],
    narrowed: SearchAddress,
    questions: str = "",
    fault: str | None = None,
) -> dict[str, object]:
    language = language_of(request)
    label = labels(translator(language, "web"), settings_of(request).source_names)
    values = {name: tuple(each.items()) for name, each in reading.values(MOST).items()}
    return {
        "narrowed": narrowed,
        "facets": facets(Facets(values), (), narrowed, language, label),
        "batches": owned,
        "collections": reading.collections,
        "questions": questions,
        "fault": fault,
        "most": MOST_ASKED,
        "days": DAYS_KEPT,
    }


def _asked(file: UploadFile | None, name: str, pasted: str) -> list[Asked]:
    try:
        if file is not None and name:
            return read_apart(name, file.file.read(MOST_BYTES + 1), _MOST)
        return pasted_questions(pasted, _MOST)
    except QuestionsError as error:
        found, most = error.detail, _MOST.questions
        raise ProblemError(INVALID_QUESTIONS, error.fault, found=found, most=most) from error
    except ReadingBusyError as error:
        raise ProblemError(TOO_MANY_JOBS, headers={"Retry-After": _RETRY_SECONDS}) from error
