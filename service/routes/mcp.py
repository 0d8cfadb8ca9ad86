"""``/mcp``: the tools of assistants over HTTP, as far as the key of a request may read.

Each request stands alone and has one answer in JSON: there are no sessions to keep or to take over,
and no streams that stay open.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Scope, Send

from search.errors import MissingExtraError, ShawahidError
from service.access.origins import is_own_origin
from service.dependencies import CurrentReading, Meter, OpenGate, place
from service.language import Language
from service.problems import CROSS_ORIGIN, NOT_FOUND, ProblemError, body_of, of_error
from service.routes.api.exchange import answers_json, takes_json
from service.sources import ArchiveSource
from service.tools import QuotationError, Tools
from service.views.frame import site_of

if TYPE_CHECKING:
    from fastmcp import FastMCP

    from service.mcp import Assistant

# Statuses of problems that are not the caller's.
_OURS = 500

router = APIRouter(include_in_schema=False)
_asking: ContextVar["Assistant"] = ContextVar("asking")


@router.post("/mcp", dependencies=[Depends(answers_json), Depends(takes_json)])
async def mcp(request: Request, gate: OpenGate, reading: CurrentReading, meter: Meter) -> Response:
    """One message of the Model Context Protocol, and its answer."""
    # The protocol wants this of every request; with a key it is no more than a second lock.
    if not is_own_origin(request.headers, gate.settings):
        raise ProblemError(CROSS_ORIGIN, "assistants")
    try:
        server = await run_in_threadpool(shared_server)
    except MissingExtraError as error:
        raise ProblemError(NOT_FOUND, "assistants") from error

    @asynccontextmanager
    async def turn() -> AsyncIterator[None]:
        meter.spend(1)
        async with place(request):
            yield

    from service.mcp import Assistant, refusal_of_id

    message = await request.body()
    if (refusal := refusal_of_id(message)) is not None:
        said = refusal.model_dump_json(by_alias=True, exclude_unset=True)
        return Response(said, HTTPStatus.BAD_REQUEST, media_type="application/json")
    assistant = Assistant(Tools(ArchiveSource(reading), site_of(request)), turn, _told)
    return _Exchange(server, assistant, message)


class _Exchange(Response):
    """The answer of the protocol's own library to a message.

    Args:
        server: that has the tools.
        assistant: who asks.
        message: that was sent.
    """

    def __init__(self, server: "FastMCP", assistant: "Assistant", message: bytes) -> None:
        super().__init__()
        self._server = server
        self._assistant = assistant
        self._message: bytes | None = message

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

        async def received() -> Message:
            message, self._message = self._message, None
            return await receive() if message is None else {"type": "http.request", "body": message}

        # What the server makes of itself for HTTP is another application, which runs all the time.
        protocol = self._server._mcp_server  # noqa: SLF001
        manager = StreamableHTTPSessionManager(protocol, json_response=True, stateless=True)
        _asking.set(self._assistant)
        async with manager.run():
            await manager.handle_request(_without_streams(scope), received, send)


def _without_streams(scope: Scope) -> Scope:
    """The same request, of someone who takes no stream of events: one would stay open."""
    headers = [each for each in scope["headers"] if each[0] != b"accept"]
    return {**scope, "headers": [*headers, (b"accept", b"application/json")]}


@lru_cache(maxsize=1)
def shared_server() -> "FastMCP":
    """The server; its library is loaded when the first assistant comes."""
    from service.mcp import make_server

    return make_server(_asking.get)


def _told(error: Exception) -> str:
    """What is wrong with a call, without what is wrong with the service."""
    if isinstance(error, ShawahidError) and not isinstance(error, QuotationError):
        problem = of_error(error)
        return str(error) if problem.kind.status < _OURS else _detail(problem)
    return _detail(error) if isinstance(error, ProblemError) else str(error)


def _detail(problem: ProblemError) -> str:
    return body_of(problem, Language.EN).detail
