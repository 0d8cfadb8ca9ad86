"""The service itself: what it holds, and whether it is well."""

from pathlib import PurePath
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from search.records import DEFAULT_COLLECTION
from service.dependencies import CurrentReading
from service.routes.api.exchange import PREFIX, getting
from service.schemas.archive import StatsResponse

router = APIRouter(prefix=PREFIX, tags=["service"])
health_router = APIRouter(tags=["service"])


class Health(BaseModel):
    """Sign of life."""

    status: Literal["ok"] = "ok"


@router.get("/stats", responses=getting())
def get_stats(request: Request, reading: CurrentReading) -> StatsResponse:
    """What the collections that the caller may read hold together."""
    model = reading.archive.engine(DEFAULT_COLLECTION).index.settings.model
    # A folder's path is for nobody but who runs the service.
    return StatsResponse.of(reading.infos(), request.app.version, model and PurePath(model).name)


@health_router.get("/healthz")
async def get_health() -> Health:
    """Whether the service answers; it starts to only once the index is open."""
    return Health()
