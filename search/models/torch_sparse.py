"""Weigh words with a sparse encoder, as sentence-transformers runs it."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from textwrap import shorten
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from search.arabic.orthography import fold
from search.errors import MissingExtraError
from search.models.batching import RECENT
from search.models.device import CPU
from search.models.finite import check_finite
from search.models.folder import folder_fingerprint
from search.models.kinds import check_sparse
from search.models.torch_loading import (
    FAULTS,
    Loaded,
    first_line,
    load,
    most_places,
    refused,
)
from search.sparse_vector import SparseVector

# Numbers that a batch may have before they are pooled, for each token one for each word: on a
# processor and on a CUDA device.
_MOST_NUMBERS, _MOST_ON_CUDA = 1 << 27, 1 << 30
_BATCH = 32
# Tokens that a letter may be: a tokenizer may take its bytes apart.
_TOKENS_A_LETTER = 4
_PROBE = "قال الوزير إن المشروع يبدأ عام 2015."

logger = logging.getLogger(__name__)


class _Running(NamedTuple):
    """A model that is loaded.

    Attributes:
        loaded: by the library.
        limit: the most tokens of one input.
        size: how many words it knows.
        most: how many numbers a batch may have before they are pooled.
    """

    loaded: Loaded
    limit: int
    size: int
    most: int


class TorchSparse:
    """A ``search.models.pairing.WordWeigher`` over a folder; it is loaded when it is first needed.

    Args:
        name: folder or name on the hub, as an index names it.
        folder: of a ``SparseEncoder``.

    Raises:
        MissingExtraError: the optional part ``torch`` is not installed.
        ModelError: it is no sparse encoder, or its files are not such as are read.
    """

    def __init__(self, name: str, folder: Path) -> None:
        check_sparse(folder)
        if find_spec("sentence_transformers") is None:
            raise MissingExtraError("torch")
        self.name = name
        self.fingerprint = folder_fingerprint(folder)
        self._folder = folder
        self._loading = threading.Lock()
        self._known: OrderedDict[str, SparseVector] = OrderedDict()

    @property
    def size(self) -> int:
        """How many words it knows."""
        return self._running().size

    def question(self, text: str) -> SparseVector:
        """Words of a question; those of a moment ago are known."""
        with self._loading:
            known = self._known.get(text)
        if known is not None:
            return known
        (found,) = self._weigh([fold(text).text], is_question=True)
        with self._loading:
            self._known[text] = found
            if len(self._known) > RECENT:
                self._known.popitem(last=False)
        return found

    def passages(self, passages: Sequence[tuple[str | None, str]]) -> list[SparseVector]:
        """Words of (title, text) pairs, in their order; a title is on a line before the text."""
        # A title has to leave room for the text.
        most = self._running().limit // _TOKENS_A_LETTER
        lines = [shorten(fold(title or "").text, most, placeholder="") for title, _ in passages]
        texts = [fold(text).text for _, text in passages]
        return self._weigh(
            [f"{line}\n{text}" if line else text for line, text in zip(lines, texts, strict=True)],
            is_question=False,
        )

    def _running(self) -> _Running:
        with self._loading:
            return self._loaded_once

    @cached_property
    def _loaded_once(self) -> _Running:
        loaded = load(self._folder, "SparseEncoder")
        model = loaded.model
        if model.similarity_fn_name != "dot":
            reason = f"compares its words by {model.similarity_fn_name}, Shawahid by products"
            raise refused(self._folder, reason)
        model.preprocess = _one_at_a_time(model.preprocess)
        most = _MOST_NUMBERS if loaded.device == CPU else _MOST_ON_CUDA
        return _Running(loaded, _limit(model), self._size(loaded), most)

    def _size(self, loaded: Loaded) -> int:
        question, passage = (self._read(loaded, [_PROBE], is_question=q) for q in (True, False))
        sizes = question.shape[1], passage.shape[1]
        if sizes[0] != sizes[1]:
            raise refused(self._folder, f"gives questions and passages {sizes} words")
        if not (question.sum() > 0 and passage.sum() > 0):
            raise refused(self._folder, "finds no word in a sentence")
        return int(sizes[0])

    def _weigh(self, texts: list[str], *, is_question: bool) -> list[SparseVector]:
        """Words of texts, the longest first, as many at a time as there is room for."""
        running = self._running()
        found: dict[int, SparseVector] = {}
        waiting = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        while waiting:
            letters = len(texts[waiting[0]]) + _BATCH
            longest = min(running.limit, _TOKENS_A_LETTER * letters)
            room = max(1, min(_BATCH, running.most // (longest * running.size)))
            chosen, waiting = waiting[:room], waiting[room:]
            rows = self._read(running.loaded, [texts[i] for i in chosen], is_question=is_question)
            found |= zip(chosen, self._vectors(rows), strict=True)
        return [found[i] for i in range(len(texts))]

    def _vectors(self, rows: NDArray[np.float32]) -> Iterator[SparseVector]:
        for row in rows:
            ids = np.flatnonzero(row)
            weights = row[ids]
            check_finite(weights)
            if (weights < 0).any():
                raise refused(self._folder, "gives weights below zero")
            yield SparseVector(ids, weights)

    def _read(self, loaded: Loaded, texts: list[str], *, is_question: bool) -> NDArray[np.float32]:
        """Weights of all words, shape (texts, words)."""
        model, torch, device = loaded
        encode = model.encode_query if is_question else model.encode_document
        try:
            made = encode(
                texts,
                batch_size=len(texts),
                show_progress_bar=False,
                convert_to_sparse_tensor=False,
                save_to_cpu=True,
            )
        except torch.OutOfMemoryError as error:
            if len(texts) == 1:
                reason = f"needs more memory than {device} has left"
                raise refused(self._folder, reason) from error
            torch.cuda.empty_cache()
            logger.warning("%s: half as many texts are tried", first_line(error))
            half = len(texts) // 2
            parts = (texts[:half], texts[half:])
            return np.concatenate(
                [self._read(loaded, part, is_question=is_question) for part in parts]
            )
        except FAULTS as error:
            raise refused(self._folder, f"cannot read a text: {first_line(error)}") from error
        rows: NDArray[np.float32] = made.float().numpy()
        return rows


def _limit(model: Any) -> int:  # noqa: ANN401 - torch is imported where it is used
    """The most tokens of one input; from now on no part of a model reads beyond its places."""
    most = most_places(model)
    limits = []
    for part in model.modules():
        if hasattr(part, "auto_model"):
            part.max_seq_length = int(min(part.max_seq_length or most, most))
            limits.append(part.max_seq_length)
    return max(limits, default=most)


def _one_at_a_time(preprocess: Callable[..., Any]) -> Callable[..., Any]:
    """The same for one thread at a time: a tokenizer is changed by each call."""
    preparing = threading.Lock()

    def called(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - the library's
        with preparing:
            return preprocess(*arguments, **options)

    return called
