"""Messages of Apple Mail (``.emlx``): a length, the message, and what Mail notes of it."""

import io
from collections.abc import Iterator
from dataclasses import replace

from indexer.readers import Input, Read, ReadOptions, UnreadableError
from indexer.readers import email as email_reader

_LONGEST_LENGTH = 20  # bytes of the line that says how long the message is


def read(source: Input, options: ReadOptions) -> Iterator[Read]:
    """Read the message like any other."""
    length = source.stream.readline(_LONGEST_LENGTH).strip()
    if not length.isdigit():
        msg = "not a message of Apple Mail: its first line does not say how long it is"
        raise UnreadableError(msg)
    data = source.stream.read(min(int(length), source.size))
    yield from email_reader.read(replace(source, stream=io.BytesIO(data)), options)
