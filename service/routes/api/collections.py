"""Collections: listed, made, deleted."""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Response

from search.layout import missing_collection
from service.dependencies import Admin, CurrentReading, OpenArchive
from service.problems import (
    COLLECTION_EXISTS,
    COLLECTION_NAME,
    COLLECTION_NOT_FOUND,
    FORBIDDEN,
    INDEX_BUSY,
)
from service.routes.api.exchange import PREFIX, asking, changing, getting, takes_json
from service.schemas.archive import CollectionFields, CollectionList
from service.schemas.requests import CollectionRequest

router = APIRouter(prefix=PREFIX, tags=["collections"])


@router.get("/collections", responses=getting())
def list_collections(reading: CurrentReading) -> CollectionList:
    """The collections that the caller may read, and what they hold."""
    infos = reading.infos().items()
    return CollectionList(collections=[CollectionFields.of(name, info) for name, info in infos])


@router.post(
    "/collections",
    status_code=201,
    responses=asking(COLLECTION_NOT_FOUND, COLLECTION_EXISTS, COLLECTION_NAME, FORBIDDEN),
    dependencies=[Depends(takes_json)],
)
def create_collection(
    archive: OpenArchive, caller: Admin, request: CollectionRequest, response: Response
) -> CollectionFields:
    """Make an empty collection. A key for certain collections makes these alone."""
    if not caller.may_administer(request.name):
        raise missing_collection(request.name)
    archive.create(request.name)
    response.headers["Location"] = f"/api/v1/collections/{quote(request.name, safe='')}"
    return CollectionFields.of(request.name, archive.engine(request.name).info())


@router.get("/collections/{name}", responses=getting(COLLECTION_NOT_FOUND))
def get_collection(reading: CurrentReading, name: str) -> CollectionFields:
    """What a collection holds."""
    return CollectionFields.of(name, reading.index(name).info())


@router.delete(
    "/collections/{name}",
    status_code=204,
    responses=changing(COLLECTION_NOT_FOUND, COLLECTION_NAME, FORBIDDEN, INDEX_BUSY),
)
def delete_collection(reading: CurrentReading, _: Admin, name: str) -> None:
    """Delete a collection with all its documents. The default one stays."""
    reading.archive.delete(reading.collection(name))
