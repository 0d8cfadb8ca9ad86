"""Run a model folder with torch, through sentence-transformers: the reference and the fallback."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.errors import MissingExtraError
from search.models.folder import check_content

BATCH = 32


class TorchForward:
    """Any sentence-transformers model, in float32, with its own pooling.

    Raises:
        MissingExtraError: the optional part ``torch`` is not installed.
    """

    def __init__(self, folder: Path) -> None:
        try:
            import torch
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            raise MissingExtraError("torch") from error

        check_content(folder)
        self._torch = torch
        self._model = SentenceTransformer(str(folder), device="cpu")
        dimension = self._model.get_embedding_dimension()
        if dimension is None:
            dimension = len(self._model.encode("", show_progress_bar=False))
        self.dimension = int(dimension)
        self._pad = int(getattr(self._model.tokenizer, "pad_token_id", 0) or 0)

    def __call__(
        self, batch: Sequence[Sequence[int]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Unit text vectors, shape (batch, dim), and for each text its tokens, (n, dim)."""
        vectors = np.empty((len(batch), self.dimension), np.float32)
        tokens: list[NDArray[np.float32]] = [np.empty(0, np.float32)] * len(batch)
        order = sorted(range(len(batch)), key=lambda i: -len(batch[i]))
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            features = self._features([batch[i] for i in chosen])
            with self._torch.inference_mode():
                output = self._model(features)
            pooled = output["sentence_embedding"].float().numpy()
            vectors[chosen] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
            for i, rows in zip(chosen, output["token_embeddings"].float().numpy(), strict=True):
                tokens[i] = rows[: len(batch[i])].copy()
        return vectors, tokens

    def _features(self, batch: Sequence[Sequence[int]]) -> dict[str, object]:
        shape = (len(batch), max(len(ids) for ids in batch))
        padded, mask = np.full(shape, self._pad, np.int64), np.zeros(shape, np.int64)
        for row, ids in enumerate(batch):
            padded[row, : len(ids)], mask[row, : len(ids)] = ids, 1
        return {
            "input_ids": self._torch.from_numpy(padded),
            "attention_mask": self._torch.from_numpy(mask),
        }
