"""Wait for what another thread brings about."""

import time
from collections.abc import Callable

# Seconds until it counts as not coming to pass.
PATIENCE = 60.0


def wait_until(holds: Callable[[], bool]) -> None:
    """Return when something holds, and fail where it does not in time."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.005)
