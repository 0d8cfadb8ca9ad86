"""Forgets what has expired while a service runs.

What is forgotten is gone, so it is not forgotten by a clock that may be wrong: that of a machine
that has just begun, or one that was set to another time.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from search.errors import ShawahidError
from service.access.gate import Gate

DAY = 24 * 60 * 60.0
# In which a clock that is ahead at the start is set right, and which it may go wrong by since.
HOUR = 60 * 60.0

logger = logging.getLogger(__name__)


@asynccontextmanager
async def purging(gate: Gate, seconds: float = DAY, settling: float = HOUR) -> AsyncIterator[None]:
    """Forget what has expired every so many seconds until the end of the block.

    Args:
        gate: of the service.
        seconds: between two times.
        settling: seconds before the first time, and after the clock was set to another time.
    """
    ending = asyncio.Event()
    task = asyncio.create_task(_keep_purging(gate, seconds, settling, ending))
    try:
        yield
    finally:
        # A thread that purges cannot be cancelled, and the database must not be closed under it.
        ending.set()
        await task


async def _keep_purging(gate: Gate, seconds: float, settling: float, ending: asyncio.Event) -> None:
    pause = settling
    while not ending.is_set():
        began = _ahead()
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), pause)
        if ending.is_set():
            return
        is_steady = abs(_ahead() - began) < HOUR
        if not is_steady:
            logger.warning("the clock was set to another time: what is old is deleted later")
        else:
            await _purge(gate)
        pause = seconds if is_steady else settling


async def _purge(gate: Gate) -> None:
    try:
        await asyncio.to_thread(gate.purge)
    except ShawahidError as error:  # a full disk may have room tomorrow
        logger.warning("%s", error)


def _ahead() -> float:
    """By how many seconds the clock is ahead of the time that this machine has run."""
    return time.time() - time.monotonic()
