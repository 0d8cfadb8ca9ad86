"""Checksums against damage; none of them is against malice."""

import json
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

_READ_BYTES = 1 << 20


def crc32_of(stream: BinaryIO, size: int = sys.maxsize) -> int:
    """CRC-32 of what a stream still has, at most of so many bytes."""
    checksum = 0
    while size > 0 and (chunk := stream.read(min(size, _READ_BYTES))):
        checksum = zlib.crc32(chunk, checksum)
        size -= len(chunk)
    return checksum


def write_checked(path: Path, state: Mapping[str, Any]) -> None:
    """Write what can be read as JSON with its own checksum, in one step; its owner may read it."""
    temporary = path.with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps({**state, "checksum": _crc32_of_json(state)}), "utf-8")
    temporary.rename(path)


def is_checked(state: Mapping[str, Any]) -> bool:
    """Whether what was read is what ``write_checked`` wrote.

    Raises:
        KeyError: it has no checksum.
    """
    others = {key: value for key, value in state.items() if key != "checksum"}
    return bool(state["checksum"] == _crc32_of_json(others))


def _crc32_of_json(state: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(state, sort_keys=True).encode())
