"""Split words that were written without the space between them: ``اليمنلبنان``, ``وزيرالعدل``.

Evidence, strongest first: ta marbuta inside a word, which only ends one; a known word before
``ال`` and a known word; two frequent words. The last two need a word that is not known itself,
with or without the particles and pronouns that Arabic writes together with a word.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from pyarabic import araby

from search.arabic import lexicon
from search.arabic.lexicon import RAREST, is_known
from search.arabic.normalizer import fold, normalize

_ARTICLE = araby.ALEF + araby.LAM
_LETTERS = frozenset(araby.LETTERS)
_SHORTEST = 5
_SHORTEST_PART = 2
_SHORTEST_NAME = 3
_SHORTEST_WITH_ARTICLE = 5
_SHORTEST_FREQUENT = 4
_COMMON_BEFORE_ARTICLE = 520
_COMMON_WITH_ARTICLE = 560
_FREQUENT = 425


def cuts_in(word: str) -> Sequence[int]:
    """Where in what was written as one the words begin, rising, without the first of them.

    Marks and tatweel stay with the letter before them.
    """
    if len(word) < _SHORTEST:
        return ()
    if _LETTERS.issuperset(word):
        return _cuts(word)
    letters = [index for index, letter in enumerate(word) if letter in _LETTERS]
    written = "".join(word[index] for index in letters)
    if len(written) < _SHORTEST or normalize(word) != normalize(written):
        return ()
    return [letters[cut] for cut in _cuts(written)]


def _cuts(written: str) -> list[int]:
    """Where new words begin among the letters."""
    if araby.TEH_MARBUTA not in written[:-1]:
        cut = _cut(written)
        return [cut] if cut else []
    after_marbuta = [
        index + 1
        for index, letter in enumerate(written)
        if letter == araby.TEH_MARBUTA
        and index >= _SHORTEST_PART
        and index + 1 <= len(written) - _SHORTEST_PART
    ]
    edges = [0, *after_marbuta, len(written)]
    found = list(after_marbuta)
    for start, end in pairwise(edges):
        cut = _cut(written[start:end])
        if cut:
            found.append(start + cut)
    return sorted(found)


def _cut(written: str) -> int:
    """Where the second of two words that the lexicon knows begins; 0 for one word."""
    form = fold(written)
    rarities = lexicon.arabic()
    # Both words must be known, so neither is longer than the longest that is.
    longest = _longest()
    if not 2 * _SHORTEST_NAME <= len(form) <= 2 * longest or form in rarities:
        return 0
    best = (RAREST * 2, 0)
    first = max(_SHORTEST_NAME, len(form) - longest)
    for cut in range(first, len(form) - _SHORTEST_NAME + 1):
        # What is not known is too rare to be a part.
        if (left := rarities.get(form[:cut], RAREST)) == RAREST:
            continue
        if (right := rarities.get(form[cut:], RAREST)) == RAREST:
            continue
        if _plausible(form, cut, left, right):
            best = min(best, (left + right, cut))
    # Of few words parts are known, and to tell that a word is known takes longer.
    return 0 if best[1] and is_known(form) else best[1]


def _plausible(form: str, cut: int, left: int, right: int) -> bool:
    if form.startswith(_ARTICLE, cut):
        # المخ and الطين are words, but المخالطين is one too.
        shortest = _SHORTEST_WITH_ARTICLE if form.startswith(_ARTICLE) else _SHORTEST_NAME
        long_enough = cut >= shortest and len(form) - cut >= _SHORTEST_WITH_ARTICLE
        return long_enough and left < _COMMON_BEFORE_ARTICLE and right < _COMMON_WITH_ARTICLE
    long_enough = min(cut, len(form) - cut) >= _SHORTEST_FREQUENT
    return long_enough and max(left, right) < _FREQUENT


@cache
def _longest() -> int:
    return max(map(len, lexicon.arabic()))
