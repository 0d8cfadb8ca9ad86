"""Adding documents from the browser."""

from contextlib import suppress

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from indexer.summary import Change
from search.archive import Archive
from search.errors import CollectionMissingError
from search.kinds import KINDS
from search.layout import missing_collection
from service.access.callers import Caller
from service.dependencies import Editor, OpenArchive, OpenJobs, TakingUploads
from service.job_ledger import Job
from service.problems import JOB_NOT_FOUND, NOTHING_UPLOADED, ProblemError
from service.receiving import Chosen
from service.rendering import render

router = APIRouter()

# Where more than an ordinary body is taken in.
UPLOAD_PAGE = "/upload"


@router.get(UPLOAD_PAGE)
def upload_page(request: Request, archive: OpenArchive, caller: Editor) -> Response:
    """Asks for files."""
    values = {"collections": _editable(archive, caller), "kinds": KINDS}
    return render(request, "upload.html", values)


@router.post(UPLOAD_PAGE)
async def upload(
    request: Request, archive: OpenArchive, caller: Editor, uploading: TakingUploads
) -> Response:
    """Has the files added, and goes to the page that tells how far that is."""

    def chosen(form: FormData) -> Chosen:
        collection = str(form.get("collection", ""))
        if collection not in _editable(archive, caller):
            raise missing_collection(collection)
        files = [part for part in form.getlist("files") if isinstance(part, UploadFile)]
        files = [file for file in files if file.filename]
        if not files:
            raise ProblemError(NOTHING_UPLOADED)
        return files, collection

    job = await uploading.files(request, chosen)
    return RedirectResponse(f"{UPLOAD_PAGE}/{job.id}", 303)


@router.get(f"{UPLOAD_PAGE}/{{job_id}}")
def job_page(
    request: Request, archive: OpenArchive, caller: Editor, jobs: OpenJobs, job_id: str
) -> Response:
    """How far an upload is, what came of it, what was left out and why."""
    job = jobs.get(job_id)
    if job is None or not caller.may_edit(job.collection):
        raise ProblemError(JOB_NOT_FOUND)
    context = {"job": job, "outcome": _outcome(job), **_documents(archive, job)}
    return render(request, "job.html", context)


def _editable(archive: Archive, caller: Caller) -> list[str]:
    return [name for name in archive.names() if caller.may_edit(name)]


def _documents(archive: Archive, job: Job) -> dict[str, object]:
    """What a job has brought, and what was there from elsewhere, with titles; once it has ended."""
    named = job.summary.named if job.has_ended else []
    titles: dict[str, str | None] = {}
    with suppress(CollectionMissingError):  # it may be deleted by now, as may be its documents
        titles = archive.store(job.collection).titles([each.document_id for each in named])
    there = [(each, titles[each.document_id]) for each in named if each.document_id in titles]
    changes = job.summary.changes
    brought = changes[Change.ADDED] + changes[Change.REPLACED] if job.has_ended else 0
    return {
        "came": [pair for pair in there if not pair[0].file],
        "same": [pair for pair in there if pair[0].file],
        "unnamed": brought - sum(not each.file for each in named),
    }


def _outcome(job: Job) -> list[tuple[str, int]]:
    changes = job.summary.changes
    return [
        ("added", changes[Change.ADDED]),
        ("replaced", changes[Change.REPLACED]),
        ("unchanged", changes[Change.UNCHANGED]),
        ("skipped", job.summary.skipped_count),
    ]
