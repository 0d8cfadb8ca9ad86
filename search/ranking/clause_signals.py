"""What tells the clause of a passage that answers a question from the others."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.arabic.alike import is_alike
from search.arabic.analyzer import Word, words
from search.arabic.listings import bare, listed
from search.arabic.stopwords import STOPWORDS
from search.arabic.values import numbers
from search.ranking.alignment import Alignment
from search.ranking.candidates.finding import candidates
from search.ranking.described import description
from search.ranking.predicates import predicate_of
from search.ranking.questions import AnswerKind, Question
from search.ranking.times import tells_day
from search.records import Span

Floats = NDArray[np.float32]

# The least cosine, for a clause without tokens.
_NO_MATCH = -0.2
# Keeps what hardly differs between clauses from counting much.
_LEAST_DEVIATION = 0.05

_VALUES = {AnswerKind.NUMBER, AnswerKind.DATE, AnswerKind.YEAR}
_CALLED = listed("اسم واسم باسم عنوان شعار اسمه اسمها تسمى يسمى سمي name title called")
_WHICH = listed("أي أية أنهي أنو اسم نوع هو هي ماهو ماهي which what")
_BETWEEN = listed("هو هي اسم نوع")
# A name, and not what somebody said.
_LONGEST_NAME = 45
_QUOTED = re.compile(f'[«"“][^«»"“”\\n]{{1,{_LONGEST_NAME}}}[»"”]')
_ASKED = re.compile(r"[؟?]\W{0,2}\Z")
# Characters at its end by which a clause is told to ask.
_AT_END = 3
_KEPT = 1 << 6
# Who asks for these asks for no day.
_LONGER = listed("شهر قرن عقد month century decade")
_WHY = listed("لماذا ليش ليه علاش لم سبب أسباب why")
_REASONS = listed(
    "لأن لأنه لأنها بسبب نتيجة سبب أجل لذلك بهدف هدف لهذا لكي كي أدى إذ إثر جراء نظرا"
)


class ClauseSignals(NamedTuple):
    """Of all clauses of a passage, each of shape (clauses,); the more, the better.

    A match is the cosine of a question's token with the token of a clause that is nearest to it;
    means over the question's tokens are by their weights.

    Attributes:
        ahead: mean of how far matches are above those of the other clauses, in deviations.
        around: mean of the best matches in it and its neighbours.
        so_far: mean of the best matches in it and all before it, which name what it is about.
        pooled: mean cosine of all its tokens.
        distinctive: share of the question's stems that it has, without those of the first clause,
            which says what the passage is about, and less of those in many clauses.
        value: 1 where a number is asked for, or a date, and it has one that the question has not.
        fitting: 1 where it has what may answer by its form: a number with its noun, a date,
            a place, a person.
        told: 1 where it does not ask itself.
        predicate: 1 where it has a word with the letters of the one that has to be said.
        which: 1 where it is asked which of a kind, and it has the kind with a new word behind it.
        quoted: 1 where it is asked what something is called and it has a few words in quotation
            marks.
        reason: 1 where a reason is asked for and it has a word that leads to one.
        early: its place in the passage, from 1 for the first to 0 for the last.
    """

    ahead: Floats
    around: Floats
    so_far: Floats
    pooled: Floats
    distinctive: Floats
    value: Floats
    fitting: Floats
    told: Floats
    predicate: Floats
    which: Floats
    quoted: Floats
    reason: Floats
    early: Floats

    @property
    def table(self) -> Floats:
        """All of them, shape (clauses, signals)."""
        return np.stack(self, axis=1)


def clause_signals(
    text: str,
    within: Sequence[Span],
    parts: Sequence[Sequence[Word]],
    alignment: Alignment,
    question: Question,
) -> ClauseSignals:
    """Signals of the clauses of a text, at least one.

    Args:
        text: of the passage.
        within: its clauses.
        parts: the words of each.
        alignment: of the text with the question.
        question: what is asked.
    """
    weights = alignment.weights
    best, mean = _matches(within, alignment)
    neighbours = np.full((len(best) + 2, len(weights)), _NO_MATCH, np.float32)
    neighbours[1:-1] = best
    around = np.maximum(np.maximum(neighbours[:-2], neighbours[2:]), best)
    shared = [question.stems & {word.stem for word in part} for part in parts]
    having = Counter(chain.from_iterable(shared))
    beyond = [each - shared[0] for each in shared]
    asks_why = not _WHY.isdisjoint(question.forms)
    # Who speaks in the name of somebody is no name: من الناطق باسم النيابة.
    asks_name = question.kind is not AnswerKind.PERSON and not _CALLED.isdisjoint(question.forms)
    predicate, kind = predicate_of(question), _kind_asked(question.opening.text)
    # What is not asked for no clause has.
    none = np.zeros(len(within), np.float32)
    return ClauseSignals(
        ahead=_ahead(best) @ weights,
        around=around @ weights,
        so_far=np.maximum.accumulate(best) @ weights,
        pooled=mean @ weights,
        distinctive=_floats(
            math.fsum(1 / having[stem] for stem in each) / max(1, len(question.stems))
            for each in beyond  # exact, whatever the order of the set
        ),
        value=_floats(_has_value(text, part, question) for part in parts)
        if question.kind in _VALUES
        else none,
        fitting=_floats(_fits(text, part, question) for part in parts)
        if question.kind is not AnswerKind.OTHER
        else none,
        told=_floats(
            _ASKED.search(text, max(start, end - _AT_END), end) is None for start, end in within
        ),
        predicate=none if predicate is None else _floats(_says(part, predicate) for part in parts),
        which=none
        if kind is None
        else _floats(_tells_which(part, kind, question) for part in parts),
        quoted=_floats(_QUOTED.search(text, *span) is not None for span in within)
        if asks_name
        else none,
        reason=_floats(_has(part, _REASONS) for part in parts) if asks_why else none,
        early=_early(len(within)),
    )


def may_answer(text: str, span: Span, part: Sequence[Word], question: Question) -> bool:
    """Whether a part of a text may answer by its form, as any may where no form is asked for."""
    if question.kind is not AnswerKind.OTHER:
        return _fits(text, part, question)
    if not _CALLED.isdisjoint(question.forms):
        return _QUOTED.search(text, *span) is not None
    return _WHY.isdisjoint(question.forms) or _has(part, _REASONS)


def _fits(text: str, part: Sequence[Word], question: Question) -> bool:
    return (
        _tells_day(part, question)
        or bool(candidates(text, part, question, is_read=True))
        or description(question, text, part) is not None
    )


def _has_value(text: str, part: Sequence[Word], question: Question) -> bool:
    return _tells_day(part, question) or _has_new(text, numbers(text, part), question)


def _tells_day(part: Sequence[Word], question: Question) -> bool:
    is_asked = question.kind is AnswerKind.DATE and _LONGER.isdisjoint(question.forms)
    return is_asked and tells_day(part)


def _matches(within: Sequence[Span], alignment: Alignment) -> tuple[Floats, Floats]:
    """The best and the mean cosine of each clause with each token of the question."""
    shape = (len(within), len(alignment.weights))
    best, mean = (np.full(shape, _NO_MATCH, np.float32) for _ in range(2))
    places = np.searchsorted(alignment.spans[:, 1], np.asarray(within), side="right").tolist()
    for i, (first, last) in enumerate(places):
        if first < last:
            own = alignment.similarities[first:last]
            np.maximum.reduce(own, axis=0, out=best[i])
            np.divide(np.add.reduce(own, axis=0), last - first, out=mean[i])
    return best, mean


def _ahead(best: Floats) -> Floats:
    """How far each is above the mean of its column, in deviations and a little, in its shape."""
    # As mean() and std() do it, which take twice as long for so few.
    above = best - np.add.reduce(best, axis=0) / len(best)
    deviations = np.sqrt(np.add.reduce(above * above, axis=0) / len(best))
    ahead: Floats = above / (deviations + _LEAST_DEVIATION)
    return ahead


def _floats(values: Iterable[float]) -> Floats:
    return np.fromiter(values, np.float32)


def _has(part: Sequence[Word], known: frozenset[str]) -> bool:
    return any(bare(word.form, known) for word in part)


def _says(part: Sequence[Word], predicate: Word) -> bool:
    return is_alike(predicate.stem, [word.stem for word in part])


@lru_cache(_KEPT)
def _early(clauses: int) -> Floats:
    return np.linspace(1, 0, clauses, dtype=np.float32)


# It is asked of every passage.
@lru_cache(_KEPT)
def _kind_asked(question: str) -> Word | None:
    """The noun that is asked which of: أي وادي، ما نوع الحقن."""
    found = list(words(question))
    return next(
        (b for a, b in pairwise(found) if a.form in _WHICH and b.form not in _BETWEEN), None
    )


def _tells_which(part: Sequence[Word], kind: Word, question: Question) -> bool:
    return any(
        a.stem == kind.stem and b.stem not in question.stems and b.form not in STOPWORDS
        for a, b in pairwise(part)
    )


def _has_new(text: str, values: Sequence[Span], question: Question) -> bool:
    """Whether a value has a word that the question has not."""
    return any(question.lacks(text[slice(*span)]) for span in values)
