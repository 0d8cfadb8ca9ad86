"""One example to learn reading from."""

import random
from dataclasses import dataclass, replace

from search.records import Span

AROUND = 350  # code points on either side of the middle of an answer


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a passage.

    Attributes:
        source: the set that it is of, or "made".
        origin: "answerable", or how it comes that nothing answers it.
        question: the question.
        title: of the passage.
        text: of the passage; an answer stands in the middle of it where there is room.
        answer: where it stands; ``None`` where the passage has none.
    """

    source: str
    origin: str
    question: str
    title: str
    text: str
    answer: Span | None


def cut(example: Example, chance: random.Random) -> Example:
    """The example with a part of its text."""
    text, answer = example.text, example.answer
    at = chance.randrange(len(text)) if answer is None else (answer.start + answer.end) // 2
    start = max(0, min(at - AROUND, len(text) - 2 * AROUND))
    end = min(len(text), at + AROUND if answer is None else max(answer.end, at + AROUND))
    start = start if answer is None else min(start, answer.start)
    if start > 0:
        start = text.rfind(" ", 0, start) + 1
    moved = None if answer is None else answer.shifted(-start)
    return replace(example, text=text[start : max(end, start + 1)], answer=moved)
