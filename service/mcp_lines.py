"""What an assistant writes to standard input, checked before the protocol's library reads it.

The library takes a request with an impossible id for a notification, which nobody answers, so that
the assistant waits for ever; and it reads lines of any length.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from threading import Thread
from typing import BinaryIO

from service.security import MAX_BODY

# A line that is refused is replaced by one that is no message, and has under this name why.
REFUSED = "refused"


class Refused(Enum):
    """Why a line is refused."""

    ID = "id"
    LENGTH = "length"


def has_impossible_id(message: bytes) -> bool:
    """Whether a request has an id that is neither a whole number nor a text."""
    try:
        sent = json.loads(message)
    except (ValueError, RecursionError):  # which the library refuses
        return False
    if not isinstance(sent, dict) or "method" not in sent or "id" not in sent:
        return False
    return not isinstance(sent["id"], int | str) or isinstance(sent["id"], bool)


def check_standard_input() -> None:
    """Have what reads standard input from now on read checked lines."""
    given = os.fdopen(os.dup(0), "rb")
    checked, target = os.pipe()
    os.dup2(checked, 0)
    os.close(checked)
    Thread(target=_pass_on, args=(given, os.fdopen(target, "wb")), daemon=True).start()


def checked_lines(lines: BinaryIO) -> Iterator[bytes]:
    """Lines as they come, with another in the place of each that is refused."""
    while line := lines.readline(MAX_BODY + 1):
        if len(line) > MAX_BODY:
            while line and not line.endswith(b"\n"):
                line = lines.readline(MAX_BODY)
            yield _in_its_place(Refused.LENGTH)
        elif has_impossible_id(line):
            yield _in_its_place(Refused.ID)
        else:
            yield line


def _pass_on(given: BinaryIO, target: BinaryIO) -> None:
    with suppress(BrokenPipeError), target:  # nobody reads any more
        for line in checked_lines(given):
            target.write(line)
            target.flush()


def _in_its_place(why: Refused) -> bytes:
    return json.dumps({REFUSED: why.value}).encode() + b"\n"
