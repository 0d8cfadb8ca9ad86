"""Fixtures for what does damage: many small indexes, hence in memory where that can be."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")  # noqa: S108 - made by mkdtemp below


@pytest.fixture(autouse=True)
def one_thread() -> None:
    """Threads that wait for each other take longer than the few vectors here."""
    import faiss

    faiss.omp_set_num_threads(1)


@pytest.fixture
def fast_path() -> Iterator[Path]:
    """A folder of the test's own; flushing to a disk would make thousands of commits slow."""
    parent = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="shawahid-", dir=parent) as folder:
        yield Path(folder)
