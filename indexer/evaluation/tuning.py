"""Fit the weights of the fusion to a model, and judge them on questions that chose none."""

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.evaluation.lines import data_lines
from indexer.evaluation.measuring import CUTOFF
from indexer.evaluation.significance import Difference, difference
from search.engine import Engine
from search.errors import DatasetError
from search.ranking.fusion import FusionWeights, shares
from search.ranking.stages import Candidate

# Questions, below which no difference that matters could be told from chance.
FEWEST = 40
DENSE = (0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.5)
LEXICAL = (0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 1.0)
_EXPECTED = 'a JSON object with "question", a text, and "documents", a list of ids'

Floats = NDArray[np.float64]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of one question.

    Attributes:
        text: of the question.
        scores: dense, late and lexical score of each candidate, shape (candidates, 3).
        gains: relevance of each candidate, shape (candidates,).
        ideal: discounted gain of the best ranking that there could be.
    """

    text: str
    scores: Scores
    gains: Floats
    ideal: float


@dataclass(frozen=True, slots=True)
class Tuning:
    """What came of fitting.

    Attributes:
        weights: that did best on the questions that chose them.
        held_out: how many questions judged them.
        before: nDCG@10 of these with the weights of the index.
        after: the same with the chosen ones.
        difference: of the two, with its interval.
    """

    weights: FusionWeights
    held_out: int
    before: float
    after: float
    difference: Difference

    @property
    def is_better(self) -> bool:
        """Whether what was held out is answered better by more than chance."""
        return self.difference.low > 0


def read_questions(paths: Sequence[Path]) -> dict[str, dict[str, int]]:
    """Relevant documents of questions, by their texts.

    Raises:
        DatasetError: a line is not as expected, or there are too few.
    """
    found: dict[str, dict[str, int]] = {}
    for path in paths:
        for line in data_lines(path):
            try:
                record = json.loads(line.text)
            except (json.JSONDecodeError, RecursionError) as error:
                raise line.fault(_EXPECTED) from error
            text, ids = _fields(record)
            if not ids or not text.strip():
                raise line.fault(_EXPECTED)
            found.setdefault(text, {}).update(dict.fromkeys(ids, 1))
    if len(found) < FEWEST:
        msg = (
            f"there are {len(found)} questions, and {FEWEST} are needed to tell a gain from chance"
        )
        raise DatasetError(msg)
    return found


def tune_weights(
    engine: Engine,
    questions: Mapping[str, Mapping[str, int]],
    report: Callable[[int], None],
) -> Tuning:
    """Choose weights on one half of the questions, and judge them on the other.

    Args:
        engine: whose weights are to be fitted.
        questions: relevant documents of each, by its text.
        report: called with the number of questions that were asked.

    Raises:
        DatasetError: a document is not in the index.
    """
    _check_documents(engine, questions)
    judged = []
    for text, relevant in questions.items():
        judged.append(judge(engine, text, relevant))
        report(len(judged))
    # By what they say and not by their place, so that a sorted file is split evenly.
    judged.sort(key=lambda one: hashlib.sha256(one.text.encode()).digest())
    fitted, held_out = judged[::2], judged[1::2]
    now = engine.index.settings.fusion
    tried = [now, *(FusionWeights(*pair) for pair in product(DENSE, LEXICAL))]
    chosen = max(tried, key=lambda weights: measure(fitted, weights).mean())
    before, after = (measure(held_out, weights) for weights in (now, chosen))
    return Tuning(
        chosen,
        len(held_out),
        float(before.mean()),
        float(after.mean()),
        difference(after, before),
    )


def judge(engine: Engine, text: str, relevant: Mapping[str, int]) -> Judged:
    """Candidates of a question with what is relevant among them."""
    found = first_candidates(engine, text)
    gains, ideal = judgements(found, relevant)
    scores = np.asarray([one.stages for one in found], np.float32).reshape(-1, 3)
    return Judged(text, scores, gains, ideal)


def first_candidates(engine: Engine, question: str) -> list[Candidate]:
    """The best passage of each document, which stands for it."""
    return list({one.document_id: one for one in reversed(engine.candidates(question))}.values())


def judgements(found: Sequence[Candidate], relevant: Mapping[str, int]) -> tuple[Floats, float]:
    """Relevance of each candidate, and the discounted gain of the best ranking there could be."""
    gains = np.asarray([relevant.get(one.document_id, 0) for one in found], float)
    return gains, _discounted(sorted(relevant.values())[::-1])


def measure(judged: Sequence[Judged], weights: FusionWeights) -> Floats:
    """nDCG@10 of each question, shape (questions,)."""
    return np.asarray([ndcg(fused(one, weights), one.gains, one.ideal) for one in judged])


def fused(one: Judged, weights: FusionWeights) -> Scores:
    """Scores of the candidates of a question."""
    dense, late, lexical = one.scores.T
    scores: Scores = shares(dense, late, lexical, weights).sum(axis=0)
    return scores


def ndcg(scores: Scores, gains: Floats, ideal: float) -> float:
    """nDCG@10 of candidates in the order of their scores; see ``judgements``."""
    return _discounted(gains[np.argsort(-scores, kind="stable")]) / ideal


def _discounted(gains: Sequence[float] | Floats) -> float:
    return sum(float(gain) / math.log2(rank + 2) for rank, gain in enumerate(gains[:CUTOFF]))


def _fields(record: object) -> tuple[str, list[str]]:
    """Question and documents of a record, empty where they are not what they should be."""
    fields = record if isinstance(record, dict) else {}
    text, ids = fields.get("question"), fields.get("documents")
    is_list = isinstance(ids, list) and all(isinstance(each, str) for each in ids)
    return text if isinstance(text, str) else "", list(ids) if ids and is_list else []


def _check_documents(engine: Engine, questions: Mapping[str, Mapping[str, int]]) -> None:
    store = engine.index.store
    for text, relevant in questions.items():
        for document_id in relevant:
            if store.document_hash(document_id) is None:
                msg = f"the question {text!r} names {document_id!r}, which is not in the index"
                raise DatasetError(msg)
