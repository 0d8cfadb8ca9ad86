"""Whether a passage has, word for word, what a question quotes or is."""

import re
from collections.abc import Sequence
from functools import lru_cache

from search.arabic.analyzer import forms, words_of
from search.ranking.questions import Question
from search.records import Passage

# Fewer words stand together by chance.
SHORTEST_QUOTED = 3
SHORTEST_WHOLE = 5
_KEPT = 1 << 6
_QUOTED = re.compile(r"\"([^\"]+)\"|«([^»]+)»|“([^”]+)”")


def stands_verbatim(question: Question, passage: Passage) -> bool:
    """Whether a passage has all words of a question, or of a part in quotation marks, in order."""
    wanted = _wanted(question.written or question.text, question.text)
    if not wanted:
        return False
    # Most passages have not even the letters in this order, which is told by words that are known.
    letters = "".join([word.form for word in words_of(passage.searched_text)])
    wanted = [each for each in wanted if each.replace(" ", "") in letters]
    if not wanted:
        return False
    text = f" {' '.join(forms(passage.searched_text))} "
    return any(each in text for each in wanted)


# It is asked of every passage.
@lru_cache(_KEPT)
def _wanted(written: str, text: str) -> Sequence[str]:
    """What has to stand there, normalised, with a space between words, before and behind."""
    quoted = (next(filter(None, match.groups()), "") for match in _QUOTED.finditer(written))
    wanted = [each for part in quoted if len(each := forms(part)) >= SHORTEST_QUOTED]
    whole = forms(text)
    if len(whole) >= SHORTEST_WHOLE:
        wanted.append(whole)
    return [f" {' '.join(each)} " for each in wanted]
