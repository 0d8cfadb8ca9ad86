"""Ask questions of a corpus and keep what the confidence in the first hit is made of."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from indexer.datasets import read_dataset
from search.engine import Engine
from search.index import Index
from search.models.encoder import Encoder
from search.ranking.confidence import Signals, probability

_SEED = 3
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the ids of the documents that answer it."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class FirstHit:
    """The first hit of a question: its signals, its confidence, and whether it is right."""

    signals: Signals
    confidence: float
    is_right: bool


def read_questions(folder: Path, queries: str, qrels: str, limit: int | None) -> list[Question]:
    """Judged questions of a data set, a random sample when there are more than ``limit``."""
    dataset = read_dataset(folder, folder / queries, folder / qrels)
    questions = [
        Question(text, frozenset(dataset.qrels[number]))
        for number, text in dataset.questions.items()
    ]
    return sample(questions, limit)


def sample(items: Sequence[Item], limit: int | None) -> list[Item]:
    """At most so many items, the same random choice at every call."""
    if limit is None or len(items) <= limit:
        return list(items)
    return random.Random(_SEED).sample(items, limit)  # noqa: S311 - no secret


def ask(index: Index, encoder: Encoder, questions: Sequence[Question]) -> list[FirstHit]:
    """The first hit of each question; an index without passages has none."""
    seen: list[Signals] = []

    def confidence(signals: Signals) -> float:
        seen.append(signals)
        return probability(signals)

    engine = Engine(index, encoder, confidence=confidence)
    found = []
    for question in questions:
        for hit in engine.search(question.text, 1):
            is_right = hit.citation.document_id in question.relevant
            found.append(FirstHit(seen[-1], hit.confidence, is_right))
    return found
