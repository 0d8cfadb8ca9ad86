"""No process that we begin outlives the one that began it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from testing.waiting import wait_until

_READ = """
import sys
from pathlib import Path
from indexer import isolation
from indexer.discovery import find_files
from indexer.readers import ReadOptions

isolation.READER = "tests.indexer.faulty_reader"
for _, item in isolation.read_isolated(find_files([Path(sys.argv[1])]), ReadOptions()):
    print(item)
"""


def _left(mark: str) -> list[int]:
    """The processes of this machine that have the settings of one test."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_text("utf-8", "replace"):
                found.append(int(path.parent.name))
        except OSError:  # it ended just now
            continue
    return [pid for pid in found if _is_alive(pid)]


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc")
@pytest.mark.parametrize("fault", ["hang", "hold"])
def test_a_reader_ends_with_a_run_that_is_killed(tmp_path: Path, fault: str) -> None:
    path = tmp_path / f"{fault}.txt"
    path.write_text("خبر", "utf-8")
    mark = f"READING={tmp_path}"
    with subprocess.Popen(
        [sys.executable, "-c", _READ, str(path)],
        stderr=subprocess.PIPE,
        env={**os.environ, "READING": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=Path(__file__).parents[2],
    ) as run:
        assert run.stderr is not None
        assert b"at it\n" in iter(run.stderr.readline, b"")
        assert len(_left(mark)) == 2
        run.kill()
    wait_until(lambda: not _left(mark))
