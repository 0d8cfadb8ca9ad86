"""The help page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from service.dependencies import CurrentCaller
from service.rendering import render

router = APIRouter()


@router.get("/help", name="help_page")
def help_page(request: Request, caller: CurrentCaller) -> Response:
    """How to search and quote."""
    del caller  # the frame shows what the caller may do
    return render(request, "help.html", {})
