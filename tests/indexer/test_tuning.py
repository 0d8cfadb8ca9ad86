"""Weights of the fusion are chosen on one half of the questions and judged on the other."""

import json
import math
import random
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.evaluation import tuning
from indexer.evaluation.questions import JudgedQuestion, check_documents, read_questions
from indexer.evaluation.tuning import Judged, Trial, tune_fusion
from indexer.pipeline import open_for_writing
from search.engine import Engine
from search.errors import DatasetError, IndexDamagedError
from search.index import Index
from search.models.pairing import PairedEncoder
from search.ranking import evidence, support
from search.ranking.clause_signals import ClauseSignals
from search.ranking.confidence import Signals, with_usual_thresholds
from search.ranking.fusion import DEFAULT_WEIGHTS, UNTUNED, UNTUNED_SPARSE, FusionWeights
from search.ranking.support import SIGNALS
from search.ranking.tuned import Tuned, read_tuned
from search.records import Document
from search.settings import IndexSettings
from testing.hashing_encoder import HashingEncoder, HashingWeigher

WORDS = ("الوزير", "النفط", "المنتخب", "المدرسة", "المحكمة", "البحر", "الشاعر", "القمح")
DOCUMENTS = [Document(f"{word}", f"تقرير عن {word} في المدينة.") for word in WORDS]
QUESTIONS = [
    JudgedQuestion(f"سؤال {i} عن {word}", frozenset({word})) for i in range(6) for word in WORDS
]
# Every hit has the log odds 0.1, and nothing is counted as supported.
TUNED = Tuned(
    FusionWeights(dense=0.2, lexical=0.0),
    with_usual_thresholds(0.1, {field.name: 0.0 for field in fields(Signals)}),
    support.Parameters(-1.0, dict.fromkeys(SIGNALS, 0.0)),
    evidence.Parameters(dict.fromkeys(ClauseSignals._fields, 1.0), 0.001),
)


def candidates(better: str) -> Callable[..., Judged]:
    """Stands for the candidates of a question: one kind of evidence finds the right one."""

    def judge(_engine: Engine, text: str, _relevant: object) -> Judged:
        draw = random.Random(text)  # noqa: S311 - the same for the same question
        scores = np.asarray([[draw.random() / 10 for _ in range(4)] for _ in range(20)], np.float32)
        gains = np.zeros(20)
        gains[3] = 1
        column = {"dense": 0, "lexical": 2, "sparse": 3}.get(better)
        if column is not None:
            scores[3, column] = 0.2
        return Judged(text, scores, gains, 1.0)

    return judge


@pytest.fixture
def engine(make_index: Callable[..., Index], encoder: HashingEncoder) -> Engine:
    return Engine(make_index(*DOCUMENTS), encoder)


def tuned(engine: Engine, monkeypatch: pytest.MonkeyPatch, better: str) -> Trial[FusionWeights]:
    monkeypatch.setattr(tuning, "judge", candidates(better))
    return tune_fusion(engine, QUESTIONS, lambda _: None)


@pytest.mark.parametrize("better", ["dense", "lexical"])
def test_what_finds_the_answers_gets_more_weight(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, better: str
) -> None:
    found = tuned(engine, monkeypatch, better)
    assert found.is_better
    assert found.after > found.before
    assert getattr(found.numbers, better) > getattr(DEFAULT_WEIGHTS, better)
    assert found.held_out == len(QUESTIONS) // 2


