"""Check the rows of an index against each other, and every value against what may stand there."""

import json
import math
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import PurePath
from typing import Any

import numpy as np

from indexer.upkeep.foreign import missing_parts
from search.errors import FilterError
from search.fields import FACETS, LONGEST_VALUE
from search.ranking.late_interaction import code_width
from search.records import Document, Filters, Passage
from search.settings import IndexSettings
from search.sparse_vector import SparseVector
from search.storage.changes import Embedding
from search.storage.rows import document_hash, embedding_hash
from search.storage.store import Store

# Squared length of a unit vector in half precision.
_UNIT = (0.98, 1.02)
# No model has vectors this long, and no passage as many tokens.
_MOST = 100_000
# No part of a mean token vector is as large; beyond it lengths are no numbers in single precision.
_LARGEST = 1e6
# No index numbers as many rows or commits. SQLite has no number after 2 ** 63 - 1.
_MOST_NUMBERED = 2**53
_NUMBERED = (
    *(("id", table) for table in ("documents", "passages", "embeddings", "files")),
    ("passage_id", "removals"),
    ("seq", "sqlite_sequence"),
)
_NAME = re.compile("[0-9A-Za-z_.-]{1,100}", re.ASCII)
# Clocks that are not set begin there; before it are times that none can be taken from.
_FIRST_TIME = datetime(1970, 1, 1, tzinfo=UTC)
# No clock goes so far ahead: what came then would be new for ever, or at no time of UTC.
_LAST_TIME = datetime(2100, 1, 1, tzinfo=UTC)
_WEB = ("http://", "https://")

_PASSAGES = (
    "SELECT p.start_offset, p.end_offset, e.content_hash FROM passages p"
    " JOIN documents d ON d.id = p.document_id JOIN embeddings e ON e.id = p.embedding_id"
    " WHERE d.key = ? ORDER BY p.id"
)

Report = Callable[[int], None]


