"""The gate's questions: those over its own collection, and those over the seed articles."""

import json
from dataclasses import dataclass
from pathlib import Path

from indexer.evaluation.datasets import read_dataset

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
CORPUS = FOLDER / "corpus.jsonl"
SEEDS = ROOT / "seeds"

# Groups that are measured beside the kinds: every question of the collection, and of the seeds.
COLLECTION = "collection"
SEED = "seeds"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the one document that answers it.

    Attributes:
        id: its number in the collection; of a question over the seeds, after ``seeds-``.
        text: as a journalist or a web user would type it.
        kind: how it is worded; ``SEED`` for every question over the seeds.
        answer: what the document says, verbatim.
        document: id of the document.
    """

    id: str
    text: str
    kind: str
    answer: str
    document: str

    @property
    def group(self) -> str:
        """What it is counted with besides its kind."""
        return SEED if self.kind == SEED else COLLECTION

    @property
    def held(self) -> bool:
        """Whether it is kept from the eyes of whoever improves the ranking."""
        return self.group == COLLECTION and int(self.id.removeprefix("q")) % 2 == 0


def read_questions() -> list[Question]:
    """All questions, those over the collection first."""
    return [*_collection(), *_seeds()]


def read_documents() -> dict[str, str]:
    """The text of every document that is searched, with its title before it, by id."""
    rows = _rows(CORPUS)
    return {row["id"]: f"{row['title']}\n{row['text']}" for row in rows} | {
        path.stem: path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))
    }


def _collection() -> list[Question]:
    qrels = read_dataset(FOLDER, None, None).qrels
    return [
        Question(**row, document=document)
        for row in _rows(FOLDER / "queries.jsonl")
        for document in qrels[row["id"]]
    ]


def _seeds() -> list[Question]:
    return [
        Question(f"seeds-{row['id']}", row["text"], SEED, row["answer"], row["document"])
        for name in ("questions", "paraphrased")
        for row in _rows(FOLDER / "seeds" / f"{name}.jsonl")
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
