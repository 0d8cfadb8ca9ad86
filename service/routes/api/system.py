"""The service itself: what it holds, and whether it is well."""

from pathlib import PurePath
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from search.records import DEFAULT_COLLECTION
from service.dependencies import CurrentCaller, OpenArchive
from service.routes.api.exchange import PREFIX, reading
from service.schemas.archive import StatsResponse
from service.scope import ask_existing, readable

router = APIRouter(prefix=PREFIX, tags=["service"])
health_router = APIRouter(tags=["service"])


class Health(BaseModel):
    """Sign of life."""

    status: Literal["ok"] = "ok"


@router.get("/stats", responses=reading())
def get_stats(request: Request, archive: OpenArchive, caller: CurrentCaller) -> StatsResponse:
    """What the collections that the caller may read hold together."""
    infos = ask_existing(
        lambda: readable(archive, caller),
        lambda names: {name: archive.engine(name).info() for name in names},
    )
    model = archive.engine(DEFAULT_COLLECTION).index.settings.model
    # A folder's path is for nobody but who runs the service.
    return StatsResponse.of(infos, request.app.version, model and PurePath(model).name)


@health_router.get("/healthz")
async def get_health() -> Health:
    """Whether the service answers; it starts to only once the index is open."""
    return Health()
