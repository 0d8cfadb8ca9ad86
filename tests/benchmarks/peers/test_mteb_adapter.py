from pathlib import Path

import pytest

from indexer.evaluation.corpora import open_corpus
from indexer.evaluation.datasets import read_dataset
from indexer.evaluation.measuring import evaluate
from search.engine import Engine
from testing.hashing_encoder import HashingEncoder
from tests.benchmarks.tiny import CORPUS, QUESTIONS, write_dataset

pytest.importorskip("mteb")

import mteb
from mteb.abstasks.retrieval import AbsTaskRetrieval
from mteb.abstasks.task_metadata import TaskMetadata
from mteb.models.models_protocols import SearchProtocol

from benchmarks.mteb_adapter import ShawahidSearch


class TinyRetrieval(AbsTaskRetrieval):  # type: ignore[misc] # mteb is not followed
    metadata = TaskMetadata(
        name="TinyRetrieval",
        dataset={"path": "none/none", "revision": "1"},
        description="Invented sentences.",
        reference=None,
        type="Retrieval",
        category="t2t",
        modalities=["text"],
        eval_splits=["test"],
        eval_langs=["ara-Arab"],
        main_score="ndcg_at_10",
        bibtex_citation="",
    )

    def load_data(self, **_: object) -> None:
        self.corpus = {"test": {d: {"text": text, "title": ""} for d, text in CORPUS.items()}}
        self.queries = {"test": {q: text for q, (text, _) in QUESTIONS.items()}}
        self.relevant_docs = {"test": {q: {d: 1} for q, (_, d) in QUESTIONS.items()}}
        self.data_loaded = True


def test_mteb_measures_what_we_measure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    encoder = HashingEncoder()
    model = ShawahidSearch(encoder)
    assert isinstance(model, SearchProtocol)
    (result,) = mteb.evaluate(model, TinyRetrieval(), cache=None).task_results
    dataset = read_dataset(write_dataset(tmp_path / "tiny"), None, None)
    index = open_corpus(dataset, encoder, text_only=True, report=lambda _: None)
    ours = evaluate(Engine(index, encoder), dataset, lambda _: None).measures
    (scores,) = result.scores["test"]
    assert 0 < ours["ndcg@10"] < 1
    assert scores["ndcg_at_10"] == pytest.approx(ours["ndcg@10"], abs=1e-5)
    assert scores["recall_at_10"] == pytest.approx(ours["recall@10"], abs=1e-5)
