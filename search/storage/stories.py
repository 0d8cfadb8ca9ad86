"""Story groups: documents that are near-duplicates of each other, such as printed wire copy.

A group is named by a number that its members share. It grows by linking and never splits, so a
story stays one when the copy that joined two others is deleted.
"""

import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence

# A band that thousands share (the skeleton of a daily column) says nothing: only the newest
# documents under it are looked at, and only those that share the most bands are compared.
PER_BAND = 32
COMPARED = 8


def link_story(
    connection: sqlite3.Connection,
    document_row: int,
    bands: Sequence[int],
    is_same: Callable[[int], bool],
) -> None:
    """Put a new document under its bands, and into the story of those that it is a copy of.

    Args:
        connection: inside a transaction.
        document_row: of the new document.
        bands: of its text.
        is_same: tells whether the document with another row is a copy of it.
    """
    left = COMPARED
    for candidate in _candidates(connection, bands):
        if left and not _is_linked(connection, document_row, candidate):
            left -= 1
            if is_same(candidate):
                _link(connection, document_row, candidate)
    connection.executemany(
        "INSERT OR IGNORE INTO story_bands VALUES (?, ?)", ((band, document_row) for band in bands)
    )


def _candidates(connection: sqlite3.Connection, bands: Sequence[int]) -> list[int]:
    shared: Counter[int] = Counter()
    for band in bands:
        rows = connection.execute(
            "SELECT b.document_id FROM story_bands b"
            " WHERE b.band = ? ORDER BY b.document_id DESC LIMIT ?",
            (band, PER_BAND),
        )
        shared.update(row for (row,) in rows)
    return [row for row, _ in shared.most_common()]


def _is_linked(connection: sqlite3.Connection, one: int, other: int) -> bool:
    rows = connection.execute("SELECT story_id FROM documents WHERE id IN (?, ?)", (one, other))
    stories = {story for (story,) in rows}
    return len(stories) == 1 and None not in stories


def _link(connection: sqlite3.Connection, one: int, other: int) -> None:
    """Make one story of the stories of two documents, under the lower number."""
    rows = connection.execute(
        "SELECT coalesce(story_id, id) FROM documents WHERE id IN (?, ?)", (one, other)
    ).fetchall()
    stories = sorted(story for (story,) in rows)
    connection.execute(
        "UPDATE documents SET story_id = ? WHERE id IN (?, ?)", (stories[0], one, other)
    )
    connection.execute(
        "UPDATE documents SET story_id = ? WHERE story_id = ?", (stories[0], stories[-1])
    )
