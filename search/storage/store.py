"""What the database holds: documents, passages and what the model made of them.

Every change is one commit that raises the revision; ``added`` and ``removed`` tell a derived
index what happened since the revision it reflects.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, starmap
from operator import itemgetter
from pathlib import Path
from typing import Any

from search.errors import DocumentMissingError
from search.fields import FACETS, FIELDS, Field
from search.layout import FILE_NAME, collection_of, is_index, missing_index
from search.ranking.snapshot import PassageFacts
from search.ranking.suggestions import Known
from search.records import Document, Filters, Passage, Publication, Span
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
from search.storage.database import Database
from search.storage.files import FileRegister
from search.storage.filters import condition
from search.storage.rows import COLUMNS, document_hash, document_of
from search.storage.stories import link_story

# Other documents of a story that are named where one of it is shown.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows that the index holds; a story is a group of near-duplicates."""

    documents: int
    passages: int
    stories: int


class Store:
    """The documents of one database. Use one ``Store`` for writing, any number for reading."""

    def __init__(self, path: Path) -> None:
        self.collection = collection_of(path.parent)
        self.database = Database(path)
        self.files = FileRegister(self.database)

    # -- reading

    def counts(self) -> Counts:
        """How many documents, passages and stories there are."""
        sql = (
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages),"
            " (SELECT count(DISTINCT story_id) FROM documents WHERE story_id IS NOT NULL)"
        )
        return Counts(*self.database.rows(sql)[0])

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
        sql = f"SELECT d.content_hash, {_DOCUMENT} FROM documents d ORDER BY d.id"
        for row in self.database.stream(sql):
            yield self._decoded(row[1:]), row[0]

    def document_hash(self, document_id: str) -> str | None:
        """Content hash of a stored document, ``None`` when there is none with that id."""
        rows = self.database.rows(
            "SELECT content_hash FROM documents WHERE key = ?",
            (document_id,),
        )
        return str(rows[0][0]) if rows else None

    def known_embeddings(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Those of the content hashes that are embedded already."""
        sql = "SELECT content_hash FROM embeddings WHERE content_hash IN ({})"
        return {row[0] for row in self.database.rows_in(sql, hashes)}

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id; an id that is gone is left out."""
        sql = f"SELECT {_PASSAGE} FROM passages WHERE id IN ({{}}) ORDER BY document_id"
        return dict(self._with_documents(self.database.rows_in(sql, ids)))

    def passage_spans(self, document_id: str) -> list[Span]:
        """Where the passages of a document stand in its text."""
        return [span for _, span in self.passages_of(document_id)]

    def passages_of(self, document_id: str) -> list[tuple[int, Span]]:
        """The passages of a document, by id and place in its text."""
        rows = self.database.rows(
            "SELECT p.id, p.start_offset, p.end_offset FROM passages p"
            " JOIN documents d ON d.id = p.document_id WHERE d.key = ? ORDER BY p.id",
            (document_id,),
        )
        return [(row[0], Span(row[1], row[2])) for row in rows]

    def matching(self, filters: Filters) -> list[int]:
        """Ids of the passages of the documents that are wanted."""
        where, parameters = condition(filters)
        sql = (
            f"SELECT p.id FROM {_LISTED} JOIN passages p ON p.document_id = d.id"
            f" WHERE {where} ORDER BY p.id"
        )
        return [row[0] for row in self.database.rows(sql, parameters)]

    def documents_of_passages(self) -> list[tuple[int, int]]:
        """Every passage id, rising, with the number of its document's row."""
        return self.database.rows("SELECT id, document_id FROM passages ORDER BY id")

    def searched_texts(self, ids: Sequence[int]) -> Iterator[tuple[int, str | None, str]]:
        """Passages by id with their titles and texts as they are searched."""
        sql = f"SELECT {_PASSAGE} FROM passages WHERE id IN ({{}}) ORDER BY document_id"
        for passage_id, passage in self._with_documents(self.database.rows_in(sql, ids)):
            yield passage_id, passage.document.title, passage.searched_text

    def values(self, field: Field) -> list[str]:
        """All values of a field that documents are filtered by."""
        rows = self.database.rows(
            f"SELECT DISTINCT {field.sql} AS value FROM {_LISTED} WHERE value IS NOT NULL"
        )
        return [row[0] for row in rows]

    def latest(self) -> Iterator[tuple[int, int]]:
        """Document rows with the ids of their passages, of the latest document first."""
        return self.database.stream(
            "SELECT d.id, p.id FROM documents d JOIN passages p ON p.document_id = d.id"
            " ORDER BY d.date DESC, d.id DESC, p.id"
        )

    def matching_documents(self, filters: Filters) -> list[str]:
        """Ids of the documents that are wanted."""
        where, parameters = condition(filters)
        sql = f"SELECT d.key FROM {_LISTED} WHERE {where} ORDER BY d.key"
        return [row[0] for row in self.database.rows(sql, parameters)]

    def summaries(
        self, filters: Filters, after: str | None, limit: int
    ) -> list[dict[str, str | None]]:
        """What is known of the documents that are wanted, by id, beginning after one.

        Each has an ``id``, its ``collection``, every field by its name, and when it first came
        (``added``), UTC in ISO 8601.
        """
        where, parameters = condition(filters)
        known = ", ".join(field.sql for field in FIELDS)
        rows = self.database.rows(
            f"SELECT d.key, ?, d.added, {known} FROM {_LISTED}"
            f" WHERE {where} AND d.key > ? ORDER BY d.key LIMIT ?",
            (self.collection, *parameters, after or "", limit),
        )
        names = ("id", "collection", "added", *(field.name for field in FIELDS))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def added(self) -> dict[str, str]:
        """When documents first came, by id; those that came before that was noted are left out."""
        return dict(self.database.rows("SELECT key, added FROM documents WHERE added IS NOT NULL"))

    def facts(self, ids: Sequence[int]) -> dict[int, PassageFacts]:
        """Document and story of each passage, without reading its text."""
        facts = ", ".join(facet.sql for facet in FACETS)
        rows = self.database.rows_in(
            f"SELECT p.id, d.key, d.story_id, d.date, {facts} FROM passages p"
            " JOIN documents d ON d.id = p.document_id LEFT JOIN files f ON f.id = d.file_id"
            " WHERE p.id IN ({})",
            ids,
        )
        names = [facet.name for facet in FACETS]
        return {
            passage_id: PassageFacts(key, story, date, dict(zip(names, values, strict=True)))
            for passage_id, key, story, date, *values in rows
        }

    def known(self, newest: int) -> Iterator[Known]:
        """Titles, authors and sources of the documents that came last, the newest first."""
        rows = self.database.rows(
            "SELECT id, title, author, source FROM documents ORDER BY id DESC LIMIT ?", (newest,)
        )
        return starmap(Known, rows)

    def existing(self, numbers: Sequence[int]) -> set[int]:
        """Those of the numbers of documents that are not gone."""
        rows = self.database.rows_in("SELECT id FROM documents WHERE id IN ({})", numbers)
        return {row[0] for row in rows}

    def latest_titles(self, k: int) -> list[str]:
        """Titles of the documents that came last, the newest first."""
        rows = self.database.rows(
            "SELECT title FROM documents WHERE title IS NOT NULL ORDER BY id DESC LIMIT ?", (k,)
        )
        return [row[0] for row in rows]

    def first_of_story(self, document_id: str) -> tuple[list[Publication], int]:
        """The first other documents of a document's story, and how many there are besides.

        There may be thousands of copies, and nobody reads more than a few of their names.
        """
        rows = self.database.rows(
            "SELECT key, title, source, url, date, count(*) OVER () FROM documents"
            " WHERE story_id = (SELECT story_id FROM documents WHERE key = ?) AND key != ?"
            " ORDER BY date IS NULL, date, key LIMIT ?",
            (document_id, document_id, MOST_NAMED),
        )
        named = [
            Publication(key, title, source, url, date, self.collection)
            for key, title, source, url, date, _ in rows
        ]
        return named, rows[0][5] - len(rows) if rows else 0

    def embeddings(self, ids: Sequence[int]) -> dict[int, tuple[bytes, bytes]]:
        """Vector and token codes by passage id; an id that is gone is left out."""
        rows = self.database.rows_in(
            "SELECT p.id, e.content_hash, e.vector, e.codes, e.checksum FROM passages p"
            " JOIN embeddings e ON e.id = p.embedding_id WHERE p.id IN ({})",
            ids,
        )
        found = {}
        for passage_id, *stored, checksum in rows:
            embedding = Embedding(*stored)
            if embedding.checksum != checksum:
                raise self.database.damaged(f"the embedding of passage {passage_id}")
            found[passage_id] = (embedding.vector, embedding.codes)
        return found

    def added_vectors(self, since: int) -> Iterator[tuple[int, bytes]]:
        """Id and vector of every present passage that came after a revision."""
        return self.database.stream(
            "SELECT p.id, e.vector FROM passages p JOIN embeddings e"
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

    # -- writing

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


# `condition` may ask for the file; the index has every other column, but for titles and texts.
_LISTED = "documents d INDEXED BY documents_by_facts LEFT JOIN files f ON f.id = d.file_id"
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
