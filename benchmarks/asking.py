"""Ask questions of a corpus and keep what the confidence in the first hit is made of."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from indexer.evaluation.datasets import read_dataset
from indexer.evaluation.first_hits import FirstHit, FirstHits
from search.index import Index
from search.models.encoder import Encoder

_SEED = 3
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


def sample(items: Sequence[Item], limit: int | None) -> list[Item]:
    """At most so many items, the same random choice at every call."""
    if limit is None or len(items) <= limit:
        return list(items)
    return random.Random(_SEED).sample(items, limit)  # noqa: S311 - no secret


def ask(index: Index, encoder: Encoder, questions: Sequence[Question]) -> list[FirstHit]:
    """The first hit of each question; an index without passages has none."""
    hits = FirstHits(index, encoder)
    found = (hits.of(question.text, question.relevant, question.answers) for question in questions)
    return [hit for hit in found if hit is not None]