def problems_of_store(store: Store, report: Report = lambda _: None) -> Iterator[str]:
    """What is wrong in the tables of an index, which may have been made anywhere.

    Args:
        store: the documents of the index.
        report: called with the number of documents checked.

    Raises:
        IndexDamagedError: a row cannot be read at all.
    """
    missing = missing_parts(store.database.connection())
    if missing:
        yield f"it has no {', '.join(missing)}"
        return
    for table, row, other, _ in store.database.rows("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} refers to {other} that is not there"
    yield from _problems_of_settings(store)
    yield from _problems_of_files(store)
    fingerprint = IndexSettings.from_meta(store.database.meta()).fingerprint
    try:
        for done, (document, stored_hash) in enumerate(store.unchecked_documents(), 1):
            if document_hash(document) != stored_hash:
                yield f"document {document.id!r} is not what was stored"
            for problem in _problems_of(document):
                yield f"document {document.id!r} {problem}"
            passages = store.database.rows(_PASSAGES, (document.id,))
            for problem in _problems_of_passages(document, passages, fingerprint):
                yield f"document {document.id!r} {problem}"
            report(done)
    except (RecursionError, TypeError, ValueError) as error:
        yield f"a document cannot be read: {error}"
    yield from _problems_of_embeddings(store)
    yield from _problems_of_words(store)


def _problems_of_settings(store: Store) -> Iterator[str]:
    meta = store.database.meta()
    settings, state = IndexSettings.from_meta(meta), store.database.state()
    centres = (settings.passage_centre, settings.question_centre)
    sizes = (settings.dimension, len(settings.passage_centre), settings.passages.tokens)
    is_sound = (
        all(0 < size <= _MOST for size in sizes)
        and 0 <= settings.passages.overlap_tokens <= settings.passages.tokens
        and 0 <= settings.passages.overlap_sentences <= _MOST
        and all(
            c.shape == centres[0].shape == (c.size,) and (np.abs(c) <= _LARGEST).all()
            for c in centres
        )
        and isinstance(settings.model, str | None)
        and all(map(_NAME.fullmatch, (settings.fingerprint, state.lineage)))
        and 0 <= state.revision <= _MOST_NUMBERED
    )
    if not is_sound:
        yield "its settings are not what is stored there"
    sql = "SELECT count(*) FROM {} WHERE revision NOT BETWEEN 0 AND ?"
    for table in ("passages", "removals"):
        ((count,),) = store.database.rows(sql.format(table), (state.revision,))
        if count:
            yield f"{count} rows of {table} belong to no commit"
    for column, table in _NUMBERED:
        sql = f"SELECT count(*) FROM {table} WHERE {column} NOT BETWEEN 0 AND ?"  # noqa: S608 - ours
        ((count,),) = store.database.rows(sql, (_MOST_NUMBERED,))
        if count:
            yield f"{count} rows of {table} have a number that no index has"


def _problems_of_files(store: Store) -> Iterator[str]:
    for (place,) in store.database.stream("SELECT path FROM files"):
        is_sound = PurePath(place).is_absolute() or place.startswith(_WEB)
        if not is_sound or ".." in PurePath(place).parts or "\0" in place:
            yield f"{place[:200]!r} is neither an absolute path nor the address of a feed"
    for key, added in store.added().items():
        if not is_time(added):
            yield f"document {key!r} came at {added[:40]!r}, which is not a time of 1970 to 2099"


def _problems_of_passages(
    document: Document, passages: list[Any], fingerprint: str
) -> Iterator[str]:
    """Whether passages stand in the text, and there where their vectors were made from."""
    length = len(document.text)
    for start, end, content_hash in passages:
        if not 0 <= start < end <= length:
            yield f"has a passage at {start} to {end} of {length}"
        elif embedding_hash(fingerprint, Passage(document, start, end)) != content_hash:
            yield f"has a passage at {start} to {end}, where none was embedded"


def _problems_of(document: Document) -> Iterator[str]:
    length = len(document.text)
    ends = [at for span in document.ignored for at in span]
    starts = [part.start for part in document.parts]
    for kind, offsets in (("parts", starts), ("ignored spans", ends)):
        if not (all(type(at) is int for at in offsets) and _rise(offsets, length)):
            yield f"has {kind} outside its text"
    if not document.id or not _is_date(document.date):
        yield f"has the date {str(document.date)[:40]!r}, or no id"
    values = (getattr(document, field.name) for field in FACETS if not field.expression)
    if any(len(value or "") > LONGEST_VALUE for value in values):
        yield f"has a value of more than {LONGEST_VALUE} letters"
    if not _is_json_object(document.metadata):
        yield "has metadata that is not a JSON object"


def _rise(offsets: list[int], length: int) -> bool:
    return all(one <= other for one, other in pairwise([0, *offsets, length]))


def _is_json_object(value: object) -> bool:
    try:
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except ValueError:  # half a character is one as well
        return False
    return isinstance(value, dict)


def _is_date(value: str | None) -> bool:
    try:
        Filters(since=value)
    except FilterError:
        return False
    return True


def is_time(value: str) -> bool:
    """Whether a text is a time at which a document may have come: with its zone, 1970 to 2099."""
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        return False
    return time.tzinfo is not None and _FIRST_TIME <= time < _LAST_TIME


def _problems_of_embeddings(store: Store) -> Iterator[str]:
    settings = IndexSettings.from_meta(store.database.meta())
    width = code_width(len(settings.passage_centre))
    sql = "SELECT id, content_hash, vector, codes, places, checksum FROM embeddings"
    for row, content_hash, vector, codes, places, checksum in store.database.stream(sql):
        is_whole = (
            isinstance(vector, bytes)  # a page that is damaged may make it NULL
            and isinstance(codes, bytes)
            and isinstance(places, bytes | None)
            and Embedding(content_hash, vector, codes, places).checksum == checksum
            and len(vector) == 2 * settings.dimension
            and len(codes) % max(1, width) == 0
        )
        if not is_whole:
            yield f"embedding {row} is not what was stored"
            continue
        values = np.frombuffer(vector, np.float16).astype(np.float32)
        length = float(values @ values)
        if not (math.isfinite(length) and _UNIT[0] <= length <= _UNIT[1]):
            yield f"embedding {row} has no unit vector"


def _problems_of_words(store: Store) -> Iterator[str]:
    sparse = IndexSettings.from_meta(store.database.meta()).sparse
    if sparse is None:
        return
    for row, words in store.database.stream("SELECT id, words FROM embeddings"):
        try:
            SparseVector.from_bytes(words, sparse.size)
        except (TypeError, ValueError):
            yield f"embedding {row} has no words of {sparse.size}"
