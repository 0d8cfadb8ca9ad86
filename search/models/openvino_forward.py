"""Run a BERT or XLM-R model folder on OpenVINO: fast on a processor, without torch.

The graph is written straight from ``config.json`` and ``model.safetensors``. In ``INT8`` the
matrices are 8-bit integers with one scale for 128 inputs, and OpenVINO quantises what they are
multiplied with on the fly in the same way; everything else runs in bfloat16 where the processor
has it. The graph is kept as a file beside the model and mapped into memory at start.
"""

import json
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import openvino as ov
import openvino.opset15 as op
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from search.errors import ModelError
from search.locations import GRAPHS, cache_dir
from search.models.covered import first_position, pooling
from search.models.folder import check_content, is_intact, is_prepared, write_sums
from search.staging import staged

logger = logging.getLogger(__name__)

Floats = NDArray[np.float32]

GROUP = 128  # inputs that share a scale, of weights and of activations alike
TOKENS_PER_CALL = 1024  # what one call works on stays in a core's cache
# Lengths are padded to multiples of this, one text's as well: there are fewer shapes to prepare
# kernels for, and a text's vectors are the same to the last bit in whatever batch it is.
LENGTH_STEP = 16
GRAPH_VERSION = 1  # raise when the same model gives another graph


class Precision(Enum):
    """In what the matrices are multiplied."""

    INT8 = "int8"
    BF16 = "bf16"
    F32 = "f32"


class _Graph:
    """Builds the operations of one encoder; ``tensor`` reads a weight by its name."""

    def __init__(self, folder: Path, precision: Precision) -> None:
        self.config = json.loads((folder / "config.json").read_text("utf-8"))
        try:
            self.tensors = load_file(folder / "model.safetensors")
        except SafetensorError as error:
            msg = f"{folder / 'model.safetensors'} is damaged ({error}): fetch the model again"
            raise ModelError(msg) from error
        self.precision = precision
        self.is_exact = precision is Precision.F32 and not is_prepared(folder)
        self.first_position = first_position(folder)
        self.pooling = pooling(folder)

    def tensor(self, name: str) -> Floats:
        if name not in self.tensors:
            msg = f"the model lacks weights, such as {name}: fetch it again"
            raise ModelError(msg)
        tensor: Floats = self.tensors[name].astype(np.float32)
        return tensor

    def weight(self, matrix: Floats) -> ov.Node:
        outputs, inputs = matrix.shape
        if self.precision is not Precision.INT8:
            return _const(matrix)
        group = GROUP if inputs % GROUP == 0 else inputs
        blocks = matrix.reshape(outputs, inputs // group, group)
        scale = np.maximum(np.abs(blocks).max(2, keepdims=True), 1e-12) / 127
        stored = op.constant(np.rint(blocks / scale).astype(np.int8))
        values = op.multiply(op.convert(stored, np.float32), _const(scale))
        return op.reshape(values, _shape(outputs, inputs), special_zero=False)

    def linear(self, x: ov.Node, matrix: Floats, bias: Floats) -> ov.Node:
        return op.add(
            op.matmul(x, self.weight(matrix), transpose_a=False, transpose_b=True), _const(bias)
        )

    def dense(self, x: ov.Node, name: str) -> ov.Node:
        return self.linear(x, self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"))

    def norm(self, x: ov.Node, name: str) -> ov.Node:
        eps = float(self.config["layer_norm_eps"])
        y = op.mvn(x, _shape(-1), normalize_variance=True, eps=eps, eps_mode="INSIDE_SQRT")
        weight, bias = self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias")
        return op.add(op.multiply(y, _const(weight)), _const(bias))

    def embed(self, ids: ov.Node) -> ov.Node:
        words = self.tensor("embeddings.word_embeddings.weight")
        # The bundled weights, of 4 bits, lose nothing in 16; others would lose what is compared.
        stored = words if self.is_exact else words.astype(np.float16)
        table = op.convert(op.constant(stored), np.float32)
        places = self.tensor("embeddings.position_embeddings.weight")
        places = places + self.tensor("embeddings.token_type_embeddings.weight")[0]
        places = places[self.first_position :]
        length = op.gather(op.shape_of(ids), _shape(1), _axis(0))
        place = op.slice(_const(places), _shape(0), length, _shape(1), _shape(0))
        return self.norm(op.add(op.gather(table, ids, _axis(0)), place), "embeddings.LayerNorm")

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
                op.reshape(part, _shape(0, 0, heads, width), special_zero=True), _shape(0, 2, 1, 3)
            )
            for part in op.split(joint, _axis(2), 3).outputs()
        )
        weighed = op.softmax(
            op.add(op.matmul(query, key, transpose_a=False, transpose_b=True), penalty), -1
        )
        mixed = op.transpose(
            op.matmul(weighed, value, transpose_a=False, transpose_b=False), _shape(0, 2, 1, 3)
        )
        return self.dense(
            op.reshape(mixed, _shape(0, 0, hidden), special_zero=True),
            f"{name}.attention.output.dense",
        )

    def build(self) -> ov.Model:
        ids = op.parameter([-1, -1], np.int32, name="ids")
        mask = op.parameter([-1, -1], np.float32, name="mask")  # 1 token, 0 padding
        penalty = op.unsqueeze(op.multiply(op.subtract(mask, _const(1)), _const(1e4)), _shape(1, 2))
        x = self.embed(ids)
        for layer in range(self.config["num_hidden_layers"]):
            name = f"encoder.layer.{layer}"
            attended = self.attention(x, penalty, name)
            x = self.norm(op.add(attended, x), f"{name}.attention.output.LayerNorm")
            inner = op.gelu(self.dense(x, f"{name}.intermediate.dense"), "erf")
            x = self.norm(
                op.add(self.dense(inner, f"{name}.output.dense"), x), f"{name}.output.LayerNorm"
            )
        if self.pooling == "cls":
            total = op.gather(x, _axis(0), _axis(1))
        else:
            total = op.reduce_sum(op.multiply(x, op.unsqueeze(mask, _shape(-1))), _shape(1))
        pooled = op.divide(
            total, op.sqrt(op.reduce_sum(op.multiply(total, total), _shape(-1), keep_dims=True))
        )
        return ov.Model([x, pooled], [ids, mask], "bert")


