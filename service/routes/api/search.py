"""Questions: one, or several at once, and what they may go on as."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from search.archive import Archive
from search.errors import EmptyQuestionError
from search.records import Query as Asked
from service import offers
from service.access.audit import AuditTrail
from service.access.callers import Caller
from service.cursors import read_cursor, write_cursor
from service.dependencies import Asker, Audit, CurrentCaller, Meter, OpenArchive, Slot
from service.problems import (
    COLLECTION_NOT_FOUND,
    EMPTY_QUESTION,
    INVALID_CURSOR,
    INVALID_FILTER,
    OVERLOADED,
    QUESTION_TOO_LONG,
    RATE_LIMITED,
    ProblemError,
)
from service.routes.api.exchange import PREFIX, asking, reading, takes_json
from service.schemas import MAX_K
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
from service.scope import Names, ask_existing, readable

router = APIRouter(prefix=PREFIX, tags=["search"])

_PROBLEMS = (
    EMPTY_QUESTION,
    QUESTION_TOO_LONG,
    INVALID_FILTER,
    COLLECTION_NOT_FOUND,
    RATE_LIMITED,
    OVERLOADED,
)

Question = QuestionRequest | SearchParameters


class _Search:
    """Asks the archive for a caller."""

    def __init__(self, archive: OpenArchive, caller: CurrentCaller, audit: Audit) -> None:
        self._archive: Archive = archive
        self._caller: Caller = caller
        self._audit: AuditTrail = audit

    def page(
        self, request: SearchRequest | SearchParameters
    ) -> SearchResponse | PartialSearchResponse:
        """The page of an answer that a request asks for."""
        found = self.answer(request, request.cursor)
        return PartialSearchResponse.of(found, request.fields) if request.fields else found

    def answer(self, request: Question, cursor: str | None = None) -> SearchResponse:
        """The answer from where a cursor stands."""
        return ask_existing(
            lambda: readable(self._archive, self._caller, request.collections),
            lambda collections: self._answer(request, cursor, collections),
        )

    def _answer(self, request: Question, cursor: str | None, collections: Names) -> SearchResponse:
        filters = request.wanted()
        same = (request.question, request.order, filters, sorted(collections))
        offset = 0 if cursor is None else read_cursor(cursor, same, int)
        k = max(1, min(request.k, MAX_K - offset))
        query = Asked(request.question, k, offset, filters, request.order)
        results = self._archive.search(query, collections)
        self._audit.searched(request.question, collections)
        last = offset + len(results.hits)
        is_more = results.hits and last < min(results.total, MAX_K)
        return SearchResponse.of(
            request.question,
            results,
            next_cursor=write_cursor(last, same) if is_more else None,
            explain=request.explain,
        )


Search = Annotated[_Search, Depends()]


@router.get("/search", responses=reading(*_PROBLEMS, INVALID_CURSOR), dependencies=[Slot])
def search(
    search: Search, _: Asker, parameters: Annotated[SearchParameters, Query()]
) -> SearchResponse | PartialSearchResponse:
    """The documents that best answer a question, each with exact citations of its passages.

    With `fields`, hits have only those fields. Pages follow each other by `next_cursor`; at most
    200 documents can be had for a question.
    """
    return search.page(parameters)


@router.post(
    "/search",
    responses=asking(*_PROBLEMS, INVALID_CURSOR),
    dependencies=[Depends(takes_json), Slot],
)
def search_with_body(
    search: Search, _: Asker, request: SearchRequest
) -> SearchResponse | PartialSearchResponse:
    """The same, for questions that should not stand in an address or a log."""
    return search.page(request)


@router.post(
    "/search/batch", responses=asking(*_PROBLEMS), dependencies=[Depends(takes_json), Slot]
)
def search_batch(search: Search, meter: Meter, request: BatchRequest) -> BatchResponse:
    """The answers to several questions. One that cannot be answered fails them all.

    Each question counts for the limit of the key.
    """
    meter.spend(len(request.questions))
    answers = []
    for number, question in enumerate(request.questions, 1):
        try:
            answers.append(search.answer(question))
        except EmptyQuestionError as error:
            raise ProblemError(EMPTY_QUESTION, "in_batch", number=number) from error
    return BatchResponse(answers=answers)


@router.get(
    "/suggest",
    responses=reading(QUESTION_TOO_LONG, COLLECTION_NOT_FOUND, OVERLOADED),
    dependencies=[Slot],
)
def suggest(
    archive: OpenArchive, caller: CurrentCaller, parameters: Annotated[SuggestParameters, Query()]
) -> SuggestResponse:
    """Titles that have the words typed so far."""
    typed = parameters.q.strip()
    found = ask_existing(
        lambda: readable(archive, caller, parameters.collection),
        lambda names: archive.suggest(typed, names, parameters.k) if typed else (),
    )
    return SuggestResponse(suggestions=offers.questions(found))
