import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from indexer.evaluation.significance import difference, estimate


def test_no_difference_is_not_significant() -> None:
    scores = np.asarray([0.0, 1.0, 0.5, 0.3] * 25)
    assert difference(scores, scores) == (0, 0, 0, 1)


def test_a_large_difference_is_significant() -> None:
    reference = np.asarray([0.0, 0.2, 0.4, 0.1] * 50)
    found = difference(reference + np.asarray([0.5, 0.4] * 100), reference)
    assert found.mean == pytest.approx(0.45)
    assert 0.4 < found.low < 0.45 < found.high < 0.5
    assert found.p < 0.001


def test_noise_is_not_significant() -> None:
    random = np.random.default_rng(1)
    one, other = random.random(400), random.random(400)
    found = difference(one, other)
    assert found.low < 0 < found.high
    assert found.p > 0.05


def test_a_paired_difference_is_surer_than_the_two_means() -> None:
    random = np.random.default_rng(2)
    reference = random.random(300)
    better = reference + random.normal(0.02, 0.05, 300)
    one, other = estimate(better), estimate(reference)
    assert one.low < other.high  # the intervals overlap, and yet
    assert difference(better, reference).p < 0.01


def test_the_interval_is_that_of_the_normal_distribution_where_it_should_be() -> None:
    random = np.random.default_rng(3)
    scores = random.normal(0.5, 0.1, 1000)
    width = 1.96 * scores.std() / np.sqrt(1000)
    found = estimate(scores)
    assert found.low == pytest.approx(scores.mean() - width, abs=0.0005)
    assert found.high == pytest.approx(scores.mean() + width, abs=0.0005)


def test_the_p_value_is_that_of_the_normal_distribution_where_it_should_be() -> None:
    scores = np.random.default_rng(4).normal(0, 1, 1000)
    scores += 1.96 * scores.std() / np.sqrt(1000) - scores.mean()  # two-sided p of 0.05
    assert difference(scores, np.zeros(1000)).p == pytest.approx(0.05, abs=0.008)


@settings(max_examples=10)
@given(arrays(np.float64, (2, 20), elements=st.floats(0, 1)))
def test_turning_a_difference_round_changes_its_sign_only(scores: NDArray[np.float64]) -> None:
    one, other = scores
    there, back = difference(one, other), difference(other, one)
    assert there.mean == pytest.approx(-back.mean)
    assert there.low == pytest.approx(-back.high)
    assert there.p == back.p
    assert 0 < there.p <= 1
    assert there.low <= there.mean + 1e-9
    assert there.mean <= there.high + 1e-9
