"""What routes ask for."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from typing import Annotated, cast

from fastapi import Depends, Request, Response
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from search.archive import Archive
from service.access.audit import AuditTrail
from service.access.callers import Caller, Role
from service.access.gate import Gate
from service.access.origins import is_own_host, is_own_origin, is_passed_on
from service.access.rates import Allowance
from service.access.sessions import form_token, is_form_token
from service.jobs import Jobs
from service.language import Language
from service.language.negotiation import accepted
from service.operations.admission import Admission
from service.problems import (
    CROSS_ORIGIN,
    FORBIDDEN,
    FORM_EXPIRED,
    NOT_SIGNED_IN,
    RATE_LIMITED,
    UNKNOWN_HOST,
    ProblemError,
)
from service.reading import Reading
from service.receiving import Uploading

SESSION_COOKIE = "shawahid_session"
FORM_FIELD = "form_token"
FORM_HEADER = "X-Form-Token"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")

_Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(scheme_name="bearer", description="A key.", auto_error=False)),
]
_KeyHeader = Annotated[
    str | None,
    Depends(
        APIKeyHeader(name="X-API-Key", scheme_name="header", description="A key.", auto_error=False)
    ),
]
_Cookie = Annotated[
    str | None,
    Depends(
        APIKeyCookie(
            name=SESSION_COOKIE,
            scheme_name="session",
            description="A browser that has signed in with a key.",
            auto_error=False,
        )
    ),
]


async def _archive(request: Request) -> Archive:
    return cast("Archive", request.app.state.archive)


async def _gate(request: Request) -> Gate:
    return cast("Gate", request.app.state.gate)


async def _jobs(request: Request) -> Jobs:
    return cast("Jobs", request.app.state.jobs)


async def _uploading(request: Request) -> Uploading:
    return cast("Uploading", request.app.state.uploading)


async def _language(request: Request) -> Language:
    return accepted(request.headers.get("accept-language"))


OpenArchive = Annotated[Archive, Depends(_archive)]
OpenJobs = Annotated[Jobs, Depends(_jobs)]
TakingUploads = Annotated[Uploading, Depends(_uploading)]
Speaking = Annotated[Language, Depends(_language)]
"""The language that a client of the API asks for."""

OpenGate = Annotated[Gate, Depends(_gate)]


async def _caller(
    request: Request, gate: OpenGate, bearer: _Bearer, key: _KeyHeader, cookie: _Cookie
) -> AsyncIterator[Caller]:
    """Who asks: by a key, else by the session of a browser, else without either."""
    try:
        caller = await _identified(request, gate, bearer.credentials if bearer else key, cookie)
        request.state.caller = caller
        yield caller
    finally:
        await request.close()  # the files of a form that was read for its token


async def _identified(
    request: Request, gate: Gate, token: str | None, cookie: str | None
) -> Caller:
    if token is not None:
        return _caller_with_key(gate, token)
    if cookie is not None and (known := gate.sessions.key(cookie)):
        await check_form(request, gate, cookie)
        request.state.form_token = form_token(cookie)
        return known.caller
    return _caller_without_key(request, gate)


CurrentCaller = Annotated[Caller, Depends(_caller)]


async def _editor(caller: CurrentCaller) -> Caller:
    return _with_role(caller, Role.EDITOR)


async def _admin(caller: CurrentCaller) -> Caller:
    return _with_role(caller, Role.ADMIN)


Editor = Annotated[Caller, Depends(_editor)]
Admin = Annotated[Caller, Depends(_admin)]


async def _operator(caller: Admin) -> Caller:
    if caller.collections is not None:
        raise ProblemError(FORBIDDEN, "all_collections")
    return caller


Operator = Annotated[Caller, Depends(_operator)]
"""An administrator of all collections: of routes that name or count what any of them holds."""


async def _audit(gate: OpenGate, caller: CurrentCaller) -> AuditTrail:
    return gate.audit(caller)


Audit = Annotated[AuditTrail, Depends(_audit)]


async def _reading(archive: OpenArchive, caller: CurrentCaller, audit: Audit) -> Reading:
    return Reading(archive, caller.readable, audit)


CurrentReading = Annotated[Reading, Depends(_reading)]
"""The archive as the caller may see it."""


def spend(gate: Gate, caller: Caller, questions: int) -> Allowance | None:
    """Count so many questions of a caller; gives what is left, ``None`` where there is no limit.

    Raises:
        ProblemError: they are too many for now, and none of them is counted.
    """
    if caller.key_id is None or caller.rate is None:
        return None
    is_allowed, left = gate.rates.ask(caller.key_id, caller.rate, questions)
    if not is_allowed:
        raise too_often(left)
    return left


class QuestionMeter:
    """Counts the questions of a key; the answer's headers say what is left of its limit."""

    def __init__(self, gate: OpenGate, caller: CurrentCaller, response: Response) -> None:
        self._gate = gate
        self._caller = caller
        self._response = response

    def spend(self, questions: int) -> None:
        """Count so many questions.

        Raises:
            ProblemError: they are too many for now, and none of them is counted.
        """
        left = spend(self._gate, self._caller, questions)
        if left is not None:
            self._response.headers.update(_limit_headers(left))

    def suggest(self) -> None:
        """Count suggestions for what is typed so far.

        Raises:
            ProblemError: they are too many for now.
        """
        left = self._suggested()
        if left is not None:
            raise too_often(left, "suggestions")

    def may_offer(self) -> bool:
        """Count what a page offers unasked like a suggestion; gives whether it still may."""
        return self._suggested() is None

    def _suggested(self) -> Allowance | None:
        """Count a suggestion; gives the limit where it is used up."""
        key_id, rate = self._caller.key_id, self._caller.rate
        if key_id is None or rate is None:
            return None
        is_allowed, left = self._gate.rates.suggest(key_id, rate)
        return None if is_allowed else left


