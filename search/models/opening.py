"""Open the model in a folder: on our own graph where it is the same function, else with torch."""

import importlib.util
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from search.locations import GRAPHS, cache_dir
from search.models import TORCH
from search.models.covered import token_limit
from search.models.device import CPU
from search.models.encoder import Encoder, TransformerEncoder
from search.models.folder import folder_fingerprint, is_prepared
from search.models.kinds import Kind, check_kind
from search.models.reader import Reader
from search.models.reader_weights import reader_weights
from search.models.tokenizer import ModelTokenizer, read_prompts, read_tokenizer
from search.models.vocabulary import SkipList, Vocabulary

if TYPE_CHECKING:
    from search.models.library_encoder import LibraryEncoder

# Writings in which a tokenizer may differ from what its file says.
_PROBES = (
    "قال الوزير إن المشروع يبدأ عام 2015، ويوفر فرص عمل.",
    "ÉCOLE Nationale, Straße 7 ... 汉字 \U0001f600",
    "أعلنت وزارة الصحة بدء حملة التطعيم. " * 400,
)
_SAME = 1e-4

logger = logging.getLogger(__name__)


def open_folder(folder: Path, runtime: str) -> Encoder:
    """The model in a folder.

    Args:
        folder: of a sentence-transformers model.
        runtime: see ``search.models.runtime_of``.

    Raises:
        MissingExtraError: it needs torch, which is not installed.
        ModelError: it is damaged, or of a kind that cannot be run here.
    """
    kind = check_kind(folder, Kind.DENSE, Kind.LATE_INTERACTION)
    weights = folder_fingerprint(folder)
    if runtime == TORCH:
        return _open_library(folder, weights, kind)
    from search.models.openvino_forward import OpenVinoForward
    from search.models.openvino_graph import Precision

    tokenizer = _tokenizer(folder)
    if not (is_prepared(folder) or _has_proof(weights)):
        # In the same precision: a CUDA device has another.
        theirs = _open_library(folder, weights, kind, CPU)
        if not _prove(folder, weights, tokenizer, theirs):
            return _open_library(folder, weights, kind)
    own = reader_weights(folder)
    forward = OpenVinoForward(folder, weights, Precision(runtime), own)
    reader = None if own is None else Reader(own.version, tokenizer, forward.read)
    return TransformerEncoder(weights, tokenizer, forward, reader)


def _tokenizer(folder: Path) -> ModelTokenizer:
    """The tokenizer that goes with our own graph."""
    made = read_tokenizer(folder)
    vocabulary = Vocabulary.sorted() if is_prepared(folder) else Vocabulary.of(made)
    return ModelTokenizer(made, token_limit(folder), read_prompts(folder), vocabulary)


def _open_library(
    folder: Path, weights: str, kind: Kind, device: str | None = None
) -> "LibraryEncoder":
    from search.models.library_encoder import LibraryEncoder
    from search.models.torch_model import TorchModel

    model = TorchModel(folder, kind, device)
    if kind is Kind.LATE_INTERACTION:
        return LibraryEncoder(weights, model, SkipList(model.skipped()))
    vocabulary = Vocabulary.sorted() if is_prepared(folder) else Vocabulary.of(model.tokenizer)
    own, reader = reader_weights(folder), None
    if own is not None:
        tokenizer = ModelTokenizer(model.tokenizer, model.token_limit, model.prompts, vocabulary)
        reader = Reader(own.version, tokenizer, model.reader(own))
    return LibraryEncoder(weights, model, vocabulary, reader)


def _has_proof(weights: str) -> bool:
    """Whether our own graph was compared with the library, or cannot be on this machine."""
    can_compare = importlib.util.find_spec("sentence_transformers") is not None
    return not can_compare or _proof(weights).is_file()


def _prove(folder: Path, weights: str, tokenizer: ModelTokenizer, theirs: Encoder) -> bool:
    """Compare our own graph with the library, and note where they are the same function."""
    from search.models.openvino_forward import OpenVinoForward
    from search.models.openvino_graph import Precision

    forward = OpenVinoForward(folder, weights, Precision.F32, keep=False)
    if not _is_same(TransformerEncoder(weights, tokenizer, forward), theirs):
        logger.warning("%s is run with torch: our own graph gives other vectors", folder)
        return False
    proof = _proof(weights)
    proof.parent.mkdir(parents=True, exist_ok=True)
    proof.touch()
    return True


def _proof(weights: str) -> Path:
    return cache_dir() / GRAPHS / f"{weights}.same"


def _is_same(ours: Encoder, theirs: Encoder) -> bool:
    passages = [(None, text) for text in _PROBES] + [("عنوان", text) for text in _PROBES]
    pairs = [
        *zip(ours.encode_passages(passages), theirs.encode_passages(passages), strict=True),
        *zip(ours.encode_questions(_PROBES), theirs.encode_questions(_PROBES), strict=True),
    ]
    return all(
        one.spans == other.spans and np.allclose(one.vector, other.vector, atol=_SAME)
        for one, other in pairs
    )
