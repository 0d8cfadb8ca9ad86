"""Requests to a service, and what becomes of those that it does not answer."""

import re
import time
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from search.errors import ShawahidError
from service.deadline import until, watch
from service.schemas.problems import Problem

_TRIES = 4
_FIRST_WAIT_SECONDS = 1.0
# A request that has hardly any time left is still sent, and fails as one does.
_LEAST_SECONDS = 0.001

# Bytes, unpacked: the longest document has a few hundred megabytes.
LARGEST_ANSWER = 1 << 29

_IN_HEADERS = re.compile("[!-~]*")
_USER = re.compile(r"//[^/?#]*@")

_Shape = TypeVar("_Shape", bound=BaseModel)


class ClientError(ShawahidError):
    """A request that was not answered as it should be."""


class UnreachableError(ClientError):
    """The service cannot be reached, or did not answer in time."""


class UnexpectedAnswerError(ClientError):
    """The answer is not one of this API: another service, or another version of it."""


class UnsendableError(ClientError):
    """What was to be sent cannot be read, is no JSON, or has a key that no header may have."""


class JobTimeoutError(ClientError, TimeoutError):
    """A job has not ended in time; it continues all the same."""


class ProblemAnswerError(ClientError):
    """The service answered with a problem.

    Attributes:
        problem: what it said.
        retry_after: seconds after which to ask again, where it said so.
    """

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.title}: {problem.detail}")
        self.problem = problem
        self.retry_after = retry_after

    @property
    def slug(self) -> str:
        """The stable name of the kind of problem, such as ``document-not-found``."""
        return self.problem.type.rpartition("/")[2]


class InvalidRequestError(ProblemAnswerError):
    """The request is not valid, or is too large: change it."""


class NotSignedInError(ProblemAnswerError):
    """A key is needed, or the key is not known."""


class NotAllowedError(ProblemAnswerError):
    """The key does not allow this."""


class NotFoundError(ProblemAnswerError):
    """There is no such document, collection or job for this key."""


class ConflictError(ProblemAnswerError):
    """What there is stands in the way, or another process writes to it."""


class BusyError(ProblemAnswerError):
    """Too many requests, or the service has no room for more; ask again later."""


class ServiceError(ProblemAnswerError):
    """The service failed."""


_ERRORS: dict[int, type[ProblemAnswerError]] = {
    401: NotSignedInError,
    403: NotAllowedError,
    404: NotFoundError,
    409: ConflictError,
    429: BusyError,
    503: BusyError,
}
_SUCCESS = range(200, 300)
_SERVER_ERRORS = 500


