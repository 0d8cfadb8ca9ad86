"""The web application: one archive, who may read it, the JSON API and the pages."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from search.archive import Archive
from service import openapi, problems
from service.access.gate import Gate
from service.access.purging import purging
from service.jobs import Jobs
from service.methods import HeadAsGet
from service.routes import account, api, pages
from service.routes.api.uploads import UPLOAD_PATHS
from service.security import BodyLimit, SecurityHeaders
from service.settings import Settings


def create_app(settings: Settings, open_archive: Callable[[], Archive]) -> FastAPI:
    """An application that opens its archive when it starts.

    The archive is shared by the threads that answer requests. What ``open_archive`` raises keeps
    the application from starting, and so does an address that everyone could read at unasked.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.archive = open_archive()
        gate = app.state.gate = Gate(settings)
        try:
            async with purging(gate):
                app.state.jobs = Jobs()
                try:
                    yield
                finally:
                    app.state.jobs.close()
        finally:
            gate.close()

    app = FastAPI(
        title="Shawahid",
        summary="Semantic search over Arabic documents: ranked passages with exact citations.",
        description=openapi.DESCRIPTION,
        version=_version(),
        lifespan=lifespan,
        # The documentation pages would load scripts from another site.
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    openapi.install(app)
    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyLimit, uploads=UPLOAD_PATHS, most=settings.max_upload)
    app.add_middleware(SecurityHeaders)
    problems.install(app)
    app.include_router(api.router)
    app.include_router(account.router)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"))
    return app


def _version() -> str:
    try:
        return version("shawahid")
    except PackageNotFoundError:
        return "0"
