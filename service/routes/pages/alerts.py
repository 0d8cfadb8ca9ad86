"""Where the news of saved searches is sent, and the way out of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from service.alerts.settings import AlertSettings, MailSettings
from service.alerts.storage import MOST_DELIVERIES, Deliveries, Kind, TooManyDeliveriesError
from service.alerts.targets import TargetError, check_target
from service.dependencies import OpenGate, Saver
from service.language import Language
from service.language.reasons import reason_in
from service.problems import INVALID_TARGET, NO_ALERTS, SAVED_FULL, ProblemError
from service.rendering import render
from service.schemas import MAX_ADDRESS
from service.views.frame import language_of, settings_of

router = APIRouter()

# No row has a larger number.
_Number = Annotated[int, Path(ge=1, lt=2**63)]
_Secret = Annotated[str, Path(pattern="^[a-z2-7]{32}$")]


@router.post("/saved/{saved_id}/alerts")
def add(  # noqa: PLR0913, PLR0917 - fields of a form
    request: Request,
    gate: OpenGate,
    caller: Saver,
    saved_id: _Number,
    target: Annotated[str, Form(max_length=MAX_ADDRESS)],
    hours: Annotated[Literal["1", "24"], Form()],
) -> Response:
    """Send the news of a search to an address of mail, or to a webhook."""
    target = target.strip()
    kind = Kind.WEBHOOK if "://" in target else Kind.MAIL
    _check(kind, target, settings_of(request).alerts, language_of(request))
    place = (saved_id, caller.key_id, kind, target)
    try:
        Deliveries(gate.database).add(*place, int(hours), language_of(request))
    except TooManyDeliveriesError as error:
        raise ProblemError(SAVED_FULL, "alerts", most=MOST_DELIVERIES) from error
    return RedirectResponse("/saved", 303)


@router.post("/saved/{saved_id}/alerts/{number}/end")
def end(gate: OpenGate, caller: Saver, saved_id: _Number, number: _Number) -> Response:
    """Send no more there."""
    Deliveries(gate.database).end(number, saved_id, caller.key_id)
    return RedirectResponse("/saved", 303)


@router.get("/alerts/{secret}")
def way_out(request: Request, gate: OpenGate, secret: _Secret) -> Response:
    """Ask whoever got a mail whether they want no more; programs that open links end nothing."""
    is_sent = Deliveries(gate.database).with_secret(secret) is not None
    return render(request, "alert_end.html", {"is_sent": is_sent, "secret": secret})


@router.post("/alerts/{secret}")
def leave(request: Request, gate: OpenGate, secret: _Secret) -> Response:
    """Send no more to whoever got a mail, who has no key (RFC 8058)."""
    Deliveries(gate.database).end_with(secret)
    return render(request, "alert_end.html", {"is_sent": False, "secret": secret})


def _check(kind: Kind, target: str, settings: AlertSettings | None, language: Language) -> None:
    """Refuse what the operator does not allow.

    Raises:
        ProblemError: it is not allowed, or no address.
    """
    allowed = settings and (settings.mail if kind is Kind.MAIL else settings.webhook)
    if settings is None or allowed is None:
        raise ProblemError(NO_ALERTS, kind.value)
    try:
        check_target(target, kind.value)
        is_allowed = not isinstance(allowed, MailSettings) or allowed.allows(target)
    except TargetError as error:
        if kind is Kind.WEBHOOK:
            why = reason_in(str(error), language) or str(error)
            raise ProblemError(INVALID_TARGET, "webhook", why=why) from error
        is_allowed = False
    if not is_allowed:
        domains = ", ".join(sorted(settings.mail.domains)) if settings.mail else ""
        raise ProblemError(INVALID_TARGET, "mail", domains=domains)
