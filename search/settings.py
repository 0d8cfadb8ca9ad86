"""What an index was made with, and what it holds."""

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.arabic import analyzer
from search.errors import IndexDamagedError, IndexMismatchError
from search.models.encoder import Encoder, Fingerprint
from search.models.pairing import PairedEncoder, paired
from search.models.vocabulary import LARGEST_VOCABULARY, Telling, read_vocabulary
from search.passages import PassageSettings
from search.ranking.fusion import DEFAULT_WEIGHTS, UNTUNED, UNTUNED_SPARSE, FusionWeights
from search.ranking.tuned import UNFITTED, Tuned, read_tuned
from search.storage.schema import SPARSE

MODEL = "model"
# Rows that not every index has: of what was measured of tokens, and of what was fitted.
VOCABULARY, TUNED = "vocabulary", "tuned"
# Of the rows that never change: one that did would only show in what is found.
CHECKSUM = "checksum"
_FIXED = (
    "fingerprint",
    "dimension",
    "passage_tokens",
    "overlap_sentences",
    "overlap_tokens",
    "passage_centre",
    "question_centre",
)


class SparseSettings(NamedTuple):
    """The sparse encoder of an index: its name or folder, and how many words it knows."""

    model: str
    size: int


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What an index was made with; all of it is fixed for the life of the index.

    Attributes:
        model: name or folder, ``None`` for the bundled model.
        fingerprint: of the model's weights, tokenizer and prompts, and of the sparse encoder's.
        dimension: length of the vectors of texts.
        passages: sizes of passages.
        passage_centre: mean token vector of passages, shape (token dimension,).
        question_centre: the same for questions.
        vocabulary: how much the model's tokens say, as was measured when the index was made;
            ``None`` where that is the program's to know.
        tuned: what was fitted to the model.
        sparse: the encoder that weighs words beside BM25, if there is one.
    """

    model: str | None
    fingerprint: str
    dimension: int
    passages: PassageSettings
    passage_centre: NDArray[np.float32]
    question_centre: NDArray[np.float32]
    vocabulary: Telling | None = None
    tuned: Tuned = UNFITTED
    sparse: SparseSettings | None = None

    @property
    def fusion(self) -> FusionWeights:
        """Weights of the fusion."""
        return self.tuned.fusion or self.unfitted_fusion

    @property
    def unfitted_fusion(self) -> FusionWeights:
        """The same as all indexes have that nothing was fitted to."""
        weights = DEFAULT_WEIGHTS if self.model is None else UNTUNED
        return weights if self.sparse is None else replace(weights, sparse=UNTUNED_SPARSE)

    def to_meta(self) -> dict[str, str]:
        """As rows of the store's ``meta`` table."""
        rows = {
            MODEL: json.dumps(self.model),
            "fingerprint": self.fingerprint,
            "analyzer": analyzer.fingerprint(),
            "dimension": str(self.dimension),
            "passage_tokens": str(self.passages.tokens),
            "overlap_sentences": str(self.passages.overlap_sentences),
            "overlap_tokens": str(self.passages.overlap_tokens),
            "passage_centre": json.dumps(self.passage_centre.tolist()),
            "question_centre": json.dumps(self.question_centre.tolist()),
            **self._optional_rows(),
        }
        return rows | {CHECKSUM: _checksum(rows)}

    def _optional_rows(self) -> dict[str, str]:
        rows: dict[str, str] = {}
        if self.vocabulary is not None:
            rows[VOCABULARY] = json.dumps(self.vocabulary.to_record())
        if self.sparse is not None:
            rows[SPARSE] = json.dumps(self.sparse)
        if self.tuned != UNFITTED:
            rows[TUNED] = json.dumps(self.tuned.to_record())
        return rows

    @staticmethod
    def from_meta(meta: dict[str, str]) -> "IndexSettings":
        """From rows of the store's ``meta`` table.

        Indexes of older versions have no checksum of them.

        Raises:
            IndexDamagedError: one of them is missing, or not what was written.
        """
        with _damage_named():
            if meta.get(CHECKSUM, _checksum(meta)) != _checksum(meta):
                msg = "its settings are not those that it was made with"
                raise ValueError(msg)
            passages = PassageSettings(
                int(meta["passage_tokens"]),
                int(meta["overlap_sentences"]),
                int(meta["overlap_tokens"]),
            )
            return IndexSettings(
                model=json.loads(meta[MODEL]),
                fingerprint=meta["fingerprint"],
                dimension=int(meta["dimension"]),
                passages=passages,
                passage_centre=np.asarray(json.loads(meta["passage_centre"]), np.float32),
                question_centre=np.asarray(json.loads(meta["question_centre"]), np.float32),
                vocabulary=_vocabulary(meta.get(VOCABULARY)),
                tuned=tuned_in(meta),
                sparse=_sparse(meta.get(SPARSE)),
            )

    def model_of(self, encoder: Encoder, place: object) -> Encoder:
        """The model as the index in a folder was made with it.

        What was measured of its tokens then is used on, where it would be measured otherwise now;
        the sparse encoder of the index, where it has one, is put beside it.

        Args:
            encoder: the model that is loaded.
            place: of the index, its folder or address, for messages.

        Raises:
            IndexMismatchError: the index was made with another model.
            ModelError: its sparse encoder is not on this machine, or cannot be run here.
        """
        if encoder.fingerprint == self.fingerprint:
            return encoder
        if self.sparse is not None:
            encoder = paired(encoder, self.sparse.model)
            if encoder.fingerprint == self.fingerprint:
                return encoder
        if self.vocabulary is not None:
            kept = encoder.using(self.vocabulary)
            if kept.fingerprint == self.fingerprint:
                return kept
        raise self._mismatch(encoder, place)

    def _mismatch(self, encoder: Encoder, place: object) -> IndexMismatchError:
        found = encoder.fingerprint
        if Fingerprint.parse(found).weights == Fingerprint.parse(self.fingerprint).weights:
            model = f" --model {self.model}" if self.model else ""
            model += f" --sparse-model {self.sparse.model}" if self.sparse else ""
            msg = (
                f"the index in {place} was made by a version that gave its model another spelling"
                " of the texts: bring it up to date with"
                f" `shawahid reindex{model} --index {place}`"
            )
        else:
            sparse = f" and the sparse model {self.sparse.model}" if self.sparse else ""
            option = " --sparse-model NAME_OR_PATH" if isinstance(encoder, PairedEncoder) else ""
            msg = (
                f"the index in {place} was made with {self.model or 'the bundled model'}{sparse}"
                f" (fingerprint {self.fingerprint}), but the model that is loaded has {found}; use"
                " the same model, or change the index's with"
                f" `shawahid reindex --model NAME_OR_PATH{option} --index {place}`"
            )
        return IndexMismatchError(msg)


