"""Lists of questions, which are asked one after the other."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends, Request, Response

from service.batches.answers import Row
from service.batches.filters import filters_text
from service.batches.questions import Asked, named
from service.batches.storage import Batch, Batches
from service.batches.table import record
from service.dependencies import CurrentCaller, CurrentReading, OpenGate, Slot, Speaking
from service.language import Language
from service.problems import (
    BATCH_NOT_FOUND,
    BATCHES_FULL,
    COLLECTION_NOT_FOUND,
    FORBIDDEN,
    OVERLOADED,
    ProblemError,
    body_of,
    kind_of,
)
from service.routes.api.exchange import PREFIX, asking, changing, getting, takes_json
from service.routes.batches import OwnBatch, Starting, Tables
from service.schemas.batches import BatchFields, BatchList, BatchRowFields, QuestionsRequest
from service.schemas.requests import FilterFields
from service.views.frame import site_of

router = APIRouter(prefix=PREFIX, tags=["search"])


@router.post(
    "/batches",
    status_code=202,
    responses=asking(FORBIDDEN, COLLECTION_NOT_FOUND, BATCHES_FULL),
    dependencies=[Depends(takes_json)],
)
def create_batch(
    starting: Starting,
    reading: CurrentReading,
    request: QuestionsRequest,
    language: Speaking,
    response: Response,
) -> BatchFields:
    """Have up to 1,000 questions asked, one at a time, whenever nobody else waits for an answer.

    What is found is kept for seven days, or until the list is deleted. Each question counts for the
    limit of the key, of which half is left to who asks otherwise.
    """
    asked = [Asked(row, named(text)) for row, text in enumerate(request.questions, 1)]
    batch = starting.start(
        reading, request.name, request.collections, asked, request.filters.wanted()
    )
    response.headers["Location"] = f"{PREFIX}/batches/{batch.token}"
    return _shape(batch, language)


@router.get("/batches", responses=getting())
def list_batches(gate: OpenGate, caller: CurrentCaller, language: Speaking) -> BatchList:
    """The caller's lists of questions."""
    owned = Batches(gate.database).of(caller.key_id) if caller.may_save else []
    return BatchList(batches=[_shape(batch, language) for batch in owned])


@router.get("/batches/{token}", responses=getting(BATCH_NOT_FOUND, OVERLOADED), dependencies=[Slot])
def get_batch(request: Request, tables: Tables, batch: OwnBatch, language: Speaking) -> BatchFields:
    """How far a list is; once it has ended, the sentences that attest its answers.

    These are as they stand in the archive now.
    """
    rows = tables.rows(batch) if batch.has_ended else ()
    return _shape(batch, language, rows, site_of(request))


@router.delete("/batches/{token}", status_code=204, responses=changing(FORBIDDEN, BATCH_NOT_FOUND))
def delete_batch(gate: OpenGate, batch: OwnBatch) -> None:
    """Delete a list with all that was found; what was not asked yet is not asked."""
    Batches(gate.database).delete(batch)


def _shape(
    batch: Batch, language: Language, rows: Sequence[Row] = (), site: str = ""
) -> BatchFields:
    problem = None if batch.problem is None else ProblemError(kind_of(batch.problem))
    return BatchFields(
        id=batch.token,
        name=batch.name,
        state=batch.state,
        created=batch.created,
        questions=batch.questions,
        asked=batch.asked,
        problem=None if problem is None else body_of(problem, language),
        filters=FilterFields.model_validate_json(filters_text(batch.filters)),
        rows=[BatchRowFields.model_validate(record(row, language, site)) for row in rows],
    )
