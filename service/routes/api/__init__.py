"""The JSON API. Handlers are sync, hence run in threads, but for those that take in uploads."""

from fastapi import APIRouter, Depends

from service.routes.api import (
    adding,
    batches,
    collections,
    documents,
    jobs,
    quotations,
    search,
    similar,
    system,
)
from service.routes.api.exchange import answers_json

router = APIRouter()
# Paths of documents take every id, so that what else begins so comes first.
for _routes in (search, quotations, batches, adding, documents, similar, collections, jobs, system):
    router.include_router(_routes.router, dependencies=[Depends(answers_json)])
router.include_router(system.health_router)
