"""Changes of what the database holds, each within a transaction."""

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search.clock import moment
from search.errors import ModelError
from search.records import Document, Passage
from search.storage.rows import COLUMNS, document_hash, values_of

# Tells whether two texts are copies of one story.
SameStory = Callable[[Document, Document], bool]


@dataclass(frozen=True, slots=True)
class Embedding:
    """One embedded text as stored: float16 vector bytes and one row of sign bits a token.

    Where its tokens stand is as in ``ranking.places``; ``None`` if that is not known.
    Where the index has a sparse encoder, its ``words`` are there too; see ``SparseVector``.
    """

    content_hash: bytes
    vector: bytes
    codes: bytes
    places: bytes | None = None
    words: bytes | None = None

    @property
    def checksum(self) -> int:
        """CRC-32 of what the model made; words have their own."""
        return zlib.crc32(self.places or b"", zlib.crc32(self.codes, zlib.crc32(self.vector)))


@dataclass(frozen=True, slots=True)
class Write:
    """A document to add or replace.

    Attributes:
        document: the document.
        passages: its passages and the content hashes of their embeddings.
        file: absolute path of the file that it was read from, if it was.
        bands: under which near-duplicates of it may be found.
    """

    document: Document
    passages: Sequence[tuple[Passage, bytes]]
    file: str | None = None
    bands: Sequence[int] = ()


def add_embeddings(connection: sqlite3.Connection, embeddings: Iterable[Embedding]) -> None:
    """Keep what the model made, unless it is there.

    Raises:
        ModelError: a vector is not finite.
    """
    for each in embeddings:
        if not np.isfinite(np.frombuffer(each.vector, np.float16)).all():
            msg = "a vector is no number: the model's files are damaged, or it cannot be run here"
            raise ModelError(msg)
        connection.execute(
            "INSERT OR IGNORE INTO embeddings (content_hash, vector, codes, places, checksum)"
            " VALUES (?, ?, ?, ?, ?)",
            (each.content_hash, each.vector, each.codes, each.places, each.checksum),
        )
        if each.words is not None:
            connection.execute(
                "UPDATE embeddings SET words = ? WHERE content_hash = ?",
                (each.words, each.content_hash),
            )


def when_added(connection: sqlite3.Connection, key: str) -> str:
    """When a document first came: now, unless it is there."""
    row = connection.execute("SELECT added FROM documents WHERE key = ?", (key,)).fetchone()
    return moment() if row is None else row[0]


def remove(connection: sqlite3.Connection, key: str, revision: int) -> set[int] | None:
    """Remove a document; gives the embeddings it used, ``None`` when it was not there."""
    row = connection.execute(
        "SELECT id, file_id FROM documents WHERE key = ?",
        (key,),
    ).fetchone()
    if row is None:
        return None
    document_row, file_row = row
    embeddings = connection.execute(
        "SELECT DISTINCT embedding_id FROM passages WHERE document_id = ?", (document_row,)
    ).fetchall()
    connection.execute(
        "INSERT INTO removals SELECT id, ? FROM passages WHERE document_id = ?",
        (revision, document_row),
    )
    connection.execute("DELETE FROM documents WHERE id = ?", (document_row,))
    connection.execute("UPDATE files SET content_hash = NULL WHERE id = ?", (file_row,))
    return {embedding for (embedding,) in embeddings}


def insert(connection: sqlite3.Connection, write: Write, revision: int, added: str | None) -> int:
    """Add a document with its passages; gives its number."""
    document = write.document
    if write.file is not None:
        connection.execute("INSERT OR IGNORE INTO files (path) VALUES (?)", (write.file,))
    columns = ("key", "content_hash", "added", *COLUMNS)
    (document_row,) = connection.execute(
        f"INSERT INTO documents (file_id, {', '.join(columns)}) VALUES"
        f" ((SELECT id FROM files WHERE path = ?){', ?' * len(columns)}) RETURNING id",
        (
            write.file,
            document.id,
            document_hash(document),
            added,
            *values_of(document),
        ),
    ).fetchone()
    connection.executemany(
        "INSERT INTO passages (document_id, embedding_id, start_offset, end_offset, revision)"
        " VALUES (?, (SELECT id FROM embeddings WHERE content_hash = ?), ?, ?, ?)",
        ((document_row, h, p.start, p.end, revision) for p, h in write.passages),
    )
    return int(document_row)


def forget_unused(connection: sqlite3.Connection, embeddings: set[int]) -> None:
    """Delete those embeddings that no passage uses: what is deleted leaves nothing behind."""
    connection.executemany(
        "DELETE FROM embeddings WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.embedding_id = embeddings.id)",
        ((embedding,) for embedding in embeddings),
    )
