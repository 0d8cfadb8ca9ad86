"""Score passages against a question with a cross-encoder, as sentence-transformers runs it."""

import time
from collections.abc import Sequence
from pathlib import Path

from search.models.kinds import check_reranker
from search.models.torch_loading import FAULTS, first_line, load, refused

# Passages that are read together: after each, whether there is time for more is asked.
_BATCH = 4


class TorchReranker:
    """A ``search.ranking.reranking.Reranker`` over a folder.

    Args:
        folder: of a ``CrossEncoder``.

    Raises:
        MissingExtraError: the optional part ``torch`` is not installed.
        ModelError: it is no reranker, or cannot be run here.
    """

    def __init__(self, folder: Path) -> None:
        check_reranker(folder)
        self._folder = folder
        self._loaded = load(folder, "CrossEncoder")
        if self._loaded.model.num_labels != 1:
            reason = f"gives {self._loaded.model.num_labels} scores for a passage, and not one"
            raise refused(folder, reason)
        self._score([("سؤال", "نص")])

    def scores(self, question: str, passages: Sequence[str], seconds: float) -> list[float]:
        """How well the first passages answer, between 0 and 1: as many as there is time for."""
        deadline = time.monotonic() + seconds
        found: list[float] = []
        while len(found) < len(passages) and (not found or time.monotonic() < deadline):
            some = passages[len(found) : len(found) + _BATCH]
            found += self._score([(question, text) for text in some])
        return found

    def _score(self, pairs: list[tuple[str, str]]) -> list[float]:
        model, torch, _ = self._loaded
        try:
            scores = model.predict(pairs, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False)
        except FAULTS as error:
            raise refused(self._folder, f"cannot read a text: {first_line(error)}") from error
        return [float(score) for score in scores]
