"""Checksums against damage; none of them is against malice."""

import sys
import zlib
from typing import BinaryIO

_READ_BYTES = 1 << 20


def crc32_of(stream: BinaryIO, size: int = sys.maxsize) -> int:
    """CRC-32 of what a stream still has, at most of so many bytes."""
    checksum = 0
    while size > 0 and (chunk := stream.read(min(size, _READ_BYTES))):
        checksum = zlib.crc32(chunk, checksum)
        size -= len(chunk)
    return checksum
