"""Middleware that keeps answers and requests within bounds."""

from collections.abc import Mapping

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.access.callers import Caller
from service.body_values import FormValues, JsonValues, TooManyValuesError

# A batch of questions of the greatest length, every character escaped, with room to spare.
MAX_BODY = 1024 * 1024

_FIELDS = b"application/x-www-form-urlencoded"
_FILES = b"multipart/form-data"
_UTF8 = {None, b"utf-8", b"utf8", b"us-ascii", b"ascii"}

SECURITY_HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "font-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    # No page of another site may load an answer, not even as a picture.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    # What a journalist searches for must not reach the site of a source.
    # Within the service the origin is sent: forms are known by it.
    "Referrer-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds the security headers to every answer, and keeps answers out of the caches of others.

    What was shown to a key is not kept at all: the next reader at the same browser may have none.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(SECURITY_HEADERS)
                caller: Caller | None = scope["state"].get("caller")
                if caller is not None:
                    headers["Cache-Control"] = "no-store" if caller.key_id else "private, no-cache"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class BodyTooLargeError(HTTPException):
    """A body of more bytes than its address takes."""

    def __init__(self, limit: int) -> None:
        super().__init__(413)
        self.limit = limit


class BodyValuesError(HTTPException):
    """A body of more names or values than a request has."""

    def __init__(self) -> None:
        super().__init__(413)


class BodyCharsetError(HTTPException):
    """A body whose text is said to be in another encoding than UTF-8."""

    def __init__(self) -> None:
        super().__init__(415)


class BodyLimit:
    """Stops reading a request's body beyond a limit, declared or not, and bodies not in UTF-8.

    What is read into the memory has a limit of names and values as well. Python knows encodings
    that fail in their own ways, or make what is no character.

    Args:
        app: what is asked.
        uploads: the bytes that paths take which take more than ``MAX_BODY``, though not as fields
            of a form, which are read into the memory.
    """

    def __init__(self, app: ASGIApp, uploads: Mapping[str, int]) -> None:
        self._app = app
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        kind, charset = _type(headers)
        limit = MAX_BODY if kind == _FIELDS else self._uploads.get(scope["path"], MAX_BODY)
        is_in_utf8 = charset in _UTF8
        # No number of ten digits more is read: Python refuses to read one of thousands.
        declared = headers.get("content-length", "")[: len(str(limit)) + 10]
        is_too_large = declared.isdecimal() and int(declared) > limit
        values = _values(kind, is_stored=scope["path"] in self._uploads)
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            if is_too_large:
                raise BodyTooLargeError(limit)
            if not is_in_utf8:
                raise BodyCharsetError
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyTooLargeError(limit)
            if values is not None:
                try:
                    values.add(message.get("body", b""))
                except TooManyValuesError as error:
                    raise BodyValuesError from error
            return message

        await self._app(scope, receive_within_limit, send)


def _values(kind: bytes, *, is_stored: bool) -> FormValues | JsonValues | None:
    """Counts what a body has, ``None`` for files, and for what is stored as it is."""
    if kind == _FIELDS:
        return FormValues()
    return None if is_stored or kind == _FILES else JsonValues()


def _type(headers: Headers) -> tuple[bytes, bytes | None]:
    """The type of a body, and the encoding that it says it is in, as parsers of forms read them."""
    kind, options = parse_options_header(headers.get("content-type"))
    charset = options.get(b"charset")
    return kind, None if charset is None else charset.lower()
