"""The web application: one engine, the JSON API and the pages."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from search.engine import Engine
from service import problems
from service.routes import api, pages
from service.security import BodyLimit, SecurityHeaders

_DESCRIPTION = """Semantic search over Arabic documents: ranked passages with exact citations.

Every offset is a code point of the document's stored text, end exclusive, so
`text[start:end]` is exactly the quotation. Failures are problem JSON (RFC 9457)."""


def create_app(open_engine: Callable[[], Engine]) -> FastAPI:
    """An application that opens its engine when it starts.

    The engine is shared by the threads that answer requests. What ``open_engine`` raises keeps
    the application from starting.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.engine = open_engine()
        yield

    app = FastAPI(
        title="Shawahid",
        description=_DESCRIPTION,
        version=_version(),
        lifespan=lifespan,
        # The documentation pages would load scripts from another site.
        docs_url=None,
        redoc_url=None,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    app.include_router(api.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    return app


def _version() -> str:
    try:
        return version("shawahid")
    except PackageNotFoundError:
        return "0"
