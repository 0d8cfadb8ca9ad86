"""Indexing over processes: the same index, whoever does what, and whatever happens to them."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from indexer import isolation
from indexer.discovery import find_files
from indexer.pipeline import index_files
from indexer.run import RunOptions
from indexer.summary import Summary
from indexer.workers import jobs, processes
from indexer.workers.pool import Workers
from indexer.workers.processes import ProcessPool
from search.errors import ModelError, WorkerError
from search.index import Index
from testing import waiting
from testing.hashing_encoder import HashingEncoder
from testing.indexes import everything
from testing.waiting import wait_until

Run = Callable[..., Summary]


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(processes, "WORKER", "tests.indexer.hashing_worker")
    monkeypatch.setattr(isolation, "READER", "tests.indexer.faulty_reader")
    monkeypatch.setattr("indexer.run.BATCH_PASSAGES", 4)
    monkeypatch.setattr("indexer.run._AT_ONCE", 3)
    monkeypatch.setenv("FAULTS", str(tmp_path))
    # Workers begin slowly where many tests run.
    monkeypatch.setattr(waiting, "PATIENCE", 60.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def pool() -> Iterator[ProcessPool]:
    with closing(ProcessPool(3)) as made:
        yield made


def run(
    index: Index, encoder: HashingEncoder, folder: Path, pool: ProcessPool | None = None
) -> Summary:
    options = RunOptions(workers=None if pool is None else Workers(pool))
    return index_files(index, lambda: encoder, find_files([folder]), lambda _: None, options)


def refuse() -> HashingEncoder:
    pytest.fail("this process opened the model")


def write(folder: Path, version: int = 1) -> None:
    """Files of many kinds: long, empty, damaged, with documents in common, changed by version."""
    for number in range(20):
        text = f"خبر رقم {number}. " * (1 + number % 5 * 40)
        (folder / f"{number:02}.txt").write_text(
            text + f"\n\nنسخة {version * (number % 3)}.", "utf-8"
        )
    (folder / "05-empty.txt").write_text("", "utf-8")
    (folder / "06-broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (folder / "07-die.txt").write_text("خبر", "utf-8")
    lines = [
        {"id": f"line-{n}", "text": f"قالت الوزارة في بيانها رقم {n % 40}: " + "كلمة " * n}
        for n in range(100)
        if version == 1 or n % 7
    ]
    (folder / "08-lines.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    moved = {"id": "moved", "text": "وثيقة تنتقل من ملف إلى ملف."}
    name = "01-first.jsonl" if version == 1 else "99-last.jsonl"
    (folder / "01-first.jsonl").write_text(json.dumps({"id": "stays", "text": "باقية."}), "utf-8")
    records = [{"id": "stays", "text": "باقية."}, moved] if version == 1 else [moved]
    (folder / name).write_text("\n".join(map(json.dumps, records)), "utf-8")


def test_an_index_is_the_same_to_the_last_bit(
    folder: Path,
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    pool: ProcessPool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("indexer.workers.spread.FILES_TOGETHER", 3)
    monkeypatch.setattr("indexer.workers.spread.FIRST_LETTERS", 500)
    alone, together = make_index(name="alone"), make_index(name="together")
    for version in (1, 2, 2):
        write(folder, version)
        first, second = run(alone, encoder, folder), run(together, encoder, folder, pool)
        assert second.changes == first.changes
        assert second.skipped == first.skipped
        assert second.vanished_ids == first.vanished_ids
        assert (second.passages, second.bytes) == (first.passages, first.bytes)
        assert everything(together) == everything(alone)
    assert len(first.skipped) == 3


def test_what_is_new_is_neither_cut_nor_embedded_here(
    folder: Path, make_index: Callable[..., Index], pool: ProcessPool
) -> None:
    write(folder)
    index = make_index()
    summary = index_files(
        index, refuse, find_files([folder]), lambda _: None, RunOptions(workers=Workers(pool))
    )
    assert summary.passages > 100


def test_nothing_is_begun_where_nothing_is_new(
    folder: Path, make_index: Callable[..., Index], encoder: HashingEncoder, pool: ProcessPool
) -> None:
    (folder / "one.txt").write_text("خبر", "utf-8")
    index = make_index()
    run(index, encoder, folder)
    run(index, encoder, folder, pool)
    assert pool._processes == [None] * 3


def test_a_vector_that_goes_before_it_is_used_again_is_made_again(
    folder: Path, make_index: Callable[..., Index], encoder: HashingEncoder, pool: ProcessPool
) -> None:
    lines = folder / "lines.jsonl"

    def put(*texts: str) -> None:
        records = [{"id": f"{n:02}", "text": text} for n, text in enumerate(texts)]
        lines.write_text("\n".join(map(json.dumps, records)), "utf-8")

    alone, together = make_index(name="alone"), make_index(name="together")
    # The first batch lets go of the only use of a text, and the next one has it.
    for texts in (["ينتقل"], ["أ", "ب", "ج", "د", "ينتقل"]):
        put(*texts)
        run(alone, encoder, folder)
        run(together, encoder, folder, pool)
        assert everything(together) == everything(alone)


def test_the_work_of_a_worker_that_is_lost_is_done_by_another(
    folder: Path, make_index: Callable[..., Index], encoder: HashingEncoder, pool: ProcessPool
) -> None:
    write(folder)
    (folder / "00-end.txt").write_text("خبر @dies-once.", "utf-8")
    alone, together = make_index(name="alone"), make_index(name="together")
    run(alone, encoder, folder)
    ended: list[int] = []

    def kill_one() -> None:
        wait_until(lambda: together.store.counts().documents > 20)
        for process in filter(None, pool._processes):
            ended.append(process._process.pid)
            os.kill(process._process.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    run(together, encoder, folder, pool)
    killer.join()
    assert ended
    assert everything(together) == everything(alone)


@pytest.mark.parametrize(
    "case",
    [
        ("@dies", WorkerError, "3 workers were lost over the same documents"),
        ("@none", ModelError, "a vector is no number"),
        ("@mistake", WorkerError, "AssertionError: a mistake in the worker"),
    ],
)
def test_what_no_worker_can_do_ends_the_run_and_keeps_what_came_before(
    folder: Path,
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    pool: ProcessPool,
    case: tuple[str, type[Exception], str],
) -> None:
    text, error, message = case
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(f"خبر رقم {number}.", "utf-8")
    (folder / "12.txt").write_text(text, "utf-8")
    index = make_index()
    with pytest.raises(error, match=message):
        run(index, encoder, folder, pool)
    assert index.store.counts().documents == 12
    (folder / "12.txt").write_text("خبر", "utf-8")
    assert run(index, encoder, folder, pool).documents == 20


def test_workers_have_the_model_of_the_index(
    folder: Path, make_index: Callable[..., Index], encoder: HashingEncoder, pool: ProcessPool
) -> None:
    from search.errors import IndexMismatchError

    (folder / "one.txt").write_text("خبر", "utf-8")
    encoder.fingerprint = "another"
    with pytest.raises(IndexMismatchError, match="the model that is loaded has hashing-64"):
        run(make_index(), encoder, folder, pool)


def test_no_more_is_read_ahead_than_has_room(
    folder: Path,
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    pool: ProcessPool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("indexer.workers.spread.FILES_TOGETHER", 1)
    for number in range(60):
        (folder / f"{number:02}.txt").write_text(f"خبر @slow {number}", "utf-8")
    asked: list[int] = []
    submit = pool.submit

    def watched(setting: bytes, job: bytes, worker: object = None) -> object:
        asked.append(worker is not None)
        return submit(setting, job, worker)

    monkeypatch.setattr(pool, "submit", watched)
    most = 0

    def report(summary: Summary) -> None:
        nonlocal most
        most = max(most, sum(asked) - summary.documents)

    options = RunOptions(workers=Workers(pool))
    index_files(make_index(), lambda: encoder, find_files([folder]), report, options)
    # Six files are read ahead; six batches of four documents wait, and one is filled.
    assert most <= 6 + (6 + 1) * 4


_COMMAND = """
import signal
import sys
from pathlib import Path
from indexer.discovery import find_files
from indexer.pipeline import index_files
from indexer.run import RunOptions
from indexer.workers import processes
from indexer.workers.pool import Workers
from search.index import Index
from testing.hashing_encoder import HashingEncoder

