"""How likely a text is Arabic, by its letters: what tells the right encoding from a wrong one."""

import math
import re
from collections import Counter

# Of a thousand letters of Arabic news, how many are this one; others count as very rare.
_FREQUENCIES = {
    "ا": 135,
    "ل": 122,
    "ي": 70,
    "م": 60,
    "و": 60,
    "ن": 58,
    "ر": 47,
    "ت": 44,
    "ب": 36,
    "ة": 36,
    "ع": 33,
    "د": 32,
    "س": 30,
    "ف": 28,
    "ه": 28,
    "أ": 24,
    "ق": 22,
    "ك": 22,
    "ح": 19,
    "ج": 15,
    "ش": 13,
    "ط": 12,
    "ص": 12,
    "ى": 11,
    "خ": 10,
    "إ": 10,
    "ض": 9,
    "ذ": 7,
    "ز": 7,
    "ث": 7,
    "ء": 5,
    "غ": 5,
    "ئ": 5,
    "ظ": 3,
    "ؤ": 2,
    "آ": 2,
}
_COST = {letter: -math.log(share / 1000) for letter, share in _FREQUENCIES.items()}
_COST_OF_OTHERS = 9.0
# Vocalised text is full of them, most news has none; each table has them where the other has
# letters.
_COST.update(dict.fromkeys(map(chr, range(0x064B, 0x0653)), 4.0))
# Marks that Arabic text in any of the encodings uses: no evidence for one of them.
_NEUTRAL = frozenset("\u00a0«»–—‘’“”…•،؛؟٪ـ×÷°©®™€\u200c\u200d\u200e\u200f٠١٢٣٤٥٦٧٨٩")
# Ends of words: inside one they tell of a wrong table.
_MISPLACED = re.compile("[ةى\u064c\u064d][ء-ي]")
# A quarter of all words begins with it; the wrong table makes another word of it.
_ARTICLE = re.compile("(?<![ء-ي])[وبفك]?ال(?=[ء-ي]{2})")
_GAIN_OF_ARTICLE = 4.0
# A word of two scripts tells of a French or German one in a wrong table.
_MIXED = re.compile("[A-Za-z][ء-ي]|[ء-ي][A-Za-z]")
# Mean cost of a letter above which text is not Arabic; see the tests for what lies on either side.
HIGHEST_COST = 4.2


def cost(text: str) -> float:
    """Mean surprise at a letter outside ASCII, in nats; infinite when there is none."""
    letters = {
        char: count
        for char, count in Counter(text).items()
        if not char.isascii() and char not in _NEUTRAL
    }
    total = sum(_COST.get(char, _COST_OF_OTHERS) * count for char, count in letters.items())
    total += _COST_OF_OTHERS * len(_MISPLACED.findall(text))
    total += _COST_OF_OTHERS * len(_MIXED.findall(text))
    total -= _GAIN_OF_ARTICLE * len(_ARTICLE.findall(text))
    return total / sum(letters.values()) if letters else math.inf
