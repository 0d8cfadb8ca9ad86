"""What the columns of the service's database hold that are JSON: lists of names, and summaries."""

import json
from typing import Any

from indexer.readers import Skipped
from indexer.summary import Change, Summary

_MOST = 2**63  # of what is counted
_CHANGES = frozenset(change.value for change in Change)


def names_in(text: str) -> list[str]:
    """The names of a list.

    Raises:
        ValueError: it is none.
    """
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        msg = "expected a list of names"
        raise ValueError(msg)
    return found


def summary_in(text: str) -> Summary:
    """What a job has done, with what it names as skipped where that is there.

    Raises:
        ValueError: it is something else.
    """
    kept = json.loads(text)
    changes = kept.get("changes") if isinstance(kept, dict) else None
    if not isinstance(changes, dict) or not changes.keys() <= _CHANGES:
        msg = f"expected changes, of {', '.join(sorted(_CHANGES))}"
        raise ValueError(msg)
    counts = {Change(name): _count(changes, name) for name in changes}
    return Summary(
        dict.fromkeys(Change, 0) | counts,
        _skipped(kept.get("skipped", [])),
        _count(kept, "skipped_count"),
        bytes=_count(kept, "bytes"),
    )


def _count(kept: dict[str, Any], name: str) -> int:
    number = kept.get(name)
    if type(number) is not int or not 0 <= number < _MOST:
        msg = f"expected a count as {name}"
        raise ValueError(msg)
    return number


def _skipped(kept: object) -> list[Skipped]:
    are_pairs = isinstance(kept, list) and all(
        isinstance(each, list) and [type(text) for text in each] == [str, str] for each in kept
    )
    if not isinstance(kept, list) or not are_pairs:
        msg = "expected a place and a reason for each that was skipped"
        raise ValueError(msg)
    return [Skipped(*each) for each in kept]


# How each of these columns is read; NULL is no JSON.
COLUMNS = (
    ("keys", "collections", names_in),
    ("batches", "collections", names_in),
    ("audit", "collections", names_in),
    ("jobs", "names", names_in),
    ("jobs", "summary", summary_in),
)