# What a shell runs in the background ignores it, with all that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
processes.WORKER = "tests.indexer.hashing_worker"
pool = processes.ProcessPool(2)
index = Index(Path(sys.argv[1]))
try:
    print("begun", flush=True)
    index_files(index, HashingEncoder, find_files([Path(sys.argv[2])]), lambda _: None,
        RunOptions(workers=Workers(pool)))
finally:
    pool.close()
    index.close()
"""


# More than are written before a busy machine looks again.
_MANY = 600


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_of_a_run_that_is_broken_off(
    folder: Path,
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
) -> None:
    for each in range(_MANY):
        (folder / f"{each:03}.txt").write_text(f"خبر @slow {each}. " * 20, "utf-8")
    index = make_index()
    command = [sys.executable, "-c", _COMMAND, str(index.folder), str(folder)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        wait_until(lambda: index.store.counts().documents > 20)
        assert _workers(folder.parent)
        os.killpg(process.pid, number)
        process.wait(30)
    wait_until(lambda: not _workers(folder.parent))
    written = index.store.counts().documents
    assert 20 < written < _MANY
    time.sleep(0.3)
    assert index.store.counts().documents == written
    monkeypatch.undo()  # the rest is committed together
    assert run(index, encoder, folder).documents == _MANY


def _workers(folder: Path) -> list[str]:
    """Workers and readers of this test, and of none that runs beside it."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            with suppress(OSError):
                environment = (path / "environ").read_text("utf-8", "replace")
                command = (path / "cmdline").read_text("utf-8", "replace")
                is_one = processes.WORKER in command or isolation.READER in command
                if is_one and f"FAULTS={folder}\0" in environment:
                    found.append(command)
    return found


