import numpy as np
import pytest
from numpy.typing import NDArray

from search.ranking.fusion import FusionWeights, fuse, standardise


def array(*values: float) -> NDArray[np.float32]:
    return np.asarray(values, np.float32)


def test_standardised_scores_have_mean_0_and_deviation_1() -> None:
    found = standardise(array(0.71, 0.75, 0.92))
    assert found.mean() == pytest.approx(0, abs=1e-6)
    assert found.std() == pytest.approx(1, abs=1e-6)
    assert list(np.argsort(found)) == [0, 1, 2]


def test_scores_that_do_not_differ_say_nothing() -> None:
    assert not standardise(array(0.8, 0.8)).any()
    assert not standardise(array(3.0)).any()


def test_scale_and_shift_of_a_list_do_not_matter() -> None:
    dense, late, lexical = array(0.8, 0.7, 0.9), array(0.2, 0.5, 0.1), array(0, 9, 3)
    one = fuse(dense, late, lexical, 1, FusionWeights())
    two = fuse(dense * 0.1 + 5, late * 7, lexical * 3 - 1, 1, FusionWeights())
    np.testing.assert_allclose(one, two, atol=1e-4)


def test_lexical_evidence_fades_out_with_its_coverage() -> None:
    dense, late = array(0.9, 0.7), array(0.5, 0.4)
    against = array(0, 20)
    trusted = fuse(dense, late, against, 1, FusionWeights(1, 1, 10))
    faded = fuse(dense, late, against, 0, FusionWeights(1, 1, 10))
    assert trusted[1] > trusted[0]
    assert faded[0] > faded[1]
