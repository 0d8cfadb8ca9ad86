"""Which pages are sent compressed: those whose length may then be seen by others on the way.

Who sees the length of compressed pages and can make a browser ask for them with words of his choice
learns whether the words stand in the page, and so, letter by letter, what does (BREACH).
"""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

# Their only secret is the token of forms, another in every answer. Pages of what is kept show
# addresses that are secrets.
_PAGES = {"/", "/help", "/quotations"}
_DOCUMENTS = "/documents/"
_BY_THE_READER = {"same-origin", "none"}
_LEVEL = 6


class PageCompression:
    """Compresses pages that their reader asked for, by hand or from a page of the service.

    A browser that does not say who asked, as over plain http from another machine, gets them as
    they are.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        app = self._compressed if _may_be_compressed(scope) else self._plain
        await app(scope, receive, send)


def _may_be_compressed(scope: Scope) -> bool:
    if scope["type"] != "http":
        return False
    path: str = scope["path"]
    is_page = path in _PAGES or path.startswith(_DOCUMENTS)
    return is_page and Headers(scope=scope).get("sec-fetch-site") in _BY_THE_READER
