"""A bounded queue before the engine: so many questions run, so many wait, the rest is refused."""

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from service.problems import CLIENT_GONE, OVERLOADED, ProblemError

# Seconds before the answer that no more can wait.
PAUSE = 0.5
# Share of the newest run in the running mean of seconds.
_NEWEST = 0.1


class Admission:
    """Who may ask the engine now. Used in one event loop; who waits holds no thread.

    Args:
        running: the most that run at a time.
        waiting: the most that wait for that, first come first served.

    Attributes:
        running: how many run.
        refused: how many were, since the start.
    """

    def __init__(self, running: int, waiting: int) -> None:
        self.running = 0
        self.refused = 0
        self._most_running = running
        self._most_waiting = waiting
        self._queue: deque[asyncio.Future[None]] = deque()
        self._mean_seconds = 0.0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._queue)

    @property
    def has_room(self) -> bool:
        """Whether a question that comes now runs at once, and nobody waits."""
        return self.running < self._most_running and not self._queue

    @asynccontextmanager
    async def slot(
        self, seconds: float, gone: Callable[[], Awaitable[None]]
    ) -> AsyncIterator[None]:
        """Run the block when it is its turn.

        Args:
            seconds: the longest to wait.
            gone: returns when who asked has gone away.

        Raises:
            ProblemError: no more can wait, its turn did not come in time, or who asked has gone
                away before.
        """
        await self._enter(seconds, gone)
        started = time.monotonic()
        try:
            yield
        finally:
            self._mean_seconds += _NEWEST * (time.monotonic() - started - self._mean_seconds)
            self._hand_on()

    async def _enter(self, seconds: float, gone: Callable[[], Awaitable[None]]) -> None:
        if self.running < self._most_running:
            self.running += 1
            return
        if len(self._queue) >= self._most_waiting:
            self.refused += 1
            # Who asks again at once must not take the time of those that wait.
            await asyncio.sleep(PAUSE)
            raise self._overloaded()
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append(turn)
        leaving = asyncio.ensure_future(gone())
        has_turn = False
        try:
            await asyncio.wait({turn, leaving}, timeout=seconds, return_when="FIRST_COMPLETED")
            has_turn = turn.done() and not leaving.done()
        finally:
            if turn.done() and not has_turn:
                self._hand_on()
            elif not turn.done():
                self._queue.remove(turn)
            is_gone = leaving.done()
            leaving.cancel()
        if is_gone:
            raise ProblemError(CLIENT_GONE)
        if not has_turn:
            self.refused += 1
            raise self._overloaded()

    def _hand_on(self) -> None:
        if self._queue:
            self._queue.popleft().set_result(None)
        else:
            self.running -= 1

    def _overloaded(self) -> ProblemError:
        # By then those that wait now will have had their turn.
        seconds = max(1, math.ceil(self._mean_seconds * len(self._queue) / self._most_running))
        return ProblemError(OVERLOADED, headers={"Retry-After": str(seconds)}, seconds=seconds)
