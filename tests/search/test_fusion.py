import numpy as np
import pytest
from numpy.typing import NDArray

from search.ranking.fusion import DEFAULT_WEIGHTS, FusionWeights, shares, standardise


def array(*values: float) -> NDArray[np.float32]:
    return np.asarray(values, np.float32)


def fuse(
    dense: NDArray[np.float32],
    late: NDArray[np.float32],
    lexical: NDArray[np.float32],
    weights: FusionWeights = DEFAULT_WEIGHTS,
) -> NDArray[np.float32]:
    fused: NDArray[np.float32] = shares(dense, late, lexical, weights).sum(axis=0)
    return fused


def test_standardised_scores_have_mean_0_and_deviation_1() -> None:
    found = standardise(array(0.71, 0.75, 0.92))
    assert found.mean() == pytest.approx(0, abs=1e-6)
    assert found.std() == pytest.approx(1, abs=1e-6)
    assert list(np.argsort(found)) == [0, 1, 2]


def test_scores_that_do_not_differ_say_nothing() -> None:
    assert not standardise(array(0.8, 0.8)).any()
    assert not standardise(array(3.0)).any()


def test_scale_and_shift_of_dense_cosines_do_not_matter() -> None:
    dense, late, lexical = array(0.8, 0.7, 0.9), array(0.2, 0.5, 0.1), array(0, 0.9, 0.3)
    one = fuse(dense, late, lexical)
    two = fuse(dense * 0.1 + 5, late, lexical)
    np.testing.assert_allclose(one, two, atol=1e-4)


def test_lexical_evidence_counts_by_what_it_attests_and_not_by_its_rank() -> None:
    dense, late = array(0.8, 0.8), array(0.5, 0.4)
    assert np.argmax(fuse(dense, late, array(0, 0.8))) == 1
    assert np.argmax(fuse(dense, late, array(0, 0.08))) == 0


def test_a_candidate_has_the_same_score_whatever_stands_beside_it() -> None:
    weights = FusionWeights(dense=0, lexical=0.5)
    alone = fuse(array(0.8), array(0.5), array(0.4), weights)
    among = fuse(array(0.8, 0.6, 0.9), array(0.5, 0.1, 0.2), array(0.4, 0, 1), weights)
    assert alone[0] == among[0] == pytest.approx(0.7)
