"""What other systems than Linux lack is not needed, as far as that can be tried on Linux."""

import ast
from pathlib import Path

import pytest

from indexer import isolation
from indexer.discovery import find_files
from indexer.isolation import FileEnd, read_isolated
from indexer.readers import ReadOptions

ROOT = Path(__file__).parents[1]
SOURCES = [p for folder in ("search", "indexer", "service") for p in (ROOT / folder).rglob("*.py")]
# That Windows lacks.
POSIX = {"curses", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
# As on macOS, where a process maps more than the limit before it does anything.
REFUSING = """RLIMIT_AS = 5
def setrlimit(which, limits):
    raise ValueError("current limit exceeds maximum limit")
"""
ABSENT = 'raise ModuleNotFoundError("No module named resource", name="resource")\n'


def test_no_module_of_posix_is_imported_at_once() -> None:
    for path in SOURCES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.Import):
                assert not POSIX & {name.name for name in node.names}, path
            elif isinstance(node, ast.ImportFrom):
                assert node.module not in POSIX, path


@pytest.mark.parametrize("module", [ABSENT, REFUSING])
def test_files_are_read_where_memory_cannot_be_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    (tmp_path / "fake").mkdir()
    (tmp_path / "fake" / "resource.py").write_text(module)
    (tmp_path / "خبر.txt").write_text("افتتح الوزير المعرض.", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "fake"))
    found = list(read_isolated(find_files([tmp_path / "خبر.txt"]), ReadOptions()))
    (_, read), (_, end) = found
    assert not isinstance(read, FileEnd)
    assert getattr(read.outcome, "text", read.outcome) == "افتتح الوزير المعرض."
    assert end == FileEnd()


def test_a_reader_has_a_limit_where_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    resource = pytest.importorskip("resource")
    limits: list[tuple[int, tuple[int, int]]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda which, pair: limits.append((which, pair)))
    isolation.limit_memory(isolation.MEMORY_BYTES)
    assert limits == [(resource.RLIMIT_AS, (isolation.MEMORY_BYTES,) * 2)]
