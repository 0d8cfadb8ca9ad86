"""Ask questions of a corpus and keep what the confidence in the first hit is made of."""

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from indexer.evaluation.datasets import read_dataset
from search.arabic.normalizer import normalize
from search.engine import Engine
from search.index import Index
from search.models.encoder import Encoder
from search.ranking.confidence import Signals, probability

_SEED = 3
# Digits apart from letters: "1958م" is the year 1958.
WORD = re.compile(r"\d+|[^\W\d_]+")
SHORTEST_ANSWER = 6  # code points, with a space on either side
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Question:
    """A question.

    Attributes:
        text: as it is asked.
        relevant: ids of the documents that answer it.
        answers: where they are known.
        about: of one that nothing answers: ids of the documents that it is close to.
    """

    text: str
    relevant: frozenset[str]
    answers: tuple[str, ...] = ()
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FirstHit:
    """The first hit of a question.

    Attributes:
        signals: what its confidence is made of.
        confidence: the probability that it answers.
        is_right: whether the data set says that its document answers.
        holds_answer: whether the passage has the words of an answer.
    """

    signals: Signals
    confidence: float
    is_right: bool
    holds_answer: bool


def read_questions(folder: Path, queries: str, qrels: str, limit: int | None) -> list[Question]:
    """Judged questions of a data set, a random sample when there are more than ``limit``."""
    dataset = read_dataset(folder, folder / queries, folder / qrels)
    answers = read_answers(folder / queries)
    questions = [
        Question(text, frozenset(dataset.qrels[number]), tuple(answers.get(number, ())))
        for number, text in dataset.questions.items()
    ]
    return sample(questions, limit)


def read_answers(path: Path) -> dict[str, list[str]]:
    """Answers by question, of a file of questions that has them."""
    records = map(json.loads, path.read_text("utf-8").splitlines())
    return {str(record["id"]): record.get("answers", []) for record in records}


def folded(text: str) -> str:
    """The words of a text, their spelling folded as the search folds it."""
    return f" {' '.join(WORD.findall(normalize(text)))} "


def holds(text: str, answers: Iterable[str]) -> bool:
    """Whether a text has the words of an answer that is long enough not to be there by chance."""
    spoken = [folded(answer) for answer in answers]
    return any(len(answer) >= SHORTEST_ANSWER and answer in folded(text) for answer in spoken)


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

    # The best hit is looked at first, and others where it is not sufficient.
    engine = Engine(index, encoder, confidence=confidence)
    found = []
    for question in questions:
        seen.clear()
        for hit in engine.search(question.text, 1):
            is_right = hit.citation.document_id in question.relevant
            holds_answer = holds(hit.citation.quote, question.answers)
            found.append(FirstHit(seen[0], hit.confidence, is_right, holds_answer))
    return found
