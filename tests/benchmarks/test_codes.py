"""Ways of keeping token vectors, on vectors without a model."""

import numpy as np
import pytest

from benchmarks.codes import Asked, Floats, codes, learn_rotation, rank, unit
from search.ranking.late_interaction import encode_signs, rotation, similarities

DIMENSION = 64


@pytest.fixture
def vectors() -> dict[int, Floats]:
    random = np.random.default_rng(4)
    # Of unequal spread, as a model's are.
    spread = np.linspace(0.1, 2, DIMENSION, dtype=np.float32)
    rows = random.standard_normal((5, 40, DIMENSION), np.float32) * spread
    return {i: unit(each) for i, each in enumerate(rows)}


def asked(tokens: Floats, right: int) -> Asked:
    weights = np.full(len(tokens), 1 / len(tokens), np.float32)
    return Asked(tokens, weights, [*range(5)], np.zeros(5, np.float32), np.eye(5)[right], 1.0)


def test_the_librarys_way_is_what_the_library_does(vectors: dict[int, Floats]) -> None:
    question = vectors[0][:3]
    stored = encode_signs(vectors[1], np.zeros(DIMENSION, np.float32))
    expected = similarities(question @ rotation(DIMENSION), stored)
    kept = codes(vectors)["rotated"](vectors[1])
    np.testing.assert_allclose(kept @ question.T, expected, atol=1e-5)


def test_a_passage_is_found_by_its_own_tokens_in_each_way(vectors: dict[int, Floats]) -> None:
    questions = [asked(vectors[i][:8], right=i) for i in range(5)]
    for name, code in codes(vectors).items():
        assert rank(questions, vectors, code)["late"].tolist() == [1.0] * 5, name


def test_more_bits_lose_less(vectors: dict[int, Floats]) -> None:
    rows = np.concatenate(list(vectors.values()))
    lost = {
        name: 1 - float((unit(code(rows)) * rows).sum(axis=1).mean())
        for name, code in codes(vectors).items()
    }
    assert lost["full precision"] < lost["two bits"] < lost["learned rotation"]
    assert lost["learned rotation"] < lost["rotated"] < lost["pooled"]


def test_a_learned_rotation_is_a_rotation(vectors: dict[int, Floats]) -> None:
    learned = learn_rotation(vectors, rotation(DIMENSION))
    np.testing.assert_allclose(learned @ learned.T, np.eye(DIMENSION), atol=1e-5)
