"""The measures of the confidence, on cases that can be worked out."""

import numpy as np
import pytest

from benchmarks.confidence import auroc, calibration_error, reliability
from benchmarks.train_confidence import least
from indexer.evaluation.logistic import fit
from search.ranking.confidence import EVIDENCE, Signals


def test_auroc_counts_pairs_in_the_right_order() -> None:
    right = np.asarray([True, True, False, False])
    ones = np.ones(4)
    assert auroc(np.asarray([0.9, 0.8, 0.2, 0.1]), right, ones) == 1
    assert auroc(np.asarray([0.1, 0.2, 0.8, 0.9]), right, ones) == 0
    assert auroc(np.full(4, 0.5), right, ones) == 0.5
    assert auroc(np.asarray([0.9, 0.3, 0.5, 0.1]), right, ones) == 0.75
    weights = np.asarray([3.0, 1.0, 1.0, 1.0])
    assert auroc(np.asarray([0.9, 0.3, 0.5, 0.1]), right, weights) == pytest.approx(0.875)


def test_calibration_error_is_the_gap_in_bins() -> None:
    confidences = np.asarray([0.9, 0.9, 0.1, 0.1])
    right = np.asarray([True, False, False, False])
    bins = np.asarray([1, 1, 0, 0])
    assert calibration_error(confidences, right, np.ones(4), bins) == pytest.approx(0.25)
    one_bin = np.zeros(4, np.int64)
    assert calibration_error(confidences, right, np.ones(4), one_bin) == pytest.approx(0.25)
    (low, high) = reliability(confidences, right, np.ones(4))
    assert (low["confidence"], low["right"], low["share"]) == (0.1, 0, 0.5)
    assert (high["confidence"], high["right"]) == (0.9, 0.5)


def test_the_fit_finds_what_decides_and_keeps_evidence_monotone() -> None:
    random = np.random.default_rng(0)
    names = list(Signals.__dataclass_fields__)
    signals = random.normal(size=(2000, len(names)))
    assured, margin, latin = (names.index(name) for name in ("assured", "margin", "latin"))
    log_odds = 2 * signals[:, assured] - 2 * signals[:, margin] - signals[:, latin]
    right = (random.random(2000) < 1 / (1 + np.exp(-log_odds))).astype(float)
    _, coefficients = fit(signals, right, np.ones(2000))
    assert coefficients[assured] > 1
    assert coefficients[margin] == 0, "it counts against in this sample, which evidence must not"
    assert coefficients[latin] < -0.5
    assert all(coefficients[names.index(name)] >= 0 for name in EVIDENCE)


def test_a_threshold_leaves_that_share_of_hits_below() -> None:
    confidences = np.asarray([0.9, 0.2, 0.707, 0.505])
    assert least(confidences, np.ones(4), 0.1) == 0.2
    assert least(confidences, np.ones(4), 0.5) == 0.7
    assert least(confidences, np.asarray([1.0, 7.0, 1.0, 1.0]), 0.7) == 0.5
