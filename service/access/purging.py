"""Forgets what has expired while a service runs."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from search.errors import ShawahidError
from service.access.gate import Gate

DAY = 24 * 60 * 60.0

logger = logging.getLogger(__name__)


@asynccontextmanager
async def purging(gate: Gate, seconds: float = DAY) -> AsyncIterator[None]:
    """Forget what has expired now, and then every so many seconds until the end of the block."""
    task = asyncio.create_task(_keep_purging(gate, seconds))
    try:
        yield
    finally:
        task.cancel()


async def _keep_purging(gate: Gate, seconds: float) -> None:
    while True:
        try:
            await asyncio.to_thread(gate.purge)
        except ShawahidError as error:  # a full disk may have room tomorrow
            logger.warning("%s", error)
        await asyncio.sleep(seconds)
