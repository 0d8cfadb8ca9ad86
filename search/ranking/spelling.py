"""Another spelling of a question, where one of its words is none and another one finds more.

A word is left alone that the archive holds in any inflection, or that the language has. What is
offered instead differs by a mistake that people make in typing, and stands in the archive together
with other words of the question.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search.arabic import lexicon
from search.arabic.analyzer import Word, words_of
from search.arabic.stemmer import stem
from search.arabic.typing import meant, mistake
from search.ranking.lexical_plan import STEMS, Statistics
from search.ranking.questions import Question

_SHORTEST = 4
# Of a word without what is written together with it.
_SHORTEST_BASE = 3
# Letters from which on two mistakes are thought of, in words of the nearest passages.
_LONG = 7
# What mistakes may cost together.
_MOST = 0.9
_MOST_OF_TWO = 1.2
# What each doubling of the passages that have a word is worth, and standing in the nearest ones.
_FREQUENT = 0.1
_NEAREST = 0.3
# How many passages have a word at least that neither the language nor the nearest passages have.
_ATTESTED = 3
# What has more unknown words than so many is no question with mistakes; each takes some searches.
_MOST_UNKNOWN = 8
# Spellings that are tried, the likeliest first.
_TRIED = 3

# The texts of the passages that a question finds by its words, best first.
Finder = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A word that may have been meant, as it is written, and what speaks against it."""

    form: str
    written: str
    cost: float


def respell(
    question: Question, statistics: Statistics, texts: Iterable[str], find: Finder
) -> str | None:
    """The question with likely words for its unknown ones, ``None`` where there are none.

    Args:
        question: as asked.
        statistics: of the index.
        texts: of passages that have 4-grams in common with the question.
        find: by words alone.
    """
    # What another rule knows is right: a name of the archive, a word of another keyboard.
    known = [hint.span for hint in question.hints]
    known += [expansion.span for expansion in question.expansions]
    unknown = [
        word
        for word in question.opening.content
        if not any(map(word.span.overlaps, known)) and not is_right(word, statistics)
    ]
    if not 0 < len(unknown) <= _MOST_UNKNOWN:
        return None
    printed = _printed(texts)
    frequencies = statistics.frequencies(STEMS, question.stems)
    others = {stem for stem, frequency in frequencies.items() if frequency > 0}
    better = asked = question.written or question.text
    for word in reversed(unknown):
        for spelling in _spellings(word.form, printed, statistics)[:_TRIED]:
            start, end = word.span
            changed = better[:start] + spelling.written + better[end:]
            if _finds_more(changed, stem(spelling.form), others, find):
                better = changed
                break
    return None if better == asked else better


def is_right(word: Word, statistics: Statistics) -> bool:
    """Whether a word is short, of other letters, of the archive or of the language."""
    form = word.form
    if len(form) < _SHORTEST or not lexicon.is_arabic(form) or _stands(form, statistics):
        return True
    # A letter that was typed twice may look like something written together with the word.
    once = (form[:i] + form[i + 1 :] for i in range(1, len(form)) if form[i] == form[i - 1])
    if any(_stands(each, statistics) for each in once):
        return False
    bases = (base for base in lexicon.bases(form) if len(base) >= _SHORTEST_BASE)
    return any(_stands(base, statistics) for base in bases)


def _stands(form: str, statistics: Statistics) -> bool:
    """Whether the language has a word, or the archive in any light inflection."""
    return form in lexicon.arabic() or statistics.frequency(STEMS, stem(form)) > 0


def _printed(texts: Iterable[str]) -> dict[str, Counter[str]]:
    """How words of texts are written, by their forms."""
    found: dict[str, Counter[str]] = {}
    for text in texts:
        for word in words_of(text):
            spellings = found.setdefault(word.form, Counter())
            spellings[text[word.span.start : word.span.end]] += 1
    return found


def _spellings(
    form: str, printed: dict[str, Counter[str]], statistics: Statistics
) -> Sequence[_Spelling]:
    """What may have been meant by an unknown word, the likeliest first."""
    own = stem(form)
    likely: dict[str, tuple[str, float]] = {}
    for other in {*printed, *meant(form)}:
        number = 2 if other in printed and len(form) >= _LONG else 1
        paid = mistake(form, other, number)
        if paid <= (_MOST if number == 1 else _MOST_OF_TWO) and stem(other) != own:
            likely[other] = stem(other), paid
    frequencies = statistics.frequencies(STEMS, {each for each, _ in likely.values()})
    found: dict[str, _Spelling] = {}
    for other, (other_stem, paid) in likely.items():
        frequency = frequencies[other_stem]
        if frequency and _is_word(other, printed, frequency):
            usual = printed[other].most_common(1)[0][0] if other in printed else None
            cost = paid - _FREQUENT * math.log2(frequency) - _NEAREST * (other in printed)
            found[other] = _Spelling(other, usual or lexicon.written(other), cost)
    return sorted(found.values(), key=lambda each: (each.cost, each.form))


def _is_word(form: str, printed: dict[str, Counter[str]], frequency: int) -> bool:
    return form in printed or frequency >= _ATTESTED or lexicon.is_known(form)


def _finds_more(question: str, new: str, others: set[str], find: Finder) -> bool:
    """Whether a word stands in a passage with a third of the others of a question at least."""
    for text in find(question):
        there = {word.stem for word in words_of(text)}
        if new in there and 3 * len(others & there) >= len(others):
            return True
    return False
