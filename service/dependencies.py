"""What routes ask for."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, Request, Response
from fastapi.security import APIKeyCookie, APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from search.archive import Archive
from service.access.callers import Caller, Role
from service.access.gate import Gate
from service.access.origins import is_own_host, is_passed_on
from service.access.rates import Allowance
from service.access.sessions import form_token
from service.forms import check_form, check_origin
from service.jobs import Jobs
from service.language import Language
from service.language.negotiation import accepted
from service.operations.admission import Admission
from service.operations.deadlines import Clock
from service.operations.metrics import Metrics
from service.problems import (
    FORBIDDEN,
    NOT_SIGNED_IN,
    RATE_LIMITED,
    TOO_MANY_PDFS,
    UNKNOWN_HOST,
    ProblemError,
)
from service.reading import Reading
from service.receiving import Uploading
from service.settings import Settings

SESSION_COOKIE = "shawahid_session"

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


def _of_app(name: str) -> Any:  # noqa: ANN401 - as FastAPI calls it
    """What the application keeps under a name."""

    async def found(request: Request) -> object:
        return getattr(request.app.state, name)

    return Depends(found)


OpenArchive = Annotated[Archive, _of_app("archive")]
OpenGate = Annotated[Gate, _of_app("gate")]
OpenJobs = Annotated[Jobs, _of_app("jobs")]
OpenMetrics = Annotated[Metrics, _of_app("metrics")]


async def _language(request: Request) -> Language:
    return accepted(request.headers.get("accept-language"))


Speaking = Annotated[Language, Depends(_language)]
"""The language that a client of the API asks for."""


async def _caller(
    request: Request, gate: OpenGate, bearer: _Bearer, key: _KeyHeader, cookie: _Cookie
) -> Caller:
    """Who asks: by a key, else by the session of a browser, else without either."""
    caller = await _identified(request, gate, bearer.credentials if bearer else key, cookie)
    request.state.caller = caller
    return caller


async def _identified(
    request: Request, gate: Gate, token: str | None, cookie: str | None
) -> Caller:
    if token is not None:
        return _caller_with_key(request, gate, token)
    if cookie is not None and gate.sessions.key(cookie):
        await check_form(request, gate, cookie)
        # The form was read, which takes its time: the session may have ended meanwhile.
        if known := gate.sessions.key(cookie):
            request.state.form_token = form_token(cookie)
            return known.caller
    return _caller_without_key(request, gate)


CurrentCaller = Annotated[Caller, Depends(_caller)]


def _with_role(role: Role) -> Any:  # noqa: ANN401 - as FastAPI calls it
    async def allowed(caller: CurrentCaller) -> Caller:
        if not caller.role.includes(role):
            raise ProblemError(FORBIDDEN, role=role.value)
        return caller

    return Depends(allowed)


Editor = Annotated[Caller, _with_role(Role.EDITOR)]
Admin = Annotated[Caller, _with_role(Role.ADMIN)]


async def _uploading(request: Request, gate: OpenGate, caller: Editor) -> Uploading:
    uploading: Uploading = request.app.state.uploading

    def check() -> None:
        if gate.owner(caller.key_id, is_passed_on=is_passed_on(request.headers)) is None:
            raise _not_signed_in() if caller.key_id is None else _unknown_key()

    return uploading.checked_by(check)


TakingUploads = Annotated[Uploading, Depends(_uploading)]
"""Of an editor, who has to be one still when all of an upload has come."""


async def _saver(caller: CurrentCaller) -> Caller:
    if not caller.may_save:
        raise ProblemError(FORBIDDEN, "saved")
    return caller


Saver = Annotated[Caller, Depends(_saver)]


async def _operator(caller: Admin) -> Caller:
    if caller.collections is not None:
        raise ProblemError(FORBIDDEN, "all_collections")
    return caller


Operator = Annotated[Caller, Depends(_operator)]
"""An administrator of all collections: of routes that name or count what any of them holds."""


async def _reading(archive: OpenArchive, gate: OpenGate, caller: CurrentCaller) -> Reading:
    return Reading(archive, caller.readable, gate.audit(caller))


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


def place(request: Request) -> AbstractAsyncContextManager[None]:
    """A place before the engine, until there is an answer.

    What asks several questions takes one for each, so that those of others come between.

    Entered, it raises a ``ProblemError`` where there is none.
    """
    admission: Admission = request.app.state.admission
    # Who waited longer would have too little time left for the answer.
    seconds = request.state.clock.left() / 2
    return admission.slot(_asking(request), seconds, lambda: _gone(request))


def has_time(request: Request) -> bool:
    """Whether an answer of several questions may ask one more.

    In half of its time: the rest is for the last question, and for what is made of the answers.
    """
    settings: Settings = request.app.state.settings
    clock: Clock = request.state.clock
    return clock.left() > settings.deadline_seconds / 2


def _asking(request: Request) -> str:
    """Whose turn it is before the engine: a key, or a machine that asks without one."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is not None and caller.key_id is not None:
        return caller.key_id
    return request.client.host if request.client else ""


