"""The pages: they work without JavaScript, and every state has an address."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.routes.pages import document, export, help, quotations, saved, search, upload  # noqa: A004 - the page

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
for page in (search, quotations, document, export, saved, upload, help):
    router.include_router(page.router)
