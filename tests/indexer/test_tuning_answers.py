"""Confidence and the choice of a sentence are fitted to answers, and judged on other questions."""

import random
from collections.abc import Callable
from dataclasses import fields, replace

import pytest

from indexer.evaluation.first_hits import FirstHits
from indexer.evaluation.questions import JudgedQuestion
from indexer.evaluation.support import Shown, fit_support
from indexer.evaluation.tuning_clauses import tune_clauses
from indexer.evaluation.tuning_confidence import tune_confidence, tune_support
from search.engine import Engine
from search.index import Index
from search.ranking import evidence
from search.ranking.clause_signals import ClauseSignals
from search.ranking.confidence import Signals, with_usual_thresholds
from search.ranking.support import SIGNALS
from search.ranking.tuned import Tuned
from search.records import Document
from testing.hashing_encoder import HashingEncoder

DRAW = random.Random(4)  # noqa: S311 - the same at every run
LETTERS = "بتجدرسصطعفقكلمن"
NAMES = ["".join(DRAW.sample(LETTERS, 5)) for _ in range(120)]
PLACES = ["".join(DRAW.sample(LETTERS, 6)) for _ in NAMES]
DOCUMENTS = [
    Document(
        name,
        f"نشرت الصحيفة خبرا طويلا عن الناس والبلاد. ولد الكاتب {name} في مدينة {place} القديمة."
        " ثم انتهى الكلام عند هذا الحد من التقرير.",
    )
    for name, place in zip(NAMES, PLACES, strict=True)
]
QUESTIONS = [
    JudgedQuestion(f"أين ولد الكاتب {name}؟", frozenset({name}), (f"مدينة {place}",))
    for name, place in zip(NAMES, PLACES, strict=True)
]
# Numbers that are as wrong as they can be: every hit is sure to be wrong, and the first clause is
# the one that is shown.
WRONG = Tuned(
    confidence=with_usual_thresholds(-6.0, {field.name: 0.0 for field in fields(Signals)}),
    clauses=evidence.Parameters(
        {name: float(name == "early") * 20 for name in ClauseSignals._fields}, 0.002
    ),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    from indexer.pipeline import index_documents, open_for_writing
    from tests.conftest import as_reads

    encoder = HashingEncoder()
    made = open_for_writing(tmp_path_factory.mktemp("tuned") / "index", lambda: encoder, None)
    index_documents(made, lambda: encoder, as_reads(tuple(DOCUMENTS)), lambda _: None)
    return made


@pytest.fixture
def keep(index: Index) -> Callable[[Tuned], None]:
    """Has the index go by numbers."""

    def tune(tuned: Tuned) -> None:
        with index.writing():
            index.tune(tuned)

    return tune


def test_a_question_is_asked_without_what_answers_it(index: Index) -> None:
    hits = FirstHits(index, HashingEncoder())
    question = QUESTIONS[0]
    found = hits.of(question.text, question.relevant, question.answers)
    assert found is not None
    assert found.is_right
    assert found.holds_answer
    close = hits.of(question.text, (), question.answers, question.relevant)
    assert close is not None
    assert not close.is_right
    assert not close.holds_answer


def test_a_hit_that_does_not_say_what_is_asked_about_is_kept_as_such(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.ranking.answering.is_sufficient", lambda _: True)
    question = QUESTIONS[0]
    said = FirstHits(index, HashingEncoder()).of(question.text, question.relevant, ())
    monkeypatch.setattr("search.ranking.answering.says_predicate", lambda *_: False)
    unsaid = FirstHits(index, HashingEncoder()).of(question.text, question.relevant, ())
    assert said is not None
    assert unsaid is not None
    assert unsaid.signals == replace(said.signals, unsaid=1.0)
    assert unsaid.confidence < said.confidence


def test_a_confidence_that_is_wrong_is_mended_and_what_counts_go_by_with_it(
    index: Index, keep: Callable[[Tuned], None]
) -> None:
    keep(WRONG)
    reported: list[int] = []
    found = tune_confidence(index, HashingEncoder(), QUESTIONS, reported.append)
    assert reported == [*range(1, len(QUESTIONS) + 1)]
    assert found.is_better
    assert found.held_out == len(QUESTIONS) // 2
    keep(Tuned(confidence=found.numbers))
    again = tune_confidence(index, HashingEncoder(), QUESTIONS, reported.append)
    assert not again.is_better
    support = tune_support(Engine(index, HashingEncoder()), QUESTIONS[:20], reported.append)
    keep(Tuned(confidence=found.numbers, support=support))
    answers = Engine(index, HashingEncoder()).search(QUESTIONS[5].text)
    assert answers[0].citation.document_id in QUESTIONS[5].relevant
    assert answers[0].confidence > answers[1].confidence


def test_a_choice_that_is_wrong_is_mended(index: Index, keep: Callable[[Tuned], None]) -> None:
    keep(WRONG)
    found = tune_clauses(index, HashingEncoder(), QUESTIONS)
    assert found is not None
    assert found.is_better
    assert found.before == 0
    assert found.after > 0.9
    keep(Tuned(clauses=found.numbers))
    (hit,) = Engine(index, HashingEncoder()).search(QUESTIONS[7].text, 1)
    document = next(one for one in DOCUMENTS if one.id == hit.citation.document_id)
    assert QUESTIONS[7].answers[0] in document.text[slice(*hit.sentence)]
    again = tune_clauses(index, HashingEncoder(), QUESTIONS)
    assert again is not None
    assert not again.is_better


def test_too_few_answers_choose_nothing(index: Index) -> None:
    assert tune_clauses(index, HashingEncoder(), QUESTIONS[:99]) is None
    elsewhere = [JudgedQuestion(one.text, one.relevant, ("غائب",)) for one in QUESTIONS]
    assert tune_clauses(index, HashingEncoder(), elsewhere) is None


def test_as_many_are_supported_as_are_sufficient() -> None:
    rows = [[i / 40, 0.0, i / 40, 0.0, 0.0, 1.0, 0.0] for i in range(40)]
    hits = [Shown(1, row, is_supported=False, confidence=0.01 + row[0] * 0.9) for row in rows]
    numbers = fit_support(hits)
    sums = [
        numbers.intercept + sum(numbers.weights[n] * v for n, v in zip(SIGNALS, row, strict=True))
        for row in rows
    ]
    assert sum(each >= 0 for each in sums) == pytest.approx(
        sum(hit.is_sufficient for hit in hits), abs=1
    )
    never = [Shown(1, row, is_supported=False, confidence=0.001) for row in rows]
    numbers = fit_support(never)
    assert max(numbers.weights["assured"] + numbers.intercept, numbers.intercept) < 1
