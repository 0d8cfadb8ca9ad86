"""The files that were sent to a collection, in PostgreSQL: whatever service is asked has them."""

from pathlib import Path, PurePath, PurePosixPath

from search.cluster.database import Database
from search.cluster.files import digest_of
from search.originals import ORIGINALS, named_in
from search.storage.sqlite_file import explained

# Bytes that are sent at a time.
_PIECE = 1_000_000
_OF = "file_id = (SELECT id FROM files WHERE digest = %s)"


class ClusterOriginals:
    """See ``search.originals.Originals``. They go with what is known of their files.

    Args:
        database: of the collection.
    """

    # Of no machine: every service knows a file by the same place.
    root = PurePosixPath(f"/{ORIGINALS}")

    def __init__(self, database: Database) -> None:
        self._database = database

    def place(self, place: str) -> PurePosixPath | None:
        """Where a file is that was sent, ``None`` for any other file."""
        found = named_in(place)
        return None if found is None else self.root.joinpath(*found)

    def path(self, place: str) -> Path | None:  # noqa: ARG002 - whatever it is
        """None: they lie on no machine that asks."""
        return None

    def has(self, place: str) -> bool:
        """Whether the file is kept."""
        sql = f"SELECT EXISTS (SELECT 1 FROM originals WHERE {_OF} AND position = 0)"
        return bool(self._database.rows(sql, (digest_of(place),))[0][0])

    def fetch(self, place: str, folder: Path) -> Path | None:
        """Write the file into a folder.

        Raises:
            ServerError: PostgreSQL does not answer.
            IndexWriteError: the folder cannot be written.
        """
        path = folder / PurePosixPath(place).name
        sql = f"SELECT piece FROM originals WHERE {_OF} ORDER BY position"
        with explained(folder), path.open("wb") as file:
            pieces = 0
            for (piece,) in self._database.stream(sql, (digest_of(place),), at_once=1):
                file.write(piece)
                pieces += 1
        return path if pieces else None

    def keep(self, place: PurePath, sent: Path) -> None:
        """Keep a file of which documents are.

        Raises:
            ServerError: PostgreSQL does not answer; what was kept before stays.
        """
        digest = digest_of(str(place))
        with sent.open("rb") as file, self._database.transaction() as connection:
            connection.execute(f"DELETE FROM originals WHERE {_OF}", (digest,))
            position = 0
            # One that is empty has one piece too.
            while (piece := file.read(_PIECE)) or not position:
                connection.execute(
                    "INSERT INTO originals SELECT id, %s, %s FROM files WHERE digest = %s",
                    (position, piece, digest),
                )
                position += 1

    def drop(self, place: PurePath) -> None:
        """Delete a file."""
        with self._database.transaction() as connection:
            connection.execute(f"DELETE FROM originals WHERE {_OF}", (digest_of(str(place)),))
