"""What is built does the main job in an empty environment, without a file of the repository."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("search", "indexer", "service")
ARTICLE = "افتتح وزير الثقافة معرض الكتاب في عمان يوم الخميس. ويستمر المعرض عشرة أيام.\n"
# Of the installed programs: nothing of the checkout, and no proxy for this machine's address.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "http_proxy"}
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an sdist and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, ROOT], check=True)
    return folder


@pytest.fixture(scope="module")
def programs(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with nothing but the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    (wheel,) = built.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--constraint", ROOT / "constraints.txt", wheel], check=True)
    return folder / "bin"


def test_the_wheel_has_every_file_of_the_packages(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    listed = subprocess.check_output(["git", "ls-files", *PACKAGES], cwd=ROOT, text=True)
    expected = set(listed.splitlines())
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert "service/templates/home.html" in expected
    assert found == expected


def test_no_torch_is_needed(programs: Path) -> None:
    code = "from importlib.util import find_spec; print(find_spec('torch'))"
    assert _output(programs / "python", "-c", code).strip() == "None"


def test_the_client_and_the_library_are_typed(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(
        "from search import Query, open_engine\n"
        "from service.client import Client\n"
        'hits: int = Client("http://127.0.0.1").search("سؤال").hits\n'
        'found: int = open_engine().find(Query("سؤال"))\n',
        "utf-8",
    )
    options: list[str | Path] = [
        "--cache-dir",
        tmp_path / "types",
        "--python-executable",
        programs / "python",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "own.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert re.findall(r"own.py:(\d): error: .*expression has type (.*), var", done.stdout) == [
        ("3", '"list[HitFields]"'),
        ("4", '"Results"'),
    ], done.stdout


def test_the_client_needs_two_packages(built: Path, tmp_path: Path) -> None:
    """As docs/clients.md has it, without the search engine."""
    (wheel,) = built.glob("*.whl")
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", wheel], check=True)
    constraints: list[str | Path] = ["--constraint", ROOT / "constraints.txt"]
    subprocess.run([*pip, *constraints, "httpx2", "pydantic"], check=True)
    code = """
from service.async_client import AsyncClient
from service.client import Client
from service.connection import UnreachableError
try:
    Client("http://127.0.0.1:9").search("سؤال")
except UnreachableError as error:
    print(type(error).__name__)
"""
    assert _output(folder / "bin" / "python", "-c", code) == "UnreachableError\n"


def test_an_article_is_indexed_found_and_shown(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "خبر.txt").write_text(ARTICLE, "utf-8")
    shawahid, index = programs / "shawahid", tmp_path / "index"
    assert re.fullmatch(r"shawahid \d+\.\d+\.\d+\n", _output(shawahid, "--version"))
    summary = json.loads(_output(shawahid, "index", "خبر.txt", "--index", index, cwd=tmp_path))
    assert summary["added"] == 1
    answer = json.loads(_output(shawahid, "search", "أين معرض الكتاب؟", "--index", index))
    passage = answer["hits"][0]["passage"]
    assert passage["text"] == ARTICLE[passage["start"] : passage["end"]]
    with _served(shawahid, index) as address:
        page = _read(f"{address}/?q=%D9%85%D8%B9%D8%B1%D8%B6")
        assert "وزير الثقافة" in re.sub(r"<[^>]+>", "", page)
        assert "/static/" in page
        for name in set(re.findall(r'"(/static/[^"?]+)', page)):
            assert _read(address + name)
        assert "<main" in _read(f"{address}/help")


def _output(*command: str | Path, cwd: Path | None = None) -> str:
    json_too = ["--json"] if command[1] in {"index", "search"} else []
    return subprocess.check_output(
        [*command, *json_too], cwd=cwd or Path("/"), env=ENVIRONMENT, text=True, encoding="utf-8"
    )


@contextmanager
def _served(shawahid: Path, index: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command: list[str | Path] = [shawahid, "serve", "--port", port, "--index", index]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, cwd="/", env=ENVIRONMENT) as process:
        try:
            for _ in range(600):
                try:
                    _read(address)
                    break
                except URLError:
                    assert process.poll() is None
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()


def _read(address: str) -> str:
    with urlopen(address, timeout=60) as answer:  # noqa: S310 - of this machine
        return str(answer.read().decode("utf-8", "replace"))
