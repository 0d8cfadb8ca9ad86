"""From read documents to a searchable index: cut, embed, commit, derive."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

import numpy as np

from indexer.readers import Read, Skipped
from search.index import Index, IndexSettings
from search.models.calibration import centres
from search.models.encoder import Encoder
from search.passages import PassageSettings, cut
from search.ranking.late_interaction import encode_signs
from search.records import Document, Passage
from search.storage.store import FILE_NAME, Embedding, Write, document_hash

# Passages that are embedded together and committed in one transaction: enough to sort them into
# batches of like length, few enough to lose little when a run is broken off.
BATCH_PASSAGES = 128
# Room in the model's input for the prompt, the title and the special tokens.
RESERVED_TOKENS = 64


class Change(Enum):
    """What a document was to the index."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class Summary:
    """What a run did; grows while it runs."""

    changes: dict[Change, int] = field(default_factory=lambda: dict.fromkeys(Change, 0))
    skipped: list[Skipped] = field(default_factory=list)
    passages: int = 0
    bytes: int = 0
    seconds: float = 0.0

    @property
    def documents(self) -> int:
        """Documents that are in the index after the run because of it or before it."""
        return sum(self.changes.values())


def open_for_writing(folder: Path, encoder: Encoder, model: str | None) -> Index:
    """Open the index in a folder, or make one with this model where there is none.

    Raises:
        IndexMismatchError: the index there was made with another model.
    """
    if not (folder / FILE_NAME).is_file():
        passage_centre, question_centre = centres(encoder)
        settings = IndexSettings(
            model=model,
            fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            passages=PassageSettings(),
            passage_centre=passage_centre,
            question_centre=question_centre,
        )
        Index.create(folder, settings)
    index = Index(folder)
    index.check_model(encoder)
    return index


def index_documents(
    index: Index, encoder: Encoder, reads: Iterable[Read], report: Callable[[Summary], None]
) -> Summary:
    """Add what is new, replace what has changed, and leave the rest alone.

    Every batch is committed by itself, so a run that is broken off keeps what it has reported and
    goes on from there the next time.

    Args:
        index: the index to write to.
        encoder: the index's model.
        reads: what the readers found.
        report: called with the summary so far after every document and batch.

    Raises:
        IndexLockedError: another process is writing to the index.
    """
    started = time.monotonic()
    summary = Summary()
    with index.writing():
        batch = _Batch(index, encoder)
        try:
            for read in reads:
                summary.bytes += read.size
                if isinstance(read.outcome, Skipped):
                    summary.skipped.append(read.outcome)
                elif not batch.add(read.outcome):
                    summary.changes[Change.UNCHANGED] += 1
                if len(batch) >= BATCH_PASSAGES:
                    batch.commit(summary)
                summary.seconds = time.monotonic() - started
                report(summary)
            batch.commit(summary)
        finally:
            index.catch_up()
    summary.seconds = time.monotonic() - started
    report(summary)
    return summary


class _Batch:
    """Documents that wait to be embedded and committed together."""

    def __init__(self, index: Index, encoder: Encoder) -> None:
        self._index = index
        self._encoder = encoder
        limit = encoder.token_limit - RESERVED_TOKENS
        settings = index.settings.passages
        self._settings = PassageSettings(min(settings.tokens, limit), settings.overlap_sentences)
        self._clear()

    def __len__(self) -> int:
        return self._passages

    def add(self, document: Document) -> bool:
        """Take a document in, unless the index holds it as it is."""
        stored = self._index.store.document_hash(document.id, document.collection)
        if stored == document_hash(document):
            return False
        passages = cut(document, self._encoder.token_spans, self._settings)
        keyed = [(passage, self._content_hash(passage)) for passage in passages]
        self._writes.append(Write(document, keyed))
        self._changes[Change.ADDED if stored is None else Change.REPLACED] += 1
        self._passages += len(passages)
        return True

    def commit(self, summary: Summary) -> None:
        """Embed and store what waits, and only then count it."""
        if self._writes:
            self._index.store.write(self._writes, self._embeddings())
        for change, count in self._changes.items():
            summary.changes[change] += count
        summary.passages += self._passages
        self._clear()

    def _clear(self) -> None:
        self._writes: list[Write] = []
        self._changes: Counter[Change] = Counter()
        self._passages = 0

    def _content_hash(self, passage: Passage) -> str:
        parts = (self._encoder.fingerprint, passage.context or "", passage.text)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _embeddings(self) -> list[Embedding]:
        """Embeddings of the passages that the store has none of yet."""
        waiting = {key: passage for write in self._writes for passage, key in write.passages}
        known = self._index.store.known_embeddings(list(waiting))
        new = {key: passage for key, passage in waiting.items() if key not in known}
        encoded = self._encoder.encode_passages([(p.context, p.text) for p in new.values()])
        centre = self._index.settings.passage_centre
        return [
            Embedding(
                key,
                item.vector.astype(np.float16).tobytes(),
                encode_signs(item.tokens, centre).tobytes(),
            )
            for key, item in zip(new, encoded, strict=True)
        ]
