"""Retrieval tasks: documents, questions, and which document answers which question."""

from dataclasses import dataclass
from pathlib import Path

from indexer.evaluation.datasets import Dataset, read_corpus, read_dataset
from indexer.evaluation.judgements import Qrels
from search.errors import DatasetError
from search.records import Document


@dataclass(frozen=True, slots=True)
class Task:
    """A data set under a name, with the text of every document by its id; titles are left out."""

    name: str
    dataset: Dataset
    documents: dict[str, str]


def read_task(argument: str) -> Task:
    """Read ``FOLDER`` or ``FOLDER:QUERIES:QRELS``, with names of files in the folder.

    Raises:
        DatasetError: a file is missing or a line of it is not as expected.
    """
    place, *files = argument.split(":")
    if len(files) not in {0, 2}:
        msg = f"expected FOLDER or FOLDER:QUERIES:QRELS, got {argument!r}"
        raise DatasetError(msg)
    folder = Path(place)
    name = folder.resolve().name
    if not files:
        dataset = read_dataset(folder, None, None)
    else:
        queries, qrels = (folder / file for file in files)
        dataset = read_dataset(folder, queries, qrels)
        name = f"{name} {queries.stem}"
    return Task(name, dataset, _texts(dataset))


def _texts(dataset: Dataset) -> dict[str, str]:
    texts = {}
    for read in read_corpus(dataset.corpus, text_only=True):
        if not isinstance(read.outcome, Document):
            msg = f"{read.outcome.place}: {read.outcome.reason}"
            raise DatasetError(msg)
        texts[read.outcome.id] = read.outcome.text
    return texts


def write_qrels(qrels: Qrels, path: Path) -> None:
    """Write judgements as a TREC file."""
    with path.open("w", encoding="utf-8") as stream:
        for question, judged in qrels.items():
            for document, relevance in judged.items():
                stream.write(f"{question} 0 {document} {relevance}\n")
