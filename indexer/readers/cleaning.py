"""What the readers of laid-out formats take out of text: characters that steer its display."""

import re

from search.arabic.normal_forms import normal_form
from search.arabic.normalizer import INVISIBLE

_JOINER = "\u200c"  # Persian and some names are spelled with it
_NEVER_SHOWN = re.compile(f"[{INVISIBLE.replace(_JOINER, '')}\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\u0085\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")


def tidy(text: str) -> str:
    """Composed characters (NFC) without bidi controls, soft hyphens and control characters.

    Runs of spaces become one, or one tab where there is a tab among them: it stands between the
    cells of a table. No line begins or ends with white space, and none is empty.
    """
    text = _NEVER_SHOWN.sub("", _LINE_ENDS.sub("\n", text))
    text = _SPACES.sub(lambda run: "\t" if "\t" in run.group() else " ", text)
    lines = map(str.strip, normal_form("NFC", text).split("\n"))
    return "\n".join(line for line in lines if line)


def tidy_rows(text: str) -> str:
    """The same of rows of tables with a tab between their cells: empty cells keep their place."""
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    rows = ("\t".join(tidy_line(cell) or "" for cell in line.split("\t")) for line in lines)
    return "\n".join(row.rstrip() for row in rows if row.strip())


def tidy_line(text: str | None) -> str | None:
    """The same on one line; ``None`` when nothing is left."""
    return " ".join(tidy(text or "").split()) or None
