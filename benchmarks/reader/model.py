"""The reader: the bundled encoder over question and window together, with heads of its own.

The lower layers keep their weights; the upper ones and the heads are trained. Matrices are
multiplied in bfloat16, weights and moments kept in float32.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import Tensor
from torch.nn import functional

from benchmarks.reader.pairs import Pair

HEADS, LAYERS, HIDDEN, FROZEN = 12, 12, 384, 6
STEP = 16  # lengths are padded to multiples
_FAR = -1e4
_NORMED = 1e-12
_DROPPED = 0.1
_PARTS = tuple(f"attention.self.{name}" for name in ("query", "key", "value"))


class Batch:
    """Pairs padded to one length.

    Attributes:
        ids: of tokens, shape (pairs, length).
        mask: whether there is one, shape (pairs, length).
        text: whether it is of the window, or the first one, which stands for "nothing answers",
            shape (pairs, length).
    """

    def __init__(self, pairs: Sequence[Pair]) -> None:
        length = -(-max(len(pair.ids) for pair in pairs) // STEP) * STEP
        ids = np.zeros((len(pairs), length), np.int64)
        mask, text = (np.zeros(ids.shape, bool) for _ in range(2))
        for row, pair in enumerate(pairs):
            ids[row, : len(pair.ids)], mask[row, : len(pair.ids)] = pair.ids, True
            text[row, pair.first : pair.first + len(pair.spans)] = True
        text[:, 0] = True
        self.ids, self.mask, self.text = map(torch.from_numpy, (ids, mask, text))


class Reader:
    """Of each pair the logits of the answer's first and last token, and whether there is one.

    ``trained`` are the weights of the upper layers and the heads, by name.
    """

    def __init__(self, folder: Path) -> None:
        tensors = load_file(folder / "model.safetensors")
        floats = {
            name: torch.from_numpy(value.astype(np.float32)) for name, value in tensors.items()
        }
        self._words = floats.pop("embeddings.word_embeddings.weight").to(torch.bfloat16)
        upper = {f"encoder.layer.{layer}." for layer in range(FROZEN, LAYERS)}
        self.trained = {
            name: value for name, value in floats.items() if name.startswith(tuple(upper))
        }
        self._fixed = _half({name: floats[name] for name in floats if name not in self.trained})
        for name, inputs, outputs in (
            ("span", HIDDEN, 2),
            ("dense", 2 * HIDDEN, HIDDEN),
            ("answers", HIDDEN, 1),
        ):
            head = torch.nn.Linear(inputs, outputs)
            self.trained |= {f"{name}.weight": head.weight.data, f"{name}.bias": head.bias.data}
        for value in self.trained.values():
            value.requires_grad_(requires_grad=True)

    def below(self, batch: Batch) -> Tensor:
        """What the frozen layers make of pairs, shape (pairs, length, hidden)."""
        with torch.no_grad():
            places = self._fixed["embeddings.position_embeddings.weight"][: batch.ids.shape[1]]
            kind = self._fixed["embeddings.token_type_embeddings.weight"][0]
            x = functional.embedding(batch.ids, self._words) + places + kind
            x = _norm(x, self._fixed, "embeddings.LayerNorm")
            for layer in range(FROZEN):
                x = _layer(x, batch.mask, self._fixed, f"encoder.layer.{layer}", 0.0)
            return x

    def above(
        self, x: Tensor, batch: Batch, *, is_training: bool = False
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of first and last token, shape (pairs, length), and of an answer, (pairs,).

        Args:
            x: from ``below``.
            batch: the pairs.
            is_training: whether some values are left out by chance.
        """
        dropped = _DROPPED if is_training else 0.0
        weights = _half(self.trained)
        for layer in range(FROZEN, LAYERS):
            x = _layer(x, batch.mask, weights, f"encoder.layer.{layer}", dropped)
        x = x.float()
        span = _linear(x, self.trained, "span").masked_fill(~batch.text[..., None], _FAR)
        mask = batch.mask[..., None]
        mean = (x * mask).sum(1) / mask.sum(1)
        inner = torch.tanh(_linear(torch.cat([x[:, 0], mean], 1), self.trained, "dense"))
        answers = _linear(functional.dropout(inner, dropped), self.trained, "answers").squeeze(1)
        return span[..., 0], span[..., 1], answers


def _half(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {name: value.to(torch.bfloat16) for name, value in weights.items()}


def _layer(
    x: Tensor, mask: Tensor, weights: Mapping[str, Tensor], name: str, dropped: float
) -> Tensor:
    n, length, _ = x.shape
    penalty = torch.zeros(mask.shape, dtype=x.dtype).masked_fill(~mask, _FAR)
    query, key, value = (
        _linear(x, weights, f"{name}.{part}").view(n, length, HEADS, -1).transpose(1, 2)
        for part in _PARTS
    )
    weighed = query @ key.transpose(2, 3) * (HIDDEN / HEADS) ** -0.5 + penalty[:, None, None]
    mixed = (weighed.softmax(-1) @ value).transpose(1, 2).reshape(n, length, HIDDEN)
    mixed = functional.dropout(_linear(mixed, weights, f"{name}.attention.output.dense"), dropped)
    x = _norm(x + mixed, weights, f"{name}.attention.output.LayerNorm")
    inner = functional.gelu(_linear(x, weights, f"{name}.intermediate.dense"))
    inner = functional.dropout(_linear(inner, weights, f"{name}.output.dense"), dropped)
    return _norm(x + inner, weights, f"{name}.output.LayerNorm")


def _linear(x: Tensor, weights: Mapping[str, Tensor], name: str) -> Tensor:
    return functional.linear(x, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _norm(x: Tensor, weights: Mapping[str, Tensor], name: str) -> Tensor:
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return functional.layer_norm(x, (HIDDEN,), weight, bias, _NORMED)
