"""What PostgreSQL knows of documents and passages without reading their texts."""

from collections.abc import Iterator, Sequence
from itertools import starmap

from search.cluster.database import Database
from search.cluster.files import FileRegister, digest_of
from search.cluster.filters import condition
from search.fields import FACETS, FIELDS, Field
from search.ranking.snapshot import PassageFacts
from search.ranking.suggestions import Known
from search.records import Filters, Publication, Span
from search.storage.catalogue import MOST_NAMED, Counts, Overview, SourceHeld
from search.storage.database import State

# Documents that are looked at for one that is named, since several may be copies of a story.
_COPIES = 4
_FACTS = ", ".join(f"d.{facet.name}" for facet in FACETS)
_NAMES = tuple(facet.name for facet in FACETS)


class Catalogue:
    """The documents of one collection, as they are listed, filtered and grouped."""

    def __init__(self, database: Database, collection: str) -> None:
        self.collection = collection
        self.database = database
        self.files = FileRegister(database)

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
            "SELECT content_hash FROM documents WHERE digest = %s", (digest_of(document_id),)
        )
        return str(rows[0][0]) if rows else None

    def passages_of(self, document_id: str) -> list[tuple[int, Span]]:
        """The passages of a document, by id and place in its text."""
        rows = self.database.rows(
            "SELECT p.id, p.start_offset, p.end_offset FROM passages p"
            " JOIN documents d ON d.id = p.document_id WHERE d.digest = %s ORDER BY p.id",
            (digest_of(document_id),),
        )
        return [(row[0], Span(row[1], row[2])) for row in rows]

    def values(self, field: Field) -> list[str]:
        """All values of a field that documents are filtered by."""
        name = field.name
        sql = f"SELECT DISTINCT {name} FROM documents WHERE {name} IS NOT NULL"
        return [row[0] for row in self.database.rows(sql)]

    def latest(self, k: int, filters: Filters, among: Sequence[int] | None) -> list[int]:
        """The first wanted passage of each of the ``k`` latest documents, latest first.

        Args:
            k: the most.
            filters: without a condition.
            among: of these passages alone.
        """
        where, parameters = condition(filters)
        if among is not None:
            where, parameters = f"{where} AND p.id = ANY(%s)", [*parameters, list(among)]
        rows = self.database.rows(
            "SELECT min(p.id) FROM documents d JOIN passages p ON p.document_id = d.id"
            f" WHERE {where} GROUP BY d.id ORDER BY d.date DESC NULLS LAST, d.id DESC LIMIT %s",
            (*parameters, k),
        )
        return [row[0] for row in rows]

    def matching_documents(self, filters: Filters) -> list[str]:
        """Ids of the documents that are wanted."""
        where, parameters = condition(filters)
        sql = f"SELECT d.key FROM documents d WHERE {where} ORDER BY d.key"
        return [row[0] for row in self.database.rows(sql, parameters)]

    def summaries(
        self, filters: Filters, after: str | None, limit: int
    ) -> list[dict[str, str | None]]:
        """What is known of the documents that are wanted, by id, beginning after one.

        Each has an ``id``, its ``collection``, every field by its name, and when it first came
        (``added``), UTC in ISO 8601.
        """
        where, parameters = condition(filters)
        known = ", ".join(f"d.{field.name}" for field in FIELDS)
        rows = self.database.rows(
            f"SELECT d.key, %s, d.added, {known} FROM documents d"
            f" WHERE {where} AND d.key > %s ORDER BY d.key LIMIT %s",
            (self.collection, *parameters, after or "", limit),
        )
        names = ("id", "collection", "added", *(field.name for field in FIELDS))
        return [dict(zip(names, row, strict=True)) for row in rows]

    def added(self) -> dict[str, str]:
        """When documents first came, by id; those that came before that was noted are left out."""
        return dict(self.database.rows("SELECT key, added FROM documents WHERE added IS NOT NULL"))

    def titles(self, ids: Sequence[str]) -> dict[str, str | None]:
        """The titles of documents by their ids; those that are not there are left out."""
        sql = "SELECT key, title FROM documents WHERE digest = ANY(%s)"
        return dict(self.database.rows(sql, ([digest_of(each) for each in ids],)))

    def commonest(self, field: Field, most: int) -> list[tuple[str, int]]:
        """The values of a field that most documents have, with how many do."""
        return self.database.rows(
            f"SELECT d.{field.name}, count(*) AS number FROM documents d"
            f" WHERE d.{field.name} IS NOT NULL GROUP BY d.{field.name}"
            f" ORDER BY number DESC, d.{field.name} LIMIT %s",
            (most,),
        )

    def came(self, document_id: str) -> str | None:
        """When a document first came; ``None`` where that was not noted, or there is none."""
        sql = "SELECT added FROM documents WHERE digest = %s"
        rows = self.database.rows(sql, (digest_of(document_id),))
        return rows[0][0] if rows else None

    def facts(self, ids: Sequence[int]) -> dict[int, PassageFacts]:
        """Document and story of each passage, without reading its text."""
        rows = self.database.rows(
            f"SELECT p.id, d.key, d.story_id, d.date, {_FACTS} FROM passages p"
            " JOIN documents d ON d.id = p.document_id WHERE p.id = ANY(%s)",
            (list(ids),),
        )
        found = {
            passage_id: PassageFacts(key, story, date, dict(zip(_NAMES, values, strict=True)))
            for passage_id, key, story, date, *values in rows
        }
        return {i: found[i] for i in ids if i in found}

    def known(self, newest: int) -> Iterator[Known]:
        """Titles, authors and sources of the documents that came last, the newest first."""
        rows = self.database.rows(
            "SELECT id, title, author, source FROM documents ORDER BY id DESC LIMIT %s", (newest,)
        )
        return starmap(Known, rows)

    def existing(self, numbers: Sequence[int]) -> set[int]:
        """Those of the numbers of documents that are not gone."""
        sql = "SELECT id FROM documents WHERE id = ANY(%s)"
        return {row[0] for row in self.database.rows(sql, (list(numbers),))}

    def sources(self) -> list[SourceHeld]:
        """Each source, the largest first."""
        rows = self.database.rows(
            "SELECT source, count(*) AS number, min(date), max(date) FROM documents"
            " WHERE source IS NOT NULL GROUP BY source ORDER BY number DESC, source"
        )
        return [SourceHeld(*row) for row in rows]

    def overview(self, newest: int) -> Overview:
        """What there is, with the newest documents by their dates, one of each story."""
        ((documents, first, last),) = self.database.rows(
            "SELECT count(*), min(date), max(date) FROM documents"
        )
        rows = self.database.rows(
            "SELECT key, title, source, url, date, story_id FROM documents"
            " ORDER BY date DESC NULLS LAST, id DESC LIMIT %s",
            (newest * _COPIES,),
        )
        first_of: dict[object, Publication] = {}
        for key, title, source, url, date, story in rows:
            document = Publication(key, title, source, url, date, self.collection)
            first_of.setdefault(story or key, document)
        sources = tuple((each.source, each.documents) for each in self.sources())
        return Overview(documents, first, last, sources, tuple(first_of.values())[:newest])

    def first_of_story(self, document_id: str) -> tuple[list[Publication], int]:
        """The first other documents of a document's story, and how many there are besides."""
        digest = digest_of(document_id)
        rows = self.database.rows(
            "SELECT key, title, source, url, date, count(*) OVER () FROM documents"
            " WHERE story_id = (SELECT story_id FROM documents WHERE digest = %s)"
            " AND digest != %s ORDER BY date NULLS LAST, key LIMIT %s",
            (digest, digest, MOST_NAMED),
        )
        named = [
            Publication(key, title, source, url, date, self.collection)
            for key, title, source, url, date, _ in rows
        ]
        return named, rows[0][5] - len(rows) if rows else 0
