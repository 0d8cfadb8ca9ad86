"""The web application: one archive, who may read it, the JSON API and the pages."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from search.archive import Archive
from service import failures, openapi
from service.access.gate import Gate
from service.access.purging import purging
from service.alerts.sending import Alerts, sending
from service.batches.asking import Asking
from service.batches.questions import MOST_BYTES
from service.compression import PageCompression
from service.dependencies import MOST_MAKING
from service.job_ledger import JobLedger
from service.jobs import Jobs
from service.methods import HeadAsGet
from service.operations.admission import Admission
from service.operations.deadlines import Deadlines
from service.operations.figures import SharedFigures
from service.operations.metrics import Metrics
from service.operations.requests import RequestObserver
from service.receiving import Uploading, give_up, perform
from service.routes import account, api, mcp, operations, pages
from service.routes.api.adding import UPLOAD_PATHS
from service.routes.pages.batches import BATCHES_PAGE
from service.routes.pages.upload import UPLOAD_PAGE
from service.security import MAX_BODY, BodyLimit, SecurityHeaders
from service.settings import Settings
from service.shared import Shared
from service.version import installed_version
from service.welcome import Welcomes


def create_app(
    settings: Settings, open_archive: Callable[[], Archive], shared: Shared | None = None
) -> FastAPI:
    """An application that opens its archive when it starts.

    The archive is shared by the threads that answer requests. What ``open_archive`` raises keeps
    the application from starting, and so does an address that everyone could read at unasked.
    ``shared`` is what all processes of a service know, where it has several.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        archive = app.state.archive = open_archive()
        admission: Admission = app.state.admission
        app.state.metrics.watch(archive, admission)
        archive.is_busy = lambda: admission.waiting > 0
        gate = app.state.gate = Gate(settings, shared)
        try:
            alerts = (
                Alerts(settings.alerts, archive, gate, settings.source_names)
                if settings.alerts
                else None
            )
            async with purging(gate), sending(alerts):
                inbox = gate.home.inbox(settings.most_uploaded)
                jobs = Jobs(
                    JobLedger(gate.database),
                    inbox,
                    partial(perform, archive),
                    partial(give_up, archive),
                )
                app.state.jobs = jobs
                app.state.uploading = Uploading(inbox, jobs)
                asking = Asking(archive, gate, lambda: admission.has_room)
                app.state.asking = asking
                welcomes = app.state.welcomes = Welcomes(lambda: admission.has_room)
                try:
                    yield
                finally:
                    welcomes.close()
                    asking.close()
                    jobs.close()
                    inbox.close()
        finally:
            gate.close()

    app = FastAPI(
        title="Shawahid",
        summary="Semantic search over Arabic documents: ranked passages with exact citations.",
        description=openapi.DESCRIPTION,
        openapi_tags=openapi.TAGS,
        license_info={"name": "MIT", "identifier": "MIT"},
        version=installed_version(),
        lifespan=lifespan,
        # The documentation pages would load scripts from another site.
        docs_url=None,
        redoc_url=None,
        # The address to go to would have whatever name the request gives the service.
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.settings = settings
    app.state.is_stopping = False
    figures = None if shared is None else SharedFigures(shared.figures)
    app.state.metrics = Metrics(installed_version(), figures)
    # Of the files that take seconds of a core each process makes one at a time.
    # Beside it the keys that such a file is made for, or that wait for one, once for each.
    app.state.admission, app.state.making, app.state.made_for = (
        Admission(settings.running, settings.waiting),
        Admission(1, MOST_MAKING),
        list[str](),
    )
    # The last is the outermost.
    app.add_middleware(PageCompression)
    app.add_middleware(HeadAsGet)
    uploads = dict.fromkeys([*UPLOAD_PATHS, UPLOAD_PAGE], settings.max_upload)
    # A list, and what a form has beside it.
    uploads[BATCHES_PAGE] = MOST_BYTES + MAX_BODY
    app.add_middleware(BodyLimit, uploads=uploads)
    app.add_middleware(Deadlines, seconds=settings.deadline_seconds, respond=failures.late)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestObserver, metrics=app.state.metrics, logs=settings.logs_requests)
    failures.install(app)
    app.include_router(api.router)
    app.include_router(mcp.router)
    app.include_router(operations.router)
    app.include_router(account.router)
    app.include_router(pages.router)
    # Files of this program: nothing in them is secret, so that their sizes may tell of it.
    static = GZipMiddleware(StaticFiles(directory=Path(__file__).parent / "static"))
    app.mount("/static", static)
    return app
