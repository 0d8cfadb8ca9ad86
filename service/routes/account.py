"""Signing in with a key, and out."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from service.access.origins import local_path
from service.access.sessions import LIFETIME
from service.dependencies import SESSION_COOKIE, OpenGate, check_wrong_key
from service.forms import check_form, check_origin
from service.rendering import render
from service.schemas import MAX_ADDRESS

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_Field = Annotated[str, Form(max_length=MAX_ADDRESS)]
_Cookie = Annotated[str | None, Cookie(alias=SESSION_COOKIE)]
_NOT_KEPT = {"Cache-Control": "no-store"}


async def _from_own_page(request: Request, gate: OpenGate) -> None:
    """Another site must not sign a browser in with its own key and see what is searched."""
    check_origin(request, gate)


async def _ending_session(request: Request, gate: OpenGate, cookie: _Cookie = None) -> str | None:
    """The session of the browser, if it has one that still holds."""
    if cookie is None or gate.sessions.key(cookie) is None:
        return None
    await check_form(request, gate, cookie)
    return cookie


@router.get("/sign-in")
def sign_in_form(request: Request, next: str = "/") -> Response:  # noqa: A002 - in the address
    """Asks for a key."""
    return _form(request, next)


@router.post("/sign-in", dependencies=[Depends(_from_own_page)])
def sign_in(
    request: Request,
    gate: OpenGate,
    key: _Field,
    next: _Field = "/",  # noqa: A002 - in the form
    cookie: _Cookie = None,
) -> Response:
    """Opens a session for the key and goes back to where the reader came from."""
    known = gate.keys.known(key.strip())
    if known is None:
        check_wrong_key(request, gate)
        return _form(request, next, was_refused=True)
    if cookie is not None:
        gate.sessions.close(cookie)
    response = RedirectResponse(local_path(next), 303, _NOT_KEPT)
    response.set_cookie(
        SESSION_COOKIE,
        gate.sessions.open(known),
        max_age=int(LIFETIME.total_seconds()),
        secure=gate.settings.secure_cookies or request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/sign-out")
def sign_out(gate: OpenGate, session: Annotated[str | None, Depends(_ending_session)]) -> Response:
    """Ends the session of the browser."""
    if session is not None:
        gate.sessions.close(session)
    response = RedirectResponse("/sign-in", 303, _NOT_KEPT)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
    return response


def _form(request: Request, next_address: str, *, was_refused: bool = False) -> Response:
    context = {"question": "", "next": local_path(next_address), "was_refused": was_refused}
    status = 403 if was_refused else 200
    return render(request, "sign_in.html", context, status=status, headers=_NOT_KEPT)
