import numpy as np
import pytest

from benchmarks.train_evidence import in_folds
from indexer.evaluation.clauses import Example, describe, fit, price_of, read_right
from search.records import Span

PASSAGE = "أول الكلام هنا. ثاني الكلام هنا. ثالث الكلام هنا."
WITHIN = (Span(0, 15), Span(16, 32), Span(33, 49))


def example(place: int, passage: str = PASSAGE) -> Example:
    """A passage whose first signal tells the clause that answers, and whose second misleads."""
    right = np.arange(3) == place
    signals = np.stack([right, ~right], axis=1).astype(float)
    return Example("set", passage, (("أول", "ثاني", "ثالث")[place],), WITHIN, signals, right)


EXAMPLES = [example(place, f"{PASSAGE} {number}") for number in range(4) for place in range(3)]


def test_a_signal_that_tells_has_weight_and_one_that_misleads_has_none() -> None:
    telling, misleading = fit(EXAMPLES)
    assert telling > 1
    assert misleading == pytest.approx(0)


def test_chances_come_from_other_passages() -> None:
    chances = in_folds(EXAMPLES, folds=3)
    assert [int(each.argmax()) for each in chances] == [0, 1, 2] * 4


def test_a_set_is_described_by_its_share_and_its_length() -> None:
    sure = [np.eye(3)[place] for place in (0, 1, 0)]
    found = describe([example(0), example(1), example(2)], sure, price=0.001)
    assert found == {"set": (66.7, 15.3)}


def test_the_price_gives_the_length() -> None:
    unclear = [np.asarray([0.8, 0.12, 0.08])] * 3
    examples = [example(0), example(1), example(2)]
    for length in (15, 32, 49):
        ((_, mean),) = describe(examples, unclear, price_of(length, examples, unclear)).values()
        assert mean <= length


def test_clauses_that_part_an_answer_are_both_right() -> None:
    assert read_right(PASSAGE, WITHIN, ["ثاني الكلام"]) == [False, True, False]
    assert read_right(PASSAGE, WITHIN, ["هنا. ثاني"]) == [True, True, False]
    assert read_right(PASSAGE, WITHIN, ["غائب"]) == [False] * 3
