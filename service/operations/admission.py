"""A bounded queue before the engine: so many questions run, so many wait, the rest is refused."""

import asyncio
import math
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable
from contextlib import asynccontextmanager
from typing import Any

from service.problems import CLIENT_GONE, OVERLOADED, ProblemError

# Seconds before the answer that no more can wait.
PAUSE = 0.5
# Share of the newest run in the running mean of seconds.
_NEWEST = 0.1

# Whether who waits may ask now, or has to leave.
_Turn = asyncio.Future[bool]


class Admission:
    """Who may ask the engine now. Used in one event loop; who waits holds no thread.

    Callers take turns: next is the first question of whoever has the fewest that run, and of those
    of whoever has waited longest for a turn. Where no more can wait, the last question of whoever
    has the most makes room for a caller with fewer.

    Args:
        running: the most that run at a time.
        waiting: the most that wait for that.

    Attributes:
        running: how many run.
        refused: how many were, since the start.
    """

    def __init__(self, running: int, waiting: int) -> None:
        self.running = 0
        self.refused = 0
        self._most_running = running
        self._most_waiting = waiting
        # Of each caller with any, in the order in which the callers have their turns.
        self._queues: dict[Hashable, deque[_Turn]] = {}
        self._running_of = Counter[Hashable]()
        self._mean_seconds = 0.0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._queues.values()))

    @property
    def has_room(self) -> bool:
        """Whether a question that comes now runs at once, and nobody waits."""
        return self.running < self._most_running and not self._queues

    @asynccontextmanager
    async def slot(
        self, caller: Hashable, seconds: float, gone: Callable[[], Awaitable[None]]
    ) -> AsyncIterator[None]:
        """Run the block when it is its turn.

        Args:
            caller: whose turn it is.
            seconds: the longest to wait.
            gone: returns when who asked has gone away.

        Raises:
            ProblemError: no more can wait, its turn did not come in time, or who asked has gone
                away before.
        """
        await self._enter(caller, seconds, gone)
        started = time.monotonic()
        try:
            yield
        finally:
            self._mean_seconds += _NEWEST * (time.monotonic() - started - self._mean_seconds)
            self._leave(caller)

    async def _enter(
        self, caller: Hashable, seconds: float, gone: Callable[[], Awaitable[None]]
    ) -> None:
        if self.running < self._most_running:
            self.running += 1
            self._running_of[caller] += 1
            return
        if not self._has_room_for(caller):
            raise await self._refused()
        turn: _Turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(caller, deque()).append(turn)
        leaving = asyncio.ensure_future(gone())
        has_turn = False
        try:
            either: set[asyncio.Future[Any]] = {turn, leaving}
            await asyncio.wait(either, timeout=seconds, return_when="FIRST_COMPLETED")
            has_turn = turn.done() and turn.result() and not leaving.done()
        finally:
            if not turn.done():
                self._withdraw(caller, turn)
            elif turn.result() and not has_turn:
                self._leave(caller)
            is_gone = leaving.done()
            leaving.cancel()
        if is_gone:
            raise ProblemError(CLIENT_GONE)
        if turn.done() and not has_turn:
            raise await self._refused()
        if not has_turn:
            self.refused += 1
            raise self._overloaded()

    def _has_room_for(self, caller: Hashable) -> bool:
        """Whether one more of a caller may wait, for which another's may have to leave."""
        if self.waiting < self._most_waiting:
            return True
        most = max(self._queues, key=self._waiting_of, default=caller)
        if self._waiting_of(most) <= self._waiting_of(caller) + 1:
            return False
        self._queues[most].pop().set_result(False)
        return True

    def _waiting_of(self, caller: Hashable) -> int:
        return len(self._queues.get(caller, ()))

    def _leave(self, caller: Hashable) -> None:
        """Give a caller's place to whose turn it is."""
        if self._queues:
            following = min(self._queues, key=self._running_of.__getitem__)
            queue = self._queues.pop(following)
            queue.popleft().set_result(True)
            self._running_of[following] += 1
            if queue:  # behind the others
                self._queues[following] = queue
        else:
            self.running -= 1
        self._running_of[caller] -= 1
        if not self._running_of[caller]:
            del self._running_of[caller]

    def _withdraw(self, caller: Hashable, turn: _Turn) -> None:
        self._queues[caller].remove(turn)
        if not self._queues[caller]:
            del self._queues[caller]

    async def _refused(self) -> ProblemError:
        self.refused += 1
        # Who asks again at once must not take the time of those that wait.
        await asyncio.sleep(PAUSE)
        return self._overloaded()

    def _overloaded(self) -> ProblemError:
        # By then those that wait now will have had their turn.
        seconds = max(1, math.ceil(self._mean_seconds * self.waiting / self._most_running))
        return ProblemError(OVERLOADED, headers={"Retry-After": str(seconds)}, seconds=seconds)
