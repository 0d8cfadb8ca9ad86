"""What is looked for in the words of passages: the terms of a question and what each weighs.

Stems, character 4-grams and, of words in Latin letters, sounds. A backend scores passages by BM25
(``k1`` 1.2, ``b`` 0.75), a sum over ``written`` and the best of each of ``heard``.

Lexical evidence is the share, 0 to 1, of the most that BM25 could give for the question: every
term, known to the corpus or not, in a passage of nothing else. So it means the same for every
question, and words that the corpus does not have cannot vote.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from search.arabic.analyzer import Word, content_words
from search.arabic.transliteration import readings

STEMS, GRAMS, SOUNDS = FIELDS = ("stems", "grams", "sounds")
# Best of 0.1 to 1 on the training questions of arcd, flat around it.
GRAM_WEIGHT = 0.5
# A word that is found by its sound stands for a stem and its 4-grams, of which names have some six.
SOUND_WEIGHT = 4.0
# BM25 saturates with it.
K1 = 1.2


class Statistics(Protocol):
    """How often the passages of an index have a term."""

    def size(self) -> int:
        """How many passages there are."""

    def frequency(self, field: str, term: str) -> int:
        """How many passages have a term in a field."""

    def terms(self, field: str, prefix: str) -> Iterable[tuple[str, int]]:
        """The terms of a field that begin so, and how many passages have each."""


class Term(NamedTuple):
    """A term of a field, with the factor of its BM25."""

    field: str
    text: str
    weight: float


class LexicalPlan(NamedTuple):
    """What a question looks for.

    Attributes:
        written: terms that add their BM25.
        heard: groups of terms of which the best one does.
        most: what all of them could add at most.
    """

    written: tuple[Term, ...]
    heard: tuple[tuple[Term, ...], ...]
    most: float

    def shares(self, scores: Mapping[int, float]) -> dict[int, float]:
        """Lexical evidence of passages, from their BM25."""
        return {passage_id: score / self.most for passage_id, score in scores.items()}


def plan_of(question: str, statistics: Statistics) -> LexicalPlan:
    """The plan of what was typed."""
    return make_plan(question, content_words(question), statistics)


def make_plan(question: str, content: Sequence[Word], statistics: Statistics) -> LexicalPlan:
    """The plan of a question with these content words: terms that no passage has are left out."""
    heard = {word.form: _heard(word.form, statistics) for word in content}
    written = [
        word for word in content if not heard[word.form] or statistics.frequency(STEMS, word.stem)
    ]
    stems = Counter(word.stem for word in written)
    grams = Counter(gram for word in written for gram in word.grams)
    most = 0.0
    terms = []
    for field, weight, counts in ((STEMS, 1.0, stems), (GRAMS, GRAM_WEIGHT, grams)):
        for text, count in counts.items():
            frequency = statistics.frequency(field, text)
            most += weight * count * _idf(frequency, statistics) * (K1 + 1)
            if frequency:
                terms.append(Term(field, text, weight * count))
    groups = []
    names = _names(question, content, statistics)
    for keys in filter(None, [*(heard[word.form] for word in content), *names]):
        # However many spellings they are, they are one word, as rare as all of them together.
        idf = _idf(sum(keys.values()), statistics)
        most += SOUND_WEIGHT * idf * (K1 + 1)
        weight = SOUND_WEIGHT * idf
        groups.append(
            tuple(Term(SOUNDS, key, weight / _idf(n, statistics)) for key, n in keys.items())
        )
    return LexicalPlan(tuple(terms), tuple(groups), most)


def _names(
    question: str, content: Sequence[Word], statistics: Statistics
) -> Iterable[dict[str, int]]:
    """Sounds of two capitalised words together, which Arabic may write as one."""
    for first, second in pairwise(content):
        if question[first.span.start].isupper() and question[second.span.start].isupper():
            yield _heard(first.form + second.form, statistics)


def _heard(form: str, statistics: Statistics) -> dict[str, int]:
    """Sound keys in the index that a word in Latin letters fits, and in how many passages."""
    return {
        key: frequency
        for reading in readings(form)
        for key, frequency in statistics.terms(SOUNDS, reading.prefix)
        if reading.fits(key)
    }


def _idf(frequency: int, statistics: Statistics) -> float:
    # A backend may count removed passages in frequencies for a while.
    passages = statistics.size()
    return inverse_document_frequency(min(frequency, passages), passages)


def inverse_document_frequency(frequency: int, documents: int) -> float:
    """BM25's idf, never negative: ``ln(1 + (N - n + 0.5) / (n + 0.5))``."""
    return math.log1p((documents - frequency + 0.5) / (frequency + 0.5))
