"""Take in what is sent, piece by piece onto the disk, and have a job add it to a collection."""

import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from indexer.sent_files import Upload, add_lines, add_uploads, drop_sent
from indexer.summary import Report, Summary
from search.archive import Archive
from service.inbox import Inbox
from service.job_ledger import Job
from service.jobs import Jobs

# Of one form.
MOST_FILES = 1000
_LINES = "documents.jsonl"


class Uploading:
    """Takes in the uploads of a service.

    Args:
        inbox: where they lie meanwhile.
        jobs: add them.
    """

    def __init__(self, inbox: Inbox, jobs: Jobs) -> None:
        self.inbox = inbox
        self._jobs = jobs

    async def lines(self, request: Request, collection: str) -> Job:
        """Add the documents of a body of JSON Lines.

        Raises:
            ProblemError: too much is waiting, or the disk is full.
            IndexWriteError: the disk is full.
        """
        # Who sends without saying how much is counted as it comes.
        declared = request.headers.get("content-length", "")[:20]
        most = int(declared) if declared.isdecimal() else 0
        with self.inbox.receive(most) as folder:
            size = await self._written(request.stream(), folder, most)
        return await run_in_threadpool(self._jobs.submit, folder, collection, size, None)

    async def files(self, files: Sequence[UploadFile], collection: str) -> Job:
        """Add the documents in files, under the names that they were sent with.

        Raises:
            ProblemError: too much is waiting, or the disk is full.
            IndexWriteError: the disk is full.
        """
        size = sum(file.size or 0 for file in files)
        with self.inbox.receive(size) as folder:
            self.inbox.check_disk(size)
            for number, file in enumerate(files):
                with (folder / str(number)).open("wb") as copy:
                    await run_in_threadpool(shutil.copyfileobj, file.file, copy)
        names = [file.filename or "" for file in files]
        return await run_in_threadpool(self._jobs.submit, folder, collection, size, names)

    async def _written(self, stream: AsyncIterator[bytes], folder: Path, declared: int) -> int:
        size = 0
        with (folder / _LINES).open("wb") as file:
            async for piece in stream:
                size += len(piece)
                self.inbox.reserve(folder.name, max(size, declared))
                self.inbox.check_disk(len(piece))
                await run_in_threadpool(file.write, piece)
        return size


def perform(archive: Archive, job: Job, folder: Path, report: Report) -> Summary:
    """Add what was uploaded into a folder; doing it again changes nothing.

    Raises:
        CollectionMissingError: there is no such collection any more.
        IndexLockedError: another process is writing to it; nothing was done.
    """
    with archive.using(job.collection):
        if job.names is None:
            return add_lines(archive, job.collection, folder / _LINES, report)
        uploads = [Upload(name, folder / str(number)) for number, name in enumerate(job.names)]
        return add_uploads(archive, job.collection, uploads, report)


def give_up(archive: Archive, job: Job) -> None:
    """Remove what a job that no service survived has left in the collection.

    Raises:
        CollectionMissingError: there is no such collection any more.
    """
    drop_sent(archive, job.collection, job.names or ())
