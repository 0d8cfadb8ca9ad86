"""How likely a text is Arabic, by its letters: what tells the right encoding from a wrong one."""

import math
import re
from collections import Counter

# Letters, and how many of a thousand letters of Arabic news are each; others count as very rare.
_LETTERS = "اليمونرتبةعدسفهأقكحجشطصىخإضذزثءغئظؤآ"
_SHARES = (
    *(135, 122, 70, 60, 60, 58, 47, 44, 36, 36, 33, 32, 30, 28, 28, 24, 22, 22, 19, 15, 13, 12),
    *(12, 11, 10, 10, 9, 7, 7, 7, 5, 5, 5, 3, 2, 2),
)
_COST = {letter: -math.log(share / 1000) for letter, share in zip(_LETTERS, _SHARES, strict=True)}
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
