"""The pages: they work without JavaScript, and every state has an address."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.routes.pages import (
    alerts,
    batches,
    document,
    dossiers,
    export,
    help,  # noqa: A004 - the page
    quotations,
    saved,
    search,
    upload,
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
for page in (search, quotations, document, export, saved, alerts, dossiers, batches, upload, help):
    router.include_router(page.router)
