"""``shawahid index --workers``: the command as it is with one process, done by several."""

import json
from pathlib import Path

import pytest

from indexer.workers import processes
from indexer.workers.processes import ProcessPool
from search.errors import WorkerError
from service.terminal import explanation
from tests.conftest import SEEDS
from tests.service.conftest import Run, output


@pytest.fixture
def pools(monkeypatch: pytest.MonkeyPatch) -> list[ProcessPool]:
    """The pools that a command makes."""
    made: list[ProcessPool] = []

    class Noted(ProcessPool):
        def __init__(self, size: int) -> None:
            super().__init__(size)
            made.append(self)

    monkeypatch.setattr(processes, "ProcessPool", Noted)
    return made


def test_several_workers_make_the_same_index(
    run: Run, tmp_path: Path, pools: list[ProcessPool]
) -> None:
    alone = output(run("index", SEEDS, "--index", tmp_path / "alone", "--json"))
    together = output(
        run("index", SEEDS, "--index", tmp_path / "together", "--workers", "2", "--json")
    )
    assert together | {"seconds": 0} == alone | {"seconds": 0}
    (pool,) = pools
    assert not any(thread.is_alive() for thread in pool._threads)
    for name in ("alone", "together"):
        run("export", tmp_path / f"{name}.jsonl", "--index", tmp_path / name)
    lines = [(tmp_path / f"{name}.jsonl").read_text("utf-8") for name in ("alone", "together")]
    assert len(lines[0].splitlines()) == 5
    assert [*map(without_times, lines[0].splitlines())] == [
        *map(without_times, lines[1].splitlines())
    ]


def without_times(line: str) -> dict[str, object]:
    return {name: value for name, value in json.loads(line).items() if name != "added"}


def test_one_worker_is_the_process_itself(run: Run, pools: list[ProcessPool]) -> None:
    assert output(run("index", SEEDS, "--workers", "1", "--json"))["added"] == 5
    assert pools == []


@pytest.mark.parametrize("count", ["0", "257", "two"])
def test_so_many_workers_there_cannot_be(run: Run, count: str) -> None:
    result = run("index", SEEDS, "--workers", count)
    assert result.exit_code == 2
    assert "--workers" in result.stderr


def test_what_workers_cannot_do_is_said_in_both_languages(
    run: Run, tmp_path: Path, pools: list[ProcessPool], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.txt").write_text("خبر @dies", "utf-8")
    result = run("index", tmp_path / "bad.txt", "--workers", "2")
    assert isinstance(result.exception, WorkerError)
    assert "3 workers were lost over the same documents" in str(result.exception)
    assert not any(thread.is_alive() for thread in pools[0]._threads)
    monkeypatch.setenv("LC_ALL", "ar_JO.UTF-8")
    assert "العمّال" in explanation(result.exception)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scheduler", "tls://127.0.0.1:1", "--workers", "2"], "not both"),
        (["--scheduler", "tls://127.0.0.1:1", "https://news.example/rss.xml"], "without"),
        (["--certificates", "."], "give --scheduler"),
        (["--without-tls"], "give --scheduler"),
    ],
)
def test_options_of_a_cluster_that_do_not_go_together(
    run: Run, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    result = run("index", SEEDS, *options)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_cluster_that_others_can_speak_for_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("index", SEEDS, "--scheduler", "tcp://10.0.0.7:8786")
    assert isinstance(result.exception, WorkerError)
    assert "allow it with --without-tls" in str(result.exception)
    assert not (tmp_path / "index").exists()
