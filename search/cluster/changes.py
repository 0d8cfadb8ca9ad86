"""Changes of what PostgreSQL holds of documents, each within a transaction."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import psycopg

from search.arabic.analyzer import words
from search.cluster.files import digest_of
from search.cluster.terms import PassageTerms, joined
from search.errors import ModelError
from search.fields import STORED
from search.kinds import kind_of
from search.records import Document
from search.storage.changes import Embedding, Write
from search.storage.rows import COLUMNS, document_hash, values_of
from search.storage.stories import COMPARED, PER_BAND

Connection: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"


class Removed(NamedTuple):
    """A document that was removed.

    Attributes:
        added: when it first came.
        passages: its passages, by their places in its text.
        embeddings: that these used.
    """

    added: str | None
    passages: list[tuple[int, int]]
    embeddings: set[int]


def add_embeddings(connection: Connection, embeddings: Iterable[Embedding]) -> None:
    """Keep what the model made, unless it is there.

    Raises:
        ModelError: a vector is not finite.
    """
    rows = []
    for each in embeddings:
        if not np.isfinite(np.frombuffer(each.vector, np.float16)).all():
            msg = "a vector is no number: the model's files are damaged, or it cannot be run here"
            raise ModelError(msg)
        rows.append((each.content_hash, each.vector, each.codes, each.places, each.checksum))
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO embeddings (content_hash, vector, codes, places, checksum)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (content_hash) DO NOTHING",
            rows,
        )


def remove(connection: Connection, key: str, revision: int) -> Removed | None:
    """Remove a document; ``None`` when it was not there."""
    row = connection.execute(
        "SELECT id, file_id, added FROM documents WHERE digest = %s", (digest_of(key),)
    ).fetchone()
    if row is None:
        return None
    document_row, file_row, added = row
    passages = connection.execute(
        "SELECT id, start_offset, end_offset, embedding_id FROM passages WHERE document_id = %s",
        (document_row,),
    ).fetchall()
    connection.execute(
        "INSERT INTO removals SELECT id, %s FROM passages WHERE document_id = %s",
        (revision, document_row),
    )
    connection.execute("DELETE FROM documents WHERE id = %s", (document_row,))
    connection.execute("UPDATE files SET content_hash = NULL WHERE id = %s", (file_row,))
    places = [(start, end) for _, start, end, _ in passages]
    return Removed(added, places, {embedding for *_, embedding in passages})


def insert(
    connection: Connection,
    write: Write,
    terms: Sequence[PassageTerms],
    revision: int,
    added: str | None,
) -> tuple[int, list[int]]:
    """Add a document with its passages; gives its number and those of the passages."""
    document = write.document
    if write.file is not None:
        connection.execute(
            "INSERT INTO files (digest, path) VALUES (%s, %s) ON CONFLICT (digest) DO NOTHING",
            (digest_of(write.file), write.file),
        )
    columns = ("digest", "key", "content_hash", "added", "kind", "title_forms", *COLUMNS)
    row = connection.execute(
        f"INSERT INTO documents (file_id, {', '.join(columns)}) VALUES"
        f" ((SELECT id FROM files WHERE digest = %s){', %s' * len(columns)}) RETURNING id",
        (
            None if write.file is None else digest_of(write.file),
            digest_of(document.id),
            document.id,
            document_hash(document),
            added,
            kind_of(document.id, write.file),
            joined(word.form for word in words(document.title or "")),
            *values_of(document),
        ),
    ).fetchone()
    document_row = _number(row)
    contents = [content for _, content in write.passages]
    spans = [(passage.start, passage.end) for passage, _ in write.passages]
    with connection.cursor() as cursor:  # all at once: a server is a round trip away
        cursor.executemany(
            "INSERT INTO passages (document_id, embedding_id, start_offset, end_offset, revision,"
            " stems, forms) VALUES (%s, (SELECT id FROM embeddings WHERE content_hash = %s),"
            " %s, %s, %s, %s, %s) RETURNING id",
            [
                (document_row, content, *span, revision, each.stems, each.forms)
                for content, span, each in zip(contents, spans, terms, strict=True)
            ],
            returning=True,
        )
        ids = [_number(result.fetchone()) for result in cursor.results()] if terms else []
    return document_row, ids


def facts_of(write: Write) -> dict[str, str | None]:
    """What passages of a document are filtered by."""
    document: Document = write.document
    known = {field.name: getattr(document, field.name) for field in STORED if field.plural}
    kind = kind_of(document.id, write.file)
    return {**known, "kind": kind, "date": document.date}


def forget_unused(connection: Connection, embeddings: set[int]) -> None:
    """Delete those embeddings that no passage uses: what is deleted leaves nothing behind."""
    connection.execute(
        "DELETE FROM embeddings e WHERE id = ANY(%s)"
        " AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.embedding_id = e.id)",
        (list(embeddings),),
    )


def count_terms(connection: Connection, changes: Sequence[Counter[str]]) -> None:
    """Count passages that came with terms, and that went (fewer than none), by field."""
    for place, counts in enumerate(changes):
        changed = sorted((term, count) for term, count in counts.items() if count)
        if not changed:
            continue
        connection.execute(
            "INSERT INTO terms (field, term, passages) SELECT %s, t, n FROM"
            ' unnest(%s::text[], %s::bigint[]) AS changed (t, n) ORDER BY t COLLATE "C"'
            " ON CONFLICT (field, term)"
            " DO UPDATE SET passages = terms.passages + excluded.passages",
            (place, [term for term, _ in changed], [count for _, count in changed]),
        )
        connection.execute(
            "DELETE FROM terms WHERE field = %s AND term = ANY(%s) AND passages <= 0",
            (place, [term for term, count in changed if count < 0]),
        )


def link_story(
    connection: Connection,
    document_row: int,
    bands: Sequence[int],
    is_same: Callable[[int], bool],
) -> None:
    """Put a new document under its bands, and into the story of those that it is a copy of."""
    left = COMPARED
    for candidate in _candidates(connection, bands):
        if left and not _is_linked(connection, document_row, candidate):
            left -= 1
            if is_same(candidate):
                _link(connection, document_row, candidate)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO story_bands VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(band, document_row) for band in bands],
        )


def _candidates(connection: Connection, bands: Sequence[int]) -> list[int]:
    rows = connection.execute(
        "SELECT found.document_id FROM unnest(%s::bigint[]) WITH ORDINALITY AS asked (band, place)"
        " CROSS JOIN LATERAL (SELECT document_id FROM story_bands WHERE band = asked.band"
        " ORDER BY document_id DESC LIMIT %s) found ORDER BY asked.place, found.document_id DESC",
        (list(bands), PER_BAND),
    )
    shared = Counter(row for (row,) in rows)
    return [row for row, _ in shared.most_common()]


def _is_linked(connection: Connection, one: int, other: int) -> bool:
    sql = "SELECT story_id FROM documents WHERE id IN (%s, %s)"
    stories = {story for (story,) in connection.execute(sql, (one, other))}
    return len(stories) == 1 and None not in stories


def _link(connection: Connection, one: int, other: int) -> None:
    """Make one story of the stories of two documents, under the lower number."""
    sql = "SELECT coalesce(story_id, id) FROM documents WHERE id IN (%s, %s)"
    stories = sorted(story for (story,) in connection.execute(sql, (one, other)))
    connection.execute(
        "UPDATE documents SET story_id = %s WHERE id IN (%s, %s)", (stories[0], one, other)
    )
    connection.execute(
        "UPDATE documents SET story_id = %s WHERE story_id = %s", (stories[0], stories[-1])
    )


def _number(row: tuple[Any, ...] | None) -> int:
    if row is None:
        raise AssertionError
    return int(row[0])
