"""Forgets what has expired while a service runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from search.errors import ShawahidError
from service.access.gate import Gate

DAY = 24 * 60 * 60.0

logger = logging.getLogger(__name__)


@asynccontextmanager
async def purging(gate: Gate, seconds: float = DAY) -> AsyncIterator[None]:
    """Forget what has expired now, and then every so many seconds until the end of the block."""
    ending = asyncio.Event()
    task = asyncio.create_task(_keep_purging(gate, seconds, ending))
    try:
        yield
    finally:
        # A thread that purges cannot be cancelled, and the database must not be closed under it.
        ending.set()
        await task


async def _keep_purging(gate: Gate, seconds: float, ending: asyncio.Event) -> None:
    while not ending.is_set():
        try:
            await asyncio.to_thread(gate.purge)
        except ShawahidError as error:  # a full disk may have room tomorrow
            logger.warning("%s", error)
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), seconds)