def _const(values: Floats | float) -> ov.Node:
    return op.constant(np.asarray(values, np.float32, order="C"))


def _shape(*sizes: int) -> ov.Node:
    return op.constant(np.array(sizes, np.int64))


def _axis(axis: int) -> ov.Node:
    return op.constant(np.int64(axis))


def cached_graph(folder: Path, fingerprint: str, precision: Precision) -> Path:
    """The graph's file in the user's cache, written the first time."""
    name = f"{fingerprint}-{precision.value}-{GRAPH_VERSION}.xml"
    path = cache_dir() / GRAPHS / name
    if not is_intact(path):
        check_content(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        with staged(path.parent) as temporary:
            draft = temporary / name
            ov.serialize(_Graph(folder, precision).build(), str(draft))
            write_sums(draft)
            for ending in (".bin", ".xml", ".json"):  # last what says that the others are whole
                draft.with_suffix(ending).replace(path.with_suffix(ending))
    return path


def _compile_cached(
    core: ov.Core, options: dict[str, Any], folder: Path, fingerprint: str, precision: Precision
) -> ov.CompiledModel:
    graph = cached_graph(folder, fingerprint, precision)
    try:
        return core.compile_model(str(graph), "CPU", options)
    except RuntimeError as error:
        logger.warning("%s cannot be read (%s); it is made again", graph, error)
        graph.unlink()
        graph = cached_graph(folder, fingerprint, precision)
        return core.compile_model(str(graph), "CPU", options)


class OpenVinoForward:
    """A ``Forward`` over the graph, one thread for each core; safe to share between threads.

    Calls are made from Python threads and not by OpenVINO's AsyncInferQueue, which aborts at exit
    and can hang when it is dropped. The binding fills its type tables at its first call, in a way
    that deadlocks when two threads make it: hence the call at the end of the constructor.

    Args:
        folder: of the model.
        fingerprint: of its files.
        precision: in what it multiplies.
        keep: the graph as a file in the user's cache.
    """

    def __init__(
        self, folder: Path, fingerprint: str, precision: Precision, *, keep: bool = True
    ) -> None:
        core = ov.Core()
        has_bf16 = "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        use_bf16 = has_bf16 and precision is not Precision.F32
        threads = os.cpu_count() or 1
        options = {
            "INFERENCE_PRECISION_HINT": "bf16" if use_bf16 else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP if precision is Precision.INT8 else 0,
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": threads,
            "ENABLE_CPU_PINNING": False,
        }
        if keep:
            model = _compile_cached(core, options, folder, fingerprint, precision)
        else:
            model = core.compile_model(_Graph(folder, precision).build(), "CPU", options)
        self.dimension = int(model.output(1).partial_shape[1].get_length())
        self._idle: SimpleQueue[ov.InferRequest] = SimpleQueue()
        for _ in range(threads):
            self._idle.put(model.create_infer_request())
        self._pool = ThreadPoolExecutor(threads, "encoder")
        self([[0]])

    def __call__(self, batch: Sequence[Sequence[int]]) -> tuple[Floats, list[Floats]]:
        """Unit text vectors, shape (batch, dim), and for each text its tokens, (n, dim)."""
        vectors = np.empty((len(batch), self.dimension), np.float32)
        tokens: list[Floats] = [np.empty((0, self.dimension), np.float32)] * len(batch)

        def run(rows: list[int]) -> None:
            request = self._idle.get()
            try:
                inputs = list(_pad([batch[i] for i in rows]))
                outputs = request.infer(inputs, share_inputs=True, share_outputs=True)
                states, pooled = outputs.values()
                vectors[rows] = pooled
                for row, i in enumerate(rows):
                    tokens[i] = states[row, : len(batch[i])].copy()
            finally:
                self._idle.put(request)

        plan = list(_batches(batch))
        if len(plan) == 1:
            run(plan[0])
        else:
            list(self._pool.map(run, plan))  # consumed, so that a failure is raised here
        return vectors, tokens


def _batches(texts: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Indices of texts of like length, longest first, about TOKENS_PER_CALL tokens together."""
    rows: list[int] = []
    for i in sorted(range(len(texts)), key=lambda i: -len(texts[i])):
        if rows and len(texts[rows[0]]) * (len(rows) + 1) > TOKENS_PER_CALL:
            yield rows
            rows = []
        rows.append(i)
    if rows:
        yield rows


def _pad(texts: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], Floats]:
    """Ids and mask of a batch, padded to one length."""
    length = -(-max(map(len, texts)) // LENGTH_STEP) * LENGTH_STEP
    padded = np.zeros((len(texts), length), np.int32)
    mask = np.zeros((len(texts), length), np.float32)
    for row, ids in enumerate(texts):
        padded[row, : len(ids)], mask[row, : len(ids)] = ids, 1
    return padded, mask
