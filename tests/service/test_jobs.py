"""Jobs and their uploads: what was accepted is done, whatever ends the service."""

import itertools
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock

from indexer.readers import Skipped
from indexer.summary import Change, Named, Report, Summary
from search.errors import IndexLockedError, IndexWriteError, ServerError, ShawahidError
from search.layout import FILE_NAME
from search.storage.database import Database
from service import inbox as inbox_module
from service import job_ledger, job_turns, jobs
from service.database import ServiceDatabase
from service.inbox import NAME, Inbox
from service.job_ledger import Job, JobLedger
from service.jobs import MOST_TRIES, Jobs, Perform
from service.problems import ProblemError
from service.schemas.jobs import State
from testing.waiting import wait_until

LARGEST = 1000


def nothing(*_: object) -> Summary:
    return Summary()


class Service:
    """What a service has of jobs, on a folder that it may share with others."""

    def __init__(self, folder: Path, perform: Perform = nothing) -> None:
        self.database = ServiceDatabase(folder)
        self.inbox = Inbox(folder, LARGEST)
        self.given_up: list[str] = []
        ledger = JobLedger(self.database)
        self.jobs = Jobs(ledger, self.inbox, perform, lambda job: self.given_up.append(job.id))

    def send(
        self,
        content: bytes = b"{}",
        names: list[str] | None = None,
        collection: str = "default",
    ) -> Job:
        with self.inbox.receive(len(content)) as folder:
            (folder / "0").write_bytes(content)
        return self.jobs.submit(folder, collection, len(content), names)

    def end_of(self, job: Job) -> Job:
        deadline = time.monotonic() + 60
        while (found := self.jobs.get(job.id)) is None or not found.has_ended:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        return found

    def close(self) -> None:
        self.jobs.close()
        self.inbox.close()
        self.database.close()


Start = Callable[..., Service]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Database.create(tmp_path / FILE_NAME, {})
    return tmp_path


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    started: list[Service] = []

    def start(perform: Perform = nothing) -> Service:
        started.append(Service(folder, perform))
        return started[-1]

    yield start
    for service in started:
        service.close()


def uploads(folder: Path) -> list[Path]:
    """The uploads that lie in the inbox."""
    return [path for path in (folder / NAME).glob("*/*") if path.is_dir()]


class Killed:
    """Stands for a service that is killed while it is at a job: it does nothing more."""

    def __init__(self, start: Start) -> None:
        self._held = threading.Event()
        self.begun = threading.Event()
        self.service = start(self._wait)

    def _wait(self, *_: object) -> Summary:
        self.begun.set()
        self._held.wait(20)
        return Summary()

    def die(self) -> None:
        assert self.begun.wait(20)
        inbox = self.service.inbox
        assert inbox._lock is not None
        inbox._lock.release()
        inbox._own = inbox._lock = None

    def bury(self) -> None:
        self._held.set()


@pytest.fixture
def killed(start: Start) -> Iterator[Killed]:
    killed = Killed(start)
    yield killed
    killed.bury()


@pytest.mark.parametrize("names", [None, ["\u0623.txt"]])
def test_what_a_service_that_was_killed_had_accepted_goes_on(
    killed: Killed, start: Start, folder: Path, names: list[str] | None
) -> None:
    running = killed.service.send(b"first", names)
    waiting = killed.service.send(b"second", names)
    killed.die()
    seen: list[tuple[str, list[str] | None, bytes]] = []

    def perform(job: Job, upload: Path, _: Report) -> Summary:
        seen.append((job.id, job.names, (upload / "0").read_bytes()))
        return Summary()

    after = start(perform)
    assert after.end_of(running).state is after.end_of(waiting).state is State.DONE
    assert seen == [(running.id, names, b"first"), (waiting.id, names, b"second")]
    assert uploads(folder) == []


