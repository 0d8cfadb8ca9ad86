"""What is looked for in the words of passages: the terms of a question and what each weighs.

Stems and character 4-grams, of words in Latin letters sounds, and of numbers amounts. A backend
scores passages by BM25 (``k1`` 1.2, ``b`` 0.75), a sum over ``written`` and the best of each of
``either``.

Lexical evidence is the share, 0 to 1, of the most that BM25 could give for the question: every
term, known to the corpus or not, in a passage of nothing else. So it means the same for every
question, and words that the corpus does not have cannot vote.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol

from search.arabic.analyzer import Word, content_words, words
from search.arabic.transliteration import readings, unlikeliness
from search.queries.rules import Rule
from search.ranking.questions import MOST_READ, Expansion, Question, may_be_name
from search.records import Span

STEMS, GRAMS, SOUNDS, AMOUNTS = FIELDS = ("stems", "grams", "sounds", "amounts")
# Best of 0.1 to 1 on the training questions of arcd, flat around it.
GRAM_WEIGHT = 0.5
# A word that is found by its sound stands for a stem and its 4-grams, of which names have some six.
SOUND_WEIGHT = 4.0
# What is so much less likely than the likeliest word, as a share of what is possible, is not meant:
# Ban is بان where the archive has it, and not بين. Half costs 0.2 of 85 % of names in view, and
# what they are heard as is rarer by 0.4 of idf.
_LIKELY = 0.5
# BM25 saturates with it.
K1 = 1.2


class Statistics(Protocol):
    """How often the passages of an index have a term."""

    def size(self) -> int:
        """How many passages there are."""

    def frequency(self, field: str, term: str) -> int:
        """How many passages have a term in a field."""

    def frequencies(self, field: str, terms: Collection[str]) -> Mapping[str, int]:
        """How many passages have each of some terms: of a server, asked for all at once."""

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
        either: groups of which the best one does: each is terms that add theirs.
        most: what all of them could add at most.
    """

    written: tuple[Term, ...]
    either: tuple[tuple[tuple[Term, ...], ...], ...]
    most: float

    def shares(self, scores: Mapping[int, float]) -> dict[int, float]:
        """Lexical evidence of passages, from their BM25."""
        return {passage_id: score / self.most for passage_id, score in scores.items()}


class _Weighed(NamedTuple):
    """Terms that the index has, and what they and those that it lacks could add at most."""

    terms: tuple[Term, ...]
    most: float

    def at_most(self, most: float) -> tuple[Term, ...]:
        """The terms, with smaller weights where they could add more."""
        factor = min(1.0, most / self.most)
        return tuple(term._replace(weight=term.weight * factor) for term in self.terms)


def plan_of(question: str, statistics: Statistics) -> LexicalPlan:
    """The plan of what was typed."""
    return _plan(question, content_words(question), {}, statistics, hears=True)


def make_plan(question: Question, statistics: Statistics) -> LexicalPlan:
    """The plan of a question: terms that no passage has are left out."""
    hears = Rule.TRANSLITERATION not in question.without
    also: dict[Span, list[Expansion]] = {}
    for each in question.expansions:
        if (each.also or each.amounts) and question.words_of(each):
            also.setdefault(each.span, []).append(each)
    return _plan(question.text, question.content, also, statistics, hears=hears)


def _plan(
    text: str,
    content: Sequence[Word],
    also: Mapping[Span, Sequence[Expansion]],
    statistics: Statistics,
    *,
    hears: bool,
) -> LexicalPlan:
    expanded = [
        (expansions, [word for word in content if word.span.overlaps(span)])
        for span, expansions in also.items()
    ]
    taken = {word.span for _, found in expanded for word in found}
    content = [word for word in content if word.span not in taken]
    # Of a text that was pasted, whose words say enough, the first ones are listened to.
    names = {word.form: word for word in content[:MOST_READ] if may_be_name(text, word, content)}
    heard = {form: _heard(form, statistics) for form in names} if hears else {}
    written = _weigh(
        [word for word in content if not heard.get(word.form) or _is_known(word, statistics)],
        statistics,
    )
    groups, most = [], written.most
    for expansions, replaced in expanded:
        group, highest = _either(replaced, expansions, statistics)
        groups.append(group)
        most += highest
    pairs = _pairs(text, content[:MOST_READ], statistics) if hears else ()
    for keys in filter(None, [*(heard.get(word.form) for word in content), *pairs]):
        # However many spellings they are, they are one word, as rare as all of them together.
        idf = _idf(sum(keys.values()), statistics)
        most += SOUND_WEIGHT * idf * (K1 + 1)
        weight = SOUND_WEIGHT * idf
        groups.append(
            tuple((Term(SOUNDS, key, weight / _idf(n, statistics)),) for key, n in keys.items())
        )
    return LexicalPlan(written.terms, tuple(filter(None, groups)), most)


