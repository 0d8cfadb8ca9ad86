"""Indexing over a Dask cluster: a real scheduler with TLS and three workers; one is killed."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from indexer.discovery import find_files
from indexer.pipeline import index_files
from indexer.run import RunOptions
from indexer.workers import dask_cluster
from indexer.workers.dask_cluster import CA, CERTIFICATE, KEY, DaskPool, Scheduler
from indexer.workers.pool import Workers
from search.errors import MissingExtraError, ModelError, WorkerError
from search.index import Index
from testing import waiting
from testing.hashing_encoder import HashingEncoder
from testing.indexes import everything
from testing.waiting import wait_until

WORKERS = 3


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://10.0.0.7:8786", "neither encrypted nor on this machine"),
        ("tcp://scheduler.example:8786", "neither encrypted nor on this machine"),
        ("tcp://127.0.0.1.example:8786", "neither encrypted nor on this machine"),
        ("tls://10.0.0.7:8786", "needs --certificates DIR"),
        ("10.0.0.7:8786", "expected tls://HOST:PORT"),
        ("ws://127.0.0.1:8786", "expected tls://HOST:PORT"),
        ("tcp://127.0.0.1", "expected tls://HOST:PORT"),
        ("tcp://127.0.0.1:port", "expected tls://HOST:PORT"),
        ("", "expected tls://HOST:PORT"),
    ],
)
def test_a_scheduler_for_whom_others_can_speak_is_refused(address: str, said: str) -> None:
    with pytest.raises(WorkerError, match=said):
        DaskPool(Scheduler(address))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tcp://[::1]:1", "tcp://localhost:1"])
def test_one_of_this_machine_needs_no_certificates(address: str) -> None:
    Scheduler(address).check()
    Scheduler("tcp://10.0.0.7:1", is_plain=True).check()


def test_certificates_that_are_missing_are_named(tmp_path: Path) -> None:
    (tmp_path / CA).touch()
    with pytest.raises(WorkerError, match=CERTIFICATE):
        Scheduler("tls://10.0.0.7:8786", tmp_path).check()


def test_where_dask_is_not_installed_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingExtraError, match="cluster"):
        DaskPool(Scheduler("tcp://127.0.0.1:1"))


def test_dask_is_imported_where_a_cluster_is_used_alone() -> None:
    program = (
        "import sys, indexer.pipeline, indexer.workers.spread, indexer.workers.processes,"
        " indexer.workers.dask_cluster, service.cli, service.commands.index;"
        "sys.exit(bool({'dask', 'distributed', 'tornado'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


class Cluster:
    """A scheduler and its workers, with certificates that they share."""

    def __init__(self, folder: Path, workers: int = WORKERS) -> None:
        self.certificates = folder / "certificates"
        write_certificates(self.certificates)
        with closing(socket.create_server(("127.0.0.1", 0))) as taken:
            self.address = f"tls://127.0.0.1:{taken.getsockname()[1]}"
        self._folder = folder
        self.scheduler = self._start("dask_scheduler", "--host", self.address)
        self.workers = [self.start_worker() for _ in range(workers)]

    def start_worker(self) -> "subprocess.Popen[bytes]":
        options = ("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1", "--death-timeout", "60")
        preload = ("--preload", "tests.indexer.hashing_worker")
        return self._start("dask_worker", self.address, *options, *preload)

    def _start(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        names = {"--tls-ca-file": CA, "--tls-cert": CERTIFICATE, "--tls-key": KEY}
        tls = [part for name, file in names.items() for part in (name, self.certificates / file)]
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                f"distributed.cli.{program}",
                *arguments,
                *tls,
                "--no-dashboard",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={
                **os.environ,
                "DASK_TEMPORARY_DIRECTORY": str(self._folder),
                "FAULTS": str(self._folder),
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
        )

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def write_certificates(folder: Path) -> None:
    from distributed.security import Security

    made = Security.temporary()
    folder.mkdir()
    (folder / CA).write_text(made.tls_ca_file, "ascii")
    (folder / CERTIFICATE).write_text(made.tls_client_cert, "ascii")
    (folder / KEY).write_text(made.tls_client_key, "ascii")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    with closing(Cluster(tmp_path_factory.mktemp("cluster"))) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(30):
        (tmp_path / "in" / f"{number:02}.txt").write_text(f"خبر رقم {number}. @slow", "utf-8")
    lines = [{"id": f"line-{n}", "text": f"بيان رقم {n % 40}: " + "كلمة " * n} for n in range(80)]
    (tmp_path / "in" / "10-lines.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    (tmp_path / "in" / "20-broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    return tmp_path / "in"


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.run.BATCH_PASSAGES", 4)
    monkeypatch.setattr("indexer.workers.spread.FILES_TOGETHER", 4)
    monkeypatch.setattr("indexer.workers.spread.FIRST_LETTERS", 2000)
    monkeypatch.setattr(waiting, "PATIENCE", 60.0)


def test_the_index_is_the_same_though_a_worker_is_killed(
    cluster: Cluster, folder: Path, make_index: Callable[..., Index], encoder: HashingEncoder
) -> None:
    alone, together = make_index(name="alone"), make_index(name="together")
    files = find_files([folder])
    index_files(alone, lambda: encoder, files, lambda _: None)

    def kill_one() -> None:
        wait_until(lambda: together.store.counts().documents > 10)
        cluster.workers[0].send_signal(signal.SIGKILL)

    with closing(DaskPool(Scheduler(cluster.address, cluster.certificates))) as pool:
        wait_until(lambda: len(pool.workers()) == WORKERS)
        killer = threading.Thread(target=kill_one)
        killer.start()
        options = RunOptions(workers=Workers(pool))
        summary = index_files(together, refuse, files, lambda _: None, options)
        killer.join()
        assert len(summary.skipped) == 1
        assert everything(together) == everything(alone)
        wait_until(lambda: len(pool.workers()) == WORKERS - 1)

        (folder / "25.txt").write_text("@none", "utf-8")
        with pytest.raises(ModelError, match="a vector is no number"):
            index_files(together, refuse, find_files([folder]), lambda _: None, options)


def refuse() -> HashingEncoder:
    pytest.fail("this process opened the model")


def test_strangers_are_refused(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "PATIENCE", 2.0)
    write_certificates(tmp_path / "others")
    with pytest.raises(WorkerError, match="no Dask scheduler answers"):
        DaskPool(Scheduler(cluster.address, tmp_path / "others"))
    plain = cluster.address.replace("tls", "tcp")
    with pytest.raises(WorkerError, match="no Dask scheduler answers"):
        DaskPool(Scheduler(plain))


def test_only_bytes_are_taken_for_an_answer(cluster: Cluster) -> None:
    from fractions import Fraction

    with closing(DaskPool(Scheduler(cluster.address, cluster.certificates))) as pool:
        pending = dask_cluster._Answer(pool._client.submit(Fraction, 1, 2))
        with pytest.raises(WorkerError, match="Could not serialize"):
            pending.result()


# A connection that is refused is left open by Dask until it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cluster_without_workers_or_without_its_scheduler_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    with (
        closing(Cluster(tmp_path, 0)) as empty,
        closing(DaskPool(Scheduler(empty.address, empty.certificates))) as pool,
    ):
        monkeypatch.setattr(dask_cluster, "PATIENCE", 0.5)
        with pytest.raises(WorkerError, match="dask worker"):
            pool.workers()
        pending = pool.submit(b"", b"")
        empty.scheduler.kill()
        with pytest.raises(WorkerError, match="see that its scheduler and workers run"):
            pending.result()
