"""What may answer a question, and the word behind a place."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from search.arabic.analyzer import Word
from search.records import Span

_SPACE = re.compile(r"[^\S\n]{1,3}\Z")


class Candidate(NamedTuple):
    """What may answer: its core, such as the number alone, and whole, as it is shown.

    ``is_told`` says whether it is clear what belongs to it.
    """

    core: Span
    whole: Span
    is_told: bool = True


def word_behind(sentence: str, end: int, found: Sequence[Word]) -> Word | None:
    """The word after a place, where nothing but space stands between."""
    word = next((word for word in found if word.span.start >= end), None)
    is_beside = word is not None and _SPACE.match(sentence[end : word.span.start])
    return word if is_beside else None
