"""Read lists that others send in a process of their own, with bounds of memory and time."""

import json
import subprocess
import sys
import threading
from typing import Any

from indexer.apart import start_apart
from indexer.isolation import limit_memory
from service.batches.questions import Asked, Most, QuestionsError, read_questions

_READER = "service.batches.apart"
_MEMORY_BYTES = 1024**3
# Below the deadline of an answer.
PATIENCE = 8.0
# Lists that are read at a time: each may take a core and its memory.
_reading = threading.BoundedSemaphore(2)


class ReadingBusyError(Exception):
    """As many lists are being read as may be."""


def read_apart(name: str, data: bytes, most: Most, patience: float = PATIENCE) -> list[Asked]:
    """The questions of a file, as ``read_questions`` finds them.

    Args:
        name: of the file.
        data: what it holds.
        most: that is taken.
        patience: seconds after which the file is given up.

    Raises:
        QuestionsError: it cannot be read, not in this time, or not with this memory.
        ReadingBusyError: others are being read.
    """
    if not _reading.acquire(blocking=False):
        raise ReadingBusyError
    try:
        answer = _answer(name, data, most, patience)
    finally:
        _reading.release()
    if "fault" in answer:
        raise QuestionsError(*answer["fault"])
    return [Asked(*each) for each in answer["asked"]]


def _answer(name: str, data: bytes, most: Most, patience: float) -> dict[str, Any]:
    process = start_apart(_READER)
    request = json.dumps([name, most]).encode() + b"\n" + data
    try:
        told, _ = process.communicate(request, patience)
    except subprocess.TimeoutExpired:
        reason = f"it was not read in {patience:.0f} s"
    else:
        if process.returncode == 0:
            answer: dict[str, Any] = json.loads(told)
            return answer
        reason = "its reader ended early: it is damaged or hostile"
    finally:
        process.kill()
        process.communicate()
    raise QuestionsError("unreadable", f"{name}: {reason}", reason)


def main() -> None:
    """Answer the request on standard input."""
    limit_memory(_MEMORY_BYTES)
    name, most = json.loads(sys.stdin.buffer.readline())
    try:
        answer: object = {"asked": read_questions(name, sys.stdin.buffer.read(), Most(*most))}
    except QuestionsError as error:
        answer = {"fault": [error.fault, str(error), error.detail]}
    except MemoryError:
        reason = "needs too much memory: split it"
        answer = {"fault": ["unreadable", f"{name}: {reason}", reason]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
