"""The command as people run it: its own process, the real model."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from service.ending import in_one_line
from tests.conftest import SEEDS

ROOT = Path(__file__).parents[2]
# As it is installed, beside the Python that runs this.
PROGRAM = Path(sys.executable).with_name("shawahid")
HEAVY = {"torch", "sentence_transformers", "openvino", "faiss", "tantivy", "fastapi", "numpy"}


def shawahid(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "service", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def loaded_modules(code: str) -> set[str]:
    report = f"{code}\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", report], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("code", ["import search", "import service.cli"])
def test_heavy_libraries_are_not_imported_before_they_are_used(code: str) -> None:
    assert loaded_modules(code).isdisjoint(HEAVY)


def test_a_reader_imports_nothing_of_feeds_or_pages_before_there_is_one() -> None:
    loaded = loaded_modules("import indexer.isolation")
    assert loaded.isdisjoint({"httpx2", "feedparser", "lxml", "tinycss2", "yaml"})


def test_asking_does_not_import_torch(seeds_folder: Path) -> None:
    code = f"from search import open_engine\nopen_engine({str(seeds_folder)!r}).search('سؤال')"
    assert loaded_modules(code).isdisjoint({"torch", "sentence_transformers", "transformers"})


def test_packages_come_from_this_repository() -> None:
    for name in ("search", "indexer", "service"):
        code = f"import {name}; print({name}.__file__)"
        assert str(ROOT / name) in loaded_modules(code) | {str(ROOT / name)}
        module = sys.modules.get(name) or __import__(name)
        assert Path(str(module.__file__)).parent == ROOT / name


def test_index_then_search_then_delete(tmp_path: Path) -> None:
    index = tmp_path / "index"
    done = shawahid("index", SEEDS, "--index", index, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"] == 5
    done = shawahid("search", "من هو وزير العدل الأردني؟", "--index", index, "--json")
    (first, *_) = json.loads(done.stdout)["hits"]
    assert first["document"]["id"] == "001_c5e6b1131d4ccf70"
    assert "زيادات" in first["passage"]["text"]
    done = shawahid("delete", "001_c5e6b1131d4ccf70", "nobody", "--index", index)
    assert done.returncode == 2
    assert "'nobody'" in done.stderr
    done = shawahid("info", "--index", index, "--json")
    info = json.loads(done.stdout)
    assert info["documents"] == 4
    assert (Path(info["model_path"]) / "modules.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", "سؤال", "--index", "/no/such/index"), "no index in /no/such/index"),
        (("info", "--index", "/no/such/index"), "no index in /no/such/index"),
        (("eval", "/tmp"), "corpus.jsonl"),  # noqa: S108
    ],
)
def test_errors_are_one_line_with_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    done = shawahid(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_full_disk_behind_what_is_printed_is_told_in_one_line(
    seeds_folder: Path, form: list[str]
) -> None:
    command = [str(PROGRAM), "info", "--index", str(seeds_folder), *form]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_too_little_memory_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, in_one_line():
        raise MemoryError
    assert ended.value.code == 2
    assert "not enough memory" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="words of a command are bytes there")
@pytest.mark.parametrize("command", ["show", "delete"])
def test_bytes_that_are_no_text_are_refused_in_one_line(seeds_folder: Path, command: str) -> None:
    words: list[str | bytes] = [str(PROGRAM), command, b"a\xff", "--index", str(seeds_folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [r"shawahid: 'a\udcff' is not UTF-8, as ids and names are"]


@pytest.mark.parametrize("question", ["", "؟؟"])
def test_an_empty_question_has_exit_code_2(seeds_folder: Path, question: str) -> None:
    done = shawahid("search", question, "--index", seeds_folder, "--json")
    assert done.returncode == 2
    assert "question is empty" in done.stderr


@pytest.fixture
def articles(tmp_path: Path) -> Iterator[Path]:
    """A folder of articles with files that have the names of modules; none of them is run."""
    folder = tmp_path / "articles"
    shutil.copytree(SEEDS, folder)
    for name in ("indexer", "json", "multiprocessing", "numpy", "runpy", "subprocess", "typing"):
        (folder / f"{name}.py").write_text(f"open({str(tmp_path / 'run')!r}, 'a').close()")
    yield folder
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_indexing_runs_nothing_that_lies_among_articles(articles: Path, workers: str) -> None:
    command = [str(PROGRAM), "index", ".", "--index", "../index", "--workers", workers, "--json"]
    done = subprocess.run(command, cwd=articles, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr  # files of Python are skipped
    assert json.loads(done.stdout)["added"] == 5


def test_serving_in_several_processes_runs_nothing_that_lies_among_articles(
    seeds_folder: Path, articles: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(PROGRAM), "serve", "--port", str(port), "--workers", "2"]
    environment = {**os.environ, "SHAWAHID_INDEX": str(seeds_folder)}
    process = subprocess.Popen(
        command, cwd=articles, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert json.loads(get(f"http://127.0.0.1:{port}/healthz")) == {"status": "ok"}
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_serving(seeds_folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "service", "serve", "--port", str(port)]
    environment = {**os.environ, "SHAWAHID_INDEX": str(seeds_folder)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        address = f"http://127.0.0.1:{port}"
        assert json.loads(get(f"{address}/healthz")) == {"status": "ok"}
        question = urllib.parse.urlencode({"q": "من هو وزير العدل الأردني؟", "k": 3})
        answer: Any = json.loads(get(f"{address}/api/v1/search?{question}"))
        command_line = shawahid(
            "search", "من هو وزير العدل الأردني؟", "-k", "3", "--index", seeds_folder, "--json"
        )
        # The command line has no next page to ask for.
        assert answer | {"next_cursor": None} == json.loads(command_line.stdout)
        assert "زيادات" in get(f"{address}/?{question}")
    finally:
        process.terminate()
        _, logged = process.communicate(timeout=60)
    first, *_, last = map(json.loads, logged.splitlines())
    assert (first["event"], first["address"]) == ("started", address)
    assert last["event"] == "stopped"


def get(url: str) -> str:
    """The body, once the server has started."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310
                return bytes(response.read()).decode()
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
