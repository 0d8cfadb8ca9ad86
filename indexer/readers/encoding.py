"""Text of unknown encoding: byte order marks, UTF-8, UTF-16 and the one-byte Arabic encodings.

A wrong one-byte table still gives Arabic letters, so the choice rests on how common the letters
are that it gives: in running Arabic the right table wins within a few words.
"""

import codecs
import math
import re
from collections import Counter

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Not Mac Arabic: it defines every byte, so that it takes Cyrillic and windows-1256 for itself.
_ONE_BYTE = ("cp1256", "iso8859-6")
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
# Mean cost of a letter above which text is not Arabic; see the tests for what lies on either side.
_HIGHEST_COST = 4.2
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
_CONTROL_OF_LATIN = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x9f]")


def decode(data: bytes) -> str:
    """The text that the bytes stand for, without its byte order mark.

    Raises:
        ValueError: they are binary, or in none of the encodings, which the message names.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _marked(data[len(bom) :], encoding)
    text = _utf8(data)
    if text is None:
        text = _utf16(data)
    if text is None:
        text = _one_byte(data)
    return text


def _marked(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        msg = f"its mark says {encoding.upper()}, which ends or breaks at byte {error.start}"
        raise ValueError(msg) from error


def _utf8(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    # UTF-16 of Arabic is made of ASCII bytes, half of them controls.
    return None if _CONTROL.search(text) else text


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, known by its letters: binary data gives all of Unicode."""
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        usual = sum(
            count
            for char, count in Counter(text).items()
            if "\u0600" <= char <= "\u06ff" or " " <= char <= "~" or char in "\t\r\n"
        )
        if usual >= 0.9 * len(text):
            return text
    return None


def _one_byte(data: bytes) -> str:
    if _CONTROL.search(data.decode("latin-1")):
        msg = "binary data, not text: it holds control characters"
        raise ValueError(msg)
    candidates = []
    for encoding in _ONE_BYTE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL_OF_LATIN.search(text):
            candidates.append((_cost(text), text))
    cost, text = min(candidates, key=lambda candidate: candidate[0], default=(math.inf, ""))
    if cost > _HIGHEST_COST:
        tried = "UTF-8, UTF-16, windows-1256, ISO-8859-6"
        msg = f"in no encoding of Arabic that was tried ({tried}): convert it to UTF-8"
        raise ValueError(msg)
    return text


def _cost(text: str) -> float:
    """Mean surprise at a letter outside ASCII, in nats; infinite when there is none."""
    letters = {
        char: count
        for char, count in Counter(text).items()
        if not char.isascii() and char not in _NEUTRAL
    }
    total = sum(_COST.get(char, _COST_OF_OTHERS) * count for char, count in letters.items())
    total += _COST_OF_OTHERS * len(_MISPLACED.findall(text))
    total -= _GAIN_OF_ARTICLE * len(_ARTICLE.findall(text))
    return total / sum(letters.values()) if letters else math.inf
