"""Stored documents: read, listed, deleted."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from indexer.collections import delete_documents, delete_matching
from search.errors import DocumentMissingError
from search.records import Filters
from service.cursors import read_cursor, write_cursor
from service.dependencies import CurrentReading, Editor
from service.document_ids import meant
from service.problems import (
    COLLECTION_NOT_FOUND,
    DOCUMENT_NOT_FOUND,
    EMPTY_FILTER,
    FORBIDDEN,
    INDEX_BUSY,
    INVALID_CURSOR,
    INVALID_FILTER,
    ProblemError,
)
from service.routes.api.exchange import PREFIX, asking, changing, getting, takes_json
from service.schemas.documents import (
    DeletedResponse,
    DocumentList,
    DocumentResponse,
    SummaryFields,
)
from service.schemas.requests import (
    CollectionParameter,
    DeleteRequest,
    DocumentParameters,
    ListParameters,
)

router = APIRouter(prefix=PREFIX, tags=["documents"])


@router.get("/documents", responses=getting(COLLECTION_NOT_FOUND, INVALID_FILTER, INVALID_CURSOR))
def list_documents(
    reading: CurrentReading, parameters: Annotated[ListParameters, Query()]
) -> DocumentList:
    """The documents of a collection by id, without their texts."""
    collection = reading.collection(parameters.collection)
    filters = parameters.wanted()
    same = (collection, filters)
    cursor = parameters.cursor
    after = None if cursor is None else read_cursor(cursor, same, str)
    # One more than is shown tells whether there are more.
    found = reading.index(collection).store.summaries(filters, after, parameters.limit + 1)
    shown = [SummaryFields.model_validate(each) for each in found[: parameters.limit]]
    cursor = write_cursor(shown[-1].id, same) if len(found) > len(shown) else None
    return DocumentList(documents=shown, next_cursor=cursor)


@router.post(
    "/documents/delete",
    responses=asking(COLLECTION_NOT_FOUND, INVALID_FILTER, EMPTY_FILTER, FORBIDDEN, INDEX_BUSY),
    dependencies=[Depends(takes_json)],
)
def delete_matching_documents(
    reading: CurrentReading,
    _: Editor,
    request: DeleteRequest,
    parameters: Annotated[CollectionParameter, Query()],
) -> DeletedResponse:
    """Delete the documents of a collection that a filter wants."""
    collection = reading.collection(parameters.collection)
    filters = request.wanted()
    if request.all and filters != Filters():
        raise ProblemError(EMPTY_FILTER, "contradiction")
    if not request.all and filters == Filters():
        raise ProblemError(EMPTY_FILTER)
    return DeletedResponse(deleted=delete_matching(reading.archive, collection, filters))


@router.get(
    "/documents/{document_id:id}", responses=getting(DOCUMENT_NOT_FOUND, COLLECTION_NOT_FOUND)
)
def get_document(
    reading: CurrentReading,
    document_id: str,
    parameters: Annotated[DocumentParameters, Query()],
) -> DocumentResponse:
    """A document with its whole stored text. Its id may contain slashes."""
    found = reading.document(meant(document_id, parameters.id), parameters.collection)
    return DocumentResponse.of(found)


@router.delete(
    "/documents/{document_id:id}",
    status_code=204,
    responses=changing(DOCUMENT_NOT_FOUND, COLLECTION_NOT_FOUND, FORBIDDEN, INDEX_BUSY),
)
def delete_document(
    reading: CurrentReading,
    _: Editor,
    document_id: str,
    parameters: Annotated[DocumentParameters, Query()],
) -> None:
    """Delete a document; what was made of its text, and its original if held, go with it."""
    collection = reading.collection(parameters.collection)
    if delete_documents(reading.archive, collection, [meant(document_id, parameters.id)]):
        msg = "no document has this id"
        raise DocumentMissingError(msg)
