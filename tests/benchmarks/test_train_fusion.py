import numpy as np
import pytest

from benchmarks.train_fusion import GROUPS, fit_adaptive, measure
from benchmarks.written import read_written
from indexer.evaluation.tuning import Judged


def judged(right: int, *late: float) -> Judged:
    scores = np.zeros((len(late), 3), np.float32)
    scores[:, 1] = late
    return Judged("من هو الوزير؟", scores, np.eye(len(late))[right], 1.0)


def test_a_question_measures_by_the_place_of_what_is_right() -> None:
    groups = {"a": [judged(0, 0.9, 0.1), judged(1, 0.9, 0.1)]}
    measured = measure(groups, lambda one: one.scores[:, 1])
    assert measured["a"] == pytest.approx([1, 1 / np.log2(3)])


def test_adaptive_weights_follow_what_tells() -> None:
    random = np.random.default_rng(1)
    items = []
    for _ in range(40):
        scores = (random.random((5, 3)) * [0.05, 0.1, 0.2]).astype(np.float32)
        items.append(Judged("سؤال", scores, np.eye(5)[int(scores[:, 2].argmax())], 1.0))
    late, lexical = np.exp(fit_adaptive({"a": items})[:, -1])[1:]
    assert lexical > late


def test_written_questions_are_of_a_known_kind_and_asked_once() -> None:
    written = read_written()
    assert {one.kind for one in written} == set(GROUPS)
    assert {one.source for one in written} == {"aqad", "news"}
    assert len({one.text for one in written}) == len(written)
