"""What the database holds: documents, passages and what the model made of them.

Every change is one commit that raises the revision; ``added`` and ``removed`` tell a derived
index what happened since the revision it reflects.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from search.errors import DocumentMissingError
from search.layout import FILE_NAME, is_index, missing_index
from search.records import Document, Passage, Span, blank
from search.storage.catalogue import Catalogue
from search.storage.changes import (
    Embedding,
    SameStory,
    Write,
    add_embeddings,
    forget_unused,
    insert,
    remove,
    when_added,
)
from search.storage.rows import COLUMNS, document_hash, document_of
from search.storage.stories import link_story


class Store(Catalogue):
    """The documents of one database. Use one ``Store`` for writing, any number for reading."""

    def document(self, document_id: str) -> Document:
        """The stored document.

        Raises:
            DocumentMissingError: no document has that id.
        """
        rows = self.database.rows(
            f"SELECT d.content_hash, {_DOCUMENT} FROM documents d WHERE d.key = ?",
            (document_id,),
        )
        if not rows:
            msg = f"no document has the id {document_id!r}; `search` shows the ids there are"
            raise DocumentMissingError(msg)
        return self._checked(rows[0])

    def documents(self) -> Iterator[tuple[Document, str]]:
        """Every document with the hash that it was stored with, in the order they came."""
        for row in self._rows_of_documents():
            yield self._checked(row), row[0]

    def unchecked_documents(self) -> Iterator[tuple[Document, str]]:
        """The same for whoever looks for damage: they may not be what the hashes are of."""
        for row in self._rows_of_documents():
            yield self._decoded(row[1:]), row[0]

    def _rows_of_documents(self) -> Iterator[Sequence[Any]]:
        sql = f"SELECT d.content_hash, {_DOCUMENT} FROM documents d ORDER BY d.id"
        return self.database.stream(sql)

    def known_embeddings(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Those of the content hashes that are embedded already."""
        sql = "SELECT content_hash FROM embeddings WHERE content_hash IN ({})"
        return {row[0] for row in self.database.rows_in(sql, hashes)}

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id; an id that is gone is left out."""
        sql = f"SELECT {_PASSAGE} FROM passages WHERE id IN ({{}}) ORDER BY document_id"
        return dict(self._with_documents(self.database.rows_in(sql, ids)))

    def searched_texts(self, ids: Sequence[int]) -> Iterator[tuple[int, str | None, str]]:
        """Passages by id with their titles and texts as they are searched.

        They are not checked against the hash of their document: what is shown is read again.
        """
        sql = f"SELECT {_PASSAGE} FROM passages WHERE id IN ({{}}) ORDER BY document_id"
        document = "SELECT title, text, ignored FROM documents WHERE id = ?"
        for row, group in groupby(self.database.rows_in(sql, ids), key=itemgetter(0)):
            for title, text, ignored in self.database.rows(document, (row,)):
                spans = [Span(*span) for span in json.loads(ignored)]
                for _, passage_id, start, end in group:
                    yield passage_id, title, blank(text[start:end], spans, start)

    def embeddings(self, ids: Sequence[int]) -> dict[int, Embedding]:
        """What the model made by passage id; an id that is gone is left out."""
        rows = self.database.rows_in(
            "SELECT p.id, e.content_hash, e.vector, e.codes, e.places, e.checksum FROM passages p"
            " JOIN embeddings e ON e.id = p.embedding_id WHERE p.id IN ({})",
            ids,
        )
        found = {}
        for passage_id, *stored, checksum in rows:
            embedding = Embedding(*stored)
            if embedding.checksum != checksum:
                raise self.database.damaged(f"the embedding of passage {passage_id}")
            found[passage_id] = embedding
        return found

    def added_vectors(self, since: int) -> Iterator[tuple[int, bytes]]:
        """Id and vector of every present passage that came after a revision."""
        return self.database.stream(
            "SELECT p.id, e.vector FROM passages p JOIN embeddings e"
            " ON e.id = p.embedding_id WHERE p.revision > ? ORDER BY p.id",
            (since,),
        )

    def added_words(self, since: int) -> Iterator[tuple[int, bytes | None]]:
        """Id and words of every present passage that came after a revision: of a sparse encoder."""
        return self.database.stream(
            "SELECT p.id, e.words FROM passages p JOIN embeddings e"
            " ON e.id = p.embedding_id WHERE p.revision > ? ORDER BY p.id",
            (since,),
        )

    def added_passages(self, since: int) -> Iterator[tuple[int, Passage]]:
        """Id and passage of every present passage that came after a revision."""
        sql = f"SELECT {_PASSAGE} FROM passages WHERE revision > ? ORDER BY id"
        return self._with_documents(self.database.stream(sql, (since,)))

    def _with_documents(
        self, rows: Iterable[tuple[int, int, int, int]]
    ) -> Iterator[tuple[int, Passage]]:
        """Passages with their documents, of which each is read once: a book has thousands."""
        sql = f"SELECT d.content_hash, {_DOCUMENT} FROM documents d WHERE d.id = ?"
        for document_row, group in groupby(rows, key=itemgetter(0)):
            found = self.database.rows(sql, (document_row,))
            if not found:
                raise self.database.damaged(f"document {document_row} is gone")
            document = self._checked(found[0])
            for _, passage_id, start, end in group:
                yield passage_id, Passage(document, start, end)

    def _stored(self, connection: sqlite3.Connection, document_row: int) -> Document:
        sql = f"SELECT {_DOCUMENT} FROM documents d WHERE d.id = ?"
        return document_of(connection.execute(sql, (document_row,)).fetchone(), self.collection)

    def _checked(self, row: Sequence[Any]) -> Document:
        """A document, after the hash that it was stored with: a damaged text is never quoted."""
        document = self._decoded(row[1:])
        if document_hash(document) != row[0]:
            raise self.database.damaged(f"document {document.id!r} is not what was stored")
        return document

    def _decoded(self, row: Sequence[Any]) -> Document:
        try:
            return document_of(row, self.collection)
        except (TypeError, ValueError) as error:
            raise self.database.damaged(f"document {row[0]!r}: {error}") from error

    def write(
        self,
        writes: Sequence[Write],
        embeddings: Iterable[Embedding],
        same_story: SameStory = lambda _, __: False,
    ) -> None:
        """Add or replace documents with their embeddings, in one commit.

        Args:
            writes: the documents.
            embeddings: of the passages that are not embedded yet.
            same_story: asked of documents that share a band.

        Raises:
            ModelError: a vector is not finite; nothing is written.
        """
        released: set[int] = set()
        with self.database.commit() as (connection, revision):
            add_embeddings(connection, embeddings)
            for write in writes:
                document = write.document
                added = when_added(connection, document.id)
                released |= remove(connection, document.id, revision) or set()
                document_row = insert(connection, write, revision, added)

                def is_same(other: int, document: Document = document) -> bool:
                    return same_story(document, self._stored(connection, other))

                link_story(connection, document_row, write.bands, is_same)
            forget_unused(connection, released)

    def note_added(self, times: Mapping[str, str]) -> None:
        """Say when documents first came, of an index that is made again."""
        with self.database.transaction() as connection:
            connection.executemany(
                "UPDATE documents SET added = ? WHERE key = ?",
                ((time, key) for key, time in times.items()),
            )

    def delete(self, ids: Sequence[str]) -> list[str]:
        """Delete documents in one commit; returns the ids that were not there.

        Their files are read again by the next run, whether they have changed or not.
        """
        missing = []
        released: set[int] = set()
        with self.database.commit() as (connection, revision):
            for document_id in ids:
                embeddings = remove(connection, document_id, revision)
                if embeddings is None:
                    missing.append(document_id)
                else:
                    released |= embeddings
            forget_unused(connection, released)
        return missing


_PASSAGE = "document_id, id, start_offset, end_offset"
_DOCUMENT = ", ".join(f"d.{column}" for column in ("key", *COLUMNS))


def open_store(folder: Path) -> Store:
    """The documents of the index in a folder, without the indexes derived from them.

    Raises:
        IndexMissingError: there is no index in the folder.
        IndexMismatchError: it was made by a version with another schema.
        IndexDamagedError: its database cannot be read.
        IndexUnreadableError: this user may not read it.
    """
    if not is_index(folder):
        raise missing_index(folder)
    return Store(folder / FILE_NAME)
