"""Embedding models: the bundled weights, tokenizers and the engines that run them."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import ModelError
from search.models.folder import HUB_NAME, bundled_folder, folder_fingerprint
from search.models.processor import fastest_precision, processor_flags

if TYPE_CHECKING:
    from search.models.encoder import Encoder, Forward

TORCH = "torch"
RUNTIMES = ("int8", "bf16", "f32", TORCH)


def model_folder(model: str | None) -> Path:
    """The sentence-transformers folder of a model: given, from the hub, or the bundled one."""
    if model is None:
        return bundled_folder() or _from_hub(HUB_NAME)
    folder = Path(model)
    return folder.resolve() if folder.is_dir() else _from_hub(model)


def open_encoder(model: str | None) -> "Encoder":
    """Load a model by folder or hub name, ``None`` for the bundled one.

    ``SHAWAHID_RUNTIME`` chooses how it is run; by default the fastest way there is.

    Raises:
        ModelError: there is no such model, or it cannot be run here.
    """
    from search.models.encoder import TransformerEncoder
    from search.models.tokenizer import ModelTokenizer

    folder = model_folder(model)
    fingerprint = folder_fingerprint(folder)
    tokenizer = ModelTokenizer(folder, _token_limit(folder))
    return TransformerEncoder(fingerprint, tokenizer, _open_forward(folder, fingerprint))


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


def _open_forward(folder: Path, fingerprint: str) -> "Forward":
    from search.models.openvino_forward import OpenVinoForward, Precision, can_run

    chosen = runtime()
    if chosen == TORCH or not can_run(folder):
        from search.models.torch_forward import TorchForward

        return TorchForward(folder)
    return OpenVinoForward(folder, fingerprint, Precision(chosen))


def _from_hub(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, ignore_patterns=["onnx/*", "openvino/*", "*.h5"]))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        msg = (
            f"the model {name!r} is neither a folder here nor to be had from the model hub"
            f" ({type(error).__name__}); give the path of a sentence-transformers folder"
        )
        raise ModelError(msg) from error


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
