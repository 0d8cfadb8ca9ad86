"""Jobs: how far uploads are."""

from fastapi import APIRouter

from indexer.summary import Change
from service.access.callers import Caller
from service.dependencies import CurrentReading, Editor, OpenJobs, Speaking
from service.job_ledger import Job
from service.jobs import Jobs
from service.language import Language
from service.problems import FORBIDDEN, JOB_NOT_FOUND, ProblemError, body_of
from service.routes.api.exchange import PREFIX, changing, getting
from service.schemas.jobs import JobFields, JobList, NamedFields, SkippedFields

router = APIRouter(prefix=PREFIX, tags=["jobs"])


@router.get("/jobs", responses=getting(FORBIDDEN))
def list_jobs(reading: CurrentReading, _: Editor, jobs: OpenJobs, language: Speaking) -> JobList:
    """The latest uploads to the collections that the caller may edit."""
    found = jobs.all(reading.collections)
    return JobList(jobs=[shape_of(job, language, 0) for job in found])


@router.get("/jobs/{job_id}", responses=getting(FORBIDDEN, JOB_NOT_FOUND))
def get_job(caller: Editor, jobs: OpenJobs, language: Speaking, job_id: str) -> JobFields:
    """How far an upload is, what was left out and why."""
    return shape_of(_job(caller, jobs, job_id), language)


@router.delete("/jobs/{job_id}", status_code=202, responses=changing(FORBIDDEN, JOB_NOT_FOUND))
def cancel_job(caller: Editor, jobs: OpenJobs, language: Speaking, job_id: str) -> JobFields:
    """End an upload after the document at hand; one that has ended stays as it is."""
    job = _job(caller, jobs, job_id)
    jobs.cancel(job.id)
    return shape_of(job, language)


def shape_of(job: Job, language: Language, most_named: int | None = None) -> JobFields:
    """The JSON shape of a job as it stands, with the first of what it brought and left out."""
    summary = job.summary
    skipped = [SkippedFields.model_validate(each) for each in summary.skipped[:most_named]]
    documents = [
        NamedFields.model_validate(
            {"id": document_id, "change": change.value, "file": file or None}
        )
        for change, document_id, file in summary.named[:most_named]
    ]
    return JobFields(
        id=job.id,
        collection=job.collection,
        state=job.state,
        created=job.created,
        started=job.started,
        finished=job.finished,
        bytes=job.bytes,
        bytes_read=summary.bytes,
        added=summary.changes[Change.ADDED],
        replaced=summary.changes[Change.REPLACED],
        unchanged=summary.changes[Change.UNCHANGED],
        deleted=summary.changes[Change.PRUNED],
        documents=documents,
        skipped_count=summary.skipped_count,
        skipped=skipped,
        problem=None if job.problem is None else body_of(job.problem, language),
    )


def _job(caller: Caller, jobs: Jobs, job_id: str) -> Job:
    job = jobs.get(job_id)
    if job is None or not caller.may_edit(job.collection):
        raise ProblemError(JOB_NOT_FOUND)
    return job
