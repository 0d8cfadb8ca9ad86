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
_BLOCK = 512  # tokens


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
    dimension = question.shape[1]
    inner = np.empty((len(codes), len(question)), np.float32)
    # Bits b stand for signs 2b - 1, so q.sign = 2 q.b - sum(q). In blocks, since bits unpacked to
    # floats take 32 times the room of the codes and should not leave the processor's cache.
    doubled = np.ascontiguousarray(2 * question.T)
    for at in range(0, len(codes), _BLOCK):
        bits = _BITS_OF_BYTE[codes[at : at + _BLOCK]].reshape(-1, dimension)
        np.matmul(bits, doubled, out=inner[at : at + _BLOCK])
    inner -= question.sum(axis=1)
    inner /= np.float32(np.sqrt(dimension))
    return inner


def maxsim(
    question: NDArray[np.float32], weights: NDArray[np.float32], passages: list[NDArray[np.uint8]]
) -> NDArray[np.float32]:
    """Weighted mean over question tokens of the best match in each passage, shape (passages,).

    A passage without tokens scores 0.
    """
    scores = np.zeros(len(passages), np.float32)
    filled = [i for i, codes in enumerate(passages) if len(codes)]
    if filled and len(question):
        joined = similarities(question, np.concatenate([passages[i] for i in filled]))
        starts = np.cumsum([0] + [len(passages[i]) for i in filled[:-1]])
        scores[filled] = np.maximum.reduceat(joined, starts, axis=0) @ weights
    return scores
