"""Collections: listed, made, deleted."""

from urllib.parse import quote

from fastapi import APIRouter, Depends, Response

from search.archive import missing_collection
from service.dependencies import Admin, CurrentCaller, OpenArchive
from service.problems import (
    COLLECTION_EXISTS,
    COLLECTION_NAME,
    COLLECTION_NOT_FOUND,
    FORBIDDEN,
    INDEX_BUSY,
)
from service.routes.api.exchange import PREFIX, asking, changing, reading, takes_json
from service.schemas.archive import CollectionFields, CollectionList, CollectionRequest
from service.scope import ask_existing, readable

router = APIRouter(prefix=PREFIX, tags=["collections"])


@router.get("/collections", responses=reading())
def list_collections(archive: OpenArchive, caller: CurrentCaller) -> CollectionList:
    """The collections that the caller may read, and what they hold."""
    return CollectionList(
        collections=ask_existing(
            lambda: readable(archive, caller),
            lambda names: [
                CollectionFields.of(name, archive.engine(name).info()) for name in names
            ],
        )
    )


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


@router.get("/collections/{name}", responses=reading(COLLECTION_NOT_FOUND))
def get_collection(archive: OpenArchive, caller: CurrentCaller, name: str) -> CollectionFields:
    """What a collection holds."""
    (collection,) = readable(archive, caller, [name])
    return CollectionFields.of(collection, archive.engine(collection).info())


@router.delete(
    "/collections/{name}",
    status_code=204,
    responses=changing(COLLECTION_NOT_FOUND, COLLECTION_NAME, FORBIDDEN, INDEX_BUSY),
)
def delete_collection(archive: OpenArchive, caller: Admin, name: str) -> None:
    """Delete a collection with all its documents. The default one stays."""
    (collection,) = readable(archive, caller, [name])
    archive.delete(collection)
