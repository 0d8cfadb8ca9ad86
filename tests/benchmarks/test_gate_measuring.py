import json
from pathlib import Path

import pytest

from testing.gate import floors
from testing.gate.cost import calls_a_question
from testing.gate.floors import HELD_MEASURES, read_floors, write_floors
from testing.gate.measuring import (
    HIT,
    MRR,
    NDCG,
    SENTENCE,
    ask_engine,
    judge,
    open_engine,
    summarise,
)
from testing.gate.plain_words import rank_by_plain_words
from testing.gate.questions import COLLECTION, SEED, Question, read_questions
from testing.hashing_encoder import HashingEncoder

FIRST = Question("q001", "سؤال", "formal", "جواب", "a")
SECOND = Question("q002", "سؤال آخر", "dialect", "جواب", "b")
OF_SEEDS = Question("seeds-s01", "سؤال", SEED, "جواب", "a")


def test_a_question_is_measured_by_the_place_of_its_document() -> None:
    outcomes = judge([FIRST, SECOND, OF_SEEDS], [["a", "b"], ["c", "b"], []])
    assert [outcome.measures[HIT] for outcome in outcomes] == [1, 0, 0]
    assert [outcome.measures[MRR] for outcome in outcomes] == [1, 0.5, 0]
    assert [outcome.measures[NDCG] for outcome in outcomes] == pytest.approx([1, 0.6309, 0], 1e-3)
    assert [outcome.first for outcome in outcomes] == ["a", "c", None]
    assert [outcome.right for outcome in outcomes] == [True, False, False]


def test_kinds_and_groups_are_counted() -> None:
    summary = summarise(judge([FIRST, SECOND, OF_SEEDS], [["a"], ["c", "b"], []]))
    assert {name: figures["questions"] for name, figures in summary.items()} == {
        "formal": 1,
        "dialect": 1,
        COLLECTION: 2,
        SEED: 1,
    }
    assert summary[COLLECTION][HIT] == 0.5
    assert summary[SEED][HIT] == 0


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("كتاب", ["word"]),
        ("الكتاب؟", ["article"]),
        ("ك\u064fتب", ["marks"]),
        ("WORLD", ["latin"]),
        ('NOT "hello* (كتاب', ["latin", "word"]),
        ("؟ «»", []),
    ],
)
def test_plain_words_are_words_as_they_are_written(question: str, found: list[str]) -> None:
    documents = {
        "word": "كتاب قديم",
        "article": "الكتاب",
        "marks": "ك\u064fتب",
        "latin": "Hello, World",
    }
    ranking = rank_by_plain_words(documents, [question], 10)[0]
    assert sorted(ranking) == found


def test_floors_are_a_few_questions_below_what_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(floors, "FLOORS", tmp_path / "floors.json")
    outcomes = judge([FIRST, SECOND] * 10, [["a"], ["c", "b"]] * 10)
    for outcome in outcomes:
        outcome.measures[SENTENCE] = 1
    write_floors(outcomes, 100)
    kept = read_floors()
    assert kept.wrong == {"q002"}
    assert kept.calls == 100
    assert kept.floors["formal"] == {HIT: 0.8, NDCG: 0.9, SENTENCE: 0.8}
    assert kept.floors[COLLECTION] == {HIT: 0.35, NDCG: 0.7655, SENTENCE: 0.75}


def test_kept_floors_are_of_the_questions_there_are() -> None:
    questions = read_questions()
    kept = read_floors()
    assert set(kept.floors) == {q.kind for q in questions} | {q.group for q in questions}
    assert kept.wrong <= {question.id for question in questions}
    for least in kept.floors.values():
        assert set(least) == set(HELD_MEASURES)
        assert all(0.2 < floor < 1 for floor in least.values())


def test_the_figures_measured_are_kept_beside_the_floors() -> None:
    kept = json.loads(floors.FLOORS.read_text("utf-8"))
    for name, figures in kept["measured"].items():
        for key in HELD_MEASURES:
            assert 0 < figures[key] - kept["floors"][name][key] < 0.2


def test_the_engine_is_asked_over_the_collection_and_the_seeds(tmp_path: Path) -> None:
    questions = read_questions()
    chosen = [questions[0], questions[-1]]
    with open_engine(tmp_path, HashingEncoder()) as engine:
        outcomes = ask_engine(engine, chosen)
        calls = calls_a_question(engine, chosen)
        assert calls == calls_a_question(engine, chosen) > 100
    assert [outcome.question for outcome in outcomes] == chosen
    assert all(outcome.first for outcome in outcomes)
    assert all(outcome.sentence for outcome in outcomes)
    assert all(set(outcome.measures) == {HIT, MRR, NDCG, SENTENCE} for outcome in outcomes)
