"""Limits: questions a minute for a key, and wrong keys from an address."""

import ipaddress
import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Protocol

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# Wrong keys that are answered as such, from one address and from all together: whoever passes for a
# proxy may say what address they like.
MOST_WRONG_KEYS, MOST_WRONG_KEYS_IN_ALL = 10, 100
WINDOW_SECONDS = 60.0
# Of what is typed, for each question that a key may ask.
SUGGESTIONS = 10
# By which the clock may be put back without being taken for another time.
_CLOCK_SECONDS = 1.0
# Who has one address of IPv6 has 2 ** 64 of them.
_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit.

    Attributes:
        limit: how often a minute.
        remaining: how often from now.
        reset: whole seconds until more is allowed, at least 1.
    """

    limit: int
    remaining: int
    reset: int


class Limits(Protocol):
    """How often callers ask."""

    def ask(self, key_id: str, limit: int, questions: int) -> tuple[bool, Allowance]:
        """Count questions of a key, unless they are too many; then none of them is counted."""

    def ask_behind(self, key_id: str, limit: int) -> bool:
        """Count a question that can wait, unless half of what a key may ask is used up."""

    def suggest(self, key_id: str, limit: int) -> tuple[bool, Allowance]:
        """Count suggestions for a key, unless they are too many."""

    def wrong_key(self, address: str) -> tuple[bool, Allowance]:
        """Count a wrong key that an address has sent, unless they are too many."""


class Rates:
    """Counts what was done in the last minute, in memory: a restart forgets it."""

    def __init__(self) -> None:
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._clock = _clock()
        # No more than are answered in all: the library would keep each address for ever.
        self._wrong: deque[tuple[float, str]] = deque()
        self._counting = threading.Lock()

    def ask(self, key_id: str, limit: int, questions: int) -> tuple[bool, Allowance]:
        """Count questions of a key, unless they are too many; then none of them is counted."""
        return self._count(RateLimitItemPerMinute(limit), "questions", key_id, questions)

    def ask_behind(self, key_id: str, limit: int) -> bool:
        """Count a question that can wait, unless half of what a key may ask is used up."""
        self._watch_clock()
        item = RateLimitItemPerMinute(limit)
        left = self._limiter.get_window_stats(item, "questions", key_id).remaining
        return left > limit // 2 and self.ask(key_id, limit, 1)[0]

    def suggest(self, key_id: str, limit: int) -> tuple[bool, Allowance]:
        """Count suggestions for a key, unless they are too many."""
        return self._count(RateLimitItemPerMinute(SUGGESTIONS * limit), "suggestions", key_id)

    def wrong_key(self, address: str) -> tuple[bool, Allowance]:
        """Count a wrong key that an address has sent, unless they are too many."""
        network, now = network_of(address), time.monotonic()
        with self._counting:
            while self._wrong and self._wrong[0][0] <= now - WINDOW_SECONDS:
                self._wrong.popleft()
            from_it = [sent for sent, other in self._wrong if other == network]
            from_all = [sent for sent, _ in self._wrong]
            is_its_own = len(from_it) >= MOST_WRONG_KEYS
            sent = from_it if is_its_own else from_all
            most = MOST_WRONG_KEYS if is_its_own else MOST_WRONG_KEYS_IN_ALL
            is_allowed = len(sent) < most
            if is_allowed:
                self._wrong.append((now, network))
            reset = max(1, math.ceil(min(sent, default=now) + WINDOW_SECONDS - now))
            return is_allowed, Allowance(most, max(0, most - len(sent) - 1), reset)

    def _count(
        self, item: RateLimitItemPerMinute, what: str, whose: str, cost: int = 1
    ) -> tuple[bool, Allowance]:
        self._watch_clock()
        is_allowed = self._limiter.hit(item, what, whose, cost=cost)
        stats = self._limiter.get_window_stats(item, what, whose)
        reset = max(1, math.ceil(stats.reset_time - time.time()))
        return is_allowed, Allowance(item.amount, max(0, stats.remaining), reset)

    def _watch_clock(self) -> None:
        """Begin anew where the clock was put back: what was counted would stay for as long."""
        now = _clock()
        if now < self._clock - _CLOCK_SECONDS:
            self._storage.reset()
        self._clock = now


def _clock() -> float:
    """How far the clock of the wall is ahead of one that nobody sets."""
    return time.time() - time.monotonic()


def network_of(address: str) -> str:
    """The network that an address counts for: who has one of IPv6 has all of it."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False))
    return address