@pytest.mark.parametrize("given", ["0", "-1", "two", "5000", "٢"])
def test_the_number_of_threads_is_one(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    from search.models.processor import threads

    monkeypatch.setenv("SHAWAHID_THREADS", given)
    with pytest.raises(ModelError, match="SHAWAHID_THREADS"):
        threads()


def test_a_part_that_was_lost_is_read_again_from_its_start(
    folder: Path, make_index: Callable[..., Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer.readers import ReadOptions
    from indexer.workers.jobs import Setting, ToRead, how_it_is_done

    monkeypatch.setattr(jobs, "open_model", lambda _: HashingEncoder())
    lines = [{"id": str(n), "text": f"خبر رقم {n}."} for n in range(25)]
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    index = make_index()
    setting = Setting(None, str(index.folder), index.settings.to_meta(), how_it_is_done()).pack()
    what = ToRead("run", tuple(find_files([folder])), ReadOptions(), is_cut=True)
    try:
        whole = [jobs.answer(setting, what.pack(start, 2000)) for start in (0, 10, 20)]
        jobs.close_worker()
        assert jobs.answer(setting, what.pack(10, 2000)) == whole[1]
        assert jobs.answer(setting, what.pack(20, 2000)) == whole[2]
        assert jobs.answer(setting, what.pack(0, 2000)) == whole[0]
        assert jobs.answer(setting, what.pack(20, 2000)) == whole[2]
    finally:
        jobs.close_worker()
    parts = [jobs.unpack_part(each) for each in whole]
    assert [part.is_last for part in parts] == [False, False, True]
    assert [len(part.items) for part in parts] == [10, 10, 6]


def test_a_worker_that_does_it_otherwise_is_refused(
    folder: Path,
    make_index: Callable[..., Index],
    encoder: HashingEncoder,
    pool: ProcessPool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (folder / "one.txt").write_text("خبر", "utf-8")
    monkeypatch.setattr("indexer.workers.spread.how_it_is_done", lambda: "shawahid 9, int8")
    with pytest.raises(WorkerError, match="expected shawahid 9, int8: install the same version"):
        run(make_index(), encoder, folder, pool)
