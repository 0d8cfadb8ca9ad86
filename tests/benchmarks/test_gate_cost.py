"""What the gate counts of a question is what it costs."""

from search.engine import Engine
from search.records import Query
from testing.gate.cost import calls_a_question
from testing.gate.questions import read_questions

# What was kept takes some hundred.
_FEWEST = 1000


def test_answers_that_were_kept_are_not_counted(engine: Engine) -> None:
    questions = read_questions()[:16]
    for question in questions:
        engine.find(Query(question.text))
    assert calls_a_question(engine, questions) > _FEWEST
