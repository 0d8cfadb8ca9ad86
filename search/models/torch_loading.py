"""Load a folder with sentence-transformers, on the device that is there."""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from safetensors import SafetensorError

from search.errors import MissingExtraError, ModelError
from search.models.device import AUTO, CPU, CUDA, chosen_device
from search.models.folder import check_content
from search.models.processor import RUNTIME, processor_flags

# What the library raises of a folder that it cannot use.
FAULTS = (
    *(AttributeError, ImportError, LookupError, OSError),
    *(RuntimeError, SafetensorError, TypeError, ValueError),
)
# How the library reports a weight that no file has, and that it has drawn at random.
_MISSING = re.compile(r"^(\S+) *\| *MISSING", re.MULTILINE)
# Instruction sets by which torch multiplies bfloat16 faster than float32.
_MULTIPLY_BF16 = frozenset({"avx512_bf16", "amx_bf16"})
# A model may say that it reads texts of any length; what it takes grows with their square.
MOST_TOKENS = 8192
# What an encoder has and does not use.
_UNUSED = "pooler."


class Loaded(NamedTuple):
    """A model of the library, and what it runs on.

    Attributes:
        model: an instance of one of the library's classes.
        torch: the module.
        device: its name of the device.
    """

    model: Any
    torch: Any
    device: str


def load(folder: Path, library: str, device: str | None = None) -> Loaded:
    """Load a model: in float32, or in bfloat16 where that is faster and may be.

    Args:
        folder: of the model, whose files were checked.
        library: the name of the class in sentence-transformers.
        device: torch's name of one, on which its own numbers are wanted; by default the one that
            ``SHAWAHID_DEVICE`` chooses.

    Raises:
        MissingExtraError: the optional part ``torch`` is not installed.
        ModelError: the library cannot load it, or there is no such device.
    """
    try:
        import sentence_transformers
        import torch
        from transformers.utils import logging as said
    except ModuleNotFoundError as error:
        raise MissingExtraError("torch") from error

    check_content(folder)
    said.disable_progress_bar()
    is_halved = device is None and _may_halve(torch, _device(torch))
    device = device or _device(torch)
    precision = torch.bfloat16 if is_halved else torch.float32
    try:
        with _noting_missing() as missing:
            model = getattr(sentence_transformers, library)(
                str(folder),
                device=device,
                local_files_only=True,
                model_kwargs={"dtype": precision, "use_safetensors": True},
            ).eval()
    except FAULTS as error:
        raise refused(folder, f"cannot be loaded: {first_line(error)}") from error
    needed = [name for name in missing if _UNUSED not in name or library == "CrossEncoder"]
    if needed:
        raise refused(folder, f"lacks weights, such as {needed[0]}, which would be random")
    return Loaded(model, torch, device)


@contextmanager
def _noting_missing() -> Iterator[list[str]]:
    """Weights that the library reports as missing meanwhile, in place of its report."""
    missing: list[str] = []

    def note(record: logging.LogRecord) -> bool:
        found = _MISSING.findall(record.getMessage())
        missing.extend(found)
        return not found

    reporter = logging.getLogger("transformers.modeling_utils")
    reporter.addFilter(note)
    try:
        yield missing
    finally:
        reporter.removeFilter(note)


def most_places(model: Any) -> int:  # noqa: ANN401
    """The most tokens of one input that a model has places for, and that are read at all."""
    most = MOST_TOKENS
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and hasattr(module, "num_embeddings"):
            # RoBERTa begins to count behind the place that padding has.
            first = 0 if module.padding_idx is None else module.padding_idx + 1
            most = min(most, module.num_embeddings - first)
    return most


def refused(folder: Path, reason: str) -> ModelError:
    """The error of a model that cannot be used."""
    return ModelError(f"the model in {folder} {reason}; choose another")


def first_line(error: Exception) -> str:
    """What an error of the library says, without the advice that follows."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0] if lines else ''}"


def _may_halve(torch: Any, device: str) -> bool:  # noqa: ANN401
    """Whether numbers of 16 bits are faster on a device, and on a processor were asked for."""
    if device != CPU:
        return bool(torch.cuda.is_bf16_supported())
    return os.environ.get(RUNTIME) == "bf16" and bool(processor_flags() & _MULTIPLY_BF16)


def _device(torch: Any) -> str:  # noqa: ANN401
    chosen = chosen_device()
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if chosen == AUTO:
        return f"{CUDA}:0" if count else CPU
    if chosen == CPU:
        return CPU
    number = int(chosen.partition(":")[2] or 0)
    if number >= count:
        msg = (
            f"torch finds {count} CUDA devices here, and the device is to be {chosen!r}: install"
            " the build for CUDA (docs/models.md), or choose --device cpu"
        )
        raise ModelError(msg)
    return f"{CUDA}:{number}"
