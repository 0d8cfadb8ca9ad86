"""Requests to a service, and what becomes of those that it does not answer."""

import time
from collections.abc import Mapping
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from search.errors import ShawahidError
from service.schemas.problems import Problem

_TRIES = 4
# Nobody waits longer than that for one answer; the error says how long it would be.
_MOST_WAIT_SECONDS = 60.0
_FIRST_WAIT_SECONDS = 1.0

_Shape = TypeVar("_Shape", bound=BaseModel)


class ClientError(ShawahidError):
    """A request that was not answered as it should be."""


class UnreachableError(ClientError):
    """The service cannot be reached, or did not answer in time."""


class UnexpectedAnswerError(ClientError):
    """The answer is not one of this API: another service, or another version of it."""


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
_SERVER_ERRORS = 500


class Connection:
    """Sends requests to the API of a service.

    Args:
        http: sends them.
        address: of the service.
        key: ``None`` to go without.
    """

    def __init__(self, http: httpx2.Client, address: str, key: str | None) -> None:
        self._http = http
        self._address = address
        self._headers = {"Accept": "application/json"}
        if key is not None:
            self._headers["Authorization"] = f"Bearer {key}"

    def ask(self, shape: type[_Shape], method: str, path: str, **request: Any) -> _Shape:  # noqa: ANN401 - what httpx2 takes
        """The answer to a request that may be sent again, in its shape."""
        return read_shape(shape, self.retried(method, path, **request))

    def retried(self, method: str, path: str, **request: Any) -> httpx2.Response:  # noqa: ANN401 - what httpx2 takes
        """The answer; where the service is busy, after some time."""
        for tries in range(1, _TRIES):
            try:
                return self.send(method, path, **request)
            except (BusyError, ConflictError) as error:
                wait = error.retry_after
                if wait is None and isinstance(error, BusyError):
                    wait = _FIRST_WAIT_SECONDS * 2 ** (tries - 1)
                if wait is None or wait > _MOST_WAIT_SECONDS:
                    raise
                time.sleep(wait)
        return self.send(method, path, **request)

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        **request: Any,  # noqa: ANN401 - what httpx2 takes
    ) -> httpx2.Response:
        """The answer to a request that is sent once."""
        address = f"{self._address}/api/v1/{path}"
        try:
            answer = self._http.request(
                method, address, headers={**self._headers, **(headers or {})}, **request
            )
        except httpx2.TimeoutException as error:
            msg = f"{self._address} did not answer in time"
            raise UnreachableError(msg) from error
        except (httpx2.TransportError, httpx2.InvalidURL) as error:
            msg = f"{self._address} cannot be reached: {error}"
            raise UnreachableError(msg) from error
        if not answer.is_success:
            raise _error(answer)
        return answer


def read_shape(shape: type[_Shape], answer: httpx2.Response) -> _Shape:
    """The answer in its shape."""
    try:
        return shape.model_validate_json(answer.content)
    except ValidationError as error:
        msg = f"{answer.url} answered with no {shape.__name__}: is it a Shawahid service?"
        raise UnexpectedAnswerError(msg) from error


def _error(answer: httpx2.Response) -> ClientError:
    try:
        problem = Problem.model_validate_json(answer.content)
    except ValidationError:
        return UnexpectedAnswerError(f"{answer.url} answered with status {answer.status_code}")
    of_status = ServiceError if answer.status_code >= _SERVER_ERRORS else InvalidRequestError
    return _ERRORS.get(answer.status_code, of_status)(problem, _retry_after(answer))


def _retry_after(answer: httpx2.Response) -> float | None:
    try:
        return max(0.0, float(answer.headers.get("Retry-After", "")))
    except ValueError:  # a date, which this service does not send, or nothing
        return None
