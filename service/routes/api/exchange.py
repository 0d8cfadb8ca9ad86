"""What every route of the API has in common: types and problems."""

import re

from fastapi import Request

from service.problems import (
    BODY_TOO_LARGE,
    CROSS_ORIGIN,
    DEADLINE_EXCEEDED,
    FORM_EXPIRED,
    INDEX_UNAVAILABLE,
    INTERNAL,
    INVALID_REQUEST,
    MALFORMED_BODY,
    NOT_ACCEPTABLE,
    NOT_RECORDED,
    NOT_SIGNED_IN,
    RATE_LIMITED,
    UNKNOWN_HOST,
    UNSUPPORTED_MEDIA_TYPE,
    Kind,
    ProblemError,
    documented,
)

PREFIX = "/api/v1"

_ANY = (
    *(NOT_SIGNED_IN, NOT_ACCEPTABLE, UNKNOWN_HOST, INVALID_REQUEST, INTERNAL, INDEX_UNAVAILABLE),
    DEADLINE_EXCEEDED,
    NOT_RECORDED,
    RATE_LIMITED,
)
_UNSAFE = (CROSS_ORIGIN, FORM_EXPIRED)
_BODY = (MALFORMED_BODY, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE)
_REFUSED = re.compile(r";\s*q=0(\.0*)?\s*(;|$)")
_ACCEPTABLE = {"*/*", "application/*", "application/json", "application/problem+json"}
_JSON = "application/json"


def getting(*kinds: Kind) -> dict[int | str, dict[str, object]]:
    """What a route that changes nothing may answer, beside its own kinds of problem."""
    return documented(*kinds, *_ANY)


def asking(*kinds: Kind) -> dict[int | str, dict[str, object]]:
    """The same for one that takes its question as a body."""
    return documented(*kinds, *_ANY, *_UNSAFE, *_BODY)


def changing(*kinds: Kind) -> dict[int | str, dict[str, object]]:
    """The same for one that changes something and has no body."""
    return documented(*kinds, *_ANY, *_UNSAFE)


async def answers_json(request: Request) -> None:
    """Refuse to answer who takes no JSON.

    Raises:
        ProblemError: the header ``Accept`` has no type that JSON is.
    """
    accept = request.headers.get("accept", "").strip()
    ranges = [part.strip().lower() for part in accept.split(",") if not _REFUSED.search(part)]
    if accept and not any(part.split(";")[0].strip() in _ACCEPTABLE for part in ranges):
        raise ProblemError(NOT_ACCEPTABLE)


async def takes_json(request: Request) -> None:
    """Refuse a body of another type than JSON."""
    check_type(request, _JSON)


def check_type(request: Request, *expected: str) -> None:
    """Refuse a body of another type than expected.

    Raises:
        ProblemError: it says that it is of another type, or does not say.
    """
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in expected:
        raise ProblemError(UNSUPPORTED_MEDIA_TYPE, expected=", ".join(expected))
