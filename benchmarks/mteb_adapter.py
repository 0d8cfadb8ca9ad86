"""The engine as a search model of mteb, the benchmark whose results others publish.

    python -m benchmarks.mteb_adapter XQuADRetrieval:ar MIRACLRetrievalHardNegatives:ar

runs mteb's own tasks with the whole engine and prints the scores of each as JSON; mteb fetches its
data from the model hub. TASK:SUBSET names one of a task's languages. An index is kept in the cache
and used again when the corpus is the same.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import mteb
from mteb.models.model_meta import ModelMeta

from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import Dataset
from indexer.evaluation.measuring import PASSAGE_DEPTH
from search.engine import Engine
from search.errors import EmptyQuestionError
from search.models import open_encoder
from search.models.encoder import Encoder


class Rows(Protocol):
    """What is used of a Hugging Face data set: its rows, and its columns by name."""

    def __iter__(self) -> Any: ...  # noqa: ANN401 - rows of any columns

    def __getitem__(self, name: str) -> Sequence[str]: ...


class ShawahidSearch:
    """mteb's search protocol (``index``, then ``search``) over an engine of ours.

    Where mteb's text models read a document's title and text as one string, the engine gets the
    title as a title. A document's score is that of its best passage.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._engine: Engine | None = None

    @property
    def mteb_model_meta(self) -> ModelMeta:
        """What mteb files results under."""
        revision = self._encoder.fingerprint
        return ModelMeta.create_empty({"name": "shawahid/shawahid", "revision": revision})

    def index(self, corpus: Iterable[Mapping[str, str]], **_: object) -> None:
        """Index the rows of a corpus: ``id``, ``text`` and perhaps ``title``."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "corpus.jsonl"
            with path.open("w", encoding="utf-8") as stream:
                for row in corpus:
                    record = _record(row)
                    if record["text"]:
                        stream.write(json.dumps(record, ensure_ascii=False) + "\n")
            dataset = Dataset(path, {}, {})
            index = open_corpus(dataset, self._encoder, text_only=False, report=lambda _: None)
        self._engine = Engine(index, self._encoder)

    def search(
        self, queries: Rows, *, top_k: int, top_ranked: object = None, **_: object
    ) -> dict[str, dict[str, float]]:
        """The best documents of each query with their scores.

        Raises:
            ValueError: the task gives the documents to rank, where the engine finds its own, or
                nothing is indexed.
        """
        if top_ranked is not None or self._engine is None:
            msg = "only retrieval tasks can be run, after their corpus is indexed"
            raise ValueError(msg)
        engine = self._engine
        pairs = zip(queries["id"], queries["text"], strict=True)
        return {number: _best(engine, question, top_k) for number, question in pairs}


def _record(row: Mapping[str, str]) -> dict[str, str]:
    text, title = row["text"].strip(), (row.get("title") or "").strip()
    titled = {"title": title} if title and text else {}
    return {"id": row["id"], "text": text or title, **titled}


def _best(engine: Engine, question: str, k: int) -> dict[str, float]:
    scores: dict[str, float] = {}
    try:
        for document, score in engine.rank(question, PASSAGE_DEPTH):
            scores.setdefault(document, score)
    except EmptyQuestionError:
        return {}
    return dict(list(scores.items())[:k])


def main() -> None:
    """Run the tasks, print their scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tasks", nargs="+", metavar="TASK[:SUBSET]")
    arguments = parser.parse_args()
    model = ShawahidSearch(open_encoder(None))
    for each in arguments.tasks:
        name, _, subset = each.partition(":")
        task = mteb.get_task(name, hf_subsets=[subset] if subset else None)
        (result,) = mteb.evaluate(model, task, cache=None).task_results
        print(json.dumps({"task": each, "scores": result.scores}, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
