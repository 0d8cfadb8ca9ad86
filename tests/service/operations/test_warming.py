"""The first who asks a service waits no longer than others."""

import subprocess
import sys
from pathlib import Path

import pytest

from search.engine import Engine
from search.errors import IndexDamagedError
from search.records import DEFAULT_COLLECTION, Query, Results
from service.operations.warming import warm
from testing.calls import calls
from tests.conftest import DOCUMENTS
from tests.service.conftest import make_archive


def test_the_first_question_reads_no_table_that_the_next_has(tmp_path: Path) -> None:
    # In a process of its own: in this one others have asked.
    script = "import sys; from tests.service.operations.test_warming import ask; ask(sys.argv[1])"
    told = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    first, second = map(int, told.stdout.split())
    assert first < 1.5 * second


def ask(folder: str) -> None:
    with make_archive(Path(folder), *DOCUMENTS) as archive:
        warm(archive)
        engine = archive.engine(DEFAULT_COLLECTION)
        for question in ("أين افتتح الوزير المدرسة؟", "أين بدأ الوزير الحملة؟"):
            counted = calls(lambda question=question: engine.search(question))  # type: ignore[misc]
            sys.stdout.write(f"{counted}\n")


def test_what_cannot_be_asked_is_opened_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(_engine: Engine, _query: Query) -> Results:
        raise IndexDamagedError(tmp_path, "a digit has changed")

    monkeypatch.setattr(Engine, "find", find)
    with make_archive(tmp_path, *DOCUMENTS) as archive:
        warm(archive)
        assert archive.names() == (DEFAULT_COLLECTION,)
