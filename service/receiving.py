"""Take in what is sent, piece by piece onto the disk, and have a job add it to a collection."""

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message, Receive

from indexer.sent_files import Upload, add_lines, add_uploads, drop_sent
from indexer.summary import Report, Summary
from indexer.upkeep.switching import finish_switch
from search.archive import Archive
from service.inbox import Inbox
from service.job_ledger import Job
from service.jobs import Jobs
from service.problems import UPLOAD_TOO_SLOW, ProblemError

# Of one form.
MOST_FILES = 1000
# Of a form, beside files: they are held in memory, up to 1 MB of text each.
_MOST_FIELDS = 10
_LINES = "documents.jsonl"
# Bytes a second that an upload comes at on average, once its first minute is over.
SLOWEST = 50_000
# What browsers write so in the names of files, and no other sign: 100% stays what it is.
_BY_NUMBER = re.compile("%(?:22|0[0-9A-F]|1[0-9A-F])")
_UNHURRIED_SECONDS = 60.0

Chosen = tuple[Sequence[UploadFile], str]


class Uploading:
    """Takes in the uploads of a service.

    Args:
        inbox: where they lie meanwhile.
        jobs: add them.
        check: raises where whoever sends may no longer add documents; asked when all of an
            upload is there, which can take hours.
    """

    def __init__(self, inbox: Inbox, jobs: Jobs, check: Callable[[], None] = lambda: None) -> None:
        self.inbox = inbox
        self._jobs = jobs
        self._check = check

    def checked_by(self, check: Callable[[], None]) -> "Uploading":
        """The same for one sender, whose right to add documents is asked for as above."""
        return Uploading(self.inbox, self._jobs, check)

    async def lines(self, request: Request, collection: str) -> Job:
        """Add the documents of a body of JSON Lines.

        Raises:
            ProblemError: too much is waiting, the disk is full, or it comes too slowly; or its
                sender's key was revoked meanwhile.
            IndexWriteError: the disk is full.
        """
        declared = _declared(request)
        with self.inbox.receive(declared) as folder:
            arriving = Request(request.scope, self._counted(request, folder, folder))
            with (folder / _LINES).open("wb") as file:
                async for piece in arriving.stream():
                    await run_in_threadpool(file.write, piece)
            self._check()
            size = (folder / _LINES).stat().st_size
        return await run_in_threadpool(self._jobs.submit, folder, collection, size, None)

    async def files(self, request: Request, chosen: Callable[[FormData], Chosen]) -> Job:
        """Add the documents in the files of a form, under the names that they were sent with.

        Until all of it is there, they lie in the folder for temporary files, and count as if they
        lay in the inbox.

        Args:
            request: whose caller may add documents.
            chosen: gives the files and the collection that they are for.

        Raises:
            ProblemError: too much is waiting, the disk is full, or it comes too slowly; its
                sender's key was revoked meanwhile; or what ``chosen`` raises.
            IndexWriteError: the disk is full.
        """
        with self.inbox.receive(_declared(request)) as folder:
            spool = Path(tempfile.gettempdir())
            arriving = Request(request.scope, self._counted(request, folder, spool))
            async with arriving.form(max_files=MOST_FILES, max_fields=_MOST_FIELDS) as form:
                files, collection = chosen(form)
                self._check()
                size = sum(file.size or 0 for file in files)
                self.inbox.check_disk(size)
                for number, file in enumerate(files):
                    with (folder / str(number)).open("wb") as copy:
                        await run_in_threadpool(shutil.copyfileobj, file.file, copy)
                    await file.close()
        names = [name_of(file) for file in files]
        return await run_in_threadpool(self._jobs.submit, folder, collection, size, names)

    def _counted(self, request: Request, folder: Path, written_to: Path) -> Receive:
        """What a request brings, as long as there is room for it and it does not take for ever."""
        began, size, declared = time.monotonic(), 0, _declared(request)

        async def receive() -> Message:
            nonlocal size
            message = await request.receive()
            size += len(message.get("body", b""))
            seconds = time.monotonic() - began
            if seconds > _UNHURRIED_SECONDS and size < seconds * SLOWEST:
                raise ProblemError(UPLOAD_TOO_SLOW, rate=SLOWEST)
            # Who sends without saying how much is counted as it comes.
            self.inbox.reserve(folder.name, max(size, declared))
            self.inbox.check_disk(len(message.get("body", b"")), written_to)
            return message

        return receive


def name_of(file: UploadFile) -> str:
    """The name with which a file was sent; in forms some signs of it are written by numbers."""
    return _BY_NUMBER.sub(lambda sign: unquote(sign[0]), file.filename or "")


def _declared(request: Request) -> int:
    """Bytes that a request says it has."""
    declared = request.headers.get("content-length", "")[:20]
    return int(declared) if declared.isdecimal() else 0


def perform(archive: Archive, job: Job, folder: Path, report: Report) -> Summary:
    """Add what was uploaded into a folder; doing it again changes nothing.

    Raises:
        CollectionMissingError: there is no such collection any more.
        IndexLockedError: another process is writing to it; nothing was done.
    """
    finish_switch(archive.folder)
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
