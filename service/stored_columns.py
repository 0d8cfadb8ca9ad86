"""What may stand in the database of the service, which may come from anywhere.

Every column of every table has its check here; the rows of ``schema.sql`` and these are compared by
a test. What is read from a column is checked as what a request brings for it is.
"""

from collections.abc import Callable, Mapping

from search.fields import LONGEST_METADATA
from search.ranking.confidence import Strength
from service.access.callers import Role
from service.alerts.storage import LONGEST_PROBLEM, MOST_DELIVERIES, Kind
from service.alerts.targets import check_target
from service.batches.filters import filters_in
from service.batches.storage import MOST_BATCHES
from service.dossiers.storage import (
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_QUOTE,
    MOST_DOSSIERS,
    MOST_ITEMS,
    check_quote,
)
from service.language import Language
from service.saved.searching import check_search
from service.saved.storage import MOST_ALERTS, MOST_SAVED
from service.schemas import MAX_QUESTION
from service.schemas.batches import MOST_ASKED, Note
from service.schemas.jobs import State
from service.stored_json import allowed_in, collections_in, moment_in, names_in, summary_in

# Rows and offsets have smaller numbers, also as JavaScript reads them; SQLite has no number after
# 2 ** 63 - 1 to give to the next row.
_MOST_NUMBERED = 2**53
_MOST_COUNTED = 10**9
# Names of an earlier version, and what it kept of documents, had no limit.
_LONGEST = LONGEST_METADATA

_DIGIT = "[0-9]"
_SECOND = f"'{_DIGIT * 4}-{_DIGIT * 2}-{_DIGIT * 2}T{_DIGIT * 2}:{_DIGIT * 2}:{_DIGIT * 2}Z'"


def _written_with(letters: str, least: int, most: int) -> str:
    """A text of these letters of ASCII alone; for SQLite one with a NUL ends there."""
    return (
        f"length({{0}}) BETWEEN {least} AND {most} AND length(CAST({{0}} AS BLOB)) = length({{0}})"
        f" AND {{0}} NOT GLOB '*[^{letters}]*'"
    )


def _one_of(*values: object) -> str:
    return f"{{0}} IN ({', '.join(map(repr, values))})"


def _no_more_than(letters: int) -> str:
    return f"length(CAST({{0}} AS BLOB)) <= {4 * letters}"  # bytes of UTF-8


def _between(least: int, most: int) -> str:
    return f"{{0}} BETWEEN {least} AND {most}"


def _or_null(condition: str) -> str:
    return f"({{0}} IS NULL OR ({condition}))"


_ID = _between(1, _MOST_NUMBERED)
_COUNT = _between(0, _MOST_COUNTED)
_KEY = _written_with("a-z2-7", 8, 8)
_SECRET = _written_with("a-z2-7", 32, 32)
_DIGEST = _written_with("0-9a-f", 40, 40)
_COLLECTION = f"{_written_with('a-z0-9_-', 1, 63)} AND {{0}} GLOB '[a-z0-9]*'"
_DOCUMENT = f"{{0}} != '' AND {_no_more_than(_LONGEST)}"
_TEXT = _no_more_than(_LONGEST)
_SLUG = _or_null(_written_with("a-z-", 1, 100))
_STATE = _one_of(*(each.value for each in State))
# No clock goes before or beyond it.
_POSSIBLE = "{0} >= '1970' AND {0} < '2100'"
# Such as there are: a month has 28 to 31 days.
_TIME = (
    f"{{0}} GLOB {_SECOND} AND {_POSSIBLE} AND length(CAST({{0}} AS BLOB)) = 20"
    " AND strftime('%Y-%m-%dT%H:%M:%SZ', {0}, '+0 days') = {0}"
)
_MILLISECOND = (
    "length(CAST({0} AS BLOB)) = 29 AND "
    f"{_POSSIBLE}"
    " AND strftime('%Y-%m-%dT%H:%M:%f+00:00', {0}, '+0 days') = {0}"
)
_SUFFICIENT = _one_of(Strength.STRONG.value, Strength.POSSIBLE.value)
_ALERT = {"saved_id": _ID, "collection": _COLLECTION, "document_id": _DOCUMENT}

