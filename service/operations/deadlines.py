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

    def allow(self, seconds: float) -> None:
        """Give an answer that takes longer than others so many seconds from now on."""
        self._seconds = seconds
        self.restart()

    def restart(self) -> None:
        """Begin again: a long upload may take its time."""
        self._end = time.monotonic() + self._seconds

    def left(self) -> float:
        """Seconds until the deadline, 0 after it."""
        return max(0.0, self._end - time.monotonic())


class _Answering:
    """One request: what it is given and what it sends go through here."""

    def __init__(self, clock: Clock, receive: Receive, send: Send) -> None:
        self.clock = clock
        self.begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_late = False
        self._receive = receive
        self._send = send

    async def receive(self) -> Message:
        """The next part of the request; the clock begins again."""
        message = await self._receive()
        if message["type"] == "http.request":
            self.clock.restart()
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer, unless it is too late."""
        if self.is_late:
            return
        if not self.begun.done():
            self.begun.set_result(None)
        await self._send(message)

    async def begins(self, task: "asyncio.Future[None]") -> bool:
        """Wait for the answer to begin; whether it does so in time."""
        either = {task, self.begun}
        while self.clock.left() and not any(each.done() for each in either):
            await asyncio.wait(either, timeout=self.clock.left(), return_when="FIRST_COMPLETED")
        return any(each.done() for each in either)


class Deadlines:
    """Answers with a problem what has not begun to be answered by its deadline.

    A thread cannot be stopped, so a late request goes on in the background, and holds its place
    before the engine; what it sends is thrown away. Time in which it waited counts.

    Args:
        app: the application.
        seconds: between the end of a request and the beginning of its answer.
        respond: makes the problem.
    """

    def __init__(
        self, app: ASGIApp, seconds: float, respond: Callable[[Request], Response]
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._respond = respond
        self._late: set[asyncio.Future[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        clock = Clock(self._seconds)
        scope.setdefault("state", {})["clock"] = clock
        answering = _Answering(clock, receive, send)
        task = asyncio.ensure_future(self._app(scope, answering.receive, answering.send))
        try:
            if await answering.begins(task):
                await task
                return
        except asyncio.CancelledError:
            task.cancel()
            raise
        answering.is_late = True
        self._late.add(task)
        task.add_done_callback(self._forget)
        await self._respond(Request(scope))(scope, receive, send)

    def _forget(self, task: "asyncio.Future[None]") -> None:
        self._late.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a request failed after its deadline", exc_info=error)
