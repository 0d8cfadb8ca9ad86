"""Which of some passages are of a set, however far apart their numbers are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.storage.passage_set import PassageSet

NUMBERS = st.one_of(st.integers(1, 40), st.integers(2**62, 2**63 - 1))


@given(st.sets(NUMBERS), st.lists(NUMBERS))
def test_which_passages_are_of_a_set(held: set[int], asked: list[int]) -> None:
    found = PassageSet(np.asarray(sorted(held), np.int64)).among(np.asarray(asked, np.int64))
    assert found.tolist() == [each in held for each in asked]


def test_numbers_that_are_far_apart_take_no_room() -> None:
    ids = np.asarray([1, 2**63 - 1], np.int64)
    assert PassageSet(ids[1:]).among(ids).tolist() == [False, True]
