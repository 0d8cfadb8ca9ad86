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
_OWN_SITES = {"same-origin", "none"}
_LEVEL = 6


class PageCompression:
    """Compresses pages that their reader asked for by hand, there or on a page of the service.

    What a script of a page asks for at once, with the words of the page's address, may be what
    another site had opened: htmx alone asks only for what a reader does. A browser that does not
    say who asked, as over plain http from another machine, gets pages as they are.
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
    headers = Headers(scope=scope)
    is_by_hand = headers.get("sec-fetch-user") == "?1" or "hx-request" in headers
    return is_page and is_by_hand and headers.get("sec-fetch-site") in _OWN_SITES
