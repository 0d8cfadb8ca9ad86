"""Write a ModernBERT model folder as graphs of OpenVINO: rotary positions and local attention."""

from collections.abc import Iterable

import numpy as np
import openvino as ov
import openvino.opset15 as op

from search.models.openvino_graph import Floats, Graph, axis, const, of_padding, shape

LOCAL, GLOBAL = "sliding_attention", "full_attention"
# What a configuration that does not say it means, as transformers has it.
_EVERY = 3
_BASES = {LOCAL: ("local_rope_theta", 10_000.0), GLOBAL: ("global_rope_theta", 160_000.0)}


class ModernGraph(Graph):
    """Builds the operations of a ModernBERT encoder."""

    def norm(self, x: ov.Node, name: str) -> ov.Node:
        """The normalisation of a name, whose bias may be left out."""
        eps = float(self.config.get("norm_eps", 1e-5))
        y = op.mvn(x, shape(-1), normalize_variance=True, eps=eps, eps_mode="INSIDE_SQRT")
        return self._plus_bias(op.multiply(y, const(self.tensor(f"{name}.weight"))), name)

    def dense(self, x: ov.Node, name: str) -> ov.Node:
        """The linear layer of a name, whose bias may be left out."""
        matrix = self.weight(self.tensor(f"{name}.weight"))
        return self._plus_bias(op.matmul(x, matrix, transpose_a=False, transpose_b=True), name)

    def embed(self, ids: ov.Node) -> ov.Node:
        """Tokens, which have no place yet."""
        table = op.convert(
            op.constant(self.stored(self.tensor("embeddings.tok_embeddings.weight"))), np.float32
        )
        return self.norm(op.gather(table, ids, axis(0)), "embeddings.norm")

    def through(self, x: ov.Node, mask: ov.Node, layers: Iterable[int]) -> ov.Node:
        """States after some layers."""
        length = op.gather(op.shape_of(mask), shape(1), axis(0))
        penalties = {GLOBAL: of_padding(mask)}
        window = int(self.config.get("local_attention", 128)) // 2
        penalties[LOCAL] = op.add(penalties[GLOBAL], _beyond(window, length))
        turns = {kind: self._turns(kind, length) for kind in (LOCAL, GLOBAL)}
        for layer in layers:
            name, kind = f"layers.{layer}", self._kinds()[layer]
            normed = self.norm(x, f"{name}.attn_norm") if layer else x
            x = op.add(x, self._attend(normed, penalties[kind], turns[kind], f"{name}.attn"))
            inner = self.dense(self.norm(x, f"{name}.mlp_norm"), f"{name}.mlp.Wi")
            first, gate = op.split(inner, axis(2), 2).outputs()
            gated = op.multiply(op.gelu(first, "erf"), gate)
            x = op.add(x, self.dense(gated, f"{name}.mlp.Wo"))
        return x

    def last(self, x: ov.Node) -> ov.Node:
        """States after the normalisation that follows all layers."""
        return self.norm(x, "final_norm")

    def _plus_bias(self, x: ov.Node, name: str) -> ov.Node:
        bias = f"{name}.bias"
        return op.add(x, const(self.tensor(bias))) if bias in self.tensors else x

    def _kinds(self) -> list[str]:
        """Which attention each layer has."""
        every = int(self.config.get("global_attn_every_n_layers", _EVERY))
        usual = [LOCAL if layer % every else GLOBAL for layer in range(self.layers)]
        return list(self.config.get("layer_types") or usual)

    def _turns(self, kind: str, length: ov.Node) -> tuple[ov.Node, ov.Node]:
        """Cosines and sines by which each place turns a head, shape (length, width)."""
        old_name, usual = _BASES[kind]
        base = self.config.get(old_name, usual)
        base = (self.config.get("rope_parameters") or {}).get(kind, {}).get("rope_theta", base)
        width = self.config["hidden_size"] // self.config["num_attention_heads"]
        slowness = base ** (np.arange(0, width, 2, dtype=np.float32) / np.float32(width))
        places = np.arange(self.config["max_position_embeddings"], dtype=np.float32)
        angles: Floats = np.outer(places, 1 / slowness).astype(np.float32)
        both = np.concatenate([angles, angles], axis=1)
        cosines, sines = (
            op.slice(const(table), shape(0), length, shape(1), shape(0))
            for table in (np.cos(both), np.sin(both))
        )
        return cosines, sines

    def _attend(
        self, x: ov.Node, penalty: ov.Node, turns: tuple[ov.Node, ov.Node], name: str
    ) -> ov.Node:
        heads, hidden = self.config["num_attention_heads"], self.config["hidden_size"]
        width = hidden // heads
        query, key, value = (
            op.transpose(
                op.reshape(part, shape(0, 0, heads, width), special_zero=True), shape(0, 2, 1, 3)
            )
            for part in op.split(self.dense(x, f"{name}.Wqkv"), axis(2), 3).outputs()
        )
        query, key = (_turned(each, turns) for each in (query, key))
        alike = op.matmul(query, key, transpose_a=False, transpose_b=True)
        scaled = op.multiply(alike, const(1 / np.sqrt(width)))
        mixed = op.matmul(
            op.softmax(op.add(scaled, penalty), -1), value, transpose_a=False, transpose_b=False
        )
        joined = op.reshape(
            op.transpose(mixed, shape(0, 2, 1, 3)), shape(0, 0, hidden), special_zero=True
        )
        return self.dense(joined, f"{name}.Wo")


def _beyond(window: int, length: ov.Node) -> ov.Node:
    """What is added to keep tokens from those further away, shape (1, 1, length, length)."""
    places = op.range(const(0), op.squeeze(op.convert(length, np.float32)), const(1), "f32")
    away = op.abs(op.subtract(op.unsqueeze(places, shape(0)), op.unsqueeze(places, shape(1))))
    far = op.convert(op.greater(away, const(window)), np.float32)
    return op.unsqueeze(op.multiply(far, const(-1e4)), shape(0, 1))


def _turned(x: ov.Node, turns: tuple[ov.Node, ov.Node]) -> ov.Node:
    """Queries or keys in their places."""
    cosines, sines = turns
    first, second = op.split(x, axis(3), 2).outputs()
    half = op.concat([op.negative(second), first], 3)
    return op.add(op.multiply(x, cosines), op.multiply(half, sines))
