"""Take in what is sent, piece by piece onto the disk, and have a job add it to a collection."""

import shutil
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from indexer.sent_files import Upload, add_lines, add_uploads
from search.archive import Archive
from search.storage.database import explained
from service.jobs import Job, Jobs

# Of one form.
MOST_FILES = 1000


async def submit_lines(
    stream: AsyncIterator[bytes], archive: Archive, jobs: Jobs, collection: str
) -> Job:
    """Add the documents of a stream of JSON Lines.

    Raises:
        ProblemError: too many jobs are waiting.
        IndexWriteError: the disk is full.
    """
    with _folder() as folder:
        path = folder / "documents.jsonl"
        with path.open("wb") as file:
            async for piece in stream:
                await run_in_threadpool(file.write, piece)
    work = partial(add_lines, archive, collection, path)
    return jobs.submit(collection, path.stat().st_size, work, partial(_remove, folder))


async def submit_files(
    files: Sequence[UploadFile], archive: Archive, jobs: Jobs, collection: str
) -> Job:
    """Add the documents in files, under the names that they were sent with.

    Raises:
        ProblemError: too many jobs are waiting.
        IndexWriteError: the disk is full.
    """
    uploads = []
    with _folder() as folder:
        for number, file in enumerate(files):
            path = folder / str(number)
            with path.open("wb") as copy:
                await run_in_threadpool(shutil.copyfileobj, file.file, copy)
            uploads.append(Upload(file.filename or "", path))
    work = partial(add_uploads, archive, collection, uploads)
    size = sum(upload.path.stat().st_size for upload in uploads)
    return jobs.submit(collection, size, work, partial(_remove, folder))


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder that stays, unless what is done inside fails."""
    folder = Path(mkdtemp(prefix="shawahid-upload-"))
    try:
        with explained(folder):
            yield folder
    except BaseException:
        _remove(folder)
        raise


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
