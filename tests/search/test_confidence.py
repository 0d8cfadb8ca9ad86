from dataclasses import asdict, fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.confidence import (
    EVIDENCE,
    Signals,
    Strength,
    centred_cosines,
    has_sufficient_evidence,
    is_sufficient,
    parameters,
    probability,
    signals_of,
    standings,
    strength,
)
from search.ranking.questions import read_question

shares = st.floats(-1, 1)
signals = st.builds(Signals, *[shares] * 5, st.floats(0, 7))


@given(signals)
def test_a_confidence_is_a_probability(found: Signals) -> None:
    assert 0 <= probability(found) <= 1


@given(found=signals, name=st.sampled_from(EVIDENCE), more=st.floats(0, 2))
def test_more_evidence_never_lowers_it(found: Signals, name: str, more: float) -> None:
    better = replace(found, **{name: asdict(found)[name] + more})
    assert probability(better) >= probability(found)


def test_the_numbers_are_those_of_the_signals() -> None:
    numbers = parameters()
    assert set(numbers.weights) == {field.name for field in fields(Signals)}
    assert all(numbers.weights[name] >= 0 for name in EVIDENCE)
    assert 0 < numbers.sufficient < numbers.strong < 1


def test_words_follow_the_thresholds() -> None:
    sufficient, strong = parameters().sufficient, parameters().strong
    assert strength(1.0) is strength(strong) is Strength.STRONG
    assert strength(sufficient) is Strength.POSSIBLE
    assert strength(sufficient - 0.01) is strength(0.0) is Strength.WEAK
    assert is_sufficient(sufficient)
    assert not has_sufficient_evidence([])


def test_a_passage_stands_out_from_other_stories_only() -> None:
    late = np.asarray([0.6, 0.5, 0.2, 0.1], np.float32)
    dense = np.asarray([0.4, 0.3, 0.2, 0.1], np.float32)
    first, second, third, _ = standings(late, dense, ["a", "a", "b", "c"])
    assert (first.late, first.dense) == pytest.approx((0.6, 0.4))
    assert first.lead == pytest.approx(0.4)
    assert second.lead == pytest.approx(0.3)
    assert third.lead == pytest.approx(-0.4)


def test_one_story_alone_has_no_rival() -> None:
    late = np.asarray([0.6, 0.5], np.float32)
    assert [each.lead for each in standings(late, late, [1, 1])] == [0, 0]


def test_what_all_vectors_share_counts_for_nothing() -> None:
    common = np.asarray([3.0, 0.0, 0.0], np.float32)
    vectors = np.asarray([[0.8, 0.6, 0.0], [0.8, 0.0, 0.6], [1.0, 0.0, 0.0]], np.float32)
    found = centred_cosines(vectors, vectors[0], common)
    np.testing.assert_allclose(found, [1, 0, 0], atol=1e-6)


def test_signals_of_a_passage() -> None:
    one = np.ones(1, np.float32)
    (standing,) = standings(one, one, ["d"])
    found = signals_of(read_question("هل فاز NATO بالكأس؟"), standing, 0.5)
    assert (found.late, found.lead, found.dense, found.overlap) == (1, 0, 1, 0.5)
    assert found.latin == pytest.approx(4 / 15)
    assert found.length == pytest.approx(np.log(4))
