"""Which files were read, and which documents came from each: what makes a second run short."""

import json
from collections.abc import Iterable, Mapping

from search.storage.database import Database


class FileRegister:
    """The files of one database, by absolute path."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def content_hash(self, path: str) -> str | None:
        """The hash under which a file was read to its end, ``None`` where it was not."""
        rows = self._database.rows("SELECT content_hash FROM files WHERE path = ?", (path,))
        return rows[0][0] if rows else None

    def finish(self, content_hashes: Mapping[str, str]) -> None:
        """Note that files were read to their ends and everything in them committed."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT INTO files (path, content_hash) VALUES (?, ?)"
                " ON CONFLICT (path) DO UPDATE SET content_hash = excluded.content_hash",
                content_hashes.items(),
            )

    def content_hashes(self, part: str) -> dict[str, str | None]:
        """Those of the files that documents come from and that have a part in their paths."""
        rows = self._database.rows(
            "SELECT path, content_hash FROM files f WHERE instr(path, ?) AND EXISTS"
            " (SELECT 1 FROM documents d WHERE d.file_id = f.id)",
            (part,),
        )
        return dict(rows)

    def with_hashes(self, beginnings: Iterable[str]) -> list[tuple[str, str]]:
        """The files that documents come from and whose content hashes begin so, with these.

        All beginnings are of one length.
        """
        wanted = sorted(set(beginnings))
        if not wanted:
            return []
        return self._database.rows(
            "SELECT path, content_hash FROM files f WHERE substr(content_hash, 1, ?) IN"
            " (SELECT value FROM json_each(?)) AND EXISTS"
            " (SELECT 1 FROM documents d WHERE d.file_id = f.id) ORDER BY path",
            (len(wanted[0]), json.dumps(wanted)),
        )

    def documents(self, path: str) -> list[str]:
        """Ids of the documents that came from a file."""
        rows = self._database.rows(
            "SELECT d.key FROM documents d JOIN files f ON f.id = d.file_id WHERE f.path = ?"
            " ORDER BY d.id",
            (path,),
        )
        return [row[0] for row in rows]

    def count_documents(self, path: str) -> int:
        """How many documents came from a file."""
        sql = "SELECT count(*) FROM documents d JOIN files f ON f.id = d.file_id WHERE f.path = ?"
        return int(self._database.rows(sql, (path,))[0][0])

    def file_of(self, document_id: str) -> str | None:
        """The file that a document came from, ``None`` where there is no such document or file."""
        rows = self._database.rows(
            "SELECT f.path FROM files f JOIN documents d ON d.file_id = f.id WHERE d.key = ?",
            (document_id,),
        )
        return str(rows[0][0]) if rows else None

    def below(self, folder: str) -> dict[str, int]:
        """The known files below a folder, or the one at the path itself, with their documents."""
        prefix = folder.rstrip("/") + "/"
        rows = self._database.rows(
            "SELECT path, (SELECT count(*) FROM documents d WHERE d.file_id = f.id) FROM files f"
            " WHERE path = ? OR substr(path, 1, ?) = ? ORDER BY path",
            (folder, len(prefix), prefix),
        )
        return dict(rows)

    def unused(self) -> list[str]:
        """The files that no document comes from any more."""
        rows = self._database.rows(
            "SELECT path FROM files f WHERE NOT EXISTS"
            " (SELECT 1 FROM documents d WHERE d.file_id = f.id)"
        )
        return [row[0] for row in rows]

    def moved(self, part: str, folder: str) -> list[str]:
        """The files that have a part in their paths and are not below a folder."""
        prefix = folder.rstrip("/") + "/"
        rows = self._database.rows(
            "SELECT path FROM files WHERE instr(path, ?) AND substr(path, 1, ?) != ?",
            (part, len(prefix), prefix),
        )
        return [row[0] for row in rows]

    def move(self, places: Mapping[str, str]) -> None:
        """Know files by other paths; the documents of two that become one are all from that.

        Args:
            places: new paths by old ones.
        """
        with self._database.transaction() as connection:
            for old, new in places.items():
                # One that is two is read again, whatever it was read as.
                connection.execute("UPDATE files SET content_hash = NULL WHERE path = ?", (new,))
                connection.execute("UPDATE OR IGNORE files SET path = ? WHERE path = ?", (new, old))
                connection.execute(
                    "UPDATE documents SET file_id = (SELECT id FROM files WHERE path = ?)"
                    " WHERE file_id = (SELECT id FROM files WHERE path = ?)",
                    (new, old),
                )
                connection.execute("DELETE FROM files WHERE path = ?", (old,))

    def forget(self, path: str) -> None:
        """Drop a file that no document comes from any more."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM files WHERE path = ? AND NOT EXISTS"
                " (SELECT 1 FROM documents d WHERE d.file_id = files.id)",
                (path,),
            )
