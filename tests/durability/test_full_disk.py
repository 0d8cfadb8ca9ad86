import json
import subprocess
import sys
from pathlib import Path

import pytest

WRITERS = {"index", "delete", "back_up", "restore", "export", "reindex"}
_NAMESPACE = ["unshare", "--user", "--map-root-user", "--mount"]


def _can_mount() -> bool:
    try:
        return (
            subprocess.run([*_NAMESPACE, "true"], check=False, capture_output=True).returncode == 0
        )
    except FileNotFoundError:
        return False


# Where no file system may be mounted, files that must not grow stand for one that is full.
@pytest.mark.parametrize("way", ["tmpfs", "limit"] if _can_mount() else ["limit"])
def test_a_full_disk_loses_nothing(way: str, fast_path: Path) -> None:
    prefix = _NAMESPACE if way == "tmpfs" else []
    command = [*prefix, sys.executable, "-m", "tests.durability.full_disk", way, str(fast_path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    failed = json.loads(done.stdout.splitlines()[-1])
    assert {name for name, times in failed.items() if times} == WRITERS