async def _turn(request: Request) -> AsyncIterator[None]:
    async with place(request):
        yield


Turn = Depends(_turn, scope="function")
"""Of a route that asks the engine for whoever has its address."""


async def _slot(request: Request, _caller: CurrentCaller) -> AsyncIterator[None]:
    async with place(request):
        yield


Slot = Depends(_slot, scope="function")
"""Of every route that asks the engine: ``dependencies=[Slot]``. The caller is known before."""


# What may wait until a file is made that takes its time, and what of it, with the one that is
# made, may be of the same key.
MOST_MAKING = 4
MOST_OF_A_KEY = 2
# For such a file, with the time in which it waits: less than proxies wait for an answer.
_MAKING_SECONDS = 58.0


@asynccontextmanager
async def place_apart(request: Request, caller: Caller, seconds: float) -> AsyncIterator[None]:
    """A place where a file is made that takes its time; those of the engine stay free.

    Args:
        request: whose answer it is; its deadline becomes a later one.
        caller: whose key has a share of the places; without keys there is nobody to share with.
        seconds: that making it takes at most.

    Raises:
        ProblemError: there is none, or none for this key.
    """
    made_for: list[str] = request.app.state.made_for
    own = [] if caller.key_id is None else [caller.key_id]
    if own and made_for.count(own[0]) >= MOST_OF_A_KEY:
        headers = {"Retry-After": str(round(seconds))}
        raise ProblemError(TOO_MANY_PDFS, headers=headers, most=MOST_OF_A_KEY)
    request.state.clock.allow(_MAKING_SECONDS)
    making: Admission = request.app.state.making
    made_for += own
    try:
        async with making.slot(_asking(request), _MAKING_SECONDS - seconds, lambda: _gone(request)):
            yield
    finally:
        for key in own:
            made_for.remove(key)


async def _gone(request: Request) -> None:
    """Return when the client has closed the connection; a body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def too_often(left: Allowance, reason: str = "detail") -> ProblemError:
    """The problem of whoever has used a limit up."""
    headers = {"Retry-After": str(left.reset), **_limit_headers(left)}
    return ProblemError(RATE_LIMITED, reason, headers, limit=left.limit)


def check_wrong_key(request: Request, gate: Gate) -> None:
    """Count a wrong key; nobody is kept out by those of others, since a right one is not counted.

    Raises:
        ProblemError: there were too many.
    """
    is_allowed, left = gate.rates.wrong_key(request.client.host if request.client else "")
    if not is_allowed:
        raise too_often(left, "sign_in")


def _limit_headers(left: Allowance) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(left.limit),
        "RateLimit-Remaining": str(left.remaining),
        "RateLimit-Reset": str(left.reset),
    }


def _caller_with_key(request: Request, gate: Gate, token: str) -> Caller:
    key = gate.keys.known(token)
    if key is None:
        check_wrong_key(request, gate)
        raise _unknown_key()
    return key.caller


def _unknown_key() -> ProblemError:
    headers = {"WWW-Authenticate": 'Bearer realm="shawahid", error="invalid_token"'}
    return ProblemError(NOT_SIGNED_IN, "unknown_key", headers)


def _caller_without_key(request: Request, gate: Gate) -> Caller:
    caller = gate.caller_without_key(is_passed_on=is_passed_on(request.headers))
    if caller is None:
        raise _not_signed_in()
    if not is_own_host(request.headers.get("host", ""), gate.settings):
        raise ProblemError(UNKNOWN_HOST)
    check_origin(request, gate)
    return caller


def _not_signed_in() -> ProblemError:
    headers = {"WWW-Authenticate": 'Bearer realm="shawahid"'}
    return ProblemError(NOT_SIGNED_IN, headers=headers)
