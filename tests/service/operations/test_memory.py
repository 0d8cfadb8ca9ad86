"""The memory that threads of a long-running service share."""

import platform
import subprocess
import sys

# The threads want memory at the same time, each from a place of its own if it may have one.
_COUNT = """
import ctypes, threading
from service.operations.memory import share_arenas
share_arenas()
barrier = threading.Barrier(8)
def take():
    barrier.wait()
    kept = [bytes(100_000) for _ in range(20)]
    barrier.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
if hasattr(ctypes.CDLL(None), "malloc_stats"):
    ctypes.CDLL(None).malloc_stats()
"""


def test_threads_share_two_places_for_memory() -> None:
    command = [sys.executable, "-c", _COUNT]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    assert told.count("Arena ") == (2 if platform.libc_ver()[0] == "glibc" else 0)
