"""Memory of running processes, from /proc."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def resident(pid: int | None = None, *, own: bool = True) -> int:
    """Resident bytes of a process and of those that it started.

    Args:
        pid: of the process, by default this one.
        own: count the process itself, not only those that it started.
    """
    pid = os.getpid() if pid is None else pid
    return _total(pid, lambda process: _bytes(process / "status", "VmRSS"), own=own)


def proportional(pid: int) -> int:
    """Bytes of a process and of those that it started; what they share is counted once.

    What others share with them is counted by their share: nothing else may map the same files.
    """
    return _total(pid, lambda process: _bytes(process / "smaps_rollup", "Pss"), own=True)


def _total(pid: int, measure: Callable[[Path], int], *, own: bool) -> int:
    process = Path(f"/proc/{pid}")
    total = 0
    with suppress(OSError):  # a process that has just ended
        if own:
            total += measure(process)
        for task in (process / "task").iterdir():
            children = (task / "children").read_text("utf-8").split()
            total += sum(_total(int(child), measure, own=True) for child in children)
    return total


def _bytes(path: Path, field: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