def test_the_words_of_a_sparse_encoder_are_fitted_with_the_rest(
    tmp_path: Path, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = PairedEncoder(encoder, HashingWeigher())
    index = open_for_writing(tmp_path / "index", lambda: both, None)
    assert index.settings.fusion.sparse == UNTUNED_SPARSE
    found = tuned(Engine(index, both), monkeypatch, "sparse")
    assert found.is_better
    assert found.numbers.sparse > UNTUNED_SPARSE
    with index.writing():
        index.tune(Tuned(found.numbers))
    index.close()
    index = Index(index.folder)
    assert index.settings.fusion == found.numbers
    index.close()


def test_what_was_fitted_before_there_were_sparse_encoders_holds() -> None:
    kept = read_tuned({"fusion": {"dense": 0.2, "lexical": 0.1}})
    assert kept.fusion == FusionWeights(dense=0.2, lexical=0.1, sparse=0.0)


def test_a_confidence_that_was_fitted_before_it_knew_what_is_said_holds() -> None:
    weights = {each.name: 1.0 for each in fields(Signals) if each.name != "unsaid"}
    found = read_tuned({"confidence": {"intercept": 0, "weights": weights}}).confidence
    assert found is not None
    assert found.weights == {**weights, "unsaid": 0.0}


def test_a_gain_that_chance_explains_is_none(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tuned(engine, monkeypatch, "nothing")
    assert not found.is_better
    assert found.difference.low <= 0


def test_questions_are_asked_of_the_index(engine: Engine) -> None:
    reported: list[int] = []
    found = tune_fusion(engine, QUESTIONS, reported.append)
    assert reported == list(range(1, len(QUESTIONS) + 1))
    assert found.before > 0.9
    with pytest.raises(DatasetError, match="'nowhere', which is not in the index"):
        check_documents(engine.index.store, [JudgedQuestion("سؤال", frozenset({"nowhere"}))])


def test_what_was_fitted_is_kept_and_a_reader_that_is_open_goes_by_it(engine: Engine) -> None:
    index = engine.index
    reader = Engine(Index(index.folder), HashingEncoder())
    assert index.settings.fusion == DEFAULT_WEIGHTS
    before = reader.rank("تقرير عن النفط", 5)
    with index.writing():
        index.tune(TUNED)
    assert index.settings.tuned == index.info().tuned == TUNED
    assert engine.rank("تقرير عن النفط", 5) == reader.rank("تقرير عن النفط", 5) != before
    assert reader.index.settings.tuned == TUNED
    reader.close()


def test_what_was_fitted_is_used(engine: Engine) -> None:
    (before, *_) = engine.search("تقارير جديدة عن النفط")
    with engine.index.writing():
        engine.index.tune(TUNED)
    (after, *_) = engine.search("تقارير جديدة عن النفط")
    assert after.confidence == pytest.approx(1 / (1 + math.exp(-0.1)))
    assert after.confidence != before.confidence
    (candidate, *_) = engine.candidates("تقارير جديدة عن النفط")
    assert not candidate.support.is_enough


def test_another_model_has_weights_of_its_own(engine: Engine) -> None:
    meta = engine.index.settings.to_meta() | {"model": '"another"'}
    assert IndexSettings.from_meta(meta).fusion == UNTUNED


DAMAGED: list[Any] = [
    *([], {"fusion": {"dense": -1, "lexical": 0}}, {"fusion": {"dense": 1}}, {"fusion": []}, 7),
    *(
        {"fusion": {"dense": 1000, "lexical": 1000}},
        {"fusion": {"dense": 0, "lexical": float("nan")}},
    ),
    *({"confidence": {"weights": {}}}, {"confidence": []}, {"other": {}}),
    *({"support": {"intercept": "1", "weights": dict.fromkeys(SIGNALS, 0)}},),
    *({"clauses": {"price": 1e300, "weights": dict.fromkeys(ClauseSignals._fields, 0)}},),
    *({"clauses": {"price": 1, "weights": dict.fromkeys(ClauseSignals._fields, None)}},),
]


@pytest.mark.parametrize("record", DAMAGED)
def test_damaged_numbers_are_an_error(engine: Engine, record: object) -> None:
    meta = engine.index.settings.to_meta() | {"tuned": json.dumps(record)}
    if record == {"confidence": {"weights": {}}}:  # of a version with other signals
        assert IndexSettings.from_meta(meta).tuned == Tuned()
        return
    with pytest.raises(IndexDamagedError, match="settings of the index are damaged"):
        IndexSettings.from_meta(meta)


def test_questions_are_read_from_files(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    rows = [{"question": one.text, "documents": [*one.relevant]} for one in QUESTIONS]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    assert read_questions([path]) == QUESTIONS
    path.write_text(json.dumps(rows[0]), "utf-8")
    with pytest.raises(DatasetError, match="there are 1 questions, and 40 are needed"):
        read_questions([path])


@pytest.mark.parametrize(
    "line",
    [
        *("[", "[]", '{"question": 1, "documents": ["a"]}', '{"question": "a", "documents": "a"}'),
        *('{"question": "a", "documents": []}', '{"question": " ", "documents": ["a"]}'),
        '{"question": "a", "documents": ["a"], "answers": "a"}',
    ],
)
def test_a_line_that_is_no_judged_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(DatasetError, match=r"questions\.jsonl:1: expected a JSON object"):
        read_questions([path])
