"""A question that was typed while the keyboard was switched to the other alphabet."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from search.arabic import lexicon
from search.arabic.analyzer import Word, telling, words
from search.arabic.keyboards import ARABIC, in_arabic, in_latin
from search.arabic.stopwords import STOPWORDS
from search.arabic.transliteration import fold
from search.queries.rules import Rule
from search.ranking.lexical_plan import STEMS, Statistics
from search.ranking.questions import Expansion, Question
from search.records import Span

_LATIN = re.compile("[a-zA-Z]")
_ARABIC = re.compile("[\u0621-\u064a]")
_TYPED = re.compile(r"\S+")
_SHORTEST = 3
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
    best = max(switches, key=lambda switch: _share(switch(question.text), statistics))
    if _share(best(question.text), statistics) < _WORDS:
        return
    for match in _TYPED.finditer(question.text):
        meant = best(match.group())
        also = any(word.form not in STOPWORDS for word in words(meant))
        yield Expansion(Rule.LAYOUT, Span(*match.span()), (meant,) if also else (), read=meant)


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
        known = fold(word.form) in lexicon.english_and_french() or word.form in STOPWORDS
    else:
        known = word.form in lexicon.arabic()
    return known or statistics.frequency(STEMS, word.stem) > 0
