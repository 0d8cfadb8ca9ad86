"""Which clause of a passage answers, and which of its words are the question's."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.arabic.analyzer import inside, words_of
from search.arabic.clauses import clauses
from search.ranking.alignment import Alignment, aligned
from search.ranking.clause_signals import ClauseSignals, clause_signals
from search.ranking.marks import marked
from search.ranking.questions import Question
from search.records import Passage, Span

PARAMETERS = Path(__file__).with_suffix(".json")
# Code points that clauses which are set off together have at most; one alone may have more.
LONGEST_RUN = 320

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


def find_evidence(
    passage: Passage,
    alignment: Alignment,
    question: Question,
    numbers: Parameters | None = None,
) -> Evidence:
    """Evidence in a passage from the alignment of its text with the question.

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
    best = choose(text, within, softmax(signals.table @ weights), numbers.price)
    return Evidence(
        best.shifted(passage.start),
        tuple(
            word.span.shifted(passage.start)
            for word in marked(text, inside(best, found), alignment, question)
        ),
        question.share_in(found),
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
    best, most = within[0], -np.inf
    for i, first in enumerate(within):
        chance = 0.0
        for j in range(i, len(within)):
            run = Span(first.start, within[j].end)
            length = run.end - run.start
            if j > i and (
                length > LONGEST_RUN or "\n" in text[within[j - 1].end : within[j].start]
            ):
                break
            chance += float(chances[j])
            if chance - price * length > most:
                best, most = run, chance - price * length
    return best


def _assured(alignment: Alignment) -> float:
    if not len(alignment.similarities):
        return 0.0
    best = alignment.similarities.max(axis=0)
    return float(alignment.weights @ aligned(best))
