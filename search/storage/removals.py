"""What was removed, for the derived indexes that follow: noted for a time, then told otherwise."""

from collections.abc import Callable, Iterable

import numpy as np

from search.storage.database import Database

# For how many commits it is noted what each removed.
NOTED_COMMITS = 1000
# The row of `meta` with the last commit of which that is forgotten.
FORGOTTEN = "removals_forgotten"


def removed_since(database: Database, since: int, known: Callable[[], Iterable[int]]) -> list[int]:
    """Ids of passages that were removed after a revision.

    Args:
        database: of the index.
        since: the revision.
        known: gives the passages of that revision, of which those that are there no more are
            removed: for one so old that it is not noted any more.
    """
    if since >= int(database.meta().get(FORGOTTEN, "0")):
        sql = "SELECT passage_id FROM removals WHERE revision > ?"
        return [row[0] for row in database.rows(sql, (since,))]
    present = np.fromiter((row[0] for row in database.stream("SELECT id FROM passages")), np.int64)
    gone: list[int] = np.setdiff1d(np.fromiter(known(), np.int64), present).tolist()
    return gone


def forget_removals(database: Database) -> None:
    """Forget what was removed long ago: indexes that are so old compare all passages."""
    last = database.state().revision - NOTED_COMMITS
    if not database.rows("SELECT 1 FROM removals WHERE revision <= ? LIMIT 1", (last,)):
        return
    with database.transaction() as connection:
        connection.execute("DELETE FROM removals WHERE revision <= ?", (last,))
        connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (FORGOTTEN, str(last)),
        )
