"""Checksums of keys: a bit that flips on the disk gives nobody another right."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.database import Connection

# What a key may do, and what it is known by.
SUMMED = "id, name, role, collections, rate, secret_hash, created"
WITH_SUMS = "FROM keys LEFT JOIN key_sums ON key_id = id"


def key_sum(columns: Iterable[object]) -> bytes:
    """32 bytes of the columns ``SUMMED``, as they are stored."""
    values = [each.hex() if isinstance(each, bytes) else each for each in columns]
    return hashlib.sha256(json.dumps(values).encode()).digest()


def add(connection: "Connection", columns: Sequence[object]) -> None:
    """Keep the checksum of a key that has none."""
    connection.execute(
        "INSERT INTO key_sums (key_id, checksum) VALUES (?, ?)", (columns[0], key_sum(columns))
    )


def add_missing(connection: "Connection") -> None:
    """Give a checksum to the keys of an earlier version."""
    found = connection.execute(f"SELECT {SUMMED} {WITH_SUMS} WHERE key_id IS NULL").fetchall()
    for row in found:
        add(connection, row)


def damage_of(ids: Iterable[str]) -> str:
    """What is said of keys that are not what was made."""
    return (
        f"not what was made: key {', '.join(ids)}, which opens nothing; revoke it with"
        " `shawahid key revoke` and make another, or bring back a backup"
    )