Meter = Annotated[QuestionMeter, Depends()]


async def _asker(caller: CurrentCaller, meter: Meter) -> Caller:
    meter.spend(1)
    return caller


Asker = Annotated[Caller, Depends(_asker)]
"""The caller of a route that asks the engine one question."""


def _place(request: Request) -> AbstractAsyncContextManager[None]:
    """A place before the engine, until the route has its answer."""
    admission: Admission = request.app.state.admission
    # Who waited longer would have too little time left for the answer.
    return admission.slot(request.state.clock.left() / 2, lambda: _gone(request))


async def _turn(request: Request) -> AsyncIterator[None]:
    async with _place(request):
        yield


Turn = Depends(_turn, scope="function")
"""Of a route that asks the engine for whoever has its address."""


async def _slot(request: Request, _caller: CurrentCaller) -> AsyncIterator[None]:
    async with _place(request):
        yield


Slot = Depends(_slot, scope="function")
"""Of every route that asks the engine: ``dependencies=[Slot]``. The caller is known before."""


async def _gone(request: Request) -> None:
    """Return when the client has closed the connection; a body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def check_form(request: Request, gate: Gate, session: str) -> None:
    """Refuse an unsafe request that another site may have made a signed-in browser send.

    Raises:
        ProblemError: it comes from another origin, or does not bring what the session's pages
            know: in a header, or in a field of the form.
    """
    if request.method in _SAFE_METHODS:
        return
    check_origin(request, gate)
    token: object = request.headers.get(FORM_HEADER)
    if token is None and request.headers.get("content-type", "").startswith(_FORM_TYPES):
        token = (await request.form()).get(FORM_FIELD)
    if not isinstance(token, str) or not is_form_token(token, session):
        raise ProblemError(FORM_EXPIRED, field=FORM_FIELD, header=FORM_HEADER)


def check_origin(request: Request, gate: Gate) -> None:
    """Refuse an unsafe request from a page of another origin.

    Raises:
        ProblemError: it is one.
    """
    if request.method not in _SAFE_METHODS and not is_own_origin(request.headers, gate.settings):
        raise ProblemError(CROSS_ORIGIN)


def too_often(left: Allowance, reason: str = "detail") -> ProblemError:
    """The problem of whoever has used a limit up."""
    headers = {"Retry-After": str(left.reset), **_limit_headers(left)}
    return ProblemError(RATE_LIMITED, reason, headers, limit=left.limit)


def _limit_headers(left: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(left.limit),
        "RateLimit-Remaining": str(left.remaining),
        "RateLimit-Reset": str(left.reset),
    }


def _caller_with_key(gate: Gate, token: str) -> Caller:
    key = gate.keys.known(token)
    if key is None:
        headers = {"WWW-Authenticate": 'Bearer realm="shawahid", error="invalid_token"'}
        raise ProblemError(NOT_SIGNED_IN, "unknown_key", headers)
    return key.caller


def _caller_without_key(request: Request, gate: Gate) -> Caller:
    caller = gate.caller_without_key(is_passed_on=is_passed_on(request.headers))
    if caller is None:
        headers = {"WWW-Authenticate": 'Bearer realm="shawahid"'}
        raise ProblemError(NOT_SIGNED_IN, headers=headers)
    if not is_own_host(request.headers.get("host", ""), gate.settings):
        raise ProblemError(UNKNOWN_HOST)
    check_origin(request, gate)
    return caller


def _with_role(caller: Caller, role: Role) -> Caller:
    if not caller.role.includes(role):
        raise ProblemError(FORBIDDEN, role=role.value)
    return caller
