"""Weights of words: what a sparse encoder makes of a text, and how it is stored."""

import zlib
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

# Words of a passage that are kept, the heaviest: a trained encoder gives some hundred.
MOST_WORDS = 1024
_ID, _WEIGHT = np.dtype("<u4"), np.dtype("<f2")
_CHECKSUM = 4


class SparseVector(NamedTuple):
    """Words of a model's vocabulary with their weights, also such as the text does not have.

    Attributes:
        ids: of the words, rising, shape (words,).
        weights: positive, shape (words,).
    """

    ids: NDArray[np.int64]
    weights: NDArray[np.float32]

    def to_bytes(self) -> bytes:
        """As it is stored: ids of 32 bits, then weights of 16, of the heaviest words, and a CRC-32.

        Weights that are no more than nothing in 16 bits are left out.
        """
        halves = np.minimum(self.weights, np.finfo(_WEIGHT).max).astype(_WEIGHT)
        heaviest = np.argsort(-halves, kind="stable")[:MOST_WORDS]
        kept = np.sort(heaviest[halves[heaviest] > 0])
        stored = self.ids[kept].astype(_ID).tobytes() + halves[kept].tobytes()
        return stored + _crc32(stored)

    def below(self, size: int) -> Self:
        """Without words that a vocabulary of another size lacks."""
        count = int(np.searchsorted(self.ids, size))
        return type(self)(self.ids[:count], self.weights[:count])

    @classmethod
    def from_bytes(cls, stored: bytes, size: int) -> Self:
        """What ``to_bytes`` gave, which an index may have from anywhere.

        Args:
            stored: the bytes.
            size: of the vocabulary.

        Raises:
            ValueError: it is no such vector.
        """
        stored, checksum = stored[:-_CHECKSUM], stored[-_CHECKSUM:]
        count, rest = divmod(len(stored), _ID.itemsize + _WEIGHT.itemsize)
        if rest or count > MOST_WORDS or checksum != _crc32(stored):
            msg = "they are not what was stored"
            raise ValueError(msg)
        ids = np.frombuffer(stored, _ID, count).astype(np.int64)
        weights = np.frombuffer(stored, _WEIGHT, count, count * _ID.itemsize).astype(np.float32)
        is_sound = (np.diff(ids) > 0).all() and (ids < size).all()
        if not (is_sound and (weights > 0).all() and np.isfinite(weights).all()):
            msg = "words that no model weighs so"
            raise ValueError(msg)
        return cls(ids, weights)


def _crc32(stored: bytes) -> bytes:
    return zlib.crc32(stored).to_bytes(_CHECKSUM, "little")
