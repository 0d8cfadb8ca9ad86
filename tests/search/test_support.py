from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.confidence import AGAINST, EVIDENCE
from search.ranking.questions import EncodedQuestion, read_question
from search.ranking.support import (
    SIGNALS,
    parameters,
    signals,
    supports,
)

NONE = np.empty((0, 0), np.float32)


def asked(text: str, *named: tuple[int, ...]) -> EncodedQuestion:
    weights = np.asarray([0.5, 0.3, 0.2], np.float32)
    return EncodedQuestion(read_question(text), NONE, NONE, weights, named)


def rows(*values: list[float]) -> np.ndarray:
    return np.asarray(values, np.float32)


def test_the_numbers_are_those_of_the_signals() -> None:
    weights = parameters().weights
    assert tuple(weights) == SIGNALS
    assert all(weights[name] >= 0 for name in EVIDENCE)
    # What is said of a question is looked for in the text alone.
    assert all(weights[name] <= 0 for name in SIGNALS if name in AGAINST)


def test_what_matches_in_every_way_is_supported_and_what_matches_in_none_is_not() -> None:
    question = asked("متى زار الوزير عمان؟")
    matched = rows([0.9, 0.9, 0.9], [0.0, 0.0, 0.0], [-1.0, -1.0, -1.0])
    found = supports(question, matched, [0.3, -0.1, -0.4], [0.9, 0.0, 0.0])
    assert [each.is_enough for each in found] == [True, False, False]
    assert found[0].assured == pytest.approx(1, abs=0.01)
    assert found[2].assured == pytest.approx(0, abs=0.01)


def test_the_worst_match_of_what_is_named_tells_what_is_lacking() -> None:
    question = asked("متى زار الوزير عمان؟", (0,), (1, 2))
    matched = rows([0.9, 0.9, 0.9], [0.9, 0.9, 0.0], [0.0, 0.9, 0.9])
    found = supports(question, matched, [0.1] * 3, [0.5] * 3)
    assert [round(each.lacking) for each in found] == [0, 1, 1]
    plain = replace(question, named=())
    assert [each.lacking for each in supports(plain, matched, [0.1] * 3, [0.5] * 3)] == [0] * 3


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-0.5, 0.5), st.floats(0, 1)), max_size=5),
    st.sampled_from(["متى زار الوزير عمان؟", "When was NATO founded?"]),
)
def test_each_candidate_is_told_by_itself(
    given: list[tuple[float, float, float]], text: str
) -> None:
    question = asked(text, (1,))

    def told(some: list[tuple[float, float, float]]) -> list[bool]:
        matched = np.asarray([[cosine] * 3 for cosine, _, _ in some], np.float32).reshape(-1, 3)
        found = supports(question, matched, [one[1] for one in some], [one[2] for one in some])
        return [each.is_enough for each in found]

    assert told(given) == [told([one])[0] for one in given]


def test_signals_stand_in_their_order() -> None:
    read = read_question("When was NATO founded?")
    (row,) = signals(read, (np.asarray([0.7]), np.asarray([0.2])), [0.1], [0.5])
    length = np.log(read.length)
    assert dict(zip(SIGNALS, row.tolist(), strict=True)) == pytest.approx(
        {
            "assured": 0.7,
            "margin": 0.1,
            "overlap": 0.5,
            "heard": 0.5,
            "latin": 1.0,
            "length": length,
            "lacking": 0.2,
        }
    )
