"""Models that others have published figures of on Arabic, and what they need."""

import os
from dataclasses import dataclass
from enum import Enum

# Of float32, in which torch runs models on a processor.
_BYTES = 4
# Beside its weights: torch itself, an index, and what is being read.
_BESIDE_GB = 1.5


class Use(Enum):
    """Which option takes a model."""

    MODEL = "--model"
    SPARSE = "--sparse-model"
    RERANKER = "--reranker"


@dataclass(frozen=True, slots=True)
class Preset:
    """A model by its name on the hub.

    Attributes:
        name: on the hub.
        use: the option that takes it.
        licence: of its weights.
        parameters: in millions; ``None`` where it was not found published.
        figures: nDCG@10 x100 as others have published it, by data set, and nobody has measured
            here; see ``docs/models.md``.
        good_at: in a few words.
    """

    name: str
    use: Use
    licence: str
    parameters: int | None
    figures: dict[str, float]
    good_at: str

    @property
    def memory_gb(self) -> float | None:
        """What it needs on a processor, about."""
        if self.parameters is None:
            return None
        return round(self.parameters * _BYTES / 1000 + _BESIDE_GB, 1)

    def fits(self) -> bool | None:
        """Whether this machine has so much memory; ``None`` where that is not known."""
        if self.memory_gb is None or "SC_PHYS_PAGES" not in os.sysconf_names:
            return None
        return self.memory_gb * 1e9 <= os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


MIRACL, MLQA, BELEBELE, MLDR = "MIRACL-hard", "MLQA", "Belebele (Egyptian)", "MLDR"
PRESETS = (
    Preset(
        "intfloat/multilingual-e5-small",
        Use.MODEL,
        "MIT",
        118,
        {MIRACL: 72.4, MLQA: 59.4, BELEBELE: 78.4},
        "any machine; the bundled model, in full precision",
    ),
    Preset(
        "google/embeddinggemma-300m",
        Use.MODEL,
        "Gemma terms",
        308,
        {MIRACL: 72.8, MLQA: 65.3, BELEBELE: 87.8},
        "dialects and English questions on a small machine",
    ),
    Preset(
        "BAAI/bge-m3",
        Use.MODEL,
        "MIT",
        568,
        {MIRACL: 78.9, MLQA: 62.8, BELEBELE: 86.9},
        "formal Arabic without a GPU",
    ),
    Preset(
        "lightonai/mLateOn",
        Use.MODEL,
        "Apache 2.0",
        307,
        {MIRACL: 78.4, MLDR: 86.8},
        "long documents, by vectors of tokens",
    ),
    Preset(
        "Qwen/Qwen3-Embedding-8B",
        Use.MODEL,
        "Apache 2.0",
        7568,
        {MIRACL: 79.2, MLQA: 72.5, BELEBELE: 96.5},
        "everything, with a GPU",
    ),
    Preset(
        "opensearch-project/opensearch-neural-sparse-encoding-multilingual-v1",
        Use.SPARSE,
        "Apache 2.0",
        160,
        {},
        "words beside BM25; of questions it looks them up, without running the model",
    ),
    Preset(
        "BAAI/bge-reranker-v2-m3", Use.RERANKER, "Apache 2.0", 568, {}, "reading the best passages"
    ),
    Preset(
        "Qwen/Qwen3-Reranker-0.6B", Use.RERANKER, "Apache 2.0", 600, {}, "reading the best passages"
    ),
)
