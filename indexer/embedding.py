"""Cut documents and embed passages, as the index that they are for was made."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import NamedTuple, Protocol

import numpy as np

from search.backend import Backend
from search.models.encoder import Encoder
from search.passages import cut
from search.ranking.late_interaction import encode_signs
from search.ranking.places import packed
from search.records import Document, Span
from search.settings import IndexSettings
from search.sparse_vector import SparseVector

# Room in the model's input for the prompt, the title and the special tokens.
RESERVED_TOKENS = 64

# Opens the index's model when something has to be embedded; called as often as one likes.
OpenEncoder = Callable[[], Encoder]
# Passages as the model reads them: their titles and texts.
Texts = Sequence[tuple[str | None, str]]


class Made(NamedTuple):
    """What the store keeps of a passage; see ``search.storage.changes.Embedding``."""

    vector: bytes
    codes: bytes
    places: bytes | None
    words: bytes | None


class Embedder:
    """A model, for an index that was made with it.

    Args:
        encoder: the model as the index has it.
        settings: of the index.
    """

    def __init__(self, encoder: Encoder, settings: IndexSettings) -> None:
        self._encoder = encoder
        self._settings = settings
        limit = encoder.token_limit
        limit = min(settings.passages.tokens, limit - min(RESERVED_TOKENS, limit // 2))
        self._passages = replace(settings.passages, tokens=limit)

    def cut(self, document: Document) -> list[Span]:
        """Where the passages of a document stand in its text, in order."""
        passages = cut(document, self._encoder.token_spans, self._passages)
        return [Span(passage.start, passage.end) for passage in passages]

    def embed(self, texts: Texts) -> list[Made]:
        """What the model makes of passages, in their order.

        Raises:
            ModelError: some of it is no number.
        """
        centre = self._settings.passage_centre
        return [
            Made(
                item.vector.astype(np.float16).tobytes(),
                encode_signs(item.tokens, centre).tobytes(),
                packed(item.spans),
                self._stored(item.words),
            )
            for item in self._encoder.encode_passages(texts)
        ]

    def _stored(self, words: SparseVector | None) -> bytes | None:
        sparse = self._settings.sparse
        return None if words is None or sparse is None else words.below(sparse.size).to_bytes()


class Embedding(Protocol):
    """Where a run has its documents cut and its passages embedded."""

    @property
    def ahead(self) -> int:
        """How many batches are being embedded while more is read."""

    def cut(self, document: Document) -> list[Span]:
        """Where the passages of a document stand; see ``Embedder``."""

    def begin(self, texts: Texts) -> Callable[[], list[Made]]:
        """Have passages embedded; what is given waits for that. See ``Embedder``."""


class OwnEmbedding:
    """Embeds in this process, when it is waited for.

    Args:
        index: that is written to.
        open_encoder: opens its model, once something has to be cut.
    """

    def __init__(self, index: Backend, open_encoder: OpenEncoder) -> None:
        self._index = index
        self._open_encoder = open_encoder

    @property
    def ahead(self) -> int:
        """No batch is: this process does one thing at a time."""
        return 0

    @cached_property
    def _embedder(self) -> Embedder:
        return Embedder(self._index.model_of(self._open_encoder()), self._index.settings)

    def cut(self, document: Document) -> list[Span]:
        """Where the passages of a document stand."""
        return self._embedder.cut(document)

    def begin(self, texts: Texts) -> Callable[[], list[Made]]:
        """What embeds passages."""
        return partial(self._embedder.embed, texts)
