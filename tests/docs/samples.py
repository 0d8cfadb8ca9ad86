"""The samples of the documents: blocks of shell, Python or text, with where they stand."""

import re
import textwrap
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs" / "decisions"
_TREES = (".github", "benchmarks", "docs", "indexer", "search", "service", "testing")
WRITTEN = sorted([*ROOT.glob("*.md"), *chain(*((ROOT / tree).rglob("*.md") for tree in _TREES))])
# What decisions have is how they were measured, which takes hours: it is only checked that it
# can be given so.
DOCUMENTS = [path for path in WRITTEN if path.parent != DECISIONS]
# What stands over a block that is not run, and why.
_NOT_RUN = re.compile(r"<!-- not run: ([a-z ]+) -->")
_BLOCK = re.compile(r"(?:^    .*\n(?:\n(?=    ))*)+", re.MULTILINE)
_ELSEWHERE = re.compile(r"^\s*(```|~~~|<pre|\t)", re.MULTILINE)
_MEASURING = re.compile(
    r"`(python -m benchmarks\.[^`]+)`|^    (python -m benchmarks\..+)$", re.MULTILINE
)


class Sample(NamedTuple):
    """A block of a document.

    Attributes:
        document: its path below the root.
        text: without the margin.
        reason: why it is not run, if it is not.
    """

    document: str
    text: str
    reason: str | None

    @property
    def is_python(self) -> bool:
        """Whether it is a program; all others are commands."""
        return self.text.startswith(("from ", "import "))


def samples() -> Iterator[Sample]:
    """The samples of all documents, in the order of each."""
    for path in DOCUMENTS:
        text = _text(path)
        for block in _BLOCK.finditer(text):
            before = text[: block.start()].rstrip().rsplit("\n", 1)[-1]
            reason = _NOT_RUN.fullmatch(before)
            document = path.relative_to(ROOT).as_posix()
            shown = textwrap.dedent(block[0]).strip("\n")
            yield Sample(document, shown, reason and reason[1])


def measuring() -> dict[str, str]:
    """The commands by which something was measured, with a document that has each."""
    found: dict[str, str] = {}
    for path in WRITTEN:
        for inline, line in _MEASURING.findall(_text(path).replace("\\\n", " ")):
            command = re.split(r"\s(?:#|>|&&|\|)", inline or line)[0]
            found[" ".join(command.replace("[", "").replace("]", "").split())] = path.name
    return found


def _text(path: Path) -> str:
    text = path.read_text("utf-8")
    assert not _ELSEWHERE.search(text), f"{path}: samples stand in a margin of four spaces"
    return text
