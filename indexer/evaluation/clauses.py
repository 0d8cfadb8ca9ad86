"""Learn how the clause of a passage that answers is chosen, from passages with their answers.

The weights of the signals are those of a conditional logit over the clauses of a passage, none of
them negative, where each set of questions counts the same.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from indexer.evaluation.first_hits import folded
from indexer.evaluation.logistic import Floats, minimized
from indexer.evaluation.questions import JudgedQuestion
from search.arabic.analyzer import inside, words
from search.arabic.clauses import clauses
from search.engine import encode
from search.models.encoder import Encoder
from search.queries.expansions import expand
from search.ranking.answering import align
from search.ranking.clause_signals import clause_signals
from search.ranking.evidence import choose, softmax
from search.ranking.late_interaction import similarities
from search.ranking.questions import read_question
from search.records import Span
from search.storage.view import View

RIDGE = 1e-3
# Passages of a question's documents that are looked at: the first.
_MOST_PASSAGES = 50


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and the passage that answers it.

    Attributes:
        source: the set that it is of.
        passage: its text.
        answers: that are right.
        within: clauses of the passage.
        signals: of the clauses, shape (clauses, signals).
        right: whether each has an answer, or a part of one that no clause has whole.
    """

    source: str
    passage: str
    answers: tuple[str, ...]
    within: tuple[Span, ...]
    signals: Floats
    right: NDArray[np.bool_]


def read_examples(
    view: View, encoder: Encoder, asked: JudgedQuestion, source: str = ""
) -> Iterator[Example]:
    """A question with the passages that answer it, as the search sees them."""
    question = expand(read_question(asked.text), view)
    encoded = encode(question, encoder, view.settings)
    ids = [i for document in asked.relevant for i, _ in view.passages_of(document)][:_MOST_PASSAGES]
    embedded = view.embedded(ids)
    tokens = zip(embedded.ids, embedded.codes, embedded.places, strict=True)
    codes_of = {i: (codes, places) for i, codes, places in tokens}
    for i, passage in view.passages(ids).items():
        searched = passage.searched_text
        found = list(words(searched))
        within = clauses(searched, found)
        right = np.asarray(read_right(searched, within, asked.answers))
        if right.any():
            parts = [inside(span, found) for span in within]
            codes, places = codes_of[i]
            compared = similarities(encoded.tokens, codes)
            alignment = align(passage, compared, places, encoded, encoder)
            signals = clause_signals(searched, within, parts, alignment, question).table
            yield Example(
                source, searched, asked.answers, tuple(within), signals.astype(float), right
            )


def read_right(text: str, within: Sequence[Span], answers: Sequence[str]) -> list[bool]:
    """Whether each clause has an answer, or a part of one that no clause has whole."""
    whole = [holds(text[slice(*span)], answers) for span in within]
    if any(whole):
        return whole
    places = [
        Span(*match.span())
        for answer in answers
        if answer
        for match in re.finditer(re.escape(answer), text)
    ]
    return [any(map(span.overlaps, places)) for span in within]


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether a text has one of the answers, its spelling folded."""
    return any(answer in text or folded(answer) in folded(text) for answer in answers)


def fit(examples: Sequence[Example], prior: Floats | None = None) -> Floats:
    """Weights of the signals, none of them negative, by a conditional logit.

    Args:
        examples: to learn from.
        prior: weights that are right where the examples say nothing else; by default none.
    """
    table = np.concatenate([example.signals for example in examples])
    right = np.concatenate([example.right for example in examples])
    lengths = [len(example.within) for example in examples]
    starts = np.cumsum([0, *lengths[:-1]])
    owners = np.repeat(np.arange(len(examples)), lengths)
    counts = {source: sum(each.source == source for each in examples) for source in _of(examples)}
    weights = np.asarray([1 / counts[example.source] for example in examples])
    weights /= weights.sum()
    scale = table.std(axis=0) + 1e-6
    table = table / scale
    known = np.zeros(table.shape[1]) if prior is None else prior * scale

    def share(scores: Floats) -> tuple[Floats, Floats]:
        highest = np.maximum.reduceat(scores, starts)
        powers = np.exp(scores - highest[owners])
        sums = np.add.reduceat(powers, starts)
        return highest + np.log(sums), powers / sums[owners]

    def loss(numbers: Floats) -> tuple[float, Floats]:
        scores = table @ numbers
        everything, chances = share(scores)
        answering, chances_if_right = share(np.where(right, scores, -1e9))
        slope = table.T @ ((chances - chances_if_right) * weights[owners])
        away = numbers - known
        penalty = RIDGE * float(away @ away)
        return float(weights @ (everything - answering)) + penalty, slope + 2 * RIDGE * away

    result: Floats = minimized(loss, known, [(0.0, None)] * table.shape[1]) / scale
    return result


def softmax_of(example: Example, weights: Floats) -> Floats:
    """The chances of an example's clauses."""
    return softmax((example.signals @ weights).astype(np.float32)).astype(float)


def describe(
    examples: Sequence[Example], chances: Sequence[Floats], price: float
) -> Mapping[str, tuple[float, float]]:
    """By set, how often what is set off holds an answer, in per cent, and its mean length."""
    texts = [shown(*each, price) for each in zip(examples, chances, strict=True)]
    found = {}
    for source in _of(examples):
        of_set = [
            (holds(text, example.answers), len(text))
            for text, example in zip(texts, examples, strict=True)
            if example.source == source
        ]
        share, length = (fmean(column) for column in zip(*of_set, strict=True))
        found[source] = (round(100 * share, 1), round(length, 1))
    return found


def price_of(length: float, examples: Sequence[Example], chances: Sequence[Floats]) -> float:
    """The price at which what is set off has this length, on average over the sets."""
    low, high = 0.0, 0.01
    for _ in range(12):
        middle = (low + high) / 2
        mean = fmean(mean for _, mean in describe(examples, chances, middle).values())
        low, high = (middle, high) if mean > length else (low, middle)
    return round(high, 5)


def shown(example: Example, chances: Floats, price: float) -> str:
    """What of an example's passage is set off."""
    best = choose(example.passage, example.within, chances.astype(np.float32), price)
    return example.passage[best.start : best.end]


def _of(examples: Sequence[Example]) -> list[str]:
    return sorted({example.source for example in examples})
