"""The reading process with faults that a file's name asks for."""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator

from indexer import apart, isolation, preparation
from indexer.readers import Input, Read, ReadOptions, read_input


def _read_input(source: Input, options: ReadOptions) -> Iterator[Read]:
    name = source.document_id
    if "hang" in name:
        print("at it", file=sys.stderr, flush=True)  # noqa: T201
        time.sleep(60)
    if "hold" in name:
        apart.HELD_SECONDS = 3.0
        time.sleep(1.5)  # until it is looked at again
        print("at it", file=sys.stderr, flush=True)  # noqa: T201
        re.match("(a+)+b", "a" * 60)
    if "die" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "memory" in name:
        bytearray(2 * isolation.MEMORY_BYTES)
    if "raise" in name:
        msg = "a mistake in the reader"
        raise AssertionError(msg)
    if "print" in name:
        print('{"place": "forged"}')  # noqa: T201
    yield from read_input(source, options)


preparation.read_input = _read_input  # type: ignore[attr-defined]

if __name__ == "__main__":
    isolation.main()
