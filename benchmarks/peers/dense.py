"""Plain dense search: the exact cosine of every text's vector, as sentence-transformers has it."""

from collections.abc import Sequence

import numpy as np

from benchmarks.peers import Embedder


class Dense:
    """Texts by the inner product of unit vectors with the question's; nothing is approximated."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def index(self, texts: Sequence[str]) -> None:
        """Make the texts searchable."""
        self._vectors = self._embedder.passages(texts)

    def search(self, question: str, k: int) -> list[int]:
        """Numbers of the ``k`` best texts, best first."""
        cosines = self._vectors @ self._embedder.question(question)
        return [int(i) for i in np.argsort(-cosines, kind="stable")[:k]]
