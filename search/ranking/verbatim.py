"""Whether a passage has, word for word, what a question quotes or is."""

import re
from collections.abc import Sequence
from functools import lru_cache

from search.arabic.analyzer import forms, words_of
from search.arabic.reach import Standing
from search.arabic.standing import caveats
from search.ranking.questions import Question
from search.records import Passage, blank

# Fewer words stand together by chance.
SHORTEST_QUOTED = 3
SHORTEST_WHOLE = 5
_KEPT = 1 << 6
_QUOTED = re.compile(r"\"([^\"]+)\"|«([^»]+)»|“([^”]+)”")


def stands_verbatim(question: Question, passage: Passage) -> bool:
    """Whether a passage has all words of a question, or of a part in quotation marks, in order.

    A question that the passage asks as well is said by nobody.
    """
    quoted, whole = _wanted(question.written or question.text, question.text)
    if not quoted and not whole:
        return False
    # Most passages have not even the letters in this order, which is told by words that are known.
    letters = "".join([word.form for word in words_of(passage.searched_text)])
    likely = [each for each in (*quoted, *whole) if each.replace(" ", "") in letters]
    text = _joined(passage.searched_text) if likely else ""
    there = [each for each in likely if each in text]
    if not set(there) <= set(whole):
        return True
    return bool(there) and there[0] in _joined(_said(passage.searched_text))


def _said(text: str) -> str:
    """The text with blanks in place of what it asks."""
    return blank(text, [each.scope for each in caveats(text) if each.standing is Standing.ASKED])


def _joined(text: str) -> str:
    return f" {' '.join(forms(text))} "


# It is asked of every passage.
@lru_cache(_KEPT)
def _wanted(written: str, text: str) -> tuple[Sequence[str], Sequence[str]]:
    """What has to stand there, normalised, with a space between words, before and behind.

    Returns:
        The parts in quotation marks, and the whole question, each where it is long enough.
    """
    quoted = (next(filter(None, match.groups()), "") for match in _QUOTED.finditer(written))
    parts = [_joined(part) for part in quoted if len(forms(part)) >= SHORTEST_QUOTED]
    return parts, [_joined(text)] if len(forms(text)) >= SHORTEST_WHOLE else []
