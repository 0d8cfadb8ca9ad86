"""Uploads of several services: in PostgreSQL, so that what one has accepted another can go on with.

A process holds a lock for its part of them as long as it lives. Its folder has a copy of what it
is at, and what is just being received.
"""

import logging
import secrets
import shutil
import threading
from pathlib import Path

from search.cluster.changes import Connection
from search.cluster.database import connect, explained_at
from search.errors import ShawahidError
from search.storage.sqlite_file import explained
from service.inbox import Inbox, size_of
from service.servers.database import ServerDatabase, lock_of

_PIECE = 1_000_000
# The first number of the locks of all parts, of 32 bits.
_PARTS = lock_of("uploads") >> 32
_SECONDS = 5.0

logger = logging.getLogger(__name__)


class ServerInbox(Inbox):
    """The part of one service.

    Args:
        database: of all of them.
        most: bytes that may lie in the part.
    """

    looks_every = _SECONDS

    def __init__(self, database: ServerDatabase, most: int) -> None:
        folder = database.address.folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(folder, most)
        self._database = database
        self._number = secrets.randbits(31)
        self._connecting = threading.Lock()
        self._holding: Connection | None = None
        self._is_closed = False

    def keep(self, folder: Path) -> None:
        """Have an upload outlive this process.

        Raises:
            ServerError: PostgreSQL does not answer.
        """
        self._hold()
        sql = "INSERT INTO uploads VALUES (?, ?, ?, ?, ?)"
        for path in folder.iterdir():
            with path.open("rb") as file:
                position = 0
                # One that is empty has one piece too.
                while (piece := file.read(_PIECE)) or not position:
                    with self._database.transaction(f"upload {folder.name}") as connection:
                        row = (folder.name, self._number, path.name, position, piece)
                        connection.execute(sql, row)
                    position += 1

    def adopt(self) -> list[Path]:
        """Take over the uploads of processes that are gone; gives their folders."""
        own = {folder.name: folder for folder in super().adopt()}
        self._hold()
        with self._database.transaction("uploads") as connection:
            connection.execute(
                "UPDATE uploads SET part = ? WHERE part IN"
                " (SELECT part FROM (SELECT DISTINCT part FROM uploads) parts"
                " WHERE part <> ? AND pg_try_advisory_xact_lock(?, part))",
                (self._number, self._number, _PARTS),
            )
        names = self._database.rows(
            "SELECT DISTINCT name FROM uploads WHERE part = ?", (self._number,)
        )
        # Also what could not be fetched when it was taken over.
        for name in {name for (name,) in names} - self._sizes.keys():
            own[name] = self._fetched(name)
        return list(own.values())

    def has(self, name: str) -> bool:
        """Whether an upload is there, in whichever part."""
        sql = "SELECT EXISTS (SELECT 1 FROM uploads WHERE name = ?)"
        return bool(self._database.rows(sql, (name,))[0][0])

    def remove(self, name: str) -> None:
        """Delete an upload of this part."""
        super().remove(name)
        try:
            self._database.purge("DELETE FROM uploads WHERE name = ?", (name,))
        except ShawahidError as error:  # whoever adopts it finds that it has ended
            logger.warning("%s; an upload that has ended is kept for now", error)

    def close(self) -> None:
        """Let go of the part; another service takes over what lies in it."""
        super().close()
        with self._connecting:
            self._is_closed = True
            if self._holding is not None:
                self._holding.close()

    def _fetched(self, name: str) -> Path:
        """A copy of an upload in this part."""
        folder = self._part() / name
        sql = "SELECT file, piece FROM uploads WHERE name = ? ORDER BY file, position"
        with explained(folder):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            for file, piece in self._database.stream(sql, (name,), at_once=1):
                self.check_disk(len(piece))
                with (folder / file).open("ab") as copy:
                    copy.write(piece)
        with self._guard:
            self._sizes[name] = size_of(folder)
        return folder

    def _hold(self) -> None:
        """Hold the lock of the part, also after PostgreSQL was started again."""
        with self._connecting, explained_at(self._database.address):
            if self._holding is not None and not _answers(self._holding):
                self._holding.close()
                self._holding = None
            if self._holding is None and not self._is_closed:
                self._holding = connect(self._database.address, None)
                sql = "SELECT pg_advisory_lock(%s, %s)"
                self._holding.execute(sql, (_PARTS, self._number))


def _answers(connection: Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever it is, another one is made
        return False
    return True
