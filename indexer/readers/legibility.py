"""Whether text is what was printed, or what a broken text layer or a bad scan left of it.

Fonts that do not say which character a glyph stands for give other letters, signs or nothing for
some of them. That shows in what the text holds: what Arabic words never hold, words that nobody
writes, a pair of letters that is missing everywhere.
"""

import re

from search.arabic.lexicon import is_known
from search.arabic.normalizer import normalize

_LETTER = "\u0621-\u063a\u0641-\u064a"
_MARK = "\u064b-\u0652\u0670"
_LETTERS = re.compile(f"[{_LETTER}]")
_MARKS = re.compile(f"[{_MARK}\u0640]")
_WORD = re.compile(f"[{_LETTER}]{{3,}}")
_LAM_ALEF = re.compile("ل[اأإآ]")
# Of Persian, Urdu, Kurdish and others, whose words the lexicon has not.
_OTHERS = re.compile("[\u063b-\u063f\u0671-\u06d3\u0750-\u077f]")
# What is never written between two letters, but for a space that was forgotten: "عام1990م".
_FOREIGN = "\\dA-Za-z!$%^*<>=|{};\\\\#~`\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u024f"
_INSIDE = re.compile(f"(?<=[{_LETTER}])[{_MARK}]*[{_FOREIGN}]+(?=[{_LETTER}])")
_STRAY_MARK = re.compile(f"(?<!\\S)[{_MARK}]")
# Not those that draw lines of dots and of dashes, in tables of contents and in forms.
_SIGN = re.compile("[^\\w\\s.\u2026\u00b7_\u2013\u2014-]")
# Arabic of one byte a letter, or numbers of glyphs, that were taken for Latin.
_ACCENTED = re.compile("[\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u024f]")
# Limits lie between what was found in 8,000 articles of news, encyclopedias and five dialects and
# what the same were found to be with a font's letters mixed up, reversed or left out.
_FEWEST_CHARACTERS = 40
_MOST_SIGNS = 0.5
_MOST_ACCENTED = 0.5
_MOST_ACCENTED_IN_ARABIC = 0.25
_FEWEST_WORDS = 20
_MOST_INSIDE = 0.05  # of words; 0.045 in short texts with many formulas
_MOST_STRAY_MARKS = 0.1  # of words
_MOST_OTHERS = 0.02  # of letters
_MOST_SINGLE = 0.4  # of words are a letter; 0.19
_LONGEST = 10  # letters that words have on average; 7
_MOST_UNKNOWN = 0.5  # of words; 0.475 in a list of Latin names of plants
_MANY_WORDS = 100
_MOST_UNKNOWN_OF_MANY = 0.3  # 0.281
_WORDS_WITH_LAM_ALEF = 200  # among which it never was missing, and in 100 twice in a thousand


def fault_of(text: str) -> str | None:
    """What is wrong with a text that is not what was printed, ``None`` where it may be.

    Short texts are taken as they are, and so is what is not Arabic.
    """
    characters = sum(not char.isspace() for char in text)
    if characters >= _FEWEST_CHARACTERS:
        if len(_SIGN.findall(text)) > _MOST_SIGNS * characters:
            return "signs in place of letters"
        most = _MOST_ACCENTED_IN_ARABIC if _LETTERS.search(text) else _MOST_ACCENTED
        if len(_ACCENTED.findall(text)) > most * characters:
            return "accented Latin letters in place of Arabic ones"
    written = [word for word in text.split() if _LETTERS.search(word)]
    return _fault_of_words(written) if len(written) >= _FEWEST_WORDS else None


def _fault_of_words(written: list[str]) -> str | None:
    text = " ".join(written)
    if sum(bool(_INSIDE.search(word)) for word in written) > _MOST_INSIDE * len(written):
        return "digits, signs or Latin letters inside Arabic words"
    if len(_STRAY_MARK.findall(text)) > _MOST_STRAY_MARKS * len(written):
        return "harakat without letters"
    lengths = [len(_LETTERS.findall(word)) for word in written]
    if lengths.count(1) > _MOST_SINGLE * len(written):
        return "letters of words stand apart"
    if sum(lengths) > _LONGEST * len(written):
        return "words run together"
    is_arabic = len(_OTHERS.findall(text)) <= _MOST_OTHERS * sum(lengths)
    return _fault_of_arabic(text) if is_arabic else None


def _fault_of_arabic(text: str) -> str | None:
    words = _WORD.findall(_MARKS.sub("", text))
    unknown = sum(not is_known(normalize(word)) for word in words)
    most = _MOST_UNKNOWN_OF_MANY if len(words) >= _MANY_WORDS else _MOST_UNKNOWN
    if unknown > most * len(words):
        return "too many words that are in no dictionary"
    if len(words) >= _WORDS_WITH_LAM_ALEF and not _LAM_ALEF.search(text):
        return "no word with لا in it"
    return None
