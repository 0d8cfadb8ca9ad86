import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.ranking.late_interaction import (
    STEP,
    WINDOW,
    encode_signs,
    prepare_question,
    similarities,
    window_maxsim,
)

DIMENSION = 64


def matrix(seed: int, rows: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(rows, DIMENSION)).astype(np.float32)


def test_codes_are_one_bit_a_dimension() -> None:
    codes = encode_signs(matrix(1, 5), np.zeros(DIMENSION, np.float32))
    assert codes.shape == (5, DIMENSION // 8)
    assert codes.dtype == np.uint8


@given(st.integers(0, 1000))
def test_similarities_are_inner_products_with_signs(seed: int) -> None:
    centre = matrix(seed + 1, 1)[0]
    codes = encode_signs(matrix(seed, 4), centre)
    question = prepare_question(matrix(seed + 2, 3), centre)
    signs = np.unpackbits(codes, axis=1).astype(np.float32) * 2 - 1
    expected = signs @ question.T / np.sqrt(DIMENSION)
    np.testing.assert_allclose(similarities(question, codes), expected, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(question, axis=1), 1, atol=1e-5)


def test_a_token_is_most_similar_to_itself() -> None:
    centre = np.zeros(DIMENSION, np.float32)
    tokens = matrix(3, 20)
    found = similarities(prepare_question(tokens, centre), encode_signs(tokens, centre))
    assert (found.argmax(axis=0) == np.arange(20)).all()


def test_centring_removes_the_common_part() -> None:
    tokens, common = matrix(4, 20), 50 * matrix(5, 1)[0]
    np.testing.assert_array_equal(
        encode_signs(tokens + common, common), encode_signs(tokens, np.zeros_like(common))
    )


def brute_force(question: np.ndarray, weights: np.ndarray, codes: np.ndarray) -> float:
    matches = similarities(question, codes)
    starts = range(0, len(codes), STEP)
    return max(float(matches[at : at + WINDOW].max(axis=0) @ weights) for at in starts)


@given(st.lists(st.integers(1, 3 * WINDOW), min_size=1, max_size=6), st.integers(0, 99))
def test_a_passage_scores_as_its_best_window(lengths: list[int], seed: int) -> None:
    centre = np.zeros(DIMENSION, np.float32)
    question = prepare_question(matrix(seed, 3), centre)
    weights = np.asarray([0.5, 0.3, 0.2], np.float32)
    passages = [encode_signs(matrix(seed + i + 1, n), centre) for i, n in enumerate(lengths)]
    expected = [brute_force(question, weights, codes) for codes in passages]
    found = window_maxsim(question, weights, passages)
    np.testing.assert_allclose(found.windows, expected, atol=1e-5)
    best = [similarities(question, codes).max(axis=0) for codes in passages]
    np.testing.assert_allclose(found.tokens, best, atol=1e-5)


def test_words_that_meet_score_above_words_that_are_scattered() -> None:
    centre = np.zeros(DIMENSION, np.float32)
    words, filler = matrix(1, 2), matrix(2, 4 * WINDOW)
    together, apart = filler.copy(), filler.copy()
    together[[0, 1]] = words
    apart[[0, 3 * WINDOW]] = words
    question, weights = prepare_question(words, centre), np.full(2, 0.5, np.float32)
    codes = [encode_signs(x, centre) for x in (together, apart)]
    scores = window_maxsim(question, weights, codes).windows
    assert scores[0] > scores[1]


def test_a_passage_without_tokens_scores_zero() -> None:
    empty = np.zeros((0, DIMENSION // 8), np.uint8)
    weights = np.ones(1, np.float32)
    found = window_maxsim(matrix(1, 1), weights, [empty])
    assert (found.windows.tolist(), found.tokens.tolist()) == ([0.0], [[-1.0]])
    assert window_maxsim(matrix(1, 1), weights, []).windows.shape == (0,)
