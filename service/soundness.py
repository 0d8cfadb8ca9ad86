"""Whether a database of the service, which may come from anywhere, holds what it says it does."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache
from itertools import chain
from pathlib import Path

from search.storage.sqlite_file import SqliteFile
from service.access.key_sums import SUMMED, WITH_SUMS, damage_of, key_sum
from service.database import SCHEMA_VERSION, schema
from service.stored_columns import COLUMNS, MOST_ROWS, READ


def find_problems(file: Path) -> list[str]:
    """What is wrong with a database of the service that comes from wherever; empty if nothing is.

    It may be in use meanwhile. What is told names the file, and no secret.
    """
    database = SqliteFile(file)
    try:
        connection = database.connection()
        problems = _problems_of_form(connection) or _problems_of_rows(connection)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        problems = [str(error)]
    finally:
        database.close()
    return [f"{file}: {problem}" for problem in problems]


def _problems_of_form(connection: sqlite3.Connection) -> list[str]:
    found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in range(1, SCHEMA_VERSION + 1):
        found.append(f"it has version {version}, expected 1 to {SCHEMA_VERSION}")
    # Also what is not ours: a trigger could open a key again that was revoked.
    held, ours = _objects(connection), _own_objects()
    strange = {name for name, sql in held.items() if ours.get(name) != sql}
    missing = ours.keys() - held.keys() if version == SCHEMA_VERSION else set()
    found += [f"{name} is not as this program makes it" for name in sorted(strange | missing)]
    return found


def _problems_of_rows(connection: sqlite3.Connection) -> list[str]:
    held = _objects(connection).keys() | {"sqlite_sequence"}
    return [
        *_problems_of_references(connection),
        *(
            problem
            for table, columns in COLUMNS.items()
            if table in held  # and of no later version
            for problem in chain(
                _problems_of_columns(connection, table, columns),
                _problems_of_texts(connection, table),
            )
        ),
        *_problems_of_numbers(connection, held),
        *(_problems_of_keys(connection) if "key_sums" in held else ()),
    ]


def _problems_of_references(connection: sqlite3.Connection) -> Iterator[str]:
    for table, row, other, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"row {row} of {table} refers to {other} that is not there"


def _problems_of_columns(
    connection: sqlite3.Connection, table: str, columns: Mapping[str, str]
) -> Iterator[str]:
    wrong = [f"total(({each.format(name)}) IS NOT 1)" for name, each in columns.items()]
    sql = f"SELECT {', '.join(wrong)} FROM {table}"  # noqa: S608 - ours
    counts = connection.execute(sql).fetchone()
    for column, count in zip(columns, counts, strict=True):
        if count:
            yield f"{column} in {int(count)} rows of {table} is not what is stored there"


def _problems_of_texts(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    """The first problem of each column that is read as the service reads it.

    Raises:
        sqlite3.Error: a text is not UTF-8; each of them is read for that.
    """
    rows = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - ours
    names = [column for column, *_ in rows.description]
    wanted = {
        columns: ([names.index(column) for column in columns], read)
        for of, columns, read in READ
        if of == table
    }
    for number, row in enumerate(rows, 1):
        for columns, (places, read) in list(wanted.items()):
            values = [row[place] for place in places]
            if None in values:
                continue
            try:
                read(*values)
            except (ValueError, RecursionError) as error:
                del wanted[columns]
                yield (
                    f"{columns[0]} in row {number} of {table} is not what is stored there:"
                    f" {str(error)[:200]}"
                )


def _problems_of_numbers(connection: sqlite3.Connection, held: set[str]) -> Iterator[str]:
    for table, owner, most in MOST_ROWS:
        if table not in held:
            continue
        sql = f"SELECT 1 FROM {table} GROUP BY {owner} HAVING count(*) > ? LIMIT 1"  # noqa: S608
        if connection.execute(sql, (most,)).fetchone():
            yield f"{table} has more than {most} rows with one {owner}"


def _problems_of_keys(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(f"SELECT checksum, {SUMMED} {WITH_SUMS}")
    damaged = [row[0] for checksum, *row in rows if key_sum(row) != checksum]
    if damaged:
        yield f"keys: {damage_of(damaged)}"


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    """The tables, indexes, triggers and views, by their names, as they were made."""
    found = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return {name: sql for name, sql in found if not name.startswith("sqlite_")}


@cache
def _own_objects() -> dict[str, str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema())
        return _objects(connection)
