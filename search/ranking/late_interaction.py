"""MaxSim between a question's token vectors and the sign bits of passages' token vectors.

Token vectors of one model share a large common part, so they are centred first; a fixed random
rotation then spreads what is left evenly over the dimensions, and one sign bit each is kept.
Scores are asymmetric: the question stays in full precision. Source of MaxSim: Khattab and
Zaharia, "ColBERT" (2020).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_SEED = 20
_TINY = np.finfo(np.float32).tiny
# Tokens whose bits are unpacked to floats at a time: they take 32 times the room of the codes, and
# beyond the processor's nearest cache the product with them takes half as long again.
_BLOCK = 128

# Tokens of a window, and how far apart windows begin. 16 to 64 rank alike on arcd's training
# questions, within 0.3 points of nDCG@10; 32 is best there.
WINDOW = 32
STEP = 8


@lru_cache(maxsize=4)
def rotation(dimension: int, seed: int = _SEED) -> NDArray[np.float32]:
    """A random orthogonal matrix, the same at every call; the codes' own without a seed."""
    gaussian = np.random.default_rng(seed).standard_normal((dimension, dimension))
    orthogonal, triangle = np.linalg.qr(gaussian)
    # LAPACK may flip the sign of a column; this fixes it.
    return (orthogonal * np.sign(np.diag(triangle))).astype(np.float32)


def code_width(dimension: int) -> int:
    """Bytes of the code of one token; bits that are left in the last are not looked at."""
    return -(-dimension // 8)


def encode_signs(tokens: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Token vectors, shape (n, dim), to sign bits, shape (n, ``code_width``)."""
    return np.packbits((tokens - centre) @ rotation(len(centre)) > 0, axis=1)


def prepare_question(
    tokens: NDArray[np.float32], centre: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Token vectors of a question in the space of the sign bits: unit rows, shape (n, dim)."""
    rotated = (tokens - centre) @ rotation(len(centre))
    lengths = np.maximum(np.linalg.norm(rotated, axis=1, keepdims=True), _TINY)
    unit: NDArray[np.float32] = rotated / lengths
    return unit


def similarities(question: NDArray[np.float32], codes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Cosine estimates, shape (passage tokens, question tokens), between -1 and 1.

    ``question`` comes from ``prepare_question``, ``codes`` from ``encode_signs``.
    """
    inner = np.empty((len(codes), len(question)), np.float32)
    # Bits b stand for signs 2b - 1, so q.sign = 2 q.b - sum(q).
    doubled = np.ascontiguousarray(2 * question.T)
    for at in range(0, len(codes), _BLOCK):
        bits = np.unpackbits(codes[at : at + _BLOCK], axis=1, count=question.shape[1])
        np.matmul(bits.astype(np.float32), doubled, out=inner[at : at + _BLOCK])
    inner -= question.sum(axis=1)
    inner /= np.float32(np.sqrt(question.shape[1]))
    return inner


class Matched(NamedTuple):
    """How passages match a question.

    Attributes:
        windows: MaxSim of each passage's best window, shape (passages,); 0 for one without tokens.
        tokens: the cosine that each token of the question has with the most similar one of a
            passage, shape (passages, question tokens); -1, the least, in one without tokens.
        similarities: of each passage, see ``similarities``.
    """

    windows: NDArray[np.float32]
    tokens: NDArray[np.float32]
    similarities: Sequence[NDArray[np.float32]]


def window_maxsim(
    question: NDArray[np.float32], weights: NDArray[np.float32], passages: list[NDArray[np.uint8]]
) -> Matched:
    """MaxSim of each passage's best window, and of what it is made.

    A window is a run of ``WINDOW`` tokens, about a sentence: words of the question that meet in
    one place attest more than the same words scattered over a passage. Its score is the weighted
    mean over question tokens of their best match in it.

    Args:
        question: from ``prepare_question``.
        weights: shape (question tokens,), sum 1.
        passages: token codes of each passage.
    """
    scores = np.zeros(len(passages), np.float32)
    tokens = np.full((len(passages), len(question)), -1, np.float32)
    lengths = np.asarray([len(codes) for codes in passages], np.int64)
    joined = np.empty((0, len(question)), np.float32)
    filled = np.flatnonzero(lengths)
    if len(filled) and len(question):
        joined = similarities(question, np.concatenate(passages))
        scores[filled], tokens[filled] = best_windows(joined, lengths[filled], weights)
    return Matched(scores, tokens, np.split(joined, np.cumsum(lengths))[:-1])


def best_windows(
    joined: NDArray[np.float32], lengths: NDArray[np.int64], weights: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The ``windows`` and ``tokens`` of passages that have tokens.

    Args:
        joined: cosines of the tokens of all passages, one after another, with those of the
            question, shape (tokens, question tokens).
        lengths: tokens of each passage, at least one; shape (passages,), sum (tokens).
        weights: of the question's tokens, sum 1.
    """
    # Best matches in each run of STEP tokens; the last run of a passage may be shorter.
    counts = -(-lengths // STEP)
    firsts = _exclusive_sum(counts)
    place = np.arange(counts.sum()) - np.repeat(firsts, counts)
    starts = np.repeat(_exclusive_sum(lengths), counts) + STEP * place
    best = np.maximum.reduceat(joined, starts, axis=0)
    # A window is several runs. Rows of -1, the least cosine, after each passage keep a window
    # from reaching into the next one.
    gap = WINDOW // STEP - 1
    rows = np.repeat(_exclusive_sum(counts + gap), counts) + place
    runs = np.full((int((counts + gap).sum()), joined.shape[1]), -1, np.float32)
    runs[rows] = best
    windows = runs.copy()
    for shift in range(1, WINDOW // STEP):
        np.maximum(windows[:-shift], runs[shift:], out=windows[:-shift])
    found: NDArray[np.float32] = np.maximum.reduceat(windows[rows] @ weights, firsts)
    return found, np.maximum.reduceat(best, firsts, axis=0)


def _exclusive_sum(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """What comes before each value: 0, a, a + b, ..."""
    return np.cumsum(values) - values
