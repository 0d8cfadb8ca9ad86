"""Digits of another setting than those of the line: raised, lowered, circled, fractions.

Beside a digit such a one is none of the same number: 5¹ is 5 and the number of a note, 10⁶ no 106,
and 5½ no 51 of anything. Compatibility forms (NFKC) make them so.
"""

import re
import unicodedata
from itertools import chain

RAISED = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
LOWERED = "".join(map(chr, range(0x2080, 0x208A)))
_AREAS = (
    (0xBC, 0xBF),
    (0x2150, 0x218A),
    (0x2460, 0x2500),
    (0x2776, 0x2794),
    (0x3220, 0x32C0),
    (0x1F100, 0x1F10D),
)
_OTHERS = "".join(
    sign
    for sign in map(chr, chain.from_iterable(range(*area) for area in _AREAS))
    if unicodedata.category(sign) == "No"
)
_ALL = f"{RAISED}{LOWERED}{_OTHERS}"
_LETTER = rf"(?:[^\W\d_{_ALL}]|[\u064b-\u0652\u0670])"  # or a mark on one
# Where two numbers touch.
BETWEEN_NUMBERS = re.compile(rf"(?<=\d)(?=[{_ALL}])|(?<=[{_ALL}])(?=\d)")
# And where a note's number touches a word: m² and CO₂ are words.
SEAM = re.compile(
    rf"{BETWEEN_NUMBERS.pattern}"
    rf"|(?<=[{RAISED}{_OTHERS}])(?={_LETTER})|(?<={_LETTER})(?=[{_OTHERS}\u2070\u00b9\u2074-\u2079])"
    rf"|(?<={_LETTER})(?=[\u00b2\u00b3][{RAISED}])|(?<={_LETTER}{{4}})(?=[{RAISED}])"
)
# Those beyond the first plane are asked for alone: with them a search takes six times as long.
_LAST_OF_PLANE = "\uffff"
_ANY = re.compile(f"[{''.join(sign for sign in _ALL if sign <= _LAST_OF_PLANE)}]")
_BEYOND = tuple(sign for sign in _ALL if sign > _LAST_OF_PLANE)


def has_figures(text: str) -> bool:
    """Whether there is such a digit in a text, which few have."""
    return _ANY.search(text) is not None or any(map(text.__contains__, _BEYOND))


def fraction_of(sign: str) -> float:
    """What a sign such as ½ is worth; 0 for one that is no part of a number before it."""
    value = unicodedata.numeric(sign, 0.0) if sign in _OTHERS else 0.0
    return value if 0 < value < 1 else 0.0
