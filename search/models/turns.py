"""Things that threads use one at a time, in the order in which they ask for one."""

import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T")


class Turns(Generic[T]):
    """Gives whoever has waited longest what is given back first.

    A queue of the library gives it to whoever runs at the moment: a question waited until all
    passages of a document were embedded, since each call took again what the one before gave back.

    Args:
        things: that are used.
    """

    def __init__(self, things: Iterable[T]) -> None:
        self._idle = deque(things)
        self._waiting: deque[Future[T]] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[T]:
        """One of them, for as long as the block lasts."""
        thing = self._take()
        try:
            yield thing
        finally:
            self._give_back(thing)

    def _take(self) -> T:
        with self._lock:
            if self._idle:
                return self._idle.popleft()
            turn: Future[T] = Future()
            self._waiting.append(turn)
        try:
            return turn.result()
        except BaseException:  # while it waited, as by Ctrl-C
            if not turn.cancel():
                self._give_back(turn.result())
            raise

    def _give_back(self, thing: T) -> None:
        with self._lock:
            while self._waiting:
                turn = self._waiting.popleft()
                if turn.set_running_or_notify_cancel():
                    turn.set_result(thing)
                    return
            self._idle.append(thing)
