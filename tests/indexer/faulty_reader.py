"""The reading process with faults that a file's name asks for."""

import os
import signal
import time
from collections.abc import Iterator

from indexer import isolation, preparation
from indexer.readers import Input, Read, ReadOptions, read_input


def _read_input(source: Input, options: ReadOptions) -> Iterator[Read]:
    name = source.document_id
    if "hang" in name:
        time.sleep(60)
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
