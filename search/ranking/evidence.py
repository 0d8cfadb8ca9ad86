"""Which clause of a passage answers, and which of its words are the question's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import Word, inside, words_of
from search.arabic.bylines import bylines_in
from search.arabic.clauses import clauses
from search.models.reader import Reading
from search.ranking.alignment import Alignment, aligned
from search.ranking.asserted import with_heads
from search.ranking.clause_signals import ClauseSignals, clause_signals
from search.ranking.marks import marked
from search.ranking.questions import Question
from search.records import Passage, Span

PARAMETERS = Path(__file__).with_suffix(".json")
# Code points that clauses which are set off together have at most; one alone may have more.
LONGEST_RUN = 320

# In log odds: what is set off only where there is nothing else.
_NONE = 20.0

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a clause is chosen, made by ``python -m benchmarks.train_evidence``.

    Attributes:
        weights: of the signals of a clause, by name: a conditional logit.
        price: of a code point: what it has to add to the probability that the answer is shown.
    """

    weights: dict[str, float]
    price: float


@cache
def parameters() -> Parameters:
    """The numbers that come with the library."""
    return Parameters(**json.loads(PARAMETERS.read_text("utf-8")))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What in a passage answers; spans are of the document's text.

    Attributes:
        sentence: the clause that answers best, or neighbours on one line.
        words: telling words of the question in it, in order.
        overlap: share of the question's stems that the passage has.
        assured: share of the question's tokens that align with its own, by weight; one that nearly
            does counts in part.
    """

    sentence: Span
    words: tuple[Span, ...]
    overlap: float
    assured: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """The clauses of a passage, and how likely each is to have the answer.

    Attributes:
        passage: whose they are.
        alignment: of its text with the question.
        question: what is asked.
        words: of the text.
        within: places of the clauses in it, at least one.
        chances: that the answer is in each, shape (clauses,), sum 1.
        price: of a code point that is set off, see ``choose``.
        reader: version of the reader that has read it; ``None`` where none has.
        reading: what that says of the text, by places in it.
    """

    passage: Passage
    alignment: Alignment
    question: Question
    words: Sequence[Word]
    within: Sequence[Span]
    chances: Floats
    price: float
    reader: str | None = None
    reading: Reading | None = None


def weigh(
    passage: Passage,
    alignment: Alignment,
    question: Question,
    numbers: Parameters | None = None,
) -> Weighed:
    """The clauses of a passage by their signals.

    Args:
        passage: that is read.
        alignment: of its text with the question.
        question: what is asked.
        numbers: how a clause is chosen; by default those that come with the library.
    """
    text = passage.searched_text
    found = words_of(text)
    within = clauses(text, found) or [Span(0, len(text))]
    parts = [inside(span, found) for span in within]
    signals = clause_signals(text, within, parts, alignment, question)
    numbers = numbers or parameters()
    weights = np.asarray([numbers.weights[name] for name in ClauseSignals._fields], np.float32)
    scores = signals.table @ weights
    # Who wrote a text is nobody of whom it tells.
    bylines = bylines_in(text)
    if bylines:
        is_one = [any(span.overlaps(each) for each in bylines) for span in within]
        scores = np.where(is_one, scores.min() - _NONE, scores)
    chances = softmax(scores)
    return Weighed(passage, alignment, question, found, within, chances, numbers.price)


def find_evidence(weighed: Weighed) -> Evidence:
    """Evidence in a passage whose clauses are weighed."""
    passage, text = weighed.passage, weighed.passage.searched_text
    alignment, question = weighed.alignment, weighed.question
    best = choose(text, weighed.within, weighed.chances, weighed.price)
    best = with_heads(text, best, weighed.within)
    return Evidence(
        best.shifted(passage.start),
        tuple(
            word.span.shifted(passage.start)
            for word in marked(text, inside(best, weighed.words), alignment, question)
        ),
        question.share_in(weighed.words),
        _assured(alignment),
    )


def softmax(scores: Floats) -> Floats:
    """Probabilities from log odds, shape (clauses,)."""
    powers = np.exp(scores - scores.max())
    chances: Floats = powers / powers.sum()
    return chances


def choose(text: str, within: Sequence[Span], chances: Floats, price: float) -> Span:
    """The clause, or neighbours on one line, that is worth its length most.

    What is set off is worth the probability that it has the answer, less a price for each code
    point. Where one clause is likely to answer it is set off alone, with others where it is not
    clear which of them does.

    Args:
        text: of the passage.
        within: its clauses.
        chances: that the answer is in each, sum 1.
        price: of a code point.
    """
    breaks = ["\n" in text[one.end : other.start] for one, other in pairwise(within)]
    lines = [0, *accumulate(breaks)]
    first, last = best_run(within, chances, price, LONGEST_RUN, lines)
    return Span(within[first].start, within[last].end)


def best_run(
    within: Sequence[Span],
    chances: Floats,
    price: float,
    longest: int,
    lines: Sequence[int] | None = None,
) -> tuple[int, int]:
    """Numbers of the first and the last clause of the run that is worth its length most.

    Args:
        within: clauses.
        chances: that the answer is in each.
        price: of a code point.
        longest: code points that a run of several has at most.
        lines: on which each is, where a run has to be on one.
    """
    best, most = (0, 0), -np.inf
    for i, first in enumerate(within):
        chance = 0.0
        for j in range(i, len(within)):
            length = within[j].end - first.start
            if j > i and (length > longest or (lines and lines[j] != lines[i])):
                break
            chance += float(chances[j])
            if chance - price * length > most:
                best, most = (i, j), chance - price * length
    return best


def _assured(alignment: Alignment) -> float:
    if not len(alignment.similarities):
        return 0.0
    best = np.maximum.reduce(alignment.similarities, axis=0)
    return float(alignment.weights @ aligned(best))
