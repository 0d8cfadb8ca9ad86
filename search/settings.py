"""What an index was made with, and what it holds."""

import json
from dataclasses import asdict, astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.arabic import analyzer
from search.errors import IndexDamagedError, IndexMismatchError
from search.models.encoder import Fingerprint
from search.passages import PassageSettings
from search.ranking.fusion import DEFAULT_WEIGHTS, UNTUNED, FusionWeights

# The row of weights that were fitted, where there are some.
FUSION = "fusion"
_MOST_WEIGHT = 1000.0


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What an index was made with; all of it is fixed for the life of the index.

    Attributes:
        model: name or folder, ``None`` for the bundled model.
        fingerprint: of the model's weights, tokenizer and prompts.
        dimension: length of the vectors of texts.
        passages: sizes of passages.
        passage_centre: mean token vector of passages, shape (token dimension,).
        question_centre: the same for questions.
        tuned: weights of the fusion that were fitted to the model; ``None`` where none were.
    """

    model: str | None
    fingerprint: str
    dimension: int
    passages: PassageSettings
    passage_centre: NDArray[np.float32]
    question_centre: NDArray[np.float32]
    tuned: FusionWeights | None = None

    @property
    def fusion(self) -> FusionWeights:
        """Weights of the fusion."""
        return self.tuned or (DEFAULT_WEIGHTS if self.model is None else UNTUNED)

    def to_meta(self) -> dict[str, str]:
        """As rows of the store's ``meta`` table."""
        return {
            "model": json.dumps(self.model),
            "fingerprint": self.fingerprint,
            "analyzer": analyzer.fingerprint(),
            "dimension": str(self.dimension),
            "passage_tokens": str(self.passages.tokens),
            "overlap_sentences": str(self.passages.overlap_sentences),
            "overlap_tokens": str(self.passages.overlap_tokens),
            "passage_centre": json.dumps(self.passage_centre.tolist()),
            "question_centre": json.dumps(self.question_centre.tolist()),
            **({} if self.tuned is None else {FUSION: json.dumps(asdict(self.tuned))}),
        }

    @staticmethod
    def from_meta(meta: dict[str, str]) -> "IndexSettings":
        """From rows of the store's ``meta`` table.

        Raises:
            IndexDamagedError: one of them is missing, or not what was written.
        """
        try:
            passages = PassageSettings(
                int(meta["passage_tokens"]),
                int(meta["overlap_sentences"]),
                int(meta["overlap_tokens"]),
            )
            return IndexSettings(
                model=json.loads(meta["model"]),
                fingerprint=meta["fingerprint"],
                dimension=int(meta["dimension"]),
                passages=passages,
                passage_centre=np.asarray(json.loads(meta["passage_centre"]), np.float32),
                question_centre=np.asarray(json.loads(meta["question_centre"]), np.float32),
                tuned=_weights(meta.get(FUSION)),
            )
        except (KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
            msg = (
                f"the settings of the index are damaged ({error!r:.200}): bring back a backup with"
                " `shawahid restore FILE`, or delete the folder and index again"
            )
            raise IndexDamagedError(msg) from error

    def check_model(self, found: str, folder: Path) -> None:
        """Refuse a model whose vectors are not those of the index in a folder.

        Args:
            found: fingerprint of the model that is loaded.
            folder: of the index.

        Raises:
            IndexMismatchError: the index was made with another model.
        """
        if found == self.fingerprint:
            return
        if Fingerprint.parse(found).weights == Fingerprint.parse(self.fingerprint).weights:
            model = f" --model {self.model}" if self.model else ""
            msg = (
                f"the index in {folder} was made by a version that gave its model another spelling"
                " of the texts: bring it up to date with"
                f" `shawahid reindex{model} --index {folder}`"
            )
        else:
            msg = (
                f"the index in {folder} was made with {self.model or 'the bundled model'}"
                f" (fingerprint {self.fingerprint}), but the model that is loaded has {found}; use"
                " the same model, or change the index's with"
                f" `shawahid reindex --model NAME_OR_PATH --index {folder}`"
            )
        raise IndexMismatchError(msg)


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds and what it was made with; sizes in bytes on disk.

    ``dimensions`` are those of the vectors of texts and of tokens; ``tuned`` are weights of the
    fusion that were fitted to the model.
    """

    folder: Path
    documents: int
    passages: int
    stories: int
    model: str | None
    model_fingerprint: str
    dimensions: tuple[int, int]
    tuned: FusionWeights | None
    analyzer_fingerprint: str
    bytes: dict[str, int]


def _weights(text: str | None) -> FusionWeights | None:
    """Weights as they were written, which a backup may have from anywhere."""
    if text is None:
        return None
    weights = FusionWeights(**json.loads(text))
    for value in astuple(weights):
        if not 0 <= float(value) <= _MOST_WEIGHT:
            raise ValueError(f"a weight of {value!r}")
    return weights
