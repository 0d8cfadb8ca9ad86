"""Write a BERT or XLM-R model folder as graphs of OpenVINO, from its weights alone.

The graph is written straight from ``config.json`` and ``model.safetensors``. In ``INT8`` the
matrices are 8-bit integers with one scale for 128 inputs, and OpenVINO quantises what they are
multiplied with on the fly in the same way; everything else runs in bfloat16 where the processor
has it. It is written in parts, so that the reader has the lower layers in common with the encoder.
"""

import json
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

import numpy as np
import openvino as ov
import openvino.opset15 as op
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from search.errors import ModelError
from search.models.covered import first_position, pooling
from search.models.folder import is_prepared
from search.models.reader_weights import HEAD, ReaderWeights

Floats = NDArray[np.float32]

GROUP = 128  # inputs that share a scale, of weights and of activations alike
GRAPH_VERSION = 2  # raise when the same model gives another graph


class Precision(Enum):
    """In what the matrices are multiplied."""

    INT8 = "int8"
    BF16 = "bf16"
    F32 = "f32"


class Graph:
    """Builds the operations of one encoder in parts; ``tensor`` reads a weight by its name."""

    def __init__(self, folder: Path, precision: Precision) -> None:
        self.config = json.loads((folder / "config.json").read_text("utf-8"))
        try:
            self.tensors = load_file(folder / "model.safetensors")
        except SafetensorError as error:
            msg = f"{folder / 'model.safetensors'} is damaged ({error}): fetch the model again"
            raise ModelError(msg) from error
        self.precision = precision
        self.is_exact = precision is Precision.F32 and not is_prepared(folder)
        self.layers: int = self.config["num_hidden_layers"]
        self.first_position = first_position(folder)
        self.pooling = pooling(folder)

    def tensor(self, name: str) -> Floats:
        """Weights of a name.

        Raises:
            ModelError: there are none.
        """
        if name not in self.tensors:
            msg = f"the model lacks weights, such as {name}: fetch it again"
            raise ModelError(msg)
        tensor: Floats = self.tensors[name].astype(np.float32)
        return tensor

    def weight(self, matrix: Floats) -> ov.Node:
        """A matrix in the precision that it is multiplied in."""
        outputs, inputs = matrix.shape
        if self.precision is not Precision.INT8:
            return const(matrix)
        group = GROUP if inputs % GROUP == 0 else inputs
        blocks = matrix.reshape(outputs, inputs // group, group)
        scale = np.maximum(np.abs(blocks).max(2, keepdims=True), 1e-12) / 127
        stored = op.constant(np.rint(blocks / scale).astype(np.int8))
        values = op.multiply(op.convert(stored, np.float32), const(scale))
        return op.reshape(values, shape(outputs, inputs), special_zero=False)

    def stored(self, words: Floats) -> NDArray[np.floating]:
        """Vectors of tokens as they are kept."""
        # The bundled weights, of 4 bits, lose nothing in 16; others would lose what is compared.
        return words if self.is_exact else words.astype(np.float16)

    def linear(self, x: ov.Node, matrix: Floats, bias: Floats) -> ov.Node:
        """Inputs times a matrix, with a bias."""
        return op.add(
            op.matmul(x, self.weight(matrix), transpose_a=False, transpose_b=True), const(bias)
        )

    def dense(self, x: ov.Node, name: str) -> ov.Node:
        """The linear layer of a name."""
        return self.linear(x, self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"))

    def norm(self, x: ov.Node, name: str) -> ov.Node:
        """The normalisation of a name."""
        eps = float(self.config["layer_norm_eps"])
        y = op.mvn(x, shape(-1), normalize_variance=True, eps=eps, eps_mode="INSIDE_SQRT")
        weight, bias = self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias")
        return op.add(op.multiply(y, const(weight)), const(bias))

    def embed(self, ids: ov.Node) -> ov.Node:
        """Tokens in their places."""
        words = self.tensor("embeddings.word_embeddings.weight")
        table = op.convert(op.constant(self.stored(words)), np.float32)
        places = self.tensor("embeddings.position_embeddings.weight")
        places = places + self.tensor("embeddings.token_type_embeddings.weight")[0]
        places = places[self.first_position :]
        length = op.gather(op.shape_of(ids), shape(1), axis(0))
        place = op.slice(const(places), shape(0), length, shape(1), shape(0))
        return self.norm(op.add(op.gather(table, ids, axis(0)), place), "embeddings.LayerNorm")

    def attention(self, x: ov.Node, penalty: ov.Node, name: str) -> ov.Node:
        """Explicit products and softmax: OpenVINO fuses them better than its own attention op."""
        heads, hidden = self.config["num_attention_heads"], self.config["hidden_size"]
        width = hidden // heads
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weights = [self.tensor(f"{part}.weight") for part in parts]
        biases = [self.tensor(f"{part}.bias") for part in parts]
        weights[0], biases[0] = weights[0] / np.sqrt(width), biases[0] / np.sqrt(width)
        joint = self.linear(x, np.concatenate(weights), np.concatenate(biases))
        query, key, value = (
            op.transpose(
                op.reshape(part, shape(0, 0, heads, width), special_zero=True), shape(0, 2, 1, 3)
            )
            for part in op.split(joint, axis(2), 3).outputs()
        )
        weighed = op.softmax(
            op.add(op.matmul(query, key, transpose_a=False, transpose_b=True), penalty), -1
        )
        mixed = op.transpose(
            op.matmul(weighed, value, transpose_a=False, transpose_b=False), shape(0, 2, 1, 3)
        )
        return self.dense(
            op.reshape(mixed, shape(0, 0, hidden), special_zero=True),
            f"{name}.attention.output.dense",
        )

    def below(self) -> ov.Model:
        """The lower layers: token ids and where there are some, to states."""
        ids = op.parameter([-1, -1], np.int32, name="ids")
        mask = _mask()
        half = self.layers // 2
        return ov.Model([self.through(self.embed(ids), mask, range(half))], [ids, mask], "below")

    def above(self) -> ov.Model:
        """The upper layers: from states to those of the tokens, and unit vectors of the texts."""
        states, mask = self.states(), _mask()
        x = self.last(self.through(states, mask, range(self.layers // 2, self.layers)))
        if self.pooling == "cls":
            total = op.gather(x, axis(0), axis(1))
        else:
            total = op.reduce_sum(op.multiply(x, op.unsqueeze(mask, shape(-1))), shape(1))
        pooled = op.divide(
            total, op.sqrt(op.reduce_sum(op.multiply(total, total), shape(-1), keep_dims=True))
        )
        return ov.Model([x, pooled], [states, mask], "above")

    def reading(self, weights: ReaderWeights) -> ov.Model:
        """The upper layers of the reader: from states to its logits, shape (texts, length, 2)."""
        states, mask = self.states(), _mask()
        plain, self.tensors = self.tensors, weights.applied_to(self.tensors)
        x = self.through(states, mask, range(self.layers // 2, self.layers))
        head = op.matmul(
            x, const(self.tensor(f"{HEAD}.weight")), transpose_a=False, transpose_b=True
        )
        ends = op.add(head, const(self.tensor(f"{HEAD}.bias")))
        self.tensors = plain
        return ov.Model([ends], [states, mask], "reading")

    def states(self) -> ov.Node:
        """What the upper layers are given."""
        return op.parameter([-1, -1, self.config["hidden_size"]], np.float32, name="states")

    def through(self, x: ov.Node, mask: ov.Node, layers: Iterable[int]) -> ov.Node:
        """States after some layers."""
        penalty = of_padding(mask)
        for layer in layers:
            name = f"encoder.layer.{layer}"
            attended = self.attention(x, penalty, name)
            x = self.norm(op.add(attended, x), f"{name}.attention.output.LayerNorm")
            inner = op.gelu(self.dense(x, f"{name}.intermediate.dense"), "erf")
            x = self.norm(
                op.add(self.dense(inner, f"{name}.output.dense"), x), f"{name}.output.LayerNorm"
            )
        return x

    def last(self, x: ov.Node) -> ov.Node:
        """States after all layers, as the model gives them."""
        return x


def _mask() -> ov.Node:
    return op.parameter([-1, -1], np.float32, name="mask")  # 1 token, 0 padding


def of_padding(mask: ov.Node) -> ov.Node:
    """What is added to keep tokens from what is none, shape (texts, 1, 1, length)."""
    return op.unsqueeze(op.multiply(op.subtract(mask, const(1)), const(1e4)), shape(1, 2))


def const(values: Floats | float) -> ov.Node:
    """A constant in single precision."""
    return op.constant(np.asarray(values, np.float32, order="C"))


def shape(*sizes: int) -> ov.Node:
    """Sizes, or the numbers of dimensions."""
    return op.constant(np.array(sizes, np.int64))


def axis(number: int) -> ov.Node:
    """The number of a dimension."""
    return op.constant(np.int64(number))
