"""Run a model with torch as sentence-transformers itself does: its vectors, and its tokens'."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from search.errors import ModelError
from search.models.device import CPU
from search.models.kinds import Kind
from search.models.reader_weights import ReaderWeights
from search.models.tokenizer import Prompts, choose_prompts
from search.models.torch_loading import (
    FAULTS,
    MOST_TOKENS,
    first_line,
    load,
    most_places,
    refused,
)
from search.models.torch_reader import TorchReader

# Texts that are read together: each is padded to the longest, which costs a processor time.
BATCH = 8
CUDA_BATCH = 256
# Places of tokens are asked of the tokenizer with its ids.
_WITH_PLACES = {"text": {"return_offsets_mapping": True, "return_special_tokens_mask": True}}

Floats = NDArray[np.float32]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read:
    """What a model makes of one text.

    Attributes:
        vector: shape (dim,), as the library gives it; ``None`` where there are token vectors alone.
        ids: of the tokens, without padding, shape (n,).
        rows: their vectors, shape (n, token dim).
        places: where they stand in the text with its prompt, shape (n, 2).
        is_text: which are of the text or its prompt, and none of the model's own, shape (n,).
        is_added: which the model adds to a question to compare them as well, shape (n,).
    """

    vector: Floats | None
    ids: NDArray[np.int64]
    rows: Floats
    places: NDArray[np.int64]
    is_text: NDArray[np.bool_]
    is_added: NDArray[np.bool_]


class TorchModel:
    """Any model of sentence-transformers that makes vectors of texts or of their tokens.

    Args:
        folder: of the model, whose files were checked.
        kind: of the model.
        device: that it is run on; by default the chosen one.

    Raises:
        MissingExtraError: the optional part ``torch`` is not installed.
        ModelError: the library cannot load it, or it does not work on text alone.
    """

    def __init__(self, folder: Path, kind: Kind, device: str | None = None) -> None:
        library = "MultiVectorEncoder" if kind is Kind.LATE_INTERACTION else "SentenceTransformer"
        self._model, self._torch, self._device = load(folder, library, device)
        self._folder = folder
        self._preparing = threading.Lock()
        self._batch = BATCH if self._device == CPU else CUDA_BATCH
        try:
            self._static = getattr(self._model[0], "embedding", None)
            self.tokenizer = self._own_tokenizer()
            self.token_limit = self._limit()
            self.prompts: Prompts = choose_prompts(self._model.prompts)
        except FAULTS as error:  # of a model that is several in one, say
            raise self._refused(f"cannot be used: {first_line(error)}") from error
        self._check_similarity()

    def read(self, texts: Sequence[str], *, is_question: bool) -> list[Read]:
        """What the model makes of some texts, each after its prompt, in their order."""
        found: dict[int, Read] = {}
        waiting = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        while waiting:
            chosen = waiting[: self._batch]
            try:
                batch = self._read([texts[i] for i in chosen], is_question=is_question)
            except self._torch.OutOfMemoryError as error:
                self._take_less(len(chosen), error)
                continue
            found |= zip(chosen, batch, strict=True)
            waiting = waiting[len(chosen) :]
        return [found[i] for i in range(len(texts))]

    def _take_less(self, taken: int, error: Exception) -> None:
        """Halve what is read together, from now on, where the device has not enough memory."""
        if taken == 1:
            raise self._refused(f"needs more memory than {self._device} has left") from error
        self._batch = taken // 2
        self._torch.cuda.empty_cache()
        logger.warning("%s: %s texts at a time from now on", first_line(error), self._batch)

    def _read(self, texts: list[str], *, is_question: bool) -> list[Read]:
        prompt = self.prompts.question if is_question else self.prompts.passage
        task = "query" if is_question else "document"
        try:
            with self._preparing:  # the tokenizer is changed by each call
                features = self._model.preprocess(
                    texts, prompt=prompt or None, task=task, processing_kwargs=_WITH_PLACES
                )
            with self._torch.inference_mode():
                if "offset_mapping" not in features:
                    return self._read_static(texts, prompt, features)
                return self._read_tokens(features, task)
        except self._torch.OutOfMemoryError:
            raise
        except FAULTS as error:
            raise self._refused(f"cannot read a text: {first_line(error)}") from error

    def _read_tokens(self, features: dict[str, Any], task: str) -> list[Read]:
        ids = features["input_ids"].numpy().astype(np.int64)
        # Tokens that the model adds to questions may stand beyond those that it was given.
        places = np.zeros((*ids.shape, 2), np.int64)
        special = np.ones(ids.shape, bool)
        width = features["offset_mapping"].shape[1]
        places[:, :width] = features.pop("offset_mapping").numpy()
        special[:, :width] = features.pop("special_tokens_mask").numpy()
        added = features.get("query_expansion_positions")
        attended = features["attention_mask"].numpy().astype(bool)
        output = self._model(self._moved(features), task=task)
        rows = _array(output["token_embeddings"])
        if rows.shape[:2] != ids.shape:
            raise self._refused("gives other tokens than it reads, whose places are not known")
        kept = output["attention_mask"].cpu().numpy().astype(bool)  # without what its skip list has
        is_added = np.zeros_like(kept) if added is None else added.numpy().astype(bool) & kept
        is_there = attended | is_added
        vectors = self._vectors(output)
        return [
            Read(
                None if vectors is None else vectors[i],
                ids[i, is_there[i]],
                rows[i, is_there[i]],
                places[i, is_there[i]],
                (kept & ~special & ~is_added)[i, is_there[i]],
                is_added[i, is_there[i]],
            )
            for i in range(len(ids))
        ]

    def _read_static(self, texts: list[str], prompt: str, features: dict[str, Any]) -> list[Read]:
        """Of a model that looks tokens up, each has the same vector wherever it stands."""
        if self._static is None:
            raise self._refused("reads texts in a way that does not tell where their tokens stand")
        encodings = self.tokenizer.encode_batch(
            [prompt + text for text in texts], add_special_tokens=False
        )
        vectors = self._vectors(self._model(self._moved(features)))
        if vectors is None:
            raise self._refused("makes no vector of a text")
        found = []
        for vector, encoding in zip(vectors, encodings, strict=True):
            ids = np.asarray(encoding.ids, np.int64)
            rows = _array(self._static.weight[self._torch.from_numpy(ids).to(self._device)])
            places = np.asarray(encoding.offsets, np.int64).reshape(-1, 2)
            every = np.ones(len(ids), bool)
            found.append(Read(vector, ids, rows, places, every, ~every))
        return found

    def _moved(self, features: dict[str, Any]) -> dict[str, Any]:
        """What a model is given, on the device."""
        is_tensor = self._torch.is_tensor
        return {k: v.to(self._device) if is_tensor(v) else v for k, v in features.items()}

    def _vectors(self, output: dict[str, Any]) -> Floats | None:
        if "sentence_embedding" not in output:
            return None
        vectors = _array(output["sentence_embedding"])
        return vectors[:, : getattr(self._model, "truncate_dim", None)]

    def reader(self, weights: ReaderWeights) -> TorchReader:
        """What runs the reader of the model, which has the layers in common that it leaves."""
        return TorchReader(self._model[0].auto_model, self._torch, self._device, weights)

    def skipped(self) -> frozenset[int]:
        """Tokens that a model leaves out of passages where it compares tokens.

        Raises:
            ModelError: it keeps those of pictures alone.
        """
        found: set[int] = set()
        for module in self._model:
            if getattr(module, "keep_only_token_ids", None):
                raise self._refused("compares pictures with questions")
            if "document" in getattr(module, "skiplist_tasks", ()):
                ids = map(self.tokenizer.token_to_id, module.skiplist_words)
                found |= {each for each in ids if each is not None}
        return frozenset(found)

    def _own_tokenizer(self) -> Tokenizer:
        """A copy of the model's tokenizer, as its settings have made it."""
        theirs = getattr(self._model, "tokenizer", None)
        fast = getattr(theirs, "backend_tokenizer", theirs)
        if not isinstance(fast, Tokenizer):
            raise self._refused("has no fast tokenizer, which tells where its tokens stand")
        return Tokenizer.from_str(fast.to_str())

    def _limit(self) -> int:
        """The most tokens of one input, no more than the model has places for."""
        first_module = self._model[0]
        own = getattr(first_module, "document_length", None)
        named = own or self._model.max_seq_length or MOST_TOKENS
        limit = int(min(named, most_places(self._model)))
        if self._static is None and limit < named:
            self._model.max_seq_length = limit
            if own:
                first_module.document_length = limit
        return limit

    def _check_similarity(self) -> None:
        """Refuse vectors that are compared otherwise than by their direction."""
        similarity = getattr(self._model, "similarity_fn_name", None)
        if similarity in {None, "cosine", "maxsim", "meanmaxsim"}:
            return
        probe = [each.vector for each in self.read(["نص", "نص آخر أطول"], is_question=False)]
        lengths = [float(np.linalg.norm(vector)) for vector in probe if vector is not None]
        if similarity == "manhattan" or not np.allclose(lengths, 1, atol=1e-3):
            raise self._refused(f"compares its vectors by {similarity}, Shawahid by cosine")

    def _refused(self, reason: str) -> ModelError:
        return refused(self._folder, reason)


def _array(tensor: Any) -> Floats:  # noqa: ANN401 - torch is imported where it is used
    values: Floats = tensor.float().cpu().numpy()
    return values
