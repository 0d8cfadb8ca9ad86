"""One index folder: the store, and the dense and lexical indexes derived from it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from search.arabic import analyzer
from search.errors import IndexLockedError, IndexMismatchError, IndexMissingError
from search.models.encoder import Encoder
from search.passages import PassageSettings
from search.storage.dense_index import DenseIndex
from search.storage.lexical_index import LexicalIndex
from search.storage.store import FILE_NAME, Store

LOCK_NAME = "writer.lock"


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What an index was made with; all of it is fixed for the life of the index.

    Attributes:
        model: name or folder, ``None`` for the bundled model.
        fingerprint: of the model's weights, tokenizer and prompts.
        dimension: length of the vectors.
        passages: sizes of passages.
        passage_centre: mean token vector of passages, shape (dimension,).
        question_centre: the same for questions.
    """

    model: str | None
    fingerprint: str
    dimension: int
    passages: PassageSettings
    passage_centre: NDArray[np.float32]
    question_centre: NDArray[np.float32]

    def to_meta(self) -> dict[str, str]:
        """As rows of the store's ``meta`` table."""
        return {
            "model": json.dumps(self.model),
            "fingerprint": self.fingerprint,
            "analyzer": analyzer.fingerprint(),
            "dimension": str(self.dimension),
            "passage_tokens": str(self.passages.tokens),
            "overlap_sentences": str(self.passages.overlap_sentences),
            "passage_centre": json.dumps(self.passage_centre.tolist()),
            "question_centre": json.dumps(self.question_centre.tolist()),
        }

    @staticmethod
    def from_meta(meta: dict[str, str]) -> "IndexSettings":
        """From rows of the store's ``meta`` table."""
        return IndexSettings(
            model=json.loads(meta["model"]),
            fingerprint=meta["fingerprint"],
            dimension=int(meta["dimension"]),
            passages=PassageSettings(int(meta["passage_tokens"]), int(meta["overlap_sentences"])),
            passage_centre=np.asarray(json.loads(meta["passage_centre"]), np.float32),
            question_centre=np.asarray(json.loads(meta["question_centre"]), np.float32),
        )


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index holds and what it was made with; sizes in bytes on disk."""

    folder: Path
    documents: int
    passages: int
    model: str | None
    model_fingerprint: str
    analyzer_fingerprint: str
    bytes: dict[str, int]


class Index:
    """An open index. Reads may come from any thread; writers hold ``writing()``."""

    def __init__(self, folder: Path) -> None:
        if not (folder / FILE_NAME).is_file():
            command = f"shawahid index PATH --index {folder}"
            msg = f"there is no index in {folder}; make one with `{command}`"
            raise IndexMissingError(msg)
        self.folder = folder
        self.store = Store(folder / FILE_NAME)
        meta = self.store.meta()
        self.settings = IndexSettings.from_meta(meta)
        # An analyser that changed makes other terms: the lexical index is then made again.
        self.lexical = LexicalIndex(folder / "lexical", analyzer.fingerprint())
        self.dense = DenseIndex(folder, self.settings.dimension)
        self._lock = FileLock(folder / LOCK_NAME, timeout=0)
        self._catching_up = threading.Lock()
        self.catch_up()

    @staticmethod
    def create(folder: Path, settings: IndexSettings) -> None:
        """Make an empty index in a folder, which is made as well; one that is there stays."""
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / LOCK_NAME):
            if not (folder / FILE_NAME).is_file():
                Store.create(folder / FILE_NAME, settings.to_meta())

    def close(self) -> None:
        """Close the database."""
        self.store.close()

    def check_model(self, encoder: Encoder) -> None:
        """Refuse a model whose vectors are not those of the index.

        Raises:
            IndexMismatchError: the index was made with another model.
        """
        if encoder.fingerprint != self.settings.fingerprint:
            made_with = self.settings.model or "the bundled model"
            msg = (
                f"the index in {self.folder} was made with {made_with}"
                f" (fingerprint {self.settings.fingerprint}), but the model that is loaded has"
                f" {encoder.fingerprint}; use the same model, or index into a new folder"
            )
            raise IndexMismatchError(msg)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the index for writing; a process that dies lets go of it.

        Raises:
            IndexLockedError: another process is writing.
        """
        try:
            with self._lock:
                yield
        except Timeout as error:
            msg = f"another process is writing to {self.folder}; try again when it has finished"
            raise IndexLockedError(msg) from error

    def catch_up(self) -> None:
        """Bring the derived indexes to the store's revision.

        They are saved where no other process is writing; where one is, it will save them itself,
        and until then the dense index is brought up in memory only.
        """
        if self._is_current():
            return
        with self._catching_up:
            self.lexical.reload()
            try:
                with self._lock:
                    self._apply_dense()
                    self.dense.save()
                    self._apply_lexical()
            except Timeout:
                self._apply_dense()

    def _is_current(self) -> bool:
        revision = self.store.revision()
        return self.dense.revision == revision == self.lexical.revision

    def _apply_dense(self) -> None:
        revision, since = self.store.revision(), self.dense.revision
        vectors = (
            (passage_id, np.frombuffer(vector, np.float16).astype(np.float32))
            for passage_id, vector in self.store.added_vectors(since)
        )
        self.dense.apply(self.store.removed(since), vectors, revision)

    def _apply_lexical(self) -> None:
        revision, since = self.store.revision(), self.lexical.revision
        added = (
            (passage_id, passage.indexed_text)
            for passage_id, passage in self.store.added_passages(since)
        )
        self.lexical.apply(self.store.removed(since), added, revision)

    def info(self) -> IndexInfo:
        """Counts, fingerprints and sizes."""
        counts = self.store.counts()
        return IndexInfo(
            folder=self.folder,
            documents=counts.documents,
            passages=counts.passages,
            model=self.settings.model,
            model_fingerprint=self.settings.fingerprint,
            analyzer_fingerprint=analyzer.fingerprint(),
            bytes={
                "store": _size(self.folder.glob(FILE_NAME + "*")),
                "dense": _size(self.folder.glob("dense-*.faiss")),
                "lexical": _size((self.folder / "lexical").rglob("*")),
            },
        )


def _size(paths: Iterator[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())
