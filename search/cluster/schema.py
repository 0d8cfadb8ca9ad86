"""The tables of a collection in PostgreSQL: made from ``schema.sql`` and the registry of fields."""

import hashlib
from importlib import resources
from typing import Any

import psycopg
from psycopg import sql

from search.fields import FACETS, FIELDS
from search.settings import IndexSettings

SCHEMA_VERSION = 1
# What every schema of a collection is called, before its name.
PREFIX = "shawahid_"
_LONGEST = 63 - len(PREFIX)
_DIGEST = 16
_CREATED = "CREATE INDEX documents_by_{0} ON documents USING hash ({0})"


def schema_of(collection: str) -> str:
    """The schema of a collection; PostgreSQL cuts names off after 63 bytes."""
    if len(collection) <= _LONGEST:
        return PREFIX + collection
    digest = hashlib.sha256(collection.encode()).hexdigest()[:_DIGEST]
    return f"{PREFIX}{collection[: _LONGEST - _DIGEST - 1]}_{digest}"


def create_tables(
    connection: "psycopg.Connection[tuple[Any, ...]]",
    collection: str,
    lineage: str,
    settings: IndexSettings,
    vectors: str,
) -> None:
    """Make the tables of a collection, within a transaction.

    Args:
        connection: to the database.
        collection: its name.
        lineage: of its commits.
        settings: that it has.
        vectors: the name of its collection in Milvus.
    """
    made = resources.files("search.cluster").joinpath("schema.sql").read_text("utf-8")
    schema = sql.Identifier(schema_of(collection))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    # Where its name is read from: that of the schema may be cut off.
    comment = sql.SQL("COMMENT ON SCHEMA {} IS {}").format(schema, sql.Literal(collection))
    connection.execute(comment)
    connection.execute(sql.SQL("SET LOCAL search_path = {}").format(schema))
    connection.execute(made)
    for field in FIELDS:
        connection.execute(f'ALTER TABLE documents ADD COLUMN {field.name} text COLLATE "C"')
    for field in FACETS:
        connection.execute(_CREATED.format(field.name))
    rows = {
        "schema": str(SCHEMA_VERSION),
        "lineage": lineage,
        "revision": "0",
        "vectors": vectors,
        **settings.to_meta(),
    }
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO meta VALUES (%s, %s)", list(rows.items()))
