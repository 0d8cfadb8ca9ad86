"""How columns of the service's database are read that hold more than their text says.

Lists of names, summaries, and the times at which documents came.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from indexer.readers import Skipped
from indexer.summary import Change, Named, Summary
from indexer.upkeep.contents import is_time
from search.errors import CollectionNameError
from search.layout import collection_folder

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


def collections_in(text: str) -> list[str]:
    """The names of collections.

    Raises:
        ValueError: it is no list of such names.
    """
    names = names_in(text)
    for name in names:
        try:
            collection_folder(Path(), name)
        except CollectionNameError as error:
            raise ValueError(str(error)) from error
    return names


def allowed_in(text: str) -> list[str]:
    """The names of the collections that a key is for, of which there is one at least.

    Raises:
        ValueError: it is no list of such names.
    """
    names = collections_in(text)
    if not names:
        msg = "expected at least one collection"
        raise ValueError(msg)
    return names


def moment_in(text: str) -> datetime:
    """The time at which a document came to its index.

    Raises:
        ValueError: it is none.
    """
    if not is_time(text):
        msg = "expected a time of ISO 8601 with its time zone, of 1970 to 2099"
        raise ValueError(msg)
    return datetime.fromisoformat(text)


def summary_in(text: str) -> Summary:
    """What a job has done, with the documents and what was skipped as far as it names them.

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
        named=_named(kept.get("named", [])),
    )


def _count(kept: dict[str, Any], name: str) -> int:
    number = kept.get(name)
    if type(number) is not int or not 0 <= number < _MOST:
        msg = f"expected a count as {name}"
        raise ValueError(msg)
    return number


def _skipped(kept: object) -> list[Skipped]:
    found = _texts(kept, 2, "a place and a reason for each that was skipped")
    return [Skipped(place, reason) for place, reason in found]


def _named(kept: object) -> list[Named]:
    found = _texts(kept, 3, "a change, an id and a file for each document that is named")
    return [Named(Change(change), document_id, file) for change, document_id, file in found]


def _texts(kept: object, number: int, what: str) -> list[list[str]]:
    """Lists of so many texts each."""
    are_texts = isinstance(kept, list) and all(
        isinstance(each, list) and [type(text) for text in each] == [str] * number for each in kept
    )
    if not isinstance(kept, list) or not are_texts:
        msg = f"expected {what}"
        raise ValueError(msg)
    return kept
