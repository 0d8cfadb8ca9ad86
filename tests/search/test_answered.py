"""A question that is asked again is answered at once, until something changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.pipeline import index_documents
from search.engine import Engine
from search.ranking.fusion import FusionWeights
from search.ranking.tuned import Tuned
from search.records import Document, Query
from search.timing import Stage
from testing.hashing_encoder import HashingEncoder
from tests.conftest import DOCUMENTS, as_reads

QUERY = Query("أسعار النفط", 3)


@pytest.fixture
def asked(engine: Engine) -> list[Stage]:
    """The stages that answers went through."""
    stages: list[Stage] = []
    engine.observer = lambda stage, _: stages.append(stage)
    return stages


def test_the_same_question_is_answered_once(engine: Engine, asked: list[Stage]) -> None:
    first = engine.find(QUERY)
    assert asked
    asked.clear()
    assert engine.find(QUERY) == first
    assert not asked
    for other in (replace(QUERY, text="أسعار"), replace(QUERY, k=2), replace(QUERY, offset=1)):
        engine.find(other)
        assert asked
        asked.clear()


def test_a_change_of_the_index_is_seen(engine: Engine, encoder: HashingEncoder) -> None:
    before = engine.find(QUERY)
    index = engine.index
    with index.writing():
        index.store.delete([before.hits[0].citation.document_id])
    after = engine.find(QUERY)
    assert before.hits[0].citation not in [hit.citation for hit in after.hits]
    new = Document(id="new", text="أسعار النفط ارتفعت اليوم")
    index_documents(index, lambda: encoder, as_reads((new,)), lambda _: None)
    assert "new" in [hit.citation.document_id for hit in engine.find(QUERY).hits]


def test_a_change_of_the_synonyms_is_seen(
    engine: Engine, asked: list[Stage], tmp_path: Path
) -> None:
    assert engine.find(QUERY)
    asked.clear()
    (tmp_path / "index" / "synonyms.txt").write_text("النفط, الخام\n", "utf-8")
    engine.find(QUERY)
    assert asked


def test_a_change_of_the_weights_is_seen(engine: Engine, asked: list[Stage]) -> None:
    engine.find(QUERY)
    asked.clear()
    with engine.index.writing():
        engine.index.tune(Tuned(FusionWeights(dense=0.5, lexical=0.5)))
    engine.find(QUERY)
    assert asked


def test_long_answers_are_not_kept(
    engine: Engine, asked: list[Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = sum(len(hit.citation.quote) for hit in engine.find(replace(QUERY, k=2)).hits)
    monkeypatch.setattr("search.answered._LONGEST", letters - 1)
    engine.find(QUERY)
    asked.clear()
    engine.find(QUERY)
    assert asked


def test_only_the_last_questions_are_kept(
    engine: Engine, asked: list[Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.answered._MOST", 2)
    assert len(DOCUMENTS) > 1
    for text in ("النفط", "أسعار", "النفط", "الخام"):  # the second is the one that waits longest
        engine.find(Query(text))
    asked.clear()
    engine.find(Query("النفط"))
    assert not asked
    engine.find(Query("أسعار"))
    assert asked
