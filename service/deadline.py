"""An end for a request as a whole: the timeouts of httpx2 are for each wait."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx2

_DEADLINE: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def until(deadline: float | None) -> Iterator[None]:
    """What is read inside from a watched connection is there by then, or not at all.

    Args:
        deadline: by the monotonic clock; ``None`` for no end.
    """
    token = _DEADLINE.set(deadline)
    try:
        yield
    finally:
        _DEADLINE.reset(token)


def watch(event: str, info: Mapping[str, Any]) -> None:
    """Watch what a request connects to: its extension ``trace``.

    A connection serves later requests too, so each read asks for the end of its own request.
    """
    if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
        stream = info["return_value"]
        read = stream.read

        def read_in_time(size: int, timeout: float | None = None) -> Any:  # noqa: ANN401 - bytes
            return read(size, _shortened(timeout))

        stream.read = read_in_time


def _shortened(timeout: float | None) -> float | None:
    """The seconds for a wait that does not go beyond the end.

    Raises:
        httpx2.ReadTimeout: it is over.
    """
    deadline = _DEADLINE.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    if left <= 0:
        msg = "the answer came too slowly"
        raise httpx2.ReadTimeout(msg)
    return left if timeout is None else min(left, timeout)