def _checksum(rows: Mapping[str, str]) -> str:
    return str(zlib.crc32("\n".join(rows[name] for name in _FIXED).encode()))


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds and what it was made with; sizes in bytes on disk.

    ``dimensions`` are those of the vectors of texts and of tokens, ``centres`` the lengths of what
    is subtracted from those of passages and of questions; ``silent`` are the model's tokens without
    codes, where they are kept; ``tuned`` is what was fitted to it; ``sparse`` the encoder that
    weighs words beside BM25, if there is one.
    """

    folder: Path
    documents: int
    passages: int
    stories: int
    model: str | None
    model_fingerprint: str
    dimensions: tuple[int, int]
    centres: tuple[float, float]
    silent: tuple[int, ...] | None
    tuned: Tuned
    analyzer_fingerprint: str
    bytes: dict[str, int]
    sparse: SparseSettings | None = None


def length_of(vector: NDArray[np.float32]) -> float:
    """The length of a vector, as ``IndexInfo`` tells it."""
    return float(np.linalg.norm(vector))


def tuned_in(meta: dict[str, str]) -> Tuned:
    """What was fitted, from rows of the store's ``meta`` table.

    Raises:
        IndexDamagedError: it is not what was written.
    """
    with _damage_named():
        return read_tuned(json.loads(meta.get(TUNED, "{}")))


@contextmanager
def _damage_named() -> Iterator[None]:
    """Rows may be missing, or a backup may have them from anywhere."""
    try:
        yield
    except (KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        msg = (
            f"the settings of the index are damaged ({error!r:.200}): bring back a backup with"
            " `shawahid restore FILE`, or delete the folder and index again"
        )
        raise IndexDamagedError(msg) from error


def _sparse(text: str | None) -> SparseSettings | None:
    if text is None:
        return None
    model, size = json.loads(text)
    if not (isinstance(model, str) and type(size) is int and 0 < size <= LARGEST_VOCABULARY):
        msg = "a sparse model that nobody has"
        raise ValueError(msg)
    return SparseSettings(model, size)


def _vocabulary(text: str | None) -> Telling | None:
    return None if text is None else read_vocabulary(json.loads(text))
