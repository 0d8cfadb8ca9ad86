"""What the database knows of documents and passages without reading their texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import Any, NamedTuple

from search.fields import FACETS, FIELDS, Field
from search.layout import collection_of
from search.ranking.snapshot import PassageFacts
from search.ranking.suggestions import Known
from search.records import Count, Filters, Publication, Span
from search.storage.database import Database, State
from search.storage.files import FileRegister
from search.storage.filters import condition

# Other documents of a story that are named where one of it is shown.
MOST_NAMED = 20
# Documents that are looked at for one that is named, since several may be copies of a story.
_COPIES = 4
# `condition` may ask for the file; the index has every other column, but for titles and texts.
_LISTED = "documents d INDEXED BY documents_by_facts LEFT JOIN files f ON f.id = d.file_id"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows that the index holds; a story is a group of near-duplicates."""

    documents: int
    passages: int
    stories: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What an archive holds, for those who see it for the first time.

    Attributes:
        documents: how many.
        first: the earliest date, ``None`` where none is known.
        last: the latest date.
        sources: with their numbers of documents, the largest first.
        newest: the newest documents by their dates, one of each story, newest first.
    """

    documents: int
    first: str | None
    last: str | None
    sources: tuple[Count, ...]
    newest: tuple[Publication, ...]


class SourceHeld(NamedTuple):
    """A source, how many documents are of it, and their earliest and latest date."""

    source: str
    documents: int
    first: str | None
    last: str | None


class Catalogue:
    """The documents of one database, as they are listed, filtered and grouped."""

    def __init__(self, path: Path) -> None:
        self.collection = collection_of(path.parent)
        self.database = Database(path)
        self.files = FileRegister(self.database)

    def state(self) -> State:
        """The lineage and the last committed revision."""
        return self.database.state()

    def counts(self) -> Counts:
        """How many documents, passages and stories there are."""
        sql = (
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages),"
            " (SELECT count(DISTINCT story_id) FROM documents WHERE story_id IS NOT NULL)"
        )
        return Counts(*self.database.rows(sql)[0])

    def document_hash(self, document_id: str) -> str | None:
        """Content hash of a stored document, ``None`` when there is none with that id."""
        rows = self.database.rows(
            "SELECT content_hash FROM documents WHERE key = ?",
            (document_id,),
        )
        return str(rows[0][0]) if rows else None

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

    def documents_of_passages(self, since: int = 0) -> Iterator[tuple[int, int]]:
        """Passages that came after a revision, by rising id, with their documents' numbers."""
        sql = "SELECT id, document_id FROM passages WHERE revision > ? ORDER BY id"
        return self.database.stream(sql, (since,))

    def document_facts(self, after: int) -> list[tuple[Any, ...]]:
        """Number, date and facets of each document whose number is greater, by number."""
        facts = ", ".join(facet.sql for facet in FACETS)
        sql = f"SELECT d.id, d.date, {facts} FROM {_LISTED} WHERE d.id > ? ORDER BY d.id"
        return self.database.rows(sql, (after,))

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

    def commonest(self, field: Field, most: int) -> list[tuple[str, int]]:
        """The values of a field that most documents have, with how many do."""
        return self.database.rows(
            f"SELECT {field.sql} AS value, count(*) AS number FROM {_LISTED}"
            " WHERE value IS NOT NULL GROUP BY value ORDER BY number DESC, value LIMIT ?",
            (most,),
        )

    def titles(self, ids: Sequence[str]) -> dict[str, str | None]:
        """The titles of documents by their ids; those that are not there are left out."""
        return dict(
            self.database.rows_in("SELECT key, title FROM documents WHERE key IN ({})", ids)
        )

    def came(self, document_id: str) -> str | None:
        """When a document first came; ``None`` where that was not noted, or there is none."""
        rows = self.database.rows("SELECT added FROM documents WHERE key = ?", (document_id,))
        return rows[0][0] if rows else None

    def facts(self, ids: Sequence[int]) -> dict[int, PassageFacts]:
        """Document and story of each passage, without reading its text.

        What stands behind the text in a row is found by reading on through it: of a book that is
        hundreds of pages. So the row is asked for its key alone, and the index for the rest.
        """
        facts = ", ".join(facet.sql for facet in FACETS)
        rows = self.database.rows_in(
            f"SELECT p.id, d.key, d.story_id, d.date, {facts} FROM passages p"
            " JOIN documents row ON row.id = p.document_id"
            " JOIN documents d INDEXED BY documents_by_facts ON d.key = row.key"
            " LEFT JOIN files f ON f.id = d.file_id WHERE p.id IN ({})",
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

    def sources(self) -> list[SourceHeld]:
        """Each source, the largest first."""
        rows = self.database.rows(
            "SELECT d.source, count(*) AS number, min(d.date), max(d.date)"
            f" FROM {_LISTED} WHERE d.source IS NOT NULL"
            " GROUP BY d.source ORDER BY number DESC, d.source"
        )
        return [SourceHeld(*row) for row in rows]

    def overview(self, newest: int) -> Overview:
        """What there is, with the newest documents by their dates, one of each story."""
        ((documents, first, last),) = self.database.rows(
            f"SELECT count(*), min(d.date), max(d.date) FROM {_LISTED}"
        )
        sources = self.database.rows(
            f"SELECT d.source, count(*) AS number FROM {_LISTED} WHERE d.source IS NOT NULL"
            " GROUP BY d.source ORDER BY number DESC, d.source"
        )
        rows = self.database.rows(
            "SELECT d.key, d.title, d.source, d.url, d.date, d.story_id FROM documents d JOIN"
            " (SELECT id FROM documents INDEXED BY documents_by_facts"
            "  ORDER BY date IS NULL, date DESC, id DESC LIMIT ?) AS n ON n.id = d.id"
            " ORDER BY d.date IS NULL, d.date DESC, d.id DESC",
            (newest * _COPIES,),
        )
        first_of: dict[object, Publication] = {}
        for key, title, source, url, date, story in rows:
            document = Publication(key, title, source, url, date, self.collection)
            first_of.setdefault(story or key, document)
        return Overview(
            documents,
            first,
            last,
            tuple(sources),
            tuple(first_of.values())[:newest],
        )

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
