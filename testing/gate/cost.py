"""What a question costs, told by something that is the same on every machine and at every load."""

from collections.abc import Sequence
from functools import partial
from statistics import mean

from search.engine import Engine
from search.records import Query
from testing.calls import calls
from testing.gate.questions import Question

# Of the questions, each so many is asked: calls take several times as long when they are counted.
_EACH = 8


def calls_a_question(engine: Engine, questions: Sequence[Question]) -> int:
    """The mean number of functions that are called for a question, of Python and of C.

    Most of what a question costs is Python's, and goes with it. What is kept between questions is
    kept by then, but no answer, and the reader, which other threads run, is left out.
    """
    asked = [Query(question.text) for question in questions[::_EACH]]
    first, second = (Engine(engine.index, engine.encoder()) for _ in range(2))
    first.is_busy = second.is_busy = lambda: True
    for query in asked:
        first.find(query)
    return round(mean(calls(partial(second.find, query)) for query in asked))
