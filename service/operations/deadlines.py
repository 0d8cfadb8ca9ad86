"""Middleware that answers in time: with the answer, or with the problem that there is none yet."""

import asyncio
import logging
import time
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger(__name__)


class Clock:
    """Runs since the last part of a request arrived."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self.restart()

    def restart(self) -> None:
        """Begin again: a long upload may take its time."""
        self._end = time.monotonic() + self._seconds

    def left(self) -> float:
        """Seconds until the deadline, 0 after it."""
        return max(0.0, self._end - time.monotonic())


class Deadlines:
    """Answers with a problem what has not begun to be answered by its deadline.

    A thread cannot be stopped, so a late request goes on in the background, and holds its place
    before the engine; what it sends is thrown away. Time in which it waited counts.

    Args:
        app: the application.
        seconds: between the end of a request and the beginning of its answer.
        respond: makes the problem.
    """

    def __init__(self, app: ASGIApp, seconds: float, respond: Callable[[Request], Response]) -> None:
        self._app = app
        self._seconds = seconds
        self._respond = respond
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        clock = Clock(self._seconds)
        scope.setdefault("state", {})["clock"] = clock
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        is_late = False

        async def receive_with_clock() -> Message:
            message = await receive()
            if message["type"] == "http.request":
                clock.restart()
            return message

        async def send_in_time(message: Message) -> None:
            if is_late:
                return
            if not begun.done():
                begun.set_result(None)
            await send(message)

        task = asyncio.ensure_future(self._run(scope, receive_with_clock, send_in_time))
        try:
            while clock.left() and not (task.done() or begun.done()):
                await asyncio.wait({task, begun}, timeout=clock.left(), return_when="FIRST_COMPLETED")
            if task.done() or begun.done():
                await task
                return
        except asyncio.CancelledError:
            task.cancel()
            raise
        is_late = True
        self._late.add(task)
        task.add_done_callback(self._forget)
        await self._respond(Request(scope))(scope, receive, send)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _forget(self, task: "asyncio.Task[None]") -> None:
        self._late.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a request failed after its deadline", exc_info=error)
