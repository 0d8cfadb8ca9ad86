"""Fold the spellings of one Arabic word into one form.

Rules that lose nothing a reader would miss come first (compatibility forms, case, digits, Persian
keyboards), then the lossy ones of Lucene's ``ArabicNormalizer`` (hamza carriers, final ya and ta
marbuta, harakat, tatweel).
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from pyarabic import araby

from search.arabic.figures import BETWEEN_NUMBERS, has_figures
from search.arabic.normal_forms import normal_form

# Written by a keyboard or a layout program, never meant as letters.
INVISIBLE = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
# Of a word of these alone no more than the letters is folded.
_LETTERS = frozenset(araby.LETTERS)
# Of what is longer each sign is replaced wherever it stands, which takes a tenth of the time.
_WORD = 32
_MARKS = "".join(
    map(chr, chain(range(0x0610, 0x061B), range(0x0653, 0x0660), [0x0670], range(0x06D6, 0x06DD)))
)
_PERSIAN = {"\u06a9": araby.KAF, "\u06cc": araby.YEH, "\u06d5": araby.HEH, "\u06c1": araby.HEH}

_TO_ASCII_DIGIT = {
    ord(digit): str(value)
    for zero in (0x0660, 0x06F0)
    for value, digit in enumerate(map(chr, range(zero, zero + 10)))
}
_TO_ARABIC_LETTER = str.maketrans(_PERSIAN)
_WITHOUT_INVISIBLE = dict.fromkeys(map(ord, INVISIBLE), "")
_WITHOUT_MARKS = str.maketrans("", "", _MARKS)
_LUCENE = str.maketrans(
    {
        araby.ALEF_MADDA: araby.ALEF,
        araby.ALEF_HAMZA_ABOVE: araby.ALEF,
        araby.ALEF_HAMZA_BELOW: araby.ALEF,
        araby.ALEF_MAKSURA: araby.YEH,
        araby.TEH_MARBUTA: araby.HEH,
        araby.TATWEEL: None,
        **dict.fromkeys(araby.TASHKEEL),
    }
)


def _compatible(word: str) -> str:
    # Digits of another setting are no more digits of the number that they touch.
    if not word.isascii() and has_figures(word):
        word = BETWEEN_NUMBERS.sub("^", word)
    return normal_form("NFKC", word)


def _in_turn(*tables: dict[int, Any]) -> dict[int, str]:
    """One table that does what several do one after another, which takes a quarter of the time."""
    letters = map(chr, chain.from_iterable(tables))
    return {ord(letter): _through(letter, tables) for letter in letters}


def _through(letter: str, tables: Sequence[dict[int, Any]]) -> str:
    for table in tables:
        letter = letter.translate(table)
    return letter


_FOLDED = _in_turn(_TO_ASCII_DIGIT, _TO_ARABIC_LETTER, _WITHOUT_MARKS, _LUCENE)
_FOLDED_LETTERS = {x: _FOLDED[ord(x)] for x in araby.LETTERS if ord(x) in _FOLDED}


def normalize(word: str) -> str:
    """The form under which a word is looked up; empty when nothing but marks was given."""
    if _LETTERS.issuperset(word):
        return fold(word)
    word = _compatible(_translated(word, _WITHOUT_INVISIBLE)).casefold()
    return _translated(word, _FOLDED)


def fold(text: str) -> str:
    """What ``normalize`` does to words without marks, four times as fast on a long text."""
    for letter, folded in _FOLDED_LETTERS.items():
        text = text.replace(letter, folded)
    return text


def _translated(text: str, table: dict[int, str]) -> str:
    """What ``translate`` makes of a text by a table whose results it does not change itself."""
    if len(text) <= _WORD:
        return text.translate(table)
    for sign in map(chr, table):
        if sign in text:
            text = text.replace(sign, table[ord(sign)])
    return text
