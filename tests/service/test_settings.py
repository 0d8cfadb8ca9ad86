"""How many processes answer where nobody says it."""

import os
from pathlib import Path

import pytest

from service import settings
from service.settings import default_workers


@pytest.mark.skipif(os.name != "posix", reason="one process elsewhere")
@pytest.mark.parametrize(
    ("cores", "allowed", "expected"),
    [
        (1, "max", 1),
        (3, "max", 3),
        (64, "max", 4),
        (8, "5000000000", 2),
        (8, "700000000", 1),
        (3, None, 3),
    ],
)
def test_processes_follow_cores_and_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cores: int, allowed: str | None, expected: int
) -> None:
    limit = tmp_path / "memory.max"
    if allowed is not None:
        limit.write_text(f"{allowed}\n")
    monkeypatch.setattr(settings, "_MEMORY_OF_CONTAINER", limit)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    monkeypatch.setattr(os, "sysconf", {"SC_PHYS_PAGES": 8_000_000, "SC_PAGE_SIZE": 4096}.get)
    assert default_workers() == expected
