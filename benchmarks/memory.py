"""Resident memory of running processes, from /proc."""

import os
from contextlib import suppress
from pathlib import Path


def resident(pid: int | None = None, *, own: bool = True) -> int:
    """Resident bytes of a process and of those that it started.

    Args:
        pid: of the process, by default this one.
        own: count the process itself, not only those that it started.
    """
    pid = os.getpid() if pid is None else pid
    total = 0
    with suppress(OSError):  # a process that has just ended
        if own:
            lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
            total += sum(1024 * int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text("utf-8").split()
            total += sum(resident(int(child)) for child in children)
    return total
