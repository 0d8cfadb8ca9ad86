"""Fit the confidence in a hit to a model, and judge it on questions that it was not fitted to.

Every question is asked twice: of the index as it is, and without the documents that answer it, as
one that nothing answers and that is close to what is there. A first hit is right when its document
is known to answer, or when it has the words of an answer; one that has them without those documents
is left out. Half of the questions are taken to have an answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from indexer.evaluation.first_hits import FirstHit, FirstHits
from indexer.evaluation.logistic import Floats, fit
from indexer.evaluation.questions import JudgedQuestion, halves
from indexer.evaluation.support import fit_support, shown
from indexer.evaluation.tuning import Trial
from search.engine import Engine, confidence_of
from search.index import Index
from search.models.encoder import Encoder
from search.ranking import support
from search.ranking.answering import Confidence
from search.ranking.confidence import (
    Parameters,
    Signals,
    parameters,
    with_usual_thresholds,
)

_NAMES = tuple(field.name for field in fields(Signals))
# No confidence is surer, however it was fitted.
_SUREST = 0.999


@dataclass(frozen=True, slots=True)
class Told:
    """The first hits of a question.

    Attributes:
        text: of the question.
        hits: with the documents that answer it and without these; whether each is right.
    """

    text: str
    hits: tuple[tuple[Signals, bool], ...]


def tune_confidence(
    index: Index,
    encoder: Encoder,
    questions: Sequence[JudgedQuestion],
    report: Callable[[int], None],
) -> Trial[Parameters]:
    """Fit a confidence on one half of the questions, and judge it on the other.

    What judges is the mean logarithm of the probability that was given to what was so.

    Args:
        index: that answers the questions.
        encoder: its model.
        questions: with their answers.
        report: called with the number of questions that were asked.
    """
    first_hits = FirstHits(index, encoder)
    asked = []
    for done, question in enumerate(questions, 1):
        asked.append(_asked(first_hits, question))
        report(done)
    fitted, held_out = halves([one for one in asked if one.hits], lambda one: one.text)
    numbers = _fit(fitted)
    now = confidence_of(index.settings)
    tuned = replace(index.settings.tuned, confidence=numbers)
    after = confidence_of(replace(index.settings, tuned=tuned))
    return Trial.of(numbers, _scores(held_out, now), _scores(held_out, after))


def tune_support(
    engine: Engine, questions: Sequence[JudgedQuestion], report: Callable[[int], None]
) -> support.Parameters:
    """What counts go by, fitted to the confidence that an engine has."""
    hits = []
    for done, question in enumerate(questions, 1):
        hits += shown(engine, question.text)
        report(done)
    return fit_support(hits)


def _asked(first_hits: FirstHits, question: JudgedQuestion) -> Told:
    answered = first_hits.of(question.text, question.relevant, question.answers)
    close = first_hits.of(question.text, (), question.answers, question.relevant)
    hits = [] if answered is None else [(answered.signals, _is_right(answered))]
    if close is not None and not close.holds_answer:
        hits.append((close.signals, False))
    return Told(question.text, tuple(hits))


def _is_right(hit: FirstHit) -> bool:
    return hit.is_right or hit.holds_answer


def _fit(asked: Sequence[Told]) -> Parameters:
    """Numbers that stay near those of the library where the questions tell nothing of a signal."""
    sides = [[one.hits[side] for one in asked if len(one.hits) > side] for side in (0, 1)]
    rows = [(signals, right, 1 / len(side)) for side in sides for signals, right in side]
    table = np.asarray([[getattr(signals, name) for name in _NAMES] for signals, _, _ in rows])
    right, weights = (np.asarray([row[i] for row in rows], float) for i in (1, 2))
    prior = np.asarray([parameters().weights[name] for name in _NAMES])
    intercept, found = fit(table, right, weights, prior)
    named = dict(zip(_NAMES, found.round(3).tolist(), strict=True))
    return with_usual_thresholds(round(intercept, 3), named)


def _scores(asked: Sequence[Told], confidence: Confidence) -> Floats:
    """Mean log score of the hits of each question, shape (questions,)."""
    given = [
        [confidence(signals) if right else 1 - confidence(signals) for signals, right in one.hits]
        for one in asked
    ]
    return np.asarray([np.log(np.clip(each, 1 - _SUREST, _SUREST)).mean() for each in given])
