"""Public sets are taken from a model hub: one on this machine, by the hub's own client."""

import hashlib
import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from benchmarks.public_sets import SETS
from indexer.evaluation.datasets import read_dataset

pytest.importorskip("pyarrow")

import pyarrow  # type: ignore[import-not-found, import-untyped, unused-ignore]
from pyarrow import parquet

PASSAGE = "أعارت المكتبة العامة عشرة آلاف كتاب للأطفال خلال العطلة الصيفية."


def table(name: str) -> bytes:
    """As the hub has them: one question in Arabic and one in English."""
    answers = {"text": ["عشرة آلاف"], "answer_start": [21]}
    rows = [
        {
            "id": f"{language}-1",
            "question": f"{language} {name}?",
            "context": PASSAGE,
            "answers": answers,
        }
        for language in ("arabic", "english")
    ]
    stream = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(rows), stream)
    return stream.getvalue()


class _Hub(BaseHTTPRequestHandler):
    files: ClassVar = {
        f"/datasets/{public.hub}/resolve/main/{file}": table(file)
        for public in SETS.values()
        for file in public.parts.values()
    }
    asked: ClassVar[set[str]]

    def do_HEAD(self) -> None:
        self._answer(self.files.get(self.path))

    def do_GET(self) -> None:
        found = self.files.get(self.path)
        self._answer(found)
        self.wfile.write(found or b"")

    def _answer(self, found: bytes | None) -> None:
        self.asked.add(self.path)
        self.send_response(404 if found is None else 200)
        self.send_header("ETag", f'"{hashlib.sha256(found or b"").hexdigest()}"')
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("Content-Length", str(len(found or b"")))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def hub() -> Iterator[str]:
    _Hub.asked = set()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Hub) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def bring(name: str, folder: Path, **hub: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.public_sets", name, str(folder / "DATA")]
    environment = {**os.environ, "HF_HOME": str(folder / "hub"), **hub}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_taken_from_the_hub_which_learns_no_more(
    name: str, tmp_path: Path, hub: str
) -> None:
    done = bring(name, tmp_path, HF_ENDPOINT=hub)
    assert done.returncode == 0, done.stderr
    data = read_dataset(Path(done.stdout.strip()), None, None)
    assert data.questions
    assert {*data.qrels} == {*data.questions}
    assert _Hub.asked == {file for file in _Hub.files if f"/{SETS[name].hub}/" in file}


def test_a_hub_that_cannot_be_asked_is_said(tmp_path: Path) -> None:
    done = bring("arcd", tmp_path, HF_HUB_OFFLINE="1")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.endswith("the files of a set's makers are taken with --from\n")
