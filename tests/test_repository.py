"""What the repository promises about itself: where things live."""

import ast
from pathlib import Path

import pytest

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
