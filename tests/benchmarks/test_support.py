from pathlib import Path

import pytest

from benchmarks.support import measure
from indexer.evaluation.support import Shown, log_odds, shown
from indexer.pipeline import index_documents, open_for_writing
from search.engine import Engine
from search.ranking.confidence import parameters
from search.ranking.support import SIGNALS
from search.records import Document
from testing.hashing_encoder import HashingEncoder
from tests.conftest import as_reads

ABOVE = parameters().sufficient
BELOW = ABOVE - 0.1


def hit(rank: int, confidence: float, *, is_supported: bool) -> Shown:
    return Shown(rank, [0.0] * len(SIGNALS), is_supported, confidence)


def test_both_are_compared_over_the_first_hits() -> None:
    asked = [
        [hit(rank, ABOVE if rank <= 2 else BELOW, is_supported=rank <= 3) for rank in range(1, 21)],
        [hit(rank, ABOVE if rank == 12 else BELOW, is_supported=False) for rank in range(1, 21)],
    ]
    found = measure(asked)
    assert found["first 10"] == {
        "hits": 20,
        "agree": 0.95,
        "agree beyond those always read": 1.0,
        "likely by both": 2,
        "by the text alone": 0,
        "by the stages alone": 1,
        "count is off by": 0.0,
    }
    assert found["first 20"] == {
        "hits": 40,
        "agree": 0.95,
        "agree beyond those always read": 0.9706,
        "likely by both": 2,
        "by the text alone": 1,
        "by the stages alone": 1,
        "count is off by": 0.5,
    }


def test_each_hit_is_told_by_its_best_candidate(tmp_path: Path) -> None:
    documents = (
        Document("oil", "ارتفعت أسعار النفط في السوق أمس."),
        Document("sport", "فاز الفريق بالمباراة بعد وقت إضافي."),
    )
    encoder = HashingEncoder()
    index = open_for_writing(tmp_path / "index", lambda: encoder, None)
    index_documents(index, lambda: encoder, as_reads(documents), lambda _: None)
    engine = Engine(index, encoder)
    best = {each.document_id: each for each in reversed(engine.candidates("أسعار النفط"))}
    hits = engine.search("أسعار النفط", 20)
    found = shown(engine, "أسعار النفط")
    assert [each.rank for each in found] == [1, 2]
    for each, told in zip(hits, found, strict=True):
        candidate = best[each.citation.document_id]
        assert told.confidence == each.confidence
        assert told.is_supported == candidate.support.is_enough
        row = dict(zip(SIGNALS, told.signals, strict=True))
        assert row["margin"] == candidate.margin
        assert row["overlap"] == candidate.stages.lexical
        assert row["assured"] == pytest.approx(candidate.support.assured)
    engine.close()


def test_log_odds_are_finite() -> None:
    assert log_odds(0.5) == 0
    assert log_odds(1.0) == pytest.approx(-log_odds(0.0))
    assert 20 < log_odds(1.0) < 30
