from dataclasses import asdict, fields, replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.ranking.confidence import (
    EVIDENCE,
    RIVALS,
    Signals,
    Strength,
    bounded,
    is_sufficient,
    margins,
    parameters,
    probability,
    signals_of,
    strength,
    with_usual_thresholds,
)
from search.ranking.evidence import Evidence
from search.ranking.questions import read_question
from search.records import Span

shares = st.floats(-1, 1)
# Nearer below what is sufficient than what is made weak.
JUST_WEAK = Signals(0.3125, 0.47265625, -0.5, 0.5, -1.0, 5.8125, 0.75)
signals = st.builds(Signals, *[shares] * 5, st.floats(0, 7), st.floats(0, 1))


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


@example(found=JUST_WEAK, intercept=0, weights=dict.fromkeys(asdict(JUST_WEAK), 0))
@given(
    found=signals,
    intercept=st.floats(-1000, 1000),
    weights=st.fixed_dictionaries({each.name: st.floats(-9, 9) for each in fields(Signals)}),
)
def test_what_was_fitted_calls_nothing_more_than_the_library_does(
    found: Signals, intercept: float, weights: dict[str, float]
) -> None:
    fitted = with_usual_thresholds(intercept, weights)
    order = list(Strength)
    own, other = (strength(each) for each in (probability(found), bounded(found, fitted)))
    assert order.index(other) >= order.index(own)
    assert bounded(found, parameters()) == probability(found)
    if order.index(strength(probability(found, fitted))) >= order.index(own):
        assert bounded(found, fitted) == probability(found, fitted)


def test_words_follow_the_thresholds() -> None:
    sufficient, strong = parameters().sufficient, parameters().strong
    assert strength(1.0) is strength(strong) is Strength.STRONG
    assert strength(sufficient) is Strength.POSSIBLE
    assert strength(sufficient - 0.01) is strength(0.0) is Strength.WEAK
    assert is_sufficient(sufficient)


def test_a_filter_that_leaves_out_rivals_takes_nothing_from_a_margin() -> None:
    everything = [(0.6, "a"), (0.5, "b"), (0.1, "c")]
    assert margins([0.6], ["a"]) == [0.0], "without any rival"
    assert margins([0.6], ["a"], everything) == margins([0.6, 0.5, 0.1], "abc")[:1]
    assert margins([0.5], ["b"], everything) == [pytest.approx(0.15)]
    assert margins([0.5, 0.1], "bc", everything)[0] == pytest.approx(0.4), "among what is left"


def test_a_passage_stands_out_from_other_stories_only() -> None:
    first, second, third, _ = margins([0.6, 0.5, 0.2, 0.1], ["a", "a", "b", "c"])
    assert first == pytest.approx(0.6 - 0.15)
    assert second == pytest.approx(0.5 - 0.15)
    assert third == pytest.approx(0.2 - 0.4), "its rivals are both passages of a, and c"


def test_only_the_best_rivals_count() -> None:
    rivals = [0.5] * RIVALS
    found = margins([0.6, *rivals, *[0.0] * 50], range(RIVALS + 51))
    assert found[0] == pytest.approx(0.1)


@given(st.lists(st.tuples(shares, st.integers(0, 3)), max_size=30))
def test_a_candidate_without_other_stories_has_no_lead(found: list[tuple[float, int]]) -> None:
    late, stories = [score for score, _ in found], [story for _, story in found]
    lead = margins(late, stories)
    assert len(lead) == len(found)
    if len(set(stories)) <= 1:
        assert lead == [0.0] * len(found)


def test_signals_of_a_passage() -> None:
    asked = read_question("هل فاز NATO بالكأس؟")
    evidence = Evidence(Span(0, 4), (), overlap=0.5, assured=0.7)
    found = signals_of(asked, evidence, margin=0.1, lexical=0.6, is_lacking=True)
    assert (found.assured, found.margin, found.overlap) == (0.7, 0.1, 0.5)
    assert found.latin == pytest.approx(4 / 15)
    assert found.heard == pytest.approx(0.6 * 4 / 15)
    assert found.length == pytest.approx(np.log(4))
