"""Unicode's normal forms, in time in proportion to a text however many marks stand in a row.

The library sorts the marks of a letter one by one, so that it takes the square of their number: a
word of 200,000 marks takes half a minute, in which no other thread runs.
"""

import re
import unicodedata
from functools import cache
from typing import Literal

# Marks of a letter that are sorted together. Unicode's own limit for streams is 30.
_TOGETHER = 32
# Texts that are too short for more of them to matter.
_SHORT = 64
_FIRST_MARK, _AFTER_MARKS = 0x300, 0x1E94B

Form = Literal["NFC", "NFKC", "NFD", "NFKD"]


def normal_form(form: Form, text: str) -> str:
    """A text in a normal form; of a run of more than 32 marks each 32 by themselves."""
    # Of a run that is too long one sign is among these, and most texts have few marks.
    if len(text) <= _SHORT or not _marks().search(text[:: _TOGETHER + 1]):
        return unicodedata.normalize(form, text)
    ends = [
        at
        for run in _long_runs().finditer(text)
        for at in range(run.start() + _TOGETHER, run.end(), _TOGETHER)
    ]
    if not ends:
        return unicodedata.normalize(form, text)
    pieces = zip([0, *ends], [*ends, len(text)], strict=True)
    return "".join(unicodedata.normalize(form, text[first:last]) for first, last in pieces)


@cache
def _long_runs() -> re.Pattern[str]:
    return re.compile(f"{_marks().pattern}{{{_TOGETHER + 1},}}")


@cache
def _marks() -> re.Pattern[str]:
    marks = (chr(n) for n in range(_FIRST_MARK, _AFTER_MARKS) if unicodedata.combining(chr(n)))
    return re.compile(f"[{''.join(marks)}]")
