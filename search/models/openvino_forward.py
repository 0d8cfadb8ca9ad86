"""BERT encoder on OpenVINO: a sentence-transformers folder in, token and sentence vectors out.

The graph is written straight from ``config.json`` and ``model.safetensors`` (no torch), the
weights of the linear layers as 8-bit integers with one scale per 128 inputs, which OpenVINO
multiplies by activations it quantises on the fly the same way (VNNI). Attention runs in
bfloat16 where the processor has it. The graph is kept as an IR file, mapped in at start.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import openvino as ov
import openvino.opset15 as op
from numpy.typing import NDArray
from safetensors import safe_open

Floats = NDArray[np.float32]
Precision = str  # "int8" (8-bit multiplications), "bf16" or "f32" (weights as they are)

GROUP = 128  # inputs that share a scale, of weights and of activations alike
TOKENS_PER_CALL = 1024  # activations of one call stay in a core's L2 cache
LENGTH_STEP = 16  # padded lengths are multiples of this: fewer shapes to prepare kernels for
GRAPH_VERSION = "1"


class _Graph:
    """Builds the operations of one encoder; ``tensor`` reads a weight by its name."""

    def __init__(self, folder: Path, precision: Precision) -> None:
        self.config = json.loads((folder / "config.json").read_text())
        if self.config["model_type"] != "bert" or self.config["hidden_act"] != "gelu":
            msg = f"{folder}: expected a BERT encoder with exact gelu"
            raise ValueError(msg)
        self.file = safe_open(str(folder / "model.safetensors"), "numpy")
        self.precision = precision

    def tensor(self, name: str) -> Floats:
        return self.file.get_tensor(name).astype(np.float32)

    def weight(self, matrix: Floats) -> ov.Node:
        outputs, inputs = matrix.shape
        if self.precision != "int8":
            return _const(matrix)
        group = GROUP if inputs % GROUP == 0 else inputs
        blocks = matrix.reshape(outputs, inputs // group, group)
        scale = np.maximum(np.abs(blocks).max(2, keepdims=True), 1e-12) / 127
        stored = op.constant(np.rint(blocks / scale).astype(np.int8))
        values = op.multiply(op.convert(stored, np.float32), _const(scale))
        return op.reshape(values, _shape(outputs, inputs), special_zero=False)

    def linear(self, x: ov.Node, matrix: Floats, bias: Floats) -> ov.Node:
        return op.add(op.matmul(x, self.weight(matrix), False, True), _const(bias))

    def dense(self, x: ov.Node, name: str) -> ov.Node:
        return self.linear(x, self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias"))

    def norm(self, x: ov.Node, name: str) -> ov.Node:
        eps = float(self.config["layer_norm_eps"])
        y = op.mvn(x, _shape(-1), True, eps, "INSIDE_SQRT")
        weight, bias = self.tensor(f"{name}.weight"), self.tensor(f"{name}.bias")
        return op.add(op.multiply(y, _const(weight)), _const(bias))

    def embed(self, ids: ov.Node) -> ov.Node:
        words = self.tensor("embeddings.word_embeddings.weight").astype(np.float16)
        table = op.convert(op.constant(words), np.float32)
        places = self.tensor("embeddings.position_embeddings.weight")
        places = places + self.tensor("embeddings.token_type_embeddings.weight")[0]
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
            op.transpose(op.reshape(part, _shape(0, 0, heads, width), True), _shape(0, 2, 1, 3))
            for part in op.split(joint, _axis(2), 3).outputs()
        )
        weighed = op.softmax(op.add(op.matmul(query, key, False, True), penalty), -1)
        mixed = op.transpose(op.matmul(weighed, value, False, False), _shape(0, 2, 1, 3))
        return self.dense(op.reshape(mixed, _shape(0, 0, hidden), True), f"{name}.attention.output.dense")

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
            x = self.norm(op.add(self.dense(inner, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")
        total = op.reduce_sum(op.multiply(x, op.unsqueeze(mask, _shape(-1))), _shape(1))
        pooled = op.divide(total, op.sqrt(op.reduce_sum(op.multiply(total, total), _shape(-1), True)))
        return ov.Model([x, pooled], [ids, mask], "bert")


def _const(values: Floats | float) -> ov.Node:
    return op.constant(np.asarray(values, np.float32, order="C"))


def _shape(*sizes: int) -> ov.Node:
    return op.constant(np.array(sizes, np.int64))


def _axis(axis: int) -> ov.Node:
    return op.constant(np.int64(axis))


def build_graph(folder: Path, precision: Precision = "int8") -> ov.Model:
    """The graph (ids, mask) -> (token vectors, mean-pooled unit vector) of the model in a folder."""
    return _Graph(folder, precision).build()


def cached_graph(folder: Path, cache: Path, precision: Precision = "int8") -> Path:
    """Path of the graph's IR file, written the first time."""
    source = folder / "model.safetensors"
    stamp = f"{GRAPH_VERSION}:{source.resolve()}:{source.stat().st_size}:{source.stat().st_mtime_ns}"
    path = cache / f"bert-{precision}-{hashlib.sha256(stamp.encode()).hexdigest()[:12]}.xml"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"draft-{path.name}")
        ov.serialize(build_graph(folder, precision), str(draft))
        draft.with_suffix(".bin").replace(path.with_suffix(".bin"))
        draft.replace(path)  # last, so that an .xml always has its .bin
    return path


class Encoder:
    """Runs the graph: many calls in parallel for passages, one call over all cores for a query."""

    def __init__(self, graph: Path, threads: int, precision: Precision = "int8") -> None:
        core = ov.Core()
        fast = precision != "f32" and "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        options = {
            "INFERENCE_PRECISION_HINT": "bf16" if fast else "f32",
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP if precision == "int8" else 0,
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": threads,
            "ENABLE_CPU_PINNING": False,
        }
        self.threads = threads
        self.compiled = core.compile_model(str(graph), "CPU", options)
        self.width = self.compiled.output(1).partial_shape[1].get_length()

    def encode(self, ids: Sequence[Sequence[int]]) -> tuple[list[Floats], Floats]:
        """Token vectors of each text, and the unit vectors of the texts."""
        tokens: list[Floats] = [np.empty(0, np.float32)] * len(ids)
        pooled = np.empty((len(ids), self.width), np.float32)

        def keep(request: ov.InferRequest, batch: list[int]) -> None:
            states = request.get_output_tensor(0).data
            pooled[batch] = request.get_output_tensor(1).data
            for row, i in enumerate(batch):
                tokens[i] = states[row, : len(ids[i])].copy()

        queue = ov.AsyncInferQueue(self.compiled, self.threads)
        queue.set_callback(keep)
        for batch in batches(ids):
            queue.start_async(list(pad([ids[i] for i in batch])), batch)
        queue.wait_all()
        return tokens, pooled


def batches(ids: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Indices of texts of like length, longest first, about TOKENS_PER_CALL tokens together."""
    batch: list[int] = []
    for i in sorted(range(len(ids)), key=lambda i: -len(ids[i])):
        if batch and len(ids[batch[0]]) * (len(batch) + 1) > TOKENS_PER_CALL:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def pad(ids: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], Floats]:
    """Ids and mask of a batch, padded to one length."""
    longest = max(map(len, ids))
    length = longest if len(ids) == 1 else -(-longest // LENGTH_STEP) * LENGTH_STEP
    padded = np.zeros((len(ids), length), np.int32)
    mask = np.zeros((len(ids), length), np.float32)
    for row, text in enumerate(ids):
        padded[row, : len(text)] = text
        mask[row, : len(text)] = 1
    return padded, mask
