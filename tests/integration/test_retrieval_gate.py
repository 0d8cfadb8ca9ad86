"""The ranking with the real model is no worse than it was: ``python -m benchmarks.gate``."""

from collections.abc import Iterator

import pytest

from search.engine import Engine
from search.models.encoder import Encoder
from testing.gate.cost import calls_a_question
from testing.gate.floors import HELD_MEASURES, read_floors
from testing.gate.measuring import Outcome, ask_engine, open_engine, summarise
from testing.gate.questions import read_questions

KEPT = read_floors()
MOST_OF_KEPT = 1.25


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, bundled: Encoder) -> Iterator[Engine]:
    with open_engine(tmp_path_factory.mktemp("gate"), bundled) as engine:
        yield engine


@pytest.fixture(scope="module")
def outcomes(engine: Engine) -> list[Outcome]:
    return ask_engine(engine, read_questions())


@pytest.mark.parametrize("measure", HELD_MEASURES)
@pytest.mark.parametrize("name", KEPT.floors)
def test_no_kind_of_question_falls_below_its_floor(
    outcomes: list[Outcome], name: str, measure: str
) -> None:
    figure, floor = summarise(outcomes)[name][measure], KEPT.floors[name][measure]
    of_it = [o for o in outcomes if name in {o.question.kind, o.question.group}]
    assert figure >= floor, f"{measure} of {name}: {figure}, not {floor}\n{became_wrong(of_it)}"


def test_a_question_costs_no_quarter_more(engine: Engine) -> None:
    assert calls_a_question(engine, read_questions()) <= MOST_OF_KEPT * KEPT.calls


def became_wrong(outcomes: list[Outcome]) -> str:
    """The questions that were right when the floors were written, a line each."""
    return "\n".join(
        f"{o.question.id} ({o.question.kind}) {o.question.text!r}: first is {o.first},"
        f" expected {o.question.document}"
        for o in outcomes
        if not o.right and o.question.id not in KEPT.wrong
    )


def test_what_became_wrong_is_named(outcomes: list[Outcome]) -> None:
    right = next(o for o in outcomes if o.right)
    lost = Outcome(right.question, "health-99", dict.fromkeys(right.measures, 0.0))
    assert became_wrong([right]) == ""
    assert right.question.text in became_wrong([lost])
