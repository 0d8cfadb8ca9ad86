"""How the service does: for load balancers and monitoring."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from service.dependencies import OpenArchive, OpenGate, OpenMetrics, Operator
from service.operations.readiness import obstacles
from service.problems import ACCESS_PROBLEMS, NOT_READY, ProblemError, documented

router = APIRouter(tags=["service"])


class Readiness(BaseModel):
    """The service should be sent requests."""

    status: Literal["ready"] = "ready"


@router.get("/readyz", responses=documented(NOT_READY))
def ready(request: Request, archive: OpenArchive, gate: OpenGate) -> Readiness:
    """Whether every index and its model are open and current, and the service is not stopping."""
    reasons = obstacles(archive, gate.keys, is_stopping=request.app.state.is_stopping)
    if reasons:
        raise ProblemError(NOT_READY, reasons="; ".join(reasons))
    return Readiness()


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses=documented(*ACCESS_PROBLEMS),
)
def metrics(_operator: Operator, metrics: OpenMetrics) -> Response:
    """Figures in the text format of Prometheus. They name every collection."""
    return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)
