"""Questions with what answers them, to fit numbers to and to judge them on."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from indexer.evaluation.lines import data_lines
from search.backend import Documents
from search.errors import DatasetError

# Questions, below which no difference that matters could be told from chance.
FEWEST = 40
# Those with answers, below which nothing is fitted that needs them.
FEWEST_ANSWERED = 100
_EXPECTED = (
    'a JSON object with "question", a text, "documents", a list of ids, and perhaps "answers"'
)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with what answers it.

    Attributes:
        text: as it is asked.
        relevant: ids of the documents that answer it.
        answers: texts that are right, where they are known.
    """

    text: str
    relevant: frozenset[str]
    answers: tuple[str, ...] = ()

    @property
    def gains(self) -> Mapping[str, int]:
        """The relevance of each document that answers."""
        return dict.fromkeys(self.relevant, 1)


def read_questions(paths: Sequence[Path]) -> list[JudgedQuestion]:
    """Questions of files, each text once.

    Raises:
        DatasetError: a line is not as expected, or there are too few.
    """
    found: dict[str, JudgedQuestion] = {}
    for path in paths:
        for line in data_lines(path):
            try:
                one = _question(json.loads(line.text))
            except (json.JSONDecodeError, RecursionError, TypeError) as error:
                raise line.fault(_EXPECTED) from error
            known = found.get(one.text, JudgedQuestion(one.text, frozenset()))
            answers = dict.fromkeys((*known.answers, *one.answers))
            found[one.text] = JudgedQuestion(one.text, known.relevant | one.relevant, (*answers,))
    check_number(found)
    return [*found.values()]


def check_number(questions: Sized) -> None:
    """Refuse so few that nothing can be told.

    Raises:
        DatasetError: there are too few.
    """
    if len(questions) < FEWEST:
        msg = (
            f"there are {len(questions)} questions, and {FEWEST} are needed to tell a gain from"
            " chance"
        )
        raise DatasetError(msg)


def check_documents(store: Documents, questions: Sequence[JudgedQuestion]) -> None:
    """Refuse questions that name what is not in the index.

    Raises:
        DatasetError: a document is not there.
    """
    for question in questions:
        for document_id in question.relevant:
            if store.document_hash(document_id) is None:
                msg = (
                    f"the question {question.text!r} names {document_id!r}, which is not in the"
                    " index"
                )
                raise DatasetError(msg)


def halves(items: Sequence[Item], text: Callable[[Item], str]) -> tuple[list[Item], list[Item]]:
    """What is fitted to, and what judges; by what they say, so that a sorted file splits evenly."""
    ordered = sorted(items, key=lambda item: hashlib.sha256(text(item).encode()).digest())
    return ordered[::2], ordered[1::2]


def _question(record: object) -> JudgedQuestion:
    """A question as it was written.

    Raises:
        TypeError: it is none.
    """
    fields = record if isinstance(record, dict) else {}
    text, ids, answers = fields.get("question"), fields.get("documents"), fields.get("answers", [])
    if not (isinstance(text, str) and text.strip() and ids and _are_texts(ids, answers)):
        raise TypeError("no judged question")
    return JudgedQuestion(text, frozenset(ids), (*filter(str.strip, answers),))


def _are_texts(*lists: object) -> bool:
    return all(
        isinstance(each, list) and all(isinstance(one, str) for one in each) for each in lists
    )
