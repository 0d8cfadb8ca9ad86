"""AAQAD's questions, a third of which their passage does not answer.

Half of the articles are for training, the others for reporting: ``is_reported`` says which.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path("train") / "aaqad-dev.jsonl"


@dataclass(frozen=True, slots=True)
class AskedPassage:
    """A question, the passage that it was asked of, and its answers: none where it has none."""

    question: str
    title: str
    passage: str
    answers: tuple[str, ...]


def read_aaqad(data: Path) -> list[AskedPassage]:
    """All of them, from the folder with the data sets' folders."""
    records = map(json.loads, (data / FILE).read_text("utf-8").splitlines())
    return [
        AskedPassage(
            record["question"],
            record["title"],
            record["context"].strip(),
            ()
            if record["impossible"]
            else tuple(answer["text"].strip() for answer in record["answers"]),
        )
        for record in records
    ]


def is_reported(title: str) -> bool:
    """Whether questions about an article are reported: nothing is trained on them."""
    return hashlib.sha256(title.encode()).digest()[-1] % 2 == 1