def test_what_another_service_is_at_is_left_to_it(
    killed: Killed, start: Start, folder: Path
) -> None:
    job = killed.service.send()
    assert killed.begun.wait(20)
    other = start()
    other.end_of(other.send(collection="other"))
    found = other.jobs.get(job.id)
    assert found is not None
    assert found.state is State.RUNNING
    assert [path.name for path in uploads(folder)] == [job.id]


def test_a_job_is_cancelled_from_another_service(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.jobs._LOOKING_SECONDS", 0.0)
    begun = threading.Event()

    def perform(_job: Job, _folder: Path, report: Report) -> Summary:
        while True:
            report(Summary(bytes=7))
            begun.set()
            time.sleep(0.01)

    service, other = start(perform), start()
    running, waiting = service.send(), service.send()
    assert begun.wait(20)
    wait_until(lambda: seen_from(other, running).summary.bytes == 7)
    for job in (waiting, running):
        other.jobs.cancel(job.id)
        assert seen_from(other, job).state is State.CANCELLED
    assert service.end_of(running).state is service.end_of(waiting).state is State.CANCELLED
    assert seen_from(other, running).summary.bytes == 7
    assert uploads(folder) == []


def seen_from(service: Service, job: Job) -> Job:
    """A job as a service tells it."""
    found = service.jobs.get(job.id)
    assert found is not None
    return found


def test_a_job_that_has_ended_is_not_cancelled(start: Start) -> None:
    service, other = start(), start()
    job = service.end_of(service.send())
    other.jobs.cancel(job.id)
    assert seen_from(other, job).state is State.DONE


def test_a_job_that_ends_as_another_service_starts_has_not_failed(
    killed: Killed, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = killed.service.send()
    unfinished = JobLedger.unfinished

    def late(ledger: JobLedger) -> list[Job]:
        found = unfinished(ledger)
        killed.bury()
        killed.service.end_of(job)
        return found

    monkeypatch.setattr(JobLedger, "unfinished", late)
    other = start()
    found = other.jobs.get(job.id)
    assert found is not None
    assert found.state is State.DONE
    assert other.given_up == []


def test_what_was_never_accepted_is_swept(killed: Killed, start: Start, folder: Path) -> None:
    job = killed.service.send()
    with killed.service.inbox.receive(1) as half:
        (half / "0").write_bytes(b"x")
    killed.die()
    after = start()
    after.end_of(job)
    assert uploads(folder) == []
    assert after.jobs.get(half.name) is None


def test_a_job_whose_upload_is_gone_has_failed(killed: Killed, start: Start, folder: Path) -> None:
    job = killed.service.send()
    killed.die()
    (path,) = uploads(folder)
    (path / "0").unlink()
    path.rmdir()
    found = start().jobs.get(job.id)
    assert found is not None
    assert found.problem is not None
    assert (found.state, found.problem.kind.slug) == (State.FAILED, "job-interrupted")


def test_a_job_that_ends_every_service_is_given_up(start: Start, folder: Path) -> None:
    services = [Killed(start)]
    job = services[0].service.send()
    for _ in range(MOST_TRIES - 1):
        services[-1].die()
        services.append(Killed(start))
    services[-1].die()
    after = start()
    found = after.jobs.get(job.id)
    assert found is not None
    assert found.problem is not None
    assert (found.state, found.problem.kind.slug) == (State.FAILED, "job-interrupted")
    assert after.given_up == [job.id]
    assert uploads(folder) == []
    for service in services:
        service.bury()


def test_a_service_that_is_stopped_leaves_its_jobs_and_counts_no_try(
    start: Start, folder: Path
) -> None:
    begun = threading.Event()

    def until_stopped(_: Job, __: Path, report: Report) -> Summary:
        begun.set()
        while True:
            report(Summary())
            time.sleep(0.001)

    job: Job | None = None
    for _ in range(MOST_TRIES + 1):
        service = Service(folder, until_stopped)
        job = job or service.send()
        assert begun.wait(20)
        service.close()
        begun.clear()
    assert job is not None
    assert start().end_of(job).state is State.DONE


def test_neither_counts_one_that_is_stopped_in_the_midst_of_a_long_document(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_CLOSING_SECONDS", 0.1)
    services: list[Killed] = []
    ids: set[str] = set()
    for _ in range(MOST_TRIES + 1):
        services.append(Killed(start))
        if not ids:
            ids.add(services[-1].service.send().id)
        assert services[-1].begun.wait(20)
        services[-1].service.close()
    for service in services:  # what was left unfinished ends, and says nothing of it any more
        service.bury()
    after = start()
    (job,) = after.jobs.all(["default"])
    assert {job.id} == ids
    assert after.end_of(job).state is State.DONE
    assert after.given_up == []


def test_only_its_owner_may_look_into_the_inbox(start: Start, folder: Path) -> None:
    with start().inbox.receive(1) as upload:
        for path in (upload, upload.parent, folder / NAME):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_nothing_is_left_in_the_inbox_of_a_service_that_ends(start: Start, folder: Path) -> None:
    service = start()
    service.end_of(service.send())
    service.close()
    assert [path for path in (folder / NAME).iterdir() if path.is_dir()] == []


def test_uploads_wait_as_long_as_there_is_room_for_their_bytes(
    killed: Killed, folder: Path
) -> None:
    service = killed.service
    service.send(b"a" * (LARGEST - 10))
    with pytest.raises(ProblemError, match="too-many-jobs"):
        service.send(b"b" * 11)
    with service.inbox.receive(10), pytest.raises(ProblemError, match="too-many-jobs"):
        service.send(b"c")
    assert len(uploads(folder)) == 2


def test_an_upload_that_the_disk_has_no_room_for_is_refused(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = start()
    monkeypatch.setattr(inbox_module, "_LEFT_FREE", 10**18)
    monkeypatch.setattr(inbox_module, "_LEFT_FREE_SHARE", 1)
    with pytest.raises(ProblemError, match="storage-full"):
        service.send()
    assert uploads(folder) == []
    monkeypatch.undo()
    assert service.end_of(service.send()).state is State.DONE


def test_a_job_that_cannot_be_written_down_is_not_accepted(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        msg = "the disk is full"
        raise IndexWriteError(msg)

    service = start()
    monkeypatch.setattr(JobLedger, "accept", fail)
    with pytest.raises(IndexWriteError):
        service.send()
    assert uploads(folder) == []
    assert service.jobs.all(["default"]) == []


def test_an_end_that_cannot_be_written_down_ends_no_worker(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = JobLedger.write
    lost: list[str] = []

    def fail_at_the_end(ledger: JobLedger, job: Job) -> None:
        if job.state is State.DONE and not lost:
            lost.append(job.id)
            msg = "the disk is full"
            raise IndexWriteError(msg)
        write(ledger, job)

    service = start()
    monkeypatch.setattr(JobLedger, "write", fail_at_the_end)
    first = service.send()
    assert service.end_of(service.send()).state is service.end_of(first).state is State.DONE
    service.close()
    assert start().end_of(first).state is State.DONE


def test_a_report_of_any_input_takes_bounded_room(start: Start) -> None:
    def perform(_job: Job, _folder: Path, report: Report) -> Summary:
        summary = Summary()
        for number in range(3_000):
            summary.skip(Skipped(f"{number} {'ا' * 10_000}", "غير مفهوم " * 10_000))
            summary.name(Named(Change.ADDED, f"{number} {'ا' * 100}"))
        summary.skip_first([Skipped("السجل" * 1_000, "first")])
        report(summary)
        return summary

    service = start(perform)
    job = service.end_of(service.send())
    found = service.jobs.get(job.id)
    assert found is not None
    assert found.summary.skipped_count == 3_001
    assert found.summary.skipped[0].reason == "first"
    assert found.summary.skipped[1].place.startswith("0 ا")
    ((kept,),) = service.database.rows("SELECT length(CAST(summary AS BLOB)) FROM jobs")
    assert len(found.summary.named) > 900
    assert found.summary.named[0] == Named(Change.ADDED, f"0 {'ا' * 100}")
    assert 100_000 < kept < 2 * 220_000
    (listed,) = service.jobs.all(["default"])
    assert (listed.summary.skipped, listed.summary.skipped_count) == ([], 3_001)
    assert listed.summary.named == []


def test_the_latest_jobs_are_kept(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_ledger, "MOST_KEPT", 3)
    service = start()
    made = [service.send() for _ in range(5)]
    service.end_of(made[-1])
    assert [job.id for job in service.jobs.all(["default"])] == [job.id for job in made[:1:-1]]
    assert service.jobs.all(["other"]) == []
    assert service.jobs.get(made[0].id) is None
    assert all(len(job.id) >= 22 for job in made)


def test_a_mistake_in_a_job_fails_it_alone(start: Start) -> None:
    def fail(job: Job, *_: object) -> Summary:
        if job.names == ["bad"]:
            raise ZeroDivisionError
        return Summary()

    service = start(fail)
    found = service.end_of(service.send(names=["bad"]))
    after = service.end_of(service.send())
    assert found.problem is not None
    assert (found.state, found.problem.kind.slug) == (State.FAILED, "internal-error")
    assert after.state is State.DONE


def test_a_full_queue_takes_no_more(killed: Killed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 1)
    killed.service.send()
    assert killed.begun.wait(20)
    killed.service.send()
    with pytest.raises(ProblemError, match="too-many-jobs"):
        killed.service.send()


def test_a_database_of_the_version_before_is_brought_up(folder: Path) -> None:
    ServiceDatabase(folder).close()
    with closing(ServiceDatabase(folder)) as database, database.transaction() as connection:
        connection.execute("DROP TABLE jobs")
        connection.execute("PRAGMA user_version = 1")
    with closing(ServiceDatabase(folder)) as database:
        assert JobLedger(database).unfinished() == []


def test_a_collection_that_is_locked_holds_up_only_its_own_jobs_and_keeps_their_order(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_turns, "RETRY_SECONDS", 0.05)
    locked = threading.Event()
    locked.set()
    done: list[str] = []

    def perform(job: Job, *_: object) -> Summary:
        if job.collection == "locked" and locked.is_set():
            raise IndexLockedError
        done.append(job.id)
        return Summary()

    service = start(perform)
    first, second = (service.send(collection="locked") for _ in range(2))
    cancelled = service.send(collection="locked")
    other = service.send(collection="free")
    service.jobs.cancel(cancelled.id)
    assert service.end_of(other).state is State.DONE
    assert service.end_of(cancelled).state is State.CANCELLED
    assert not first.has_ended
    locked.clear()
    assert service.end_of(second).state is State.DONE
    assert done == [other.id, first.id, second.id]


@pytest.mark.parametrize(
    ("error", "slug"), [(IndexLockedError, "job-waits"), (ServerError, "job-waits-for-server")]
)
def test_a_job_waits_for_its_collection_as_long_as_it_takes_and_says_so(
    start: Start, monkeypatch: pytest.MonkeyPatch, error: type[ShawahidError], slug: str
) -> None:
    hours = itertools.count(0, 7200)
    monkeypatch.setattr(job_turns, "time", SimpleNamespace(monotonic=lambda: float(next(hours))))
    monkeypatch.setattr(job_turns, "RETRY_SECONDS", 0.01)
    tries = threading.Semaphore(0)

    def locked(*_: object) -> Summary:
        tries.release()
        raise error

    service = start(locked)
    job = service.send()
    for _ in range(5):
        assert tries.acquire(timeout=60)
    service.jobs.close()
    found = JobLedger(service.database).get(job.id)
    assert found is not None
    assert found.problem is not None
    assert (found.state, found.problem.kind.slug) == (State.WAITING, slug)
    service.inbox.close()
    after = start().end_of(job)
    assert (after.state, after.problem) == (State.DONE, None)


def test_a_job_that_was_cancelled_stays_so_whatever_ends_the_service(
    killed: Killed, start: Start, folder: Path
) -> None:
    running, waiting = killed.service.send(), killed.service.send()
    assert killed.begun.wait(20)
    for job in (running, waiting):
        killed.service.jobs.cancel(job.id)
    killed.die()
    after = start(lambda *_: pytest.fail("done"))
    assert after.end_of(running).state is after.end_of(waiting).state is State.CANCELLED
    assert uploads(folder) == []


def test_what_was_accepted_later_is_done_later_by_whichever_service(start: Start) -> None:
    done: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def perform(job: Job, *_: object) -> Summary:
        if job.collection == "busy":
            begun.set()
            assert go_on.wait(20)
        done.append(job.id)
        return Summary()

    service, idle = start(perform), start(perform)
    busy = service.send(collection="busy")
    assert begun.wait(20)
    first, second, third = service.send(), idle.send(), service.send()
    elsewhere = idle.send(collection="other")
    idle.end_of(elsewhere)
    assert done == [elsewhere.id]
    go_on.set()
    assert service.end_of(third).state is idle.end_of(second).state is State.DONE
    assert done == [elsewhere.id, busy.id, first.id, second.id, third.id]


def test_a_collection_that_is_locked_keeps_the_order_of_several_services(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_turns, "RETRY_SECONDS", 0.05)
    locked = threading.Event()
    locked.set()
    done: list[str] = []

    def perform(job: Job, *_: object) -> Summary:
        if locked.is_set():
            raise IndexLockedError
        done.append(job.id)
        return Summary()

    services = [start(perform) for _ in range(3)]
    sent = [services[number % 3].send() for number in range(7)]
    time.sleep(0.2)
    assert done == []
    locked.clear()
    for number, job in enumerate(sent):
        services[number % 3].end_of(job)
    assert done == [job.id for job in sent]


def test_a_job_goes_on_after_those_of_a_service_that_was_killed_before_it(
    killed: Killed, start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_turns, "RETRY_SECONDS", 0.05)
    done: list[str] = []

    def perform(job: Job, *_: object) -> Summary:
        done.append(job.id)
        return Summary()

    other = start(perform)
    running, waiting = killed.service.send(), killed.service.send()
    assert killed.begun.wait(20)
    later = other.send()
    time.sleep(0.3)
    assert done == []
    killed.die()
    assert other.end_of(later).state is State.DONE
    assert done == [running.id, waiting.id, later.id]
    assert uploads(folder) == []


def test_a_job_that_was_cancelled_elsewhere_does_nothing_more(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.jobs._LOOKING_SECONDS", 3600.0)
    begun, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def perform(job: Job, _folder: Path, report: Report) -> Summary:
        begun.set()
        assert go_on.wait(20)
        report(Summary())
        done.append(job.id)
        return Summary()

    service, other = start(perform), start(perform)
    job = service.send()
    assert begun.wait(20)
    other.jobs.cancel(job.id)
    go_on.set()
    later = other.send()
    assert other.end_of(later).state is State.DONE
    assert service.end_of(job).state is State.CANCELLED
    assert done == [later.id]


def test_uploads_wait_for_a_lock_that_is_held_only_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_module, "_LONGEST_WAIT", 0)
    inbox = Inbox(tmp_path, LARGEST)
    (tmp_path / NAME).mkdir()
    with (
        FileLock(tmp_path / NAME / ".lock"),
        pytest.raises(IndexLockedError, match=r"uploads.*held by another program"),
        inbox.receive(1),
    ):
        pass
    with inbox.receive(1) as folder:
        assert folder.is_dir()
    inbox.close()
