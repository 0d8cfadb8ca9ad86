"""Where a page of an answer ends, as a client hands it back: opaque, and bound to its request."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

from search.surrogates import is_text
from service.problems import INVALID_CURSOR, ProblemError
from service.schemas import MAX_K

_DIGEST_DIGITS = 12
_Place = TypeVar("_Place", int, str)


def write_cursor(place: int | str, request: object) -> str:
    """A cursor for a place in the answer to a request.

    Args:
        place: what the next page begins after.
        request: all that decides about the answer; its ``repr`` must be the same the next time.
    """
    text = json.dumps([_digest(request), place], ensure_ascii=False)
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, request: object, kind: type[_Place]) -> _Place:
    """The place that a cursor stands for.

    Raises:
        ProblemError: it is not a cursor, or belongs to another request.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        digest, place = json.loads(urlsafe_b64decode(padded))
    except (ValueError, TypeError, RecursionError) as error:
        raise ProblemError(INVALID_CURSOR) from error
    if digest != _digest(request) or type(place) is not kind or not _is_place(place):
        raise ProblemError(INVALID_CURSOR)
    return place


def _is_place(place: int | str) -> bool:
    """Whether it is one that ``write_cursor`` may have been given, whoever wrote it."""
    if isinstance(place, int):
        return 0 <= place <= MAX_K
    return is_text(place)


def _digest(request: object) -> str:
    return hashlib.sha256(repr(request).encode()).hexdigest()[:_DIGEST_DIGITS]
