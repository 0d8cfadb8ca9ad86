"""Fit how the sentence that answers is chosen, and judge it on questions that had no part in it."""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from indexer.evaluation.clauses import (
    Example,
    fit,
    holds,
    price_of,
    read_examples,
    shown,
    softmax_of,
)
from indexer.evaluation.logistic import Floats
from indexer.evaluation.questions import FEWEST_ANSWERED, JudgedQuestion, halves
from indexer.evaluation.tuning import Trial
from search.index import Index
from search.models.encoder import Encoder
from search.ranking.clause_signals import ClauseSignals
from search.ranking.evidence import Parameters, parameters


def tune_clauses(
    index: Index, encoder: Encoder, questions: Sequence[JudgedQuestion]
) -> Trial[Parameters] | None:
    """Fit a choice on one half of the questions, and judge it on the other.

    What judges is the share of the passages with an answer of which a part that has it is set off.
    A code point costs so much that what is set off is as long as before, on average.

    Args:
        index: that answers the questions.
        encoder: its model.
        questions: with their answers.

    Returns:
        ``None`` where the passages of too few questions have one of their answers.
    """
    with index.reading() as view:
        asked = [(one.text, list(read_examples(view, encoder, one))) for one in questions]
    told = [(text, examples) for text, examples in asked if examples]
    if len(told) < FEWEST_ANSWERED:
        return None
    fitted, held_out = halves(told, lambda one: one[0])
    learned = [example for _, examples in fitted for example in examples]
    judging = [examples for _, examples in held_out]
    now = index.settings.tuned.clauses or parameters()
    before = np.asarray([now.weights[name] for name in ClauseSignals._fields])
    length = fmean(len(shown(one, softmax_of(one, before), now.price)) for one in learned)
    weights = fit(learned, before).round(3)
    price = price_of(length, learned, [softmax_of(one, weights) for one in learned])
    named = dict(zip(ClauseSignals._fields, weights.tolist(), strict=True))
    return Trial.of(
        Parameters(named, price),
        _scores(judging, before, now.price),
        _scores(judging, weights, price),
    )


def _scores(judging: Sequence[Sequence[Example]], weights: Floats, price: float) -> Floats:
    """The share of each question's passages of which what is set off has an answer."""

    def is_shown(one: Example) -> bool:
        return holds(shown(one, softmax_of(one, weights), price), one.answers)

    return np.asarray([fmean(map(is_shown, examples)) for examples in judging])
