"""Where the tokens of a passage stand, in few bytes: what is shown is not tokenised again."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.records import Span

# Steps that fit into a byte are written as one; a passage with a longer step has wide ones only.
_NARROW, _WIDE = np.dtype(np.uint8), np.dtype("<u4")


def packed(spans: Sequence[Span]) -> bytes | None:
    """Places of tokens by the steps from start to start and their lengths, two bytes a token.

    ``None`` where they do not stand in order: then they are found by the tokenizer alone.
    """
    steps = np.asarray(spans, np.int64).reshape(-1, 2)
    lengths = steps[:, 1] - steps[:, 0]
    steps = np.stack((np.diff(steps[:, 0], prepend=0), lengths), axis=1)
    if not steps.size:
        return b""
    if steps.min() < 0 or steps.max() > np.iinfo(_WIDE).max:
        return None
    kind = _NARROW if steps.max() <= np.iinfo(_NARROW).max else _WIDE
    return steps.astype(kind).tobytes()


def unpacked(places: bytes | None, tokens: int, length: int) -> NDArray[np.int64] | None:
    """The places of so many tokens of a text with so many code points, shape (tokens, 2).

    ``None`` where none were kept, or they are of something else: an index may come from anywhere.
    """
    if places is None:
        return None
    kind = next(
        (each for each in (_NARROW, _WIDE) if len(places) == 2 * tokens * each.itemsize), None
    )
    if kind is None:
        return None
    steps = np.frombuffer(places, kind).astype(np.int64).reshape(-1, 2)
    starts, ends = steps.T
    np.cumsum(starts, out=starts)
    ends += starts
    if tokens and max(starts[-1], np.maximum.reduce(ends)) > length:
        return None
    return steps
