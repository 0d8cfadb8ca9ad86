"""Limits: questions a minute for a key, and failed sign-ins for an address."""

import ipaddress
import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_FAILED_SIGN_INS = RateLimitItemPerMinute(10)
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


class Rates:
    """Counts what was done in the last minute, in memory: a restart forgets it."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def ask(self, key_id: str, limit: int, questions: int) -> tuple[bool, Allowance]:
        """Count questions of a key, unless they are too many; then none of them is counted."""
        item = RateLimitItemPerMinute(limit)
        is_allowed = self._limiter.hit(item, "questions", key_id, cost=questions)
        return is_allowed, self._left(item, "questions", key_id)

    def may_sign_in(self, address: str) -> tuple[bool, Allowance]:
        """Whether an address has not failed to sign in too often."""
        left = self._left(_FAILED_SIGN_INS, "sign-ins", _network(address))
        return left.remaining > 0, left

    def failed_to_sign_in(self, address: str) -> None:
        """Count a failed attempt of an address."""
        self._limiter.hit(_FAILED_SIGN_INS, "sign-ins", _network(address))

    def _left(self, item: RateLimitItemPerMinute, *names: str) -> Allowance:
        stats = self._limiter.get_window_stats(item, *names)
        reset = max(1, math.ceil(stats.reset_time - time.time()))
        return Allowance(item.amount, max(0, stats.remaining), reset)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_PREFIX), strict=False))
    return address
