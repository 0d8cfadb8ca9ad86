"""What the repository promises about itself: where things live, and that nothing is skipped."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from testing.skipping import VARIABLE

ROOT = Path(__file__).parents[1]


def imported(path: Path) -> set[str]:
    """The packages that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(
    ("folder", "others"),
    [
        ("tests", {"benchmarks"}),
        ("benchmarks", {"tests"}),
        ("testing", {"benchmarks", "tests"}),
        ("search", {"benchmarks", "testing", "tests"}),
        ("indexer", {"benchmarks", "testing", "tests"}),
        ("service", {"benchmarks", "testing", "tests"}),
    ],
)
def test_what_is_shared_stands_in_a_folder_of_its_own(folder: str, others: set[str]) -> None:
    paths = list((ROOT / folder).rglob("*.py"))
    wrong = [
        str(path.relative_to(ROOT))
        for path in paths
        if not path.is_relative_to(ROOT / "tests" / "benchmarks") and imported(path) & others
    ]
    assert paths
    assert wrong == []


def test_the_tested_versions_are_of_packages_alone_and_within_the_bounds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    wanted: dict[str, list[SpecifierSet]] = defaultdict(list)
    for requirement in map(Requirement, asked):
        wanted[canonicalize_name(requirement.name)].append(requirement.specifier)
    kept = (ROOT / "constraints.txt").read_text("utf-8").splitlines()[1:]
    assert kept
    for line in kept:
        name, version = line.split("==")
        assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line
        assert all(version in bounds for bounds in wanted[canonicalize_name(name)]), line


CONFTEST = "from testing.skipping import pytest_make_collect_report, pytest_runtest_makereport\n"
SKIPPED = """import pytest

def test_done():
    pass

@pytest.mark.skipif(True, reason="a browser is missing")
def test_left_out():
    pass
"""
SKIPPED_WHOLE = 'import pytest\npytest.importorskip("no_such_module")\n'


@pytest.mark.parametrize(
    ("required", "code", "words"),
    [
        ("", 0, {"1 passed, 2 skipped"}),
        ("1", 1, {"a browser is missing", "no_such_module", "test_left_out"}),
    ],
)
def test_a_skip_fails_where_everything_is_required(
    tmp_path: Path, required: str, code: int, words: set[str]
) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_one.py").write_text(SKIPPED)
    (tmp_path / "test_two.py").write_text(SKIPPED_WHOLE)
    options = ["--continue-on-collection-errors", "--rootdir", str(tmp_path), "-c", os.devnull]
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, tmp_path],
        env={**os.environ, "PYTHONPATH": str(ROOT), VARIABLE: required},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code, ended.stdout
    assert all(each in ended.stdout for each in words), ended.stdout
