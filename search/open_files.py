"""How many files this process may have open."""

import math
import sys

# Of a service: three for each of a thousand connections, and for the files of the forms that arrive
# at a time, each with one open. Three for each of a thousand collections are fewer.
_WANTED = 23_000


def open_files() -> float:
    """How many there may be; infinity where there is no limit."""
    if sys.platform == "win32":
        return math.inf
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return math.inf if soft < 0 else soft


def allow_open_files() -> float:
    """Allow as many as may be needed, or as the system lets a process have; gives how many.

    What most systems begin with, 1,024, is not enough for four hundred collections.
    """
    if sys.platform == "win32":
        return math.inf
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft in range(_WANTED):
        allowed = min(hard, _WANTED) if hard >= 0 else _WANTED
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return open_files()
