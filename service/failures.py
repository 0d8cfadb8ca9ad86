"""What the service answers when it cannot: RFC 9457 problem JSON, or a page for a browser."""

import errno
import logging
from typing import NamedTuple
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from search.errors import ShawahidError
from service.body_values import MOST_NAMES, MOST_VALUES
from service.complaints import complaints, is_no_json, is_only_too_long
from service.language import Language
from service.language.negotiation import accepted
from service.methods import allowed_methods
from service.operations.requests import REQUEST_ID
from service.problems import (
    BODY_TOO_LARGE,
    CLIENT_GONE,
    DEADLINE_EXCEEDED,
    INTERNAL,
    INVALID_REQUEST,
    MALFORMED_BODY,
    MEDIA_TYPE,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    NOT_SIGNED_IN,
    QUESTION_TOO_LONG,
    STORAGE_FULL,
    UNSUPPORTED_MEDIA_TYPE,
    Kind,
    ProblemError,
    body_of,
    of_error,
)
from service.rendering import render
from service.schemas import MAX_QUESTION
from service.security import SECURITY_HEADERS, BodyCharsetError, BodyTooLargeError, BodyValuesError
from service.views.frame import address_of, language_of

logger = logging.getLogger(__name__)

# It gets up to three times as long inside another address.
_LONGEST_WAY_BACK = 8000
# Characters of a question that is too long, which its page gives back to be shortened.
_MOST_KEPT = 6000
_BY_STATUS = {kind.status: kind for kind in (NOT_FOUND, METHOD_NOT_ALLOWED, MALFORMED_BODY)}


class Retry(NamedTuple):
    """An address that a page asks again, and after how many seconds."""

    url: str
    seconds: int


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem."""
    known = (ProblemError, ShawahidError, RequestValidationError, HTTPException, ClientDisconnect)
    for kind in (*known, Exception):
        app.add_exception_handler(kind, _answer)
    app.add_exception_handler(OSError, _answer_if_full)


def late(request: Request) -> Response:
    """The answer to a request whose deadline has passed."""
    return _respond(request, ProblemError(DEADLINE_EXCEEDED, headers={"Retry-After": "1"}))


async def _answer(request: Request, error: Exception) -> Response:
    return _respond(request, _problem_of(error, request))


async def _answer_if_full(request: Request, error: Exception) -> Response:
    """Tell of a full disk wherever it is found; another error of the system is a mistake."""
    if not isinstance(error, OSError) or error.errno not in {errno.ENOSPC, errno.EDQUOT}:
        raise error
    logger.error("%s", error)
    return _respond(request, ProblemError(STORAGE_FULL))


def _respond(request: Request, problem: ProblemError) -> Response:
    request.state.problem = problem.kind.slug
    if problem.kind is METHOD_NOT_ALLOWED and request.method == "OPTIONS":
        return Response(status_code=204, headers=problem.headers)
    if not _wants_page(request):
        return _in_json(problem, _language(request))
    if problem.kind is NOT_SIGNED_IN and request.method == "GET":
        here = address_of(request)
        back = {"next": here} if len(here) <= _LONGEST_WAY_BACK else {}
        return RedirectResponse(f"/sign-in?{urlencode(back)}", 303)
    question = request.query_params.get("q", "")
    is_too_long = len(question) > MAX_QUESTION
    context = {
        "kind": problem.kind,
        "why": _why(request, problem),
        "question": "" if is_too_long else question,
        "too_long": question[:_MOST_KEPT] if is_too_long else "",
        "retry": _retry(request, problem),
    }
    status = problem.kind.status
    return render(request, "error.html", context, status=status, headers=problem.headers)


def _why(request: Request, problem: ProblemError) -> str:
    """What the page tells its reader: what was wrong, where that is one of several things."""
    language = language_of(request)
    if problem.reason == "detail":
        return problem.kind.advice(language)
    return problem.kind.detail(language, problem.reason, problem.values)


def _retry(request: Request, problem: ProblemError) -> Retry | None:
    """When the page asks again by itself, where that may help."""
    seconds = (problem.headers or {}).get("Retry-After", "")
    here = address_of(request)
    is_again = request.method == "GET" and seconds.isdigit() and len(here) <= _LONGEST_WAY_BACK
    return Retry(here, max(1, int(seconds))) if is_again else None


def _problem_of(error: Exception, request: Request) -> ProblemError:
    match error:
        case ProblemError():
            return error
        case ShawahidError():
            return of_error(error)
        case RequestValidationError():
            return _of_values(error, request)
        case HTTPException():
            return _of_http(error, request)
        case ClientDisconnect():  # before all of the body was there; nobody reads the answer
            return ProblemError(CLIENT_GONE)
        case _:
            # This one is sent from outside the middleware that adds the headers.
            headers = {**SECURITY_HEADERS, REQUEST_ID: request.state.request_id}
            return ProblemError(INTERNAL, headers=headers)


def _of_values(error: RequestValidationError, request: Request) -> ProblemError:
    if is_only_too_long(error):
        return ProblemError(QUESTION_TOO_LONG, limit=MAX_QUESTION)
    if is_no_json(error):
        return ProblemError(MALFORMED_BODY)
    return ProblemError(INVALID_REQUEST, complaints=complaints(error, _language(request)))


def _of_http(error: HTTPException, request: Request) -> ProblemError:
    if isinstance(error, BodyTooLargeError):
        return ProblemError(BODY_TOO_LARGE, limit=error.limit)
    if isinstance(error, BodyValuesError):
        return ProblemError(BODY_TOO_LARGE, "values", names=MOST_NAMES, values=MOST_VALUES)
    if isinstance(error, BodyCharsetError):
        return ProblemError(UNSUPPORTED_MEDIA_TYPE, "charset")
    kind = _BY_STATUS.get(error.status_code, Kind("request-failed", error.status_code))
    is_refused = kind is METHOD_NOT_ALLOWED
    headers = {"Allow": ", ".join(allowed_methods(request))} if is_refused else error.headers
    return ProblemError(kind, headers=headers)


def _in_json(problem: ProblemError, language: Language) -> Response:
    headers = {
        "Content-Language": language.value,
        "Vary": "Accept-Language",
        **(problem.headers or {}),
    }
    body = body_of(problem, language).model_dump()
    return JSONResponse(body, problem.kind.status, headers, MEDIA_TYPE)


def _language(request: Request) -> Language:
    return accepted(request.headers.get("accept-language"))


def _wants_page(request: Request) -> bool:
    path = request.url.path
    is_page = path == "/" or path.startswith("/documents/")
    return is_page or (
        not path.startswith("/api/") and "text/html" in request.headers.get("accept", "")
    )
