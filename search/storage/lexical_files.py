"""The files of Tantivy, and whether each is what was written."""

import json
from pathlib import Path
from typing import Any

from search.checksums import crc32_of

# Every file of a segment, and what each ends with: JSON with the CRC-32 of what is before it, the
# length of that JSON and a magic number, little-endian.
SEGMENT_FILES = ("fast", "fieldnorm", "idx", "pos", "store", "term")
_MAGIC = 1337


def files_of(folder: Path, segment: dict[str, Any]) -> list[Path]:
    """Those of a segment in a folder, as ``meta.json`` has it."""
    name = segment["segment_id"].replace("-", "")
    files = [folder / f"{name}.{ending}" for ending in SEGMENT_FILES]
    deletes = segment.get("deletes")
    return files if deletes is None else [*files, folder / f"{name}.{deletes['opstamp']}.del"]


def is_whole(path: Path) -> bool:
    """Whether a file of Tantivy ends with the checksum of what is in it."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - 8))
        tail = stream.read()
        length = int.from_bytes(tail[:4], "little")
        body = size - 8 - length
        if int.from_bytes(tail[4:], "little") != _MAGIC or body < 0:
            return False
        stream.seek(body)
        expected = json.loads(stream.read(length))["crc"]
        stream.seek(0)
        return bool(crc32_of(stream, body) == expected)
