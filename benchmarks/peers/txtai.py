"""txtai's hybrid index: its BM25 and FAISS, half and half, its own combination of the scores.

``hybrid`` and the weights are txtai's defaults; so is its tokenizer, which segments words by
Unicode's rules: it has no Arabic analysis. BM25's scores are scaled to between 0 and 1, where the
cosines of this model differ by a tenth, so BM25 has the say. FAISS is told to search exactly, where
by default it would approximate above 5,000 texts. Vectors are given by txtai's external method; the
model's prompts, which its ``instructions`` put before a text, tell questions from passages.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from txtai.embeddings import Embeddings

from benchmarks.peers import Embedder

_PROMPTS = {"query": "query: ", "data": "passage: "}


class Txtai:
    """Texts in a txtai index in memory."""

    def __init__(self, embedder: Embedder) -> None:
        def embed(texts: list[str]) -> NDArray[np.float32]:
            if texts[0].startswith(_PROMPTS["query"]):
                return np.stack([embedder.question(_unprompted(text, "query")) for text in texts])
            return embedder.passages([_unprompted(text, "data") for text in texts])

        self._embeddings = Embeddings(
            hybrid=True,
            method="external",
            transform=embed,
            instructions=_PROMPTS,
            faiss={"components": "IDMap,Flat"},
        )

    def index(self, texts: Sequence[str]) -> None:
        """Make the texts searchable."""
        self._embeddings.index((i, text, None) for i, text in enumerate(texts))

    def search(self, question: str, k: int) -> list[int]:
        """Numbers of the ``k`` best texts, best first."""
        return [int(number) for number, _ in self._embeddings.search(question, k)]


def _unprompted(text: str, kind: str) -> str:
    return text.removeprefix(_PROMPTS[kind])
