"""What a question asks for, told by its question words, and whether an answer is of that kind.

Written for this measurement, apart from what the search goes by.
"""

import re

from indexer.evaluation.first_hits import WORD
from search.arabic.normalizer import normalize
from search.arabic.values import dates, numbers

# Kinds for which a short answer is expected.
SHORT = ("person", "place", "date", "number")
_ASKING = {
    "date": """
        متى|منذ متى|حتى متى|امتى|ايمتى|ما تاريخ|ما هو تاريخ|اي عام|اي سنة|اي يوم|اي شهر|اي قرن
        في اي عام|في اي سنة|في اي يوم|في اي شهر|في اي قرن|when
    """,
    "number": """
        كم|بكم|كام|قديش|ما عدد|ما هو عدد|ما نسبة|ما هي نسبة|ما مساحة|ما هي مساحة|ما طول|ما هو طول
        ما معدل|ما هو معدل|ما ارتفاع|ما هو ارتفاع|how many|how much|how old
    """,
    "place": """
        اين|من اين|الى اين|وين|فين|اي مدينة|اي دولة|اي بلد|في اي مدينة|في اي دولة|في اي بلد
        في اي مكان|في اي منطقة|في اي قارة|في اي ولاية|where
    """,
    "person": "من|مين|who|whose",
    # "From which", and what follows tells no kind.
    "other": "من اي",
}
_PHRASES = {
    " ".join(map(normalize, phrase.split())): kind
    for kind, phrases in _ASKING.items()
    for phrase in re.split(r"[|\n]", phrases.strip())
}
_LONGEST = 3  # words of a phrase


def kind_of(question: str) -> str:
    """The kind that the first words of a question ask for; ``other`` where they do not tell."""
    found = WORD.findall(normalize(question))
    for length in range(_LONGEST, 0, -1):
        phrase = " ".join(found[:length])
        if phrase in _PHRASES:
            return _PHRASES[phrase]
    return "other"


def is_of_kind(answer: str, kind: str) -> bool:
    """Whether an answer can be one to a question of that kind.

    A number or a date has one; a person, a place or an organisation is more than that.
    """
    if kind == "number":
        return bool(numbers(answer))
    if kind == "date":
        return bool(dates(answer) or numbers(answer))
    if kind in {"person", "place", "organisation"}:
        rest = answer
        for span in sorted((*dates(answer), *numbers(answer)), reverse=True):
            rest = rest[: span.start] + rest[span.end :]
        return any(word.isalpha() for word in WORD.findall(rest))
    return True
