"""A reranker reads the best passages within its time, and its word is known to what follows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from search.engine import Engine
from search.errors import ModelError
from search.index import Index
from search.models import open_encoder, open_reranker
from search.ranking import reranking
from search.ranking.confidence import parameters
from search.ranking.reranking import believed
from search.records import Document
from testing.hashing_encoder import HashingEncoder
from testing.tiny_models import Recipe, make_dense, make_reranker

DOCUMENTS = [Document(f"{i}", f"قال الوزير رقم {i} إن أسعار النفط ارتفعت.") for i in range(30)]


class Preferring:
    """Finds one passage relevant, and has time for some."""

    def __init__(self, wanted: str, most: int = 100) -> None:
        self.wanted = wanted
        self.most = most
        self.read: list[str] = []

    def scores(self, _question: str, passages: Sequence[str], _seconds: float) -> list[float]:
        self.read = list(passages[: self.most])
        return [0.99 if self.wanted in text else 0.01 for text in self.read]


@pytest.fixture
def index(make_index: Callable[..., Index]) -> Index:
    return make_index(*DOCUMENTS)


def test_the_best_passages_are_read_and_ordered_anew(index: Index, encoder: HashingEncoder) -> None:
    plain = Engine(index, encoder)
    before = plain.candidates("أسعار النفط")
    wanted = before[reranking.RERANKED - 1]
    reader = Preferring(f"رقم {wanted.document_id} ")
    engine = Engine(index, encoder, reranker=reader)
    found = engine.candidates("أسعار النفط")
    assert len(reader.read) == reranking.RERANKED
    assert found[0].document_id == wanted.document_id
    assert found[0].score == pytest.approx(sum(found[0].shares))
    assert found[0].shares.reranker == found[0].reranker == 0.99
    unread = [each for each in found if each.reranker is None]
    assert [each.passage_id for each in unread] == [
        each.passage_id for each in before[reranking.RERANKED :]
    ]
    hit, *_ = engine.search("أسعار النفط")
    assert hit.citation.document_id == wanted.document_id
    assert hit.shares is not None
    assert hit.shares.reranker == 0.99


def test_what_there_is_no_time_for_keeps_its_score(index: Index, encoder: HashingEncoder) -> None:
    before = Engine(index, encoder).candidates("أسعار النفط")
    found = Engine(index, encoder, reranker=Preferring("", most=3)).candidates("أسعار النفط")
    scores = {each.passage_id: each.score for each in before}
    assert [each.reranker is not None for each in found].count(True) == 3
    assert all(each.score == scores[each.passage_id] for each in found if each.reranker is None)


def test_confidence_is_between_what_both_say() -> None:
    assert believed(0.3, None) == 0.3
    assert believed(0.5, 0.5) == pytest.approx(0.5)
    assert 0.3 < believed(0.3, 0.9) < 0.9
    assert believed(0.0, 1.0) == pytest.approx(0.5)


@pytest.mark.parametrize(("word", "is_more"), [("الوزير", True), ("كلمة لا توجد", False)])
def test_the_confidence_in_a_hit_knows_the_reranker(
    index: Index, encoder: HashingEncoder, word: str, *, is_more: bool
) -> None:
    (plain, *_) = Engine(index, encoder, confidence=lambda _: 0.4).search("أسعار النفط")
    engine = Engine(index, encoder, confidence=lambda _: 0.4, reranker=Preferring(word))
    (read, *_) = engine.search("أسعار النفط")
    assert (read.confidence > plain.confidence) is is_more


def test_nothing_that_another_model_finds_is_called_strong_before_it_is_tuned(
    index: Index, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.ranking.confidence.probability", lambda _: 0.99)
    index.settings = replace(index.settings, model="another")
    (hit, *_) = Engine(index, encoder).search("ارتفاع أسعار النفط قال")
    assert hit.confidence < parameters().strong


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sentence_transformers")
    return make_reranker(Recipe(), tmp_path_factory.mktemp("reranker"))


def test_scores_are_those_of_the_library(folder: Path) -> None:
    library: Any = pytest.importorskip("sentence_transformers")
    texts = [document.text for document in DOCUMENTS[:6]]
    found = open_reranker(str(folder)).scores("أسعار النفط", texts, 60)
    theirs = library.CrossEncoder(str(folder), device="cpu")
    expected = theirs.predict([("أسعار النفط", text) for text in texts])
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_it_stops_when_its_time_is_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reranker = open_reranker(str(folder))
    texts = ["نص"] * 40
    assert len(reranker.scores("سؤال", texts, 0)) == 4
    seconds = map(float, range(100))
    clock = SimpleNamespace(monotonic=lambda: next(seconds))  # of this module alone
    monkeypatch.setattr("search.models.torch_reranker.time", clock)
    assert len(reranker.scores("سؤال", texts, 3)) == 12


def test_a_model_of_another_kind_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"is a CrossEncoder.*--reranker"):
        open_encoder(str(folder))
    with pytest.raises(ModelError, match=r"is a SentenceTransformer.*--model"):
        open_reranker(str(make_dense(Recipe(), tmp_path / "dense")))
    bare = make_dense(Recipe(), tmp_path / "bare").parent / "parts"
    with pytest.raises(ModelError, match="lacks weights, such as classifier"):
        open_reranker(str(bare))
    with pytest.raises(ModelError, match="gives 3 scores for a passage"):
        open_reranker(str(make_reranker(Recipe(), tmp_path / "three", labels=3)))
