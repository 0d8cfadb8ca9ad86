"""Which requests of a browser come from the service's own pages."""

from fastapi import Request

from service.access.gate import Gate
from service.access.origins import is_own_origin
from service.access.sessions import is_form_token
from service.problems import CROSS_ORIGIN, FORM_EXPIRED, ProblemError

FORM_FIELD = "form_token"
FORM_HEADER = "X-Form-Token"
_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_FORM = "application/x-www-form-urlencoded"


async def check_form(request: Request, gate: Gate, session: str) -> None:
    """Refuse an unsafe request that another site may have made a signed-in browser send.

    Raises:
        ProblemError: it comes from another origin, or does not bring what the session's pages
            know: in a header or the address, or in a field of a form without files. Files are
            read only once it is known who sends them.
    """
    if request.method in _SAFE_METHODS:
        return
    check_origin(request, gate)
    token: object = request.headers.get(FORM_HEADER) or request.query_params.get(FORM_FIELD)
    if token is None and request.headers.get("content-type", "").startswith(_FORM):
        token = (await request.form()).get(FORM_FIELD)
    if not isinstance(token, str) or not is_form_token(token, session):
        raise ProblemError(FORM_EXPIRED, field=FORM_FIELD, header=FORM_HEADER)


def check_origin(request: Request, gate: Gate) -> None:
    """Refuse an unsafe request from a page of another origin.

    Raises:
        ProblemError: it is one.
    """
    if request.method not in _SAFE_METHODS and not is_own_origin(request.headers, gate.settings):
        raise ProblemError(CROSS_ORIGIN)
