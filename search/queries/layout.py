"""A question that was typed while the keyboard was switched to the other alphabet."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from search.arabic import lexicon
from search.arabic.analyzer import Word, telling, words
from search.arabic.keyboards import ARABIC, in_arabic, in_latin
from search.arabic.stopwords import STOPWORDS
from search.arabic.typing import meant
from search.queries.rules import Rule
from search.ranking.lexical_plan import STEMS, Statistics
from search.ranking.questions import Expansion, Question
from search.records import Span

_LATIN = re.compile("[a-zA-Z]")
_ARABIC = re.compile("[\u0621-\u064a]")
_TYPED = re.compile(r"\S+")
_SHORTEST = 3
# A mistake is mended in a word of so many letters, to one that is so usual (in centibels).
_LONG = 5
_USUAL = 480
# How many of the words are words after switching: two thirds; and before: fewer than a third.
_WORDS = 2 / 3
_NO_WORDS = 1 / 3

_Switch = Callable[[str], str]


def switched(question: Question, statistics: Statistics) -> Iterator[Expansion]:
    """All words as the other alphabet's keys give them, where these are words and they are none."""
    is_latin, is_arabic = (bool(each.search(question.text)) for each in (_LATIN, _ARABIC))
    if is_latin == is_arabic or _share(question.text, statistics) >= _NO_WORDS:
        return
    switches: list[_Switch] = [in_latin]
    if is_latin:
        switches = [partial(in_arabic, keys=keys) for keys in ARABIC]

    def share(switch: _Switch) -> float:
        return _share(_mended(switch(question.text), statistics), statistics)

    best = max(switches, key=share)
    if share(best) < _WORDS:
        return
    for match in _TYPED.finditer(question.text):
        read = _mended(best(match.group()), statistics)
        also = any(word.form not in STOPWORDS for word in words(read))
        yield Expansion(Rule.LAYOUT, Span(*match.span()), (read,) if also else (), read=read)


def _mended(text: str, statistics: Statistics) -> str:
    """A text with usual Arabic words in place of long ones that are none but for one mistake."""
    for word in reversed([*words(text)]):
        if len(word.form) >= _LONG and not word.form.isascii() and not _is_word(word, statistics):
            usual = min(meant(word.form), key=lexicon.rarity, default=word.form)
            if lexicon.rarity(usual) <= _USUAL:
                text = f"{text[: word.span.start]}{lexicon.written(usual)}{text[word.span.end :]}"
    return text


def _share(text: str, statistics: Statistics) -> float:
    """The share of words of a text that a language or the archive has.

    Short ones in Latin letters do not count: nearly all pairs of letters stand for something.
    """
    every = [word for word in words(text) if not word.form.isdigit()]
    found = [word for word in every if len(word.form) >= _SHORTEST or not word.form.isascii()]
    if all(len(word.form) < _SHORTEST for word in telling(found)):
        return 0.0
    return sum(_is_word(word, statistics) for word in found) / len(found)


def _is_word(word: Word, statistics: Statistics) -> bool:
    if word.form.isascii():
        known = word.form in lexicon.english_and_french() or word.form in STOPWORDS
    else:
        known = word.form in lexicon.arabic()
    return known or statistics.frequency(STEMS, word.stem) > 0
