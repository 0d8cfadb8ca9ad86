"""As many files may be open as the system allows, in every command."""

import subprocess
import sys

import pytest

from search.open_files import open_files

resource = pytest.importorskip("resource")
# What most systems begin with: a soft limit that a process may raise.
LIMITED = """
import resource, sys
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
from search.open_files import allow_open_files
{then}
print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""
COMMAND = """
from service import cli
cli._run = lambda: 0
try:
    cli.main()
except SystemExit:
    pass
"""


def limit_after(then: str, soft: int = 1024, hard: str = "hard") -> int:
    program = LIMITED.format(soft=soft, hard=hard, then=then)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return int(done.stdout)


def test_every_command_may_open_the_files_of_many_collections() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert limit_after(COMMAND) == (min(hard, 23_000) if hard >= 0 else 23_000)
    assert limit_after("allow_open_files()", 1024, "1500") == 1500


def test_no_limit_is_lowered() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = min(hard, 30_000) if hard >= 0 else 30_000
    assert limit_after(f"assert allow_open_files() == {soft}", soft) == soft
    assert open_files() > 0
