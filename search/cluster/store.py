"""What PostgreSQL holds: documents, passages and what the model made of them.

A commit has its passages sent to Milvus before it is one: under its revision, which nobody reads
until then. So what is found is always whole, and what a commit that failed has left there is taken
out by the next writer.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeAlias

import numpy as np

from search.clock import moment
from search.cluster.catalogue import Catalogue
from search.cluster.changes import (
    Connection,
    add_embeddings,
    count_terms,
    facts_of,
    forget_unused,
    insert,
    link_story,
    remove,
)
from search.cluster.database import Database
from search.cluster.files import digest_of
from search.cluster.terms import Means, PassageTerms
from search.cluster.vectors import NAMED, Row, Vectors
from search.errors import DocumentMissingError
from search.fields import FACETS
from search.ranking.lexical_plan import FIELDS
from search.records import Document, Passage, Span, blank
from search.storage.changes import Embedding, SameStory, Write
from search.storage.rows import COLUMNS, document_hash, document_of

# Rows of `meta`: the collection of Milvus; what lengths count against, and how many passages there
# were when that was fixed; all passages and their terms; a collection that was replaced.
VECTORS, MEANS, SETTLED, TOTALS, LEFT = "vectors", "means", "settled", "totals", "left:"
# Documents that are read at a time.
_AT_ONCE = 32
# Number of its document, its own, and where it begins and ends.
_Row: TypeAlias = tuple[int, int, int, int]
_PASSAGE = "document_id, id, start_offset, end_offset"
_DOCUMENT = ", ".join(f"d.{column}" for column in ("key", *COLUMNS))


class Totals:
    """How many passages there are, and how many terms they have, by field."""

    def __init__(self, passages: int = 0, lengths: Sequence[int] = (0,) * len(FIELDS)) -> None:
        self.passages = passages
        self.lengths = list(lengths)
        self.changes = [Counter[str]() for _ in FIELDS]

    def add(self, terms: PassageTerms, sign: int = 1) -> None:
        """Count a passage that came, or with -1 one that went."""
        self.passages += sign
        for place, counts in enumerate(terms.counts):
            self.lengths[place] += sign * counts.total()
            for term in counts:
                self.changes[place][term] += sign

    def means(self) -> Means:
        """How many terms a passage has."""
        return Means.of(self.lengths, self.passages)

    def frequencies(self) -> list[dict[str, int]]:
        """In how many of the passages that came each term is, by field."""
        return [{term: count for term, count in each.items() if count} for each in self.changes]

    def to_text(self) -> str:
        """As they are kept."""
        return json.dumps([self.passages, *self.lengths])

    @staticmethod
    def read(text: str | None) -> "Totals":
        """What was kept."""
        passages, *lengths = json.loads(text) if text else (0,) * (len(FIELDS) + 1)
        return Totals(passages, lengths)


class Store(Catalogue):
    """The documents of one collection; see ``search.backend.Documents``."""

    def __init__(self, database: Database, collection: str, vectors: Callable[[], Vectors]) -> None:
        super().__init__(database, collection)
        # Whether Milvus may have passages of a commit that was broken off.
        self._is_half_sent = False
        self._sent_to = vectors

    def document(self, document_id: str) -> Document:
        """The stored document.

        Raises:
            DocumentMissingError: no document has that id.
        """
        rows = self.database.rows(
            f"SELECT d.content_hash, {_DOCUMENT} FROM documents d WHERE d.digest = %s",
            (digest_of(document_id),),
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
        sql = "SELECT content_hash FROM embeddings WHERE content_hash = ANY(%s)"
        return {bytes(row[0]) for row in self.database.rows(sql, (list(hashes),))}

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Passages by id; an id that is gone is left out."""
        sql = f"SELECT {_PASSAGE} FROM passages WHERE id = ANY(%s) ORDER BY document_id"
        return dict(self._with_documents(self.database.rows(sql, (list(ids),))))

    def searched_texts(self, ids: Sequence[int]) -> Iterator[tuple[int, str | None, str]]:
        """Passages by id with their titles and texts as they are searched.

        They are not checked against the hash of their document: what is shown is read again.
        """
        sql = f"SELECT {_PASSAGE} FROM passages WHERE id = ANY(%s) ORDER BY document_id"
        document = "SELECT id, title, text, ignored FROM documents WHERE id = ANY(%s)"
        for some in _of_some_documents(self.database.rows(sql, (list(ids),))):
            found = self.database.rows(document, ([*some],))
            for row, title, text, ignored in found:
                spans = [Span(*span) for span in json.loads(ignored)]
                for _, passage_id, start, end in some[row]:
                    yield passage_id, title, blank(text[start:end], spans, start)

    def embeddings(self, ids: Sequence[int]) -> dict[int, Embedding]:
        """What the model made by passage id; an id that is gone is left out."""
        rows = self.database.rows(
            "SELECT p.id, e.content_hash, e.vector, e.codes, e.places, e.checksum FROM passages p"
            " JOIN embeddings e ON e.id = p.embedding_id WHERE p.id = ANY(%s)",
            (list(ids),),
        )
        found = {}
        for passage_id, *stored, checksum in rows:
            embedding = Embedding(*stored)
            if embedding.checksum != checksum:
                raise self.database.damaged(f"the embedding of passage {passage_id}")
            found[passage_id] = embedding
        return found

    def vectors(self, ids: Sequence[int]) -> dict[int, bytes]:
        """Vectors of passages, by rising id."""
        rows = self.database.rows(
            "SELECT p.id, e.vector FROM passages p JOIN embeddings e ON e.id = p.embedding_id"
            " WHERE p.id = ANY(%s) ORDER BY p.id",
            (list(ids),),
        )
        return dict(rows)

    def everything(self) -> Iterator[Row]:
        """All passages as Milvus is to have them, but for their terms."""
        names = ("date", *(facet.name for facet in FACETS))
        facts = ", ".join(f"d.{name}" for name in names)
        stream = self.database.stream(
            f"SELECT p.id, p.revision, e.vector, {facts} FROM passages p"
            " JOIN documents d ON d.id = p.document_id"
            " JOIN embeddings e ON e.id = p.embedding_id ORDER BY p.id"
        )
        for passage_id, revision, vector, *values in stream:
            known = dict(zip(names, values, strict=True))
            yield Row(passage_id, revision, known, halves(vector), {})

    def totals(self) -> Totals:
        """How many passages there are, and how many terms they have."""
        rows = self.database.rows("SELECT value FROM meta WHERE key = %s", (TOTALS,))
        return Totals.read(rows[0][0] if rows else None)

    def frequencies(self) -> list[dict[str, int]]:
        """How many passages have each term, by field."""
        found: list[dict[str, int]] = [{} for _ in FIELDS]
        for place, term, passages in self.database.stream("SELECT * FROM terms"):
            found[place][term] = passages
        return found

    def removed(self, ids: Sequence[int]) -> set[int]:
        """Those of some passages that were removed."""
        sql = "SELECT passage_id FROM removals WHERE passage_id = ANY(%s)"
        return {row[0] for row in self.database.rows(sql, (list(ids),))}

    def removed_until(self, revision: int) -> list[int]:
        """Some of the passages that were removed up to a revision and may be in Milvus still."""
        sql = "SELECT passage_id FROM removals WHERE revision <= %s LIMIT %s"
        return [row[0] for row in self.database.rows(sql, (revision, NAMED))]

    def forget_removed(self, ids: Sequence[int]) -> None:
        """Note that passages are not in Milvus any more."""
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM removals WHERE passage_id = ANY(%s)", (list(ids),))

    def left_vectors(self) -> list[tuple[str, int]]:
        """Collections of Milvus that were replaced, and in which revision."""
        sql = "SELECT substr(key, %s), value FROM meta WHERE starts_with(key, %s)"
        rows = self.database.rows(sql, (len(LEFT) + 1, LEFT))
        return [(name, int(revision)) for name, revision in rows]

    def forget_vectors(self, name: str) -> None:
        """Note that a collection of Milvus is gone."""
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM meta WHERE key = %s", (LEFT + name,))

    def has_left(self) -> bool:
        """Whether Milvus may have more than there is."""
        sql = "SELECT EXISTS (SELECT 1 FROM removals) OR EXISTS"
        sql += " (SELECT 1 FROM meta WHERE starts_with(key, %s))"
        return bool(self.database.rows(sql, (LEFT,))[0][0])

    def size_on_disk(self) -> int:
        """Bytes of the tables with their indexes."""
        rows = self.database.rows(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = current_schema() AND c.relkind = 'r'"
        )
        return int(rows[0][0])

    def _with_documents(self, rows: Iterable[_Row]) -> Iterator[tuple[int, Passage]]:
        """Passages with their documents, of which each is read once: a book has thousands."""
        sql = f"SELECT d.id, d.content_hash, {_DOCUMENT} FROM documents d WHERE d.id = ANY(%s)"
        for some in _of_some_documents(rows):
            found = {row: rest for row, *rest in self.database.rows(sql, ([*some],))}
            for document_row, passages in some.items():
                if document_row not in found:
                    raise self.database.damaged(f"document {document_row} is gone")
                document = self._checked(found[document_row])
                for _, passage_id, start, end in passages:
                    yield passage_id, Passage(document, start, end)

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

    @contextmanager
    def commit(self) -> Iterator[tuple[Connection, int]]:
        """A transaction that raises the revision, while ``writing()``.

        A commit that was broken off has left passages under the number of this one.
        """
        if self._is_half_sent:
            self._sent_to().remove_after(self.state().revision)
        with self.database.commit() as commit:
            yield commit
        self._is_half_sent = False

    def write(
        self,
        writes: Sequence[Write],
        embeddings: Iterable[Embedding],
        same_story: SameStory = lambda _, __: False,
    ) -> None:
        """Add or replace documents with their embeddings, in one commit, while ``writing()``.

        Args:
            writes: the documents.
            embeddings: of the passages that are not embedded yet.
            same_story: asked of documents that share a band.

        Raises:
            ModelError: a vector is not finite; nothing is written.
            ServerError: one of the servers does not answer; nothing is written.
        """
        analysed = [[PassageTerms.of(passage) for passage, _ in each.passages] for each in writes]
        released: set[int] = set()
        with self.commit() as (connection, revision):
            totals = self._totals(connection)
            add_embeddings(connection, embeddings)
            known = self._known(connection, [each.document.id for each in writes])
            sent: list[tuple[int, PassageTerms, bytes, dict[str, str | None]]] = []
            for write, terms in zip(writes, analysed, strict=True):
                document = write.document
                removed = None
                if document.id in known:
                    removed = self._remove(connection, document.id, revision, totals)
                known.add(document.id)
                added = moment() if removed is None else removed[0]
                released |= set() if removed is None else removed[1]
                document_row, ids = insert(connection, write, terms, revision, added)

                def is_same(other: int, document: Document = document) -> bool:
                    return same_story(document, self._stored(connection, other))

                link_story(connection, document_row, write.bands, is_same)
                facts = facts_of(write)
                for passage_id, each, (_, content) in zip(ids, terms, write.passages, strict=True):
                    totals.add(each)
                    sent.append((passage_id, each, content, facts))
            forget_unused(connection, released)
            means = self._means(connection, totals)
            self._count(connection, totals)
            vectors = self._vectors_of(connection, [content for _, _, content, _ in sent])
            self._is_half_sent = True
            self._sent_to().put(
                [
                    Row(i, revision, facts, vectors[content], means.weighed(terms))
                    for i, terms, content, facts in sent
                ]
            )

    def note_added(self, times: Mapping[str, str]) -> None:
        """Say when documents first came, of an index that is made again."""
        rows = [(time, digest_of(key)) for key, time in times.items()]
        with self.database.transaction() as connection, connection.cursor() as cursor:
            cursor.executemany("UPDATE documents SET added = %s WHERE digest = %s", rows)

    def delete(self, ids: Sequence[str]) -> list[str]:
        """Delete documents in one commit; returns the ids that were not there.

        Their files are read again by the next run, whether they have changed or not.
        """
        missing = []
        released: set[int] = set()
        with self.commit() as (connection, revision):
            totals = self._totals(connection)
            for document_id in ids:
                removed = self._remove(connection, document_id, revision, totals)
                if removed is None:
                    missing.append(document_id)
                else:
                    released |= removed[1]
            forget_unused(connection, released)
            self._count(connection, totals)
        return missing

    def _known(self, connection: Connection, ids: Sequence[str]) -> set[str]:
        """Those of some ids that documents have."""
        sql = "SELECT key FROM documents WHERE digest = ANY(%s)"
        return {key for (key,) in connection.execute(sql, ([*map(digest_of, ids)],))}

    def _remove(
        self, connection: Connection, key: str, revision: int, totals: Totals
    ) -> tuple[str | None, set[int]] | None:
        """Remove a document with its terms; gives when it came, and the embeddings it used."""
        sql = f"SELECT {_DOCUMENT} FROM documents d WHERE d.digest = %s"
        row = connection.execute(sql, (digest_of(key),)).fetchone()
        removed = remove(connection, key, revision)
        if row is None or removed is None:
            return None
        document = self._decoded(row)
        for start, end in removed.passages:
            totals.add(PassageTerms.of(Passage(document, start, end)), -1)
        return removed.added, removed.embeddings

    def _stored(self, connection: Connection, document_row: int) -> Document:
        sql = f"SELECT {_DOCUMENT} FROM documents d WHERE d.id = %s"
        row = connection.execute(sql, (document_row,)).fetchone()
        return self._decoded(row or ())

    def _totals(self, connection: Connection) -> Totals:
        row = connection.execute("SELECT value FROM meta WHERE key = %s", (TOTALS,)).fetchone()
        return Totals.read(row[0] if row else None)

    def _means(self, connection: Connection, totals: Totals) -> Means:
        """What lengths count against: fixed by the first passages, until they are sent anew."""
        row = connection.execute("SELECT value FROM meta WHERE key = %s", (MEANS,)).fetchone()
        if row is not None:
            return Means.read(row[0])
        means = totals.means()
        if totals.passages:
            connection.execute("INSERT INTO meta VALUES (%s, %s)", (MEANS, means.to_text()))
        return means

    def _count(self, connection: Connection, totals: Totals) -> None:
        count_terms(connection, totals.changes)
        connection.execute(
            "INSERT INTO meta VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (TOTALS, totals.to_text()),
        )

    def _vectors_of(
        self, connection: Connection, contents: Sequence[bytes]
    ) -> dict[bytes, list[float]]:
        sql = "SELECT content_hash, vector FROM embeddings WHERE content_hash = ANY(%s)"
        rows = connection.execute(sql, (list(dict.fromkeys(contents)),))
        return {bytes(content): halves(vector) for content, vector in rows}


def _of_some_documents(rows: Iterable[_Row]) -> Iterator[dict[int, list[_Row]]]:
    """Passages by their documents, of a few documents at a time: some are as long as a book."""
    groups = ((row, [*group]) for row, group in groupby(rows, key=itemgetter(0)))
    while some := dict(islice(groups, _AT_ONCE)):
        yield some


def halves(vector: bytes) -> list[float]:
    """A vector as it is stored, in half precision, as Milvus takes it."""
    found: list[float] = np.frombuffer(vector, np.float16).astype(np.float32).tolist()
    return found
