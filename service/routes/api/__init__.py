"""The JSON API. Handlers are sync, hence run in threads, but for those that take in uploads."""

from fastapi import APIRouter, Depends

from service.routes.api import collections, documents, jobs, search, similar, system, uploads
from service.routes.api.exchange import answers_json

router = APIRouter()
_v1 = APIRouter(prefix="/api/v1", dependencies=[Depends(answers_json)])
# Paths of documents take every id, so that what else begins so comes first.
for _routes in (search, uploads, documents, similar, collections, jobs, system):
    _v1.include_router(_routes.router)
router.include_router(_v1)
router.include_router(system.health_router)