# What holds for each column, in SQL.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "keys": {
        "id": _KEY,
        "name": _TEXT,
        "role": _one_of(*(role.value for role in Role)),
        "collections": _or_null(_TEXT),
        "rate": _or_null(_between(1, _MOST_NUMBERED)),
        "secret_hash": "length({0}) = 32",
        "created": _TIME,
        "revoked": _or_null(_TIME),
    },
    "key_sums": {"key_id": _KEY, "checksum": "length({0}) = 32"},
    "sessions": {"token_hash": "length({0}) = 32", "key_id": _KEY, "expires": _TIME},
    "saved": {
        "id": _ID,
        "key_id": _or_null(_KEY),
        "name": _no_more_than(MAX_QUESTION),
        "query": "{0} != ''",
        "token": _SECRET,
        "created": f"({_TIME}) OR ({_MILLISECOND})",  # to the second by an earlier version
    },
    "alerts": {**_ALERT, "first_seen": _TIME},
    "jobs": {
        "number": _ID,
        "id": _written_with("A-Za-z0-9_-", 21, 100),
        "collection": _COLLECTION,
        "bytes": _between(0, _MOST_NUMBERED),
        "names": "1",
        "created": _MILLISECOND,
        "state": _STATE,
        "tries": _COUNT,
        "started": _or_null(_MILLISECOND),
        "finished": _or_null(_MILLISECOND),
        "summary": "1",
        "problem": _SLUG,
    },
    "audit": {
        "id": _ID,
        "at": _TIME,
        "key_id": _or_null(_KEY),
        "action": _written_with("a-z", 1, 20),
        "collections": _TEXT,
        "subject": _TEXT,
    },
    "dossiers": {
        "id": _ID,
        "key_id": _or_null(_KEY),
        "name": _no_more_than(LONGEST_NAME),
        "token": _SECRET,
        "created": _TIME,
    },
    "dossier_items": {
        "id": _ID,
        "dossier_id": _ID,
        "position": _COUNT,
        "collection": _COLLECTION,
        "document_id": _DOCUMENT,
        "first": _COUNT,
        "last": "{0} > first AND {0} < 1000000000",
        "digest": _DIGEST,
        "quote": f"{{0}} != '' AND {_no_more_than(LONGEST_QUOTE)}",
        "note": _no_more_than(LONGEST_NOTE),
        "added": _TIME,
    },
    "dossier_origins": {
        "item_id": _ID,
        "came": "1",
        **dict.fromkeys(("title", "source", "author", "date"), _or_null(_TEXT)),
    },
    "saved_muted": {"saved_id": _ID},
    "alerts_read": _ALERT,
    "alert_places": {
        **_ALERT,
        "first": _COUNT,
        "last": "{0} > first AND {0} < 1000000000",
        "digest": _DIGEST,
        "sentence_first": _COUNT,
        "sentence_last": "{0} > sentence_first AND {0} < 1000000000",
    },
    "alert_strengths": {**_ALERT, "strength": _SUFFICIENT},
    "alert_origins": {**_ALERT, "came": "1"},
    "batches": {
        "id": _ID,
        "key_id": _or_null(_KEY),
        "token": _SECRET,
        "name": _no_more_than(LONGEST_NAME),
        "collections": _TEXT,
        "created": _TIME,
        "state": _STATE,
        "asked": _COUNT,
        "problem": _SLUG,
    },
    "batch_filters": {"batch_id": _ID, "filters": "1"},
    "batch_rows": {
        "batch_id": _ID,
        "number": _COUNT,
        "line": _between(1, _MOST_COUNTED),
        "question": _no_more_than(MAX_QUESTION + 1),
        "note": _or_null(_one_of(*(note.value for note in Note))),
        # All of the sentence, or nothing.
        "strength": "({0} IS NULL) = (first IS NULL) AND " + _or_null(_SUFFICIENT),
        "collection": f"({{0}} IS NULL) = (first IS NULL) AND {_or_null(_COLLECTION)}",
        "document_id": f"({{0}} IS NULL) = (first IS NULL) AND {_or_null(_DOCUMENT)}",
        "first": _or_null(_COUNT),
        "last": "({0} IS NULL) = (first IS NULL)"
        " AND ({0} IS NULL OR ({0} > first AND {0} < 1000000000))",
        "digest": f"({{0}} IS NULL) = (first IS NULL) AND {_or_null(_DIGEST)}",
        "answer_first": f"({{0}} IS NULL OR first IS NOT NULL) AND {_or_null(_COUNT)}",
        "answer_last": "({0} IS NULL) = (answer_first IS NULL)"
        " AND ({0} IS NULL OR ({0} > answer_first AND {0} < 1000000000))",
    },
    "deliveries": {
        "id": _ID,
        "saved_id": _ID,
        "kind": _one_of(*(kind.value for kind in Kind)),
        "target": "{0} != ''",
        "hours": _one_of(1, 24),
        "secret": _SECRET,
        "language": _one_of(*(language.value for language in Language)),
        "due": _TIME,
        "tries": _COUNT,
        "begun": _COUNT,
        "problem": _or_null(_no_more_than(LONGEST_PROBLEM)),
    },
    "delivered": {"delivery_id": _ID, "collection": _COLLECTION, "document_id": _DOCUMENT},
    "begun": {"delivery_id": _ID, "collection": _COLLECTION, "document_id": _DOCUMENT},
    # Of SQLite: the last number that a table has given.
    "sqlite_sequence": {"name": "1", "seq": _between(0, _MOST_NUMBERED)},
}

# What is asked of the text of a column, beside that; it says what is wrong by a ``ValueError``.
READ: tuple[tuple[str, tuple[str, ...], Callable[..., object]], ...] = (
    ("keys", ("collections",), allowed_in),
    ("batches", ("collections",), collections_in),
    ("batch_filters", ("filters",), filters_in),
    ("audit", ("collections",), collections_in),
    ("jobs", ("names",), names_in),
    ("jobs", ("summary",), summary_in),
    ("saved", ("query",), check_search),
    ("deliveries", ("target", "kind"), check_target),
    ("alert_origins", ("came",), moment_in),
    ("dossier_origins", ("came",), moment_in),
    ("dossier_items", ("quote", "first", "last", "digest"), check_quote),
)

# Rows that may belong to one row; earlier versions kept more of what came at the same time.
MOST_ROWS = (
    ("saved", "key_id", 2 * MOST_SAVED),
    ("alerts", "saved_id", 3 * MOST_ALERTS),
    ("deliveries", "saved_id", 2 * MOST_DELIVERIES),
    ("dossiers", "key_id", MOST_DOSSIERS),
    ("dossier_items", "dossier_id", MOST_ITEMS),
    ("batches", "key_id", MOST_BATCHES),
    ("batch_rows", "batch_id", MOST_ASKED),
)
