"""The samples of the documents: blocks of shell, Python or text, with where they stand."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    *(ROOT / name for name in ("README.md", "README.ar.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
# What stands over a block that is not run, and why.
_NOT_RUN = re.compile(r"<!-- not run: ([a-z ]+) -->")
_BLOCK = re.compile(r"(?:^    .*\n(?:\n(?=    ))*)+", re.MULTILINE)


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
        text = path.read_text("utf-8")
        assert "\n```" not in text, f"{path}: samples stand in a margin of four spaces"
        for block in _BLOCK.finditer(text):
            before = text[: block.start()].rstrip().rsplit("\n", 1)[-1]
            reason = _NOT_RUN.fullmatch(before)
            document = path.relative_to(ROOT).as_posix()
            shown = textwrap.dedent(block[0]).strip("\n")
            yield Sample(document, shown, reason and reason[1])
