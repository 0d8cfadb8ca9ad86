import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.models.batching import BATCH, RECENT, BatchingEncoder
from search.models.encoder import Encoded
from testing.hashing_encoder import HashingEncoder
from testing.waiting import PATIENCE, wait_until


class _HeldEncoder(HashingEncoder):
    """Stands still in each call until told to go on, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[list[str]] = []
        self.entered = threading.Semaphore(0)
        self.may_go_on = threading.Semaphore(0)

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        self.batches.append(list(texts))
        self.entered.release()
        assert self.may_go_on.acquire(timeout=PATIENCE)
        return super().encode_questions(texts)


class _FailingEncoder(HashingEncoder):
    def __init__(self) -> None:
        super().__init__()
        self.is_failing = True

    def encode_questions(self, texts: Sequence[str]) -> list[Encoded]:
        if self.is_failing:
            raise ValueError("no model")
        return super().encode_questions(texts)


@given(st.lists(st.text(max_size=20), max_size=3 * BATCH), st.integers(1, 4))
def test_every_question_gets_its_own_vectors_in_order(texts: list[str], threads: int) -> None:
    plain = HashingEncoder()
    together = BatchingEncoder(plain, threads)
    for _ in range(2):
        found = together.encode_questions(texts)
        assert len(found) == len(texts)
        for text, each in zip(texts, found, strict=True):
            expected = plain.encode_question(text)
            np.testing.assert_array_equal(each.vector, expected.vector)
            np.testing.assert_array_equal(each.tokens, expected.tokens)


def test_a_lone_question_is_encoded_at_once_and_alone() -> None:
    held = _HeldEncoder()
    held.may_go_on.release()
    BatchingEncoder(held, 2).encode_question("سؤال")
    assert held.batches == [["سؤال"]]


def test_questions_that_come_during_a_call_are_taken_together() -> None:
    held = _HeldEncoder()
    encoder = BatchingEncoder(held, 1)
    questions = [f"سؤال {number}" for number in range(BATCH + 2)]
    with ThreadPoolExecutor(len(questions)) as pool:
        first = pool.submit(encoder.encode_question, questions[0])
        assert held.entered.acquire(timeout=PATIENCE)
        rest = [pool.submit(encoder.encode_question, text) for text in questions[1:]]
        wait_until(lambda: encoder.counts().questions == len(questions))
        held.may_go_on.release(3)
        for text, found in zip(questions, [first, *rest], strict=True):
            expected = HashingEncoder().encode_question(text).vector
            np.testing.assert_array_equal(found.result(PATIENCE).vector, expected)
    assert [len(batch) for batch in held.batches] == [1, BATCH, 1]
    assert encoder.counts().batches == 3


def test_threads_with_the_same_question_share_one_call() -> None:
    held = _HeldEncoder()
    encoder = BatchingEncoder(held, 2)
    with ThreadPoolExecutor(5) as pool:
        found = [pool.submit(encoder.encode_question, "سؤال") for _ in range(5)]
        wait_until(lambda: encoder.counts().questions == 5)
        held.may_go_on.release()
        assert len({id(each.result(PATIENCE)) for each in found}) == 1
    assert held.batches == [["سؤال"]]
    assert encoder.counts().reused == 4


def test_only_recent_questions_are_kept() -> None:
    encoder = BatchingEncoder(HashingEncoder(), 1)
    questions = [f"سؤال {number}" for number in range(RECENT + 1)]
    encoder.encode_questions(questions)
    encoder.encode_question(questions[-1])
    assert encoder.counts().reused == 1
    encoder.encode_question(questions[0])
    assert encoder.counts().reused == 1
    assert encoder.counts().questions == RECENT + 3


def test_a_failure_reaches_who_asked_and_is_not_kept() -> None:
    failing = _FailingEncoder()
    encoder = BatchingEncoder(failing, 1)
    with pytest.raises(ValueError, match="no model"):
        encoder.encode_question("سؤال")
    failing.is_failing = False
    assert len(encoder.encode_question("سؤال").spans) == 1
