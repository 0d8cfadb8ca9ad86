"""Documents that are sent, and added by a job."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import FormData, UploadFile

from service.dependencies import CurrentReading, Editor, Speaking, TakingUploads
from service.job_ledger import Job
from service.problems import (
    COLLECTION_NOT_FOUND,
    FORBIDDEN,
    NOTHING_UPLOADED,
    STORAGE_FULL,
    TOO_MANY_JOBS,
    UPLOAD_TOO_SLOW,
    ProblemError,
)
from service.receiving import Chosen
from service.routes.api.exchange import PREFIX, asking, check_type
from service.routes.api.jobs import shape_of
from service.schemas.jobs import JobFields
from service.schemas.requests import CollectionParameter

router = APIRouter(prefix=PREFIX, tags=["documents"])

# Where more than an ordinary body is taken in.
UPLOAD_PATHS = frozenset({"/api/v1/documents", "/api/v1/documents/files"})
LINES = ("application/jsonl", "application/x-ndjson")
_FORM = "multipart/form-data"
_PROBLEMS = (COLLECTION_NOT_FOUND, FORBIDDEN, TOO_MANY_JOBS, UPLOAD_TOO_SLOW, STORAGE_FULL)
_LINES_EXAMPLE = (
    '{"id": "news/1", "title": "حوار إقليمي", "date": "2022-06-14", "text": "عقد في عمّان حوار."}\n'
)
_LINES_SCHEMA = {
    "schema": {"type": "string", "format": "binary"},
    "examples": {"one": {"summary": "One document", "value": _LINES_EXAMPLE}},
}
_FORM_SCHEMA = {
    "schema": {
        "type": "object",
        "required": ["files"],
        "properties": {
            "files": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "format": "binary"},
            }
        },
    }
}


class _Adding:
    """What a request that adds documents comes with, from an editor of the collection."""

    def __init__(  # noqa: PLR0913, PLR0917 - FastAPI reads parameters
        self,
        request: Request,
        response: Response,
        reading: CurrentReading,
        _: Editor,
        uploading: TakingUploads,
        language: Speaking,
        parameters: Annotated[CollectionParameter, Query()],
    ) -> None:
        self.request = request
        self.collection = reading.collection(parameters.collection)
        self.uploading = uploading
        self._response = response
        self._language = language

    def accepted(self, job: Job) -> JobFields:
        """The answer: the job, and where it is."""
        self._response.headers["Location"] = f"/api/v1/jobs/{job.id}"
        return shape_of(job, self._language)


Adding = Annotated[_Adding, Depends()]


@router.post(
    "/documents",
    status_code=202,
    responses=asking(*_PROBLEMS),
    openapi_extra={
        "requestBody": {"required": True, "content": dict.fromkeys(LINES, _LINES_SCHEMA)}
    },
)
async def add_documents(adding: Adding) -> JobFields:
    """Add or replace documents: a stream of JSON objects, one a line (JSON Lines).

    Each has an `id`, a `text` and what else a stored document has; what it has besides becomes
    metadata. A document with an id that is there replaces that one. Lines that
    are no document are left out, as the job says.
    """
    check_type(adding.request, *LINES)
    return adding.accepted(await adding.uploading.lines(adding.request, adding.collection))


@router.post(
    "/documents/files",
    status_code=202,
    responses=asking(*_PROBLEMS, NOTHING_UPLOADED),
    openapi_extra={"requestBody": {"required": True, "content": {_FORM: _FORM_SCHEMA}}},
)
async def upload_files(adding: Adding) -> JobFields:
    """Add or replace the documents in files of any kind that `shawahid index` reads.

    A file's name, which may be a relative path, is the id of the document in it, that of a text
    (`.txt`, `.md`, `.markdown`) without the ending. The file is kept as the original of its
    documents; another of the same name replaces it and them.
    """
    check_type(adding.request, _FORM)

    def chosen(form: FormData) -> Chosen:
        files = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
        if not files:
            raise ProblemError(NOTHING_UPLOADED)
        return files, adding.collection

    return adding.accepted(await adding.uploading.files(adding.request, chosen))
