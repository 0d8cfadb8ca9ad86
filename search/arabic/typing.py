"""How Arabic words are mistyped: what is near on the keyboard, looks or sounds alike, is dropped.

A word is taken in its normalised form, so that hamzas, ta marbuta and alif maqsura are no mistakes.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz.distance import OSA, Levenshtein

from search.arabic.analyzer import LONGEST

# The rows of the Arabic keyboard, key by key; each row begins half a key further to the right.
_ROWS = ("ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤر يهوزظ")
_ALIKE = (
    # Look alike but for their dots, or are written alike.
    *("بتثني", "جحخ", "دذ", "رز", "سش", "صض", "طظ", "عغ", "فق"),
    # Sound alike to many.
    *("ضظ", "ذز", "زظ", "سص", "تط", "ثس", "ثت", "قك", "قغ", "حه", "اع", "جغ", "ءا", "ئيء", "ؤوء"),
)
_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءئؤ"
_LONG_VOWELS = frozenset("اوي")

# What a mistake costs. More than 1 is none that people make.
_SWAPPED = 0.5
_NEAR = 0.5
_TWICE = 0.5
_SLIPPED = 0.7
_LEFT_OUT_VOWEL = 0.6
_LEFT_OUT = 0.8
_ADDED = 0.9
_OTHER = 1.3


def _near() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row, below in zip(_ROWS, (*_ROWS[1:], ""), strict=True):
        for place, letter in enumerate(row):
            beside = row[place + 1 : place + 2] + below[max(0, place - 1) : place + 1]
            for other in beside.replace(" ", ""):
                found[letter].add(other)
                found[other].add(letter)
    for alike in _ALIKE:
        for one, other in combinations(alike, 2):
            found[one].add(other)
            found[other].add(one)
    return {letter: frozenset(others - {letter, " "}) for letter, others in found.items()}


NEAR = _near()


def mistake(typed: str, meant: str, most: int = 1) -> float:
    """What it costs to type a word in place of another one; infinite for too different ones.

    Args:
        typed: normalised.
        meant: normalised.
        most: how many mistakes there may be.
    """
    if OSA.distance(typed, meant, score_cutoff=most) > most:
        return float("inf")
    operations = Levenshtein.editops(typed, meant)
    if OSA.distance(typed, meant) < len(operations):
        return _SWAPPED * OSA.distance(typed, meant)
    return sum(
        _operation(each.tag, typed, meant, each.src_pos, each.dest_pos) for each in operations
    )


def _operation(kind: str, typed: str, meant: str, source: int, target: int) -> float:
    if kind == "replace":
        return _NEAR if meant[target] in NEAR.get(typed[source], ()) else _OTHER
    word, place = (typed, source) if kind == "delete" else (meant, target)
    letter = word[place]
    beside = word[place - 1 : place] + word[place + 1 : place + 2]
    if letter in beside:
        return _TWICE
    if kind == "insert":
        return _LEFT_OUT_VOWEL if letter in _LONG_VOWELS else _LEFT_OUT
    return _SLIPPED if NEAR.get(letter, frozenset()).intersection(beside) else _ADDED


def meant(typed: str) -> Iterator[str]:
    """What a normalised word may be when one mistake was made, each once.

    A word with more than ``LONGEST`` letters is none, with or without a mistake.
    """
    if len(typed) > LONGEST:
        return
    found: dict[str, None] = {}
    for place in range(len(typed) + 1):
        before, after = typed[:place], typed[place:]
        if after:
            found[before + after[1:]] = None
            found.update(dict.fromkeys(before + x + after[1:] for x in NEAR.get(after[0], ())))
        if len(after) > 1:
            found[before + after[1] + after[0] + after[2:]] = None
        found.update(dict.fromkeys(before + x + after for x in _LETTERS))
    found.pop(typed, None)
    yield from found
