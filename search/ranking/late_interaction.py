"""MaxSim between a question's token vectors and the sign bits of passages' token vectors.

Token vectors of one model share a large common part, so they are centred first; a fixed random
rotation then spreads what is left evenly over the dimensions, and one sign bit each is kept.
Scores are asymmetric: the question stays in full precision. Source of MaxSim: Khattab and
Zaharia, "ColBERT" (2020).
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_BITS_OF_BYTE = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float32)
_SEED = 20


@lru_cache(maxsize=4)
def _rotation(dimension: int) -> NDArray[np.float32]:
    """A random orthogonal matrix, the same at every call."""
    gaussian = np.random.default_rng(_SEED).standard_normal((dimension, dimension))
    orthogonal, triangle = np.linalg.qr(gaussian)
    # LAPACK may flip the sign of a column; this fixes it.
    return (orthogonal * np.sign(np.diag(triangle))).astype(np.float32)


def encode_signs(tokens: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Token vectors, shape (n, dim), to sign bits, shape (n, dim / 8)."""
    return np.packbits((tokens - centre) @ _rotation(len(centre)) > 0, axis=1)


def prepare_question(
    tokens: NDArray[np.float32], centre: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Token vectors of a question in the space of the sign bits: unit rows, shape (n, dim)."""
    rotated = (tokens - centre) @ _rotation(len(centre))
    unit: NDArray[np.float32] = rotated / np.linalg.norm(rotated, axis=1, keepdims=True)
    return unit


def similarities(question: NDArray[np.float32], codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Cosine estimates, shape (passage tokens, question tokens), between -1 and 1.

    ``question`` comes from ``prepare_question``, ``codes`` from ``encode_signs``.
    """
    bits = _BITS_OF_BYTE[codes].reshape(len(codes), -1)
    dimension = question.shape[1]
    # Bits b stand for signs 2b - 1, so q.sign = 2 q.b - sum(q).
    inner: NDArray[np.float32] = bits @ (2 * question.T) - question.sum(axis=1)
    return inner / np.float32(np.sqrt(dimension))


def maxsim(
    question: NDArray[np.float32], weights: NDArray[np.float32], passages: list[NDArray[np.uint8]]
) -> NDArray[np.float32]:
    """Weighted mean over question tokens of the best match in each passage, shape (passages,).

    A passage without tokens scores 0.
    """
    scores = np.zeros(len(passages), np.float32)
    for i, codes in enumerate(passages):
        if len(codes) and len(question):
            scores[i] = similarities(question, codes).max(axis=0) @ weights
    return scores
