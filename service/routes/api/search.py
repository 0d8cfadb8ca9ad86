"""Questions: one, or several at once, and what they may go on as."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool

from search.errors import EmptyQuestionError
from search.records import Query as Question
from service.cursors import read_cursor, write_cursor
from service.dependencies import Asker, CurrentReading, Meter, Slot, place
from service.problems import (
    COLLECTION_NOT_FOUND,
    DEADLINE_EXCEEDED,
    EMPTY_QUESTION,
    INVALID_CURSOR,
    INVALID_FILTER,
    OVERLOADED,
    QUESTION_TOO_LONG,
    RATE_LIMITED,
    ProblemError,
)
from service.reading import Reading
from service.routes.api.exchange import PREFIX, asking, getting, takes_json
from service.schemas.answers import (
    BatchResponse,
    PartialSearchResponse,
    SearchResponse,
    SuggestResponse,
)
from service.schemas.requests import (
    BatchRequest,
    QuestionRequest,
    SearchParameters,
    SearchRequest,
    SuggestParameters,
)

router = APIRouter(prefix=PREFIX, tags=["search"])

_PROBLEMS = (
    EMPTY_QUESTION,
    QUESTION_TOO_LONG,
    INVALID_FILTER,
    COLLECTION_NOT_FOUND,
    RATE_LIMITED,
    OVERLOADED,
)


@router.get("/search", responses=getting(*_PROBLEMS, INVALID_CURSOR), dependencies=[Slot])
def search(
    reading: CurrentReading, _: Asker, parameters: Annotated[SearchParameters, Query()]
) -> SearchResponse | PartialSearchResponse:
    """The documents that best answer a question, each with exact citations of its passages.

    With `fields`, hits have only those fields. Pages follow each other by `next_cursor`; at most
    200 documents can be had for a question.
    """
    return _page(reading, parameters)


@router.post(
    "/search",
    responses=asking(*_PROBLEMS, INVALID_CURSOR),
    dependencies=[Depends(takes_json), Slot],
)
def search_with_body(
    reading: CurrentReading, _: Asker, request: SearchRequest
) -> SearchResponse | PartialSearchResponse:
    """The same, for questions that should not stand in an address or a log."""
    return _page(reading, request)


@router.post("/search/batch", responses=asking(*_PROBLEMS), dependencies=[Depends(takes_json)])
async def search_batch(
    reading: CurrentReading, meter: Meter, request: BatchRequest, asked: Request
) -> BatchResponse:
    """The answers to several questions. One that cannot be answered fails them all.

    Each question counts for the limit of the key.
    """

    def answer(question: QuestionRequest) -> SearchResponse:
        # Not before there is a place: who is refused has asked nothing.
        if not answers:
            meter.spend(len(request.questions))
        return _answer(reading, question)

    answers: list[SearchResponse] = []
    for number, question in enumerate(request.questions, 1):
        # Who asked has been told that it is too late: the rest would take the place of others.
        if not asked.state.clock.left():
            raise ProblemError(DEADLINE_EXCEEDED)
        try:
            async with place(asked):
                answers.append(await run_in_threadpool(answer, question))
        except EmptyQuestionError as error:
            raise ProblemError(EMPTY_QUESTION, "in_batch", number=number) from error
    return BatchResponse(answers=answers)


@router.get(
    "/suggest",
    responses=getting(QUESTION_TOO_LONG, COLLECTION_NOT_FOUND, RATE_LIMITED, OVERLOADED),
    dependencies=[Slot],
)
def suggest(
    reading: CurrentReading, meter: Meter, parameters: Annotated[SuggestParameters, Query()]
) -> SuggestResponse:
    """Authors, sources, phrases and titles that have the words typed so far."""
    meter.suggest()
    found = reading.suggest(parameters.q, parameters.k, parameters.collection)
    return SuggestResponse(suggestions=found)


def _page(
    reading: Reading, request: SearchRequest | SearchParameters
) -> SearchResponse | PartialSearchResponse:
    found = _answer(reading, request, request.cursor)
    return PartialSearchResponse.of(found, request.fields) if request.fields else found


def _answer(
    reading: Reading, request: QuestionRequest | SearchParameters, cursor: str | None = None
) -> SearchResponse:
    """The answer from where a cursor stands."""
    collections = sorted(reading.chosen(request.collections))
    filters = request.wanted()
    without = frozenset(request.without)
    same = (request.question, request.order, filters, collections, sorted(request.without, key=str))
    offset = 0 if cursor is None else read_cursor(cursor, same, int)
    query = Question(request.question, request.k, offset, filters, request.order, without)
    found = reading.answer(query, request.collections)
    return SearchResponse.of(
        request.question,
        found.results,
        next_cursor=None if found.next_offset is None else write_cursor(found.next_offset, same),
        explain=request.explain,
    )