def _either(
    replaced: Sequence[Word], expansions: Sequence[Expansion], statistics: Statistics
) -> tuple[tuple[tuple[Term, ...], ...], float]:
    """Words and what else says the same: no alternative counts more than the words themselves.

    Words that no passage has do not count where an alternative does.
    """
    own = _weigh(replaced, statistics)
    is_known = all(_is_known(word, statistics) for word in replaced)
    others = [
        (each.weight, found)
        for each in expansions
        for found in (
            *(_weigh(list(words(other)), statistics) for other in each.also),
            *(_amount(key, statistics) for key in each.amounts),
        )
        if found.terms
    ]
    best = max((weight * found.most for weight, found in others), default=0.0)
    most = own.most if is_known or not best else min(best, own.most)
    # Whatever has the words of an amount has the amount: what has some of them has another one.
    written = () if any(each.amounts for each in expansions) else own.terms
    terms = [written, *(found.at_most(weight * most) for weight, found in others)]
    return tuple(filter(None, terms)), most


def _weigh(found: Sequence[Word], statistics: Statistics) -> _Weighed:
    """Stems and 4-grams of words."""
    stems = Counter(word.stem for word in found)
    grams = Counter(gram for word in found for gram in word.grams)
    most = 0.0
    terms = []
    for field, weight, counts in ((STEMS, 1.0, stems), (GRAMS, GRAM_WEIGHT, grams)):
        frequencies = statistics.frequencies(field, counts)
        for text, count in counts.items():
            most += weight * count * _idf(frequencies[text], statistics) * (K1 + 1)
            if frequencies[text]:
                terms.append(Term(field, text, weight * count))
    return _Weighed(tuple(terms), most)


def _amount(key: str, statistics: Statistics) -> _Weighed:
    """A number in any writing, which stands for the stems and 4-grams of the one that was asked."""
    frequency = statistics.frequency(AMOUNTS, key)
    terms = (Term(AMOUNTS, key, SOUND_WEIGHT),) if frequency else ()
    return _Weighed(terms, SOUND_WEIGHT * _idf(frequency, statistics) * (K1 + 1))


def _is_known(word: Word, statistics: Statistics) -> bool:
    return statistics.frequency(STEMS, word.stem) > 0


def _pairs(
    question: str, content: Sequence[Word], statistics: Statistics
) -> Iterable[dict[str, int]]:
    """Sounds of two capitalised words together, which Arabic may write as one."""
    for first, second in pairwise(content):
        if question[first.span.start].isupper() and question[second.span.start].isupper():
            yield _heard(first.form + second.form, statistics)


def _heard(form: str, statistics: Statistics) -> dict[str, int]:
    """Keys in the index that a word in Latin letters may have, and in how many passages."""
    alike = {
        key: (unlikely, frequency)
        for prefix in readings(form)
        for key, frequency in statistics.terms(SOUNDS, prefix)
        if (unlikely := unlikeliness(form, key)) <= 1
    }
    most = min((unlikely for unlikely, _ in alike.values()), default=0.0) + _LIKELY
    return {key: frequency for key, (unlikely, frequency) in alike.items() if unlikely <= most}


def _idf(frequency: int, statistics: Statistics) -> float:
    # A backend may count removed passages in frequencies for a while.
    passages = statistics.size()
    return inverse_document_frequency(min(frequency, passages), passages)


def inverse_document_frequency(frequency: int, documents: int) -> float:
    """BM25's idf, never negative: ``ln(1 + (N - n + 0.5) / (n + 0.5))``."""
    return math.log1p((documents - frequency + 0.5) / (frequency + 0.5))