class Answer(NamedTuple):
    """What a service answered.

    Attributes:
        url: that was asked, without the name and the password in it.
        status: of HTTP.
        headers: of HTTP.
        content: all of it.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    content: bytes


class Connection:
    """Sends requests to the API of a service.

    Args:
        http: sends them.
        address: of the service.
        key: ``None`` to go without.
        timeout: seconds for a request with all that is sent again; of an upload, for each wait.

    Raises:
        UnsendableError: the key has a sign that no header may have.
    """

    def __init__(self, http: httpx2.Client, address: str, key: str | None, timeout: float) -> None:
        if key is not None and _IN_HEADERS.fullmatch(key) is None:
            # Without the key, which would get into logs.
            msg = "the key has a sign that no header may have, such as the end of its line"
            raise UnsendableError(msg)
        self._http = http
        self._address = address
        self._shown = without_user(address)
        self._timeout = timeout
        self._headers = {"Accept": "application/json"}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key}"

    def ask(
        self,
        shape: type[_Shape],
        method: str,
        path: str,
        *,
        within: float | None = None,
        **request: Any,  # noqa: ANN401 - what httpx2 takes
    ) -> _Shape:
        """The answer to a request that may be sent again, in its shape."""
        return read_shape(shape, self.retried(method, path, within=within, **request))

    def retried(
        self,
        method: str,
        path: str,
        *,
        within: float | None = None,
        **request: Any,  # noqa: ANN401 - what httpx2 takes
    ) -> Answer:
        """The answer; where the service is busy, after some time.

        Args:
            method: of HTTP.
            path: below that of the API.
            within: seconds, where there are fewer than the client's.
            request: all else.
        """
        seconds = self._timeout if within is None else min(within, self._timeout)
        deadline = time.monotonic() + seconds
        for tries in range(1, _TRIES):
            try:
                return self.send(method, path, deadline=deadline, **request)
            except (BusyError, ConflictError) as error:
                wait = error.retry_after
                if wait is None and isinstance(error, BusyError):
                    wait = _FIRST_WAIT_SECONDS * 2 ** (tries - 1)
                if wait is None or time.monotonic() + wait >= deadline:
                    raise
                time.sleep(wait)
        return self.send(method, path, deadline=deadline, **request)

    def send(
        self,
        method: str,
        path: str,
        *,
        deadline: float | None = None,
        headers: Mapping[str, str] | None = None,
        **request: Any,  # noqa: ANN401 - what httpx2 takes
    ) -> Answer:
        """The answer to a request that is sent once.

        Args:
            method: of HTTP.
            path: below that of the API.
            deadline: by the monotonic clock; without one each wait has the client's time.
            headers: besides those of all requests.
            request: all else.
        """
        if self._http.is_closed:
            msg = "the client was closed: make another one"
            raise UnsendableError(msg)
        left = self._timeout
        if deadline is not None:
            left = max(_LEAST_SECONDS, deadline - time.monotonic())
        try:
            made = self._http.build_request(
                method,
                f"{self._address}/api/v1/{path}",
                headers={**self._headers, **(headers or {})},
                timeout=left,
                extensions={"trace": watch},
                **request,
            )
        except httpx2.InvalidURL as error:
            msg = f"{self._shown} cannot be reached: {error}"
            raise UnreachableError(msg) from error
        except (TypeError, ValueError) as error:  # what JSON, or a header, cannot have
            msg = f"this cannot be sent: {error}"
            raise UnsendableError(msg) from error
        return self._sent(made, deadline)

    def _sent(self, request: httpx2.Request, deadline: float | None) -> Answer:
        try:
            with until(deadline):
                answer = _read(self._http.send(request, stream=True), deadline)
        except httpx2.TimeoutException as error:
            msg = f"{self._shown} did not answer in time"
            raise UnreachableError(msg) from error
        except httpx2.RequestError as error:
            msg = f"{self._shown} cannot be reached: {error}"
            raise UnreachableError(msg) from error
        if answer.status not in _SUCCESS:
            raise _error(answer)
        return answer


def without_user(address: str) -> str:
    """An address without the name and the password of a user, which would get into logs."""
    return _USER.sub("//", address)


def _read(answer: httpx2.Response, deadline: float | None) -> Answer:
    """Read an answer, unless it comes so slowly that it will not be there in time."""
    try:
        pieces: list[bytes] = []
        size = 0
        for piece in answer.iter_bytes():
            size += len(piece)
            if size > LARGEST_ANSWER:
                shown = without_user(str(answer.url))
                msg = f"{shown} answered with more than {LARGEST_ANSWER} bytes"
                raise UnexpectedAnswerError(msg)
            # For the connections of a given client, which may not be watched.
            if deadline is not None and time.monotonic() > deadline:
                msg = "the answer came too slowly"
                raise httpx2.ReadTimeout(msg, request=answer.request)
            pieces.append(piece)
    finally:
        answer.close()
    return Answer(
        without_user(str(answer.url)), answer.status_code, answer.headers, b"".join(pieces)
    )


def after(cursor: str | None, seen: set[str]) -> str | None:
    """The cursor of the next page, which is noted; ``None`` after the last one.

    Raises:
        UnexpectedAnswerError: that page has been there.
    """
    if cursor is None:
        return None
    if cursor in seen:
        msg = f"the page after {cursor[:80]!r} comes over and over: is it a Shawahid service?"
        raise UnexpectedAnswerError(msg)
    seen.add(cursor)
    return cursor


def read_shape(shape: type[_Shape], answer: Answer) -> _Shape:
    """The answer in its shape."""
    try:
        return shape.model_validate_json(answer.content)
    except ValidationError as error:
        msg = f"{answer.url} answered with no {shape.__name__}: is it a Shawahid service?"
        raise UnexpectedAnswerError(msg) from error


def _error(answer: Answer) -> ClientError:
    try:
        problem = Problem.model_validate_json(answer.content)
    except ValidationError:
        return UnexpectedAnswerError(f"{answer.url} answered with status {answer.status}")
    of_status = ServiceError if answer.status >= _SERVER_ERRORS else InvalidRequestError
    return _ERRORS.get(answer.status, of_status)(problem, _retry_after(answer))


def _retry_after(answer: Answer) -> float | None:
    try:
        return max(0.0, float(answer.headers.get("Retry-After", "")))
    except ValueError:  # a date, which this service does not send, or nothing
        return None
