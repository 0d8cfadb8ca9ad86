"""The web application: one archive, who may read it, the JSON API and the pages."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from search.archive import Archive
from service import problems
from service.access.gate import Gate
from service.access.purging import purging
from service.operations.admission import Admission
from service.operations.deadlines import Deadlines
from service.operations.metrics import Metrics
from service.operations.requests import RequestObserver
from service.routes import account, api, operations, pages
from service.security import BodyLimit, SecurityHeaders
from service.settings import Settings

_DESCRIPTION = """Semantic search over Arabic documents: ranked passages with exact citations.

Every offset is a code point of the document's stored text, end exclusive, so
`text[start:end]` is exactly the quotation. Failures are problem JSON (RFC 9457)."""


def create_app(settings: Settings, open_archive: Callable[[], Archive]) -> FastAPI:
    """An application that opens its archive when it starts.

    The archive is shared by the threads that answer requests. What ``open_archive`` raises keeps
    the application from starting, and so does an address that everyone could read at unasked.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        archive = app.state.archive = open_archive()
        app.state.metrics.watch(archive, app.state.admission)
        gate = app.state.gate = Gate(settings)
        try:
            async with purging(gate):
                yield
        finally:
            gate.close()

    app = FastAPI(
        title="Shawahid",
        description=_DESCRIPTION,
        version=_version(),
        lifespan=lifespan,
        # The documentation pages would load scripts from another site.
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.is_stopping = False
    app.state.metrics = Metrics(_version())
    app.state.admission = Admission(settings.running, settings.waiting)
    # The last is the outermost.
    app.add_middleware(BodyLimit)
    app.add_middleware(Deadlines, seconds=settings.deadline_seconds, respond=problems.late)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestObserver, metrics=app.state.metrics)
    problems.install(app)
    app.include_router(api.router)
    app.include_router(operations.router)
    app.include_router(account.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    return app


def _version() -> str:
    try:
        return version("shawahid")
    except PackageNotFoundError:
        return "0"
