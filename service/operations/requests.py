"""Middleware that gives every request an id, and counts and logs its end."""

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from service.operations.metrics import Metrics

REQUEST_ID = "X-Request-ID"
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

logger = logging.getLogger(__name__)


class RequestObserver:
    """Counts what every request was, how it ended and how long it took, and may log it.

    The address and what was asked are not said: only the template of the route.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, *, logs: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._logs = logs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(Headers(scope=scope).get(REQUEST_ID))
        scope.setdefault("state", {})["request_id"] = request_id
        started, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                if getattr(scope["app"].state, "is_stopping", False):
                    headers["Connection"] = "close"
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                # The server logs it as well, but does not know the request's id.
                logger.exception("the request failed")
                raise
            finally:
                self._tell(scope, status, time.perf_counter() - started)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = getattr(scope.get("route"), "path", None) or "none"
        problem = scope["state"].get("problem")
        caller = scope["state"].get("caller")
        self._metrics.request(method, route, status, seconds, problem)
        if not self._logs:
            return
        logger.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "milliseconds": round(1000 * seconds, 1),
                "problem": problem,
                "key": None if caller is None else caller.key_id,
            },
        )


def _request_id(given: str | None) -> str:
    """The caller's own id where it cannot do harm in a header or a log, else a new one."""
    return given if given and _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
