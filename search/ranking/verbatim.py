"""Whether a passage has, word for word, what a question quotes or is."""

import re

from search.arabic.analyzer import forms, words_of
from search.ranking.questions import Question
from search.records import Passage

# Fewer words stand together by chance.
SHORTEST_QUOTED = 3
SHORTEST_WHOLE = 5
_QUOTED = re.compile(r"\"([^\"]+)\"|«([^»]+)»|“([^”]+)”")


def stands_verbatim(question: Question, passage: Passage) -> bool:
    """Whether a passage has all words of a question, or of a part in quotation marks, in order."""
    written = question.written or question.text
    quoted = (next(filter(None, match.groups()), "") for match in _QUOTED.finditer(written))
    wanted = [each for part in quoted if len(each := forms(part)) >= SHORTEST_QUOTED]
    whole = forms(question.text)
    if len(whole) >= SHORTEST_WHOLE:
        wanted.append(whole)
    if not wanted:
        return False
    # Most passages have not even the letters in this order, which is told by words that are known.
    letters = "".join([word.form for word in words_of(passage.searched_text)])
    wanted = [each for each in wanted if "".join(each) in letters]
    if not wanted:
        return False
    text = f" {' '.join(forms(passage.searched_text))} "
    return any(f" {' '.join(each)} " in text for each in wanted)
