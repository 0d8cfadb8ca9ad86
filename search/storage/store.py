"""The SQLite store: documents, passages and what the model made of them.

Every change is one transaction that raises the revision; ``added`` and ``removed`` tell a
derived index what happened since the revision it reflects. Reads may come from any thread.
"""

import hashlib
import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from search.errors import DocumentMissingError, IndexDamagedError, IndexMismatchError
from search.records import DEFAULT_COLLECTION, Document, Passage

SCHEMA_VERSION = 1
FILE_NAME = "shawahid.sqlite"
_PARAMETERS = 500  # SQLite allows 999 in old builds


@dataclass(frozen=True, slots=True)
class Embedding:
    """One embedded text as stored: float16 vector bytes and one row of sign bits a token."""

    content_hash: str
    vector: bytes
    codes: bytes


@dataclass(frozen=True, slots=True)
class Write:
    """A document to add or replace, with its passages and their content hashes."""

    document: Document
    passages: Sequence[tuple[Passage, str]]


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows that the index holds."""

    documents: int
    passages: int


def document_hash(document: Document) -> str:
    """Hash of everything that is stored of a document."""
    fields = [
        document.text,
        document.title,
        document.source,
        document.url,
        document.date,
        document.author,
        dict(document.metadata),
    ]
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


class Store:
    """One database file. Use one ``Store`` for writing, any number for reading."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._check_schema()

    @staticmethod
    def create(path: Path, meta: dict[str, str]) -> None:
        """Write an empty database; the file appears whole or not at all."""
        temporary = path.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        schema = resources.files("search.storage").joinpath("schema.sql").read_text("utf-8")
        connection = sqlite3.connect(temporary)
        with connection:
            connection.executescript(schema)
            rows = {"schema": str(SCHEMA_VERSION), "revision": "0", **meta}
            connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
            connection.execute("INSERT INTO collections (name) VALUES (?)", (DEFAULT_COLLECTION,))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()
        temporary.rename(path)

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    # -- reading

    def meta(self) -> dict[str, str]:
        """What the index says of itself: schema, revision, model, analyser, settings."""
        return dict(self._execute("SELECT key, value FROM meta"))

    def revision(self) -> int:
        """The number of the last committed change."""
        return int(self._execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0])

    def counts(self) -> Counts:
        """How many documents and passages there are."""
        (documents,) = self._execute("SELECT count(*) FROM documents").fetchone()
        (passages,) = self._execute("SELECT count(*) FROM passages").fetchone()
        return Counts(documents, passages)

    def document(self, document_id: str, collection: str = DEFAULT_COLLECTION) -> Document:
        """The stored document.

        Raises:
            DocumentMissingError: no document has that id.
        """
        row = self._execute(
            f"SELECT {_DOCUMENT_COLUMNS} FROM documents d JOIN collections c"
            " ON c.id = d.collection_id WHERE c.name = ? AND d.key = ?",
            (collection, document_id),
        ).fetchone()
        if row is None:
            msg = f"no document has the id {document_id!r}; `search` shows the ids there are"
            raise DocumentMissingError(msg)
        return _document(row)

    def document_hash(self, document_id: str, collection: str = DEFAULT_COLLECTION) -> str | None:
        """Content hash of a stored document, ``None`` when there is none with that id."""
        row = self._execute(
            "SELECT d.content_hash FROM documents d JOIN collections c ON c.id = d.collection_id"
            " WHERE c.name = ? AND d.key = ?",
            (collection, document_id),
        ).fetchone()
        return None if row is None else str(row[0])

    def known_embeddings(self, hashes: Sequence[str]) -> set[str]:
        """Those of the content hashes that are embedded already."""
        rows = self._select_in(
            "SELECT content_hash FROM embeddings WHERE content_hash IN ({})", hashes
        )
        return {row[0] for row in rows}

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id; an id that is gone is left out."""
        rows = self._select_in(
            f"SELECT p.id, p.start_offset, p.end_offset, {_DOCUMENT_COLUMNS} FROM passages p"
            " JOIN documents d ON d.id = p.document_id JOIN collections c ON c.id = d.collection_id"
            " WHERE p.id IN ({})",
            ids,
        )
        return {row[0]: Passage(_document(row[3:]), row[1], row[2]) for row in rows}

    def document_ids(self, ids: Sequence[int]) -> dict[int, str]:
        """Document id of each passage, without reading its text."""
        rows = self._select_in(
            "SELECT p.id, d.key FROM passages p JOIN documents d ON d.id = p.document_id"
            " WHERE p.id IN ({})",
            ids,
        )
        return dict(rows)

    def embeddings(self, ids: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
        """Vector and token codes by passage id; an id that is gone is left out."""
        rows = self._select_in(
            "SELECT p.id, e.vector, e.codes FROM passages p JOIN embeddings e"
            " ON e.content_hash = p.content_hash WHERE p.id IN ({})",
            ids,
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    def added_vectors(self, since: int) -> Iterator[tuple[int, bytes]]:
        """Id and vector of every present passage that came after a revision."""
        return self._execute(
            "SELECT p.id, e.vector FROM passages p JOIN embeddings e"
            " ON e.content_hash = p.content_hash WHERE p.revision > ? ORDER BY p.id",
            (since,),
        )

    def added_passages(self, since: int) -> Iterator[tuple[int, Passage]]:
        """Id and passage of every present passage that came after a revision."""
        rows = self._execute(
            f"SELECT p.id, p.start_offset, p.end_offset, {_DOCUMENT_COLUMNS} FROM passages p"
            " JOIN documents d ON d.id = p.document_id JOIN collections c ON c.id = d.collection_id"
            " WHERE p.revision > ? ORDER BY p.id",
            (since,),
        )
        for row in rows:
            yield row[0], Passage(_document(row[3:]), row[1], row[2])

    def removed(self, since: int) -> list[int]:
        """Ids of passages that were removed after a revision."""
        rows = self._execute("SELECT passage_id FROM removals WHERE revision > ?", (since,))
        return [row[0] for row in rows]

    # -- writing

    def write(self, writes: Sequence[Write], embeddings: Iterable[Embedding]) -> None:
        """Add or replace documents with their embeddings, in one transaction."""
        released: set[str] = set()
        with self._transaction() as (connection, revision):
            connection.executemany(
                "INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?)",
                ((e.content_hash, e.vector, e.codes) for e in embeddings),
            )
            for write in writes:
                document = write.document
                released |= _remove(connection, document.id, document.collection, revision) or set()
                _insert(connection, write, revision)
            _forget_unused(connection, released)

    def delete(self, ids: Sequence[str], collection: str = DEFAULT_COLLECTION) -> list[str]:
        """Delete documents in one transaction; returns the ids that were not there."""
        missing = []
        released: set[str] = set()
        with self._transaction() as (connection, revision):
            for document_id in ids:
                hashes = _remove(connection, document_id, collection, revision)
                if hashes is None:
                    missing.append(document_id)
                else:
                    released |= hashes
            _forget_unused(connection, released)
        return missing

    # -- within

    @contextmanager
    def _transaction(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            revision = self.revision() + 1
            yield connection, revision
            connection.execute("UPDATE meta SET value = ? WHERE key = 'revision'", (str(revision),))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            # Read by its own thread only; closed by whoever closes the store.
            connection = sqlite3.connect(
                self._path, isolation_level=None, check_same_thread=False, timeout=60
            )
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            self._local.connection = connection
            self._connections.append(connection)
        return connection

    def _execute(self, sql: str, parameters: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._connection().execute(sql, parameters)

    def _select_in(self, sql: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        for i in range(0, len(values), _PARAMETERS):
            chunk = values[i : i + _PARAMETERS]
            yield from self._execute(sql.format(",".join("?" * len(chunk))), chunk)

    def _check_schema(self) -> None:
        try:
            found = self.meta().get("schema")
        except sqlite3.DatabaseError as error:
            msg = f"{self._path} is damaged ({error}); delete the folder and index again"
            raise IndexDamagedError(msg) from error
        if found != str(SCHEMA_VERSION):
            msg = (
                f"{self._path} has schema {found}, this version reads {SCHEMA_VERSION};"
                " index into a new folder"
            )
            raise IndexMismatchError(msg)


_DOCUMENT_COLUMNS = "d.key, d.text, d.title, d.source, d.url, d.date, d.author, d.metadata, c.name"


def _document(row: Sequence[Any]) -> Document:
    key, text, title, source, url, date, author, metadata, collection = row
    return Document(
        key,
        text,
        title,
        source,
        url,
        date,
        author,
        metadata=json.loads(metadata),
        collection=collection,
    )


def _remove(
    connection: sqlite3.Connection, key: str, collection: str, revision: int
) -> set[str] | None:
    """Remove a document; gives the content hashes it used, ``None`` when it was not there."""
    row = connection.execute(
        "SELECT d.id FROM documents d JOIN collections c ON c.id = d.collection_id"
        " WHERE c.name = ? AND d.key = ?",
        (collection, key),
    ).fetchone()
    if row is None:
        return None
    hashes = connection.execute(
        "SELECT DISTINCT content_hash FROM passages WHERE document_id = ?", row
    ).fetchall()
    connection.execute(
        "INSERT INTO removals SELECT id, ? FROM passages WHERE document_id = ?", (revision, row[0])
    )
    connection.execute("DELETE FROM documents WHERE id = ?", row)
    return {content_hash for (content_hash,) in hashes}


def _insert(connection: sqlite3.Connection, write: Write, revision: int) -> None:
    document = write.document
    connection.execute(
        "INSERT OR IGNORE INTO collections (name) VALUES (?)", (document.collection,)
    )
    (document_row,) = connection.execute(
        "INSERT INTO documents (collection_id, key, content_hash, text, title, source, url, date,"
        " author, metadata) VALUES ((SELECT id FROM collections WHERE name = ?),"
        " ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (
            document.collection,
            document.id,
            document_hash(document),
            document.text,
            document.title,
            document.source,
            document.url,
            document.date,
            document.author,
            json.dumps(dict(document.metadata), ensure_ascii=False),
        ),
    ).fetchone()
    connection.executemany(
        "INSERT INTO passages (document_id, content_hash, start_offset, end_offset, revision)"
        " VALUES (?, ?, ?, ?, ?)",
        ((document_row, h, p.start, p.end, revision) for p, h in write.passages),
    )


def _forget_unused(connection: sqlite3.Connection, hashes: set[str]) -> None:
    """Delete those embeddings that no passage uses: what is deleted leaves nothing behind."""
    connection.executemany(
        "DELETE FROM embeddings WHERE content_hash = ?"
        " AND NOT EXISTS"
        " (SELECT 1 FROM passages p WHERE p.content_hash = embeddings.content_hash)",
        ((content_hash,) for content_hash in hashes),
    )
