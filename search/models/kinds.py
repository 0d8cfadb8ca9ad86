"""What kind of model a folder holds, and whether it is one that can be run: told by its files."""

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from search.errors import ModelError

SETTINGS = "config_sentence_transformers.json"
MODULES = "modules.json"
_INDEX = "model.safetensors.index.json"
_LIBRARY = ("sentence_transformers.", "pylate.")
# What a fast tokenizer is read or made from.
_TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "*.model")
# Weights in formats that may run code as they are read.
_UNSAFE = ("pytorch_model*.bin", "adapter_model.bin", "*.pt", "*.ckpt", "*.pkl")


class Kind(Enum):
    """Models by what they make of a text, as sentence-transformers calls them."""

    DENSE = "SentenceTransformer"
    LATE_INTERACTION = "MultiVectorEncoder"
    SPARSE = "SparseEncoder"
    RERANKER = "CrossEncoder"


_INSTEAD = {
    Kind.SPARSE: "it weighs words: name it with --sparse-model, beside a model of vectors",
    Kind.RERANKER: "it compares a question with passages that were found: name it with --reranker",
    Kind.DENSE: "it makes vectors of texts: name it with --model",
    Kind.LATE_INTERACTION: "it makes vectors of tokens: name it with --model",
}


def kind_of(folder: Path) -> Kind:
    """The kind of the model in a folder.

    Raises:
        ModelError: it says that it is of a kind that is not known here.
    """
    named = read_settings(folder / SETTINGS).get("model_type")
    if named == "ColBERT":  # as PyLate calls it
        return Kind.LATE_INTERACTION
    if named is not None:
        try:
            return Kind(named)
        except ValueError as error:
            known = ", ".join(kind.value for kind in Kind)
            msg = f"the model in {folder} is a {named!r}; known are: {known}"
            raise ModelError(msg) from error
    architectures = " ".join(read_settings(folder / "config.json").get("architectures") or ())
    if "HF_ColBERT" in architectures:
        return Kind.LATE_INTERACTION
    is_bare = not (folder / MODULES).is_file()
    is_reranker = is_bare and "ForSequenceClassification" in architectures
    return Kind.RERANKER if is_reranker else Kind.DENSE


def check_kind(folder: Path, *wanted: Kind) -> Kind:
    """The kind of the model in a folder, which must be one of some.

    Raises:
        ModelError: it is another, or cannot be run: what it holds needs code of its own, say.
    """
    kind = kind_of(folder)
    if kind not in wanted:
        msg = f"the model in {folder} is a {kind.value}: {_INSTEAD[kind]}"
        raise ModelError(msg)
    check_files(folder)
    return kind


def check_sparse(folder: Path) -> None:
    """Refuse what does not weigh words, or cannot be run.

    Raises:
        ModelError: it makes vectors, say.
    """
    # Of a masked language model, the library makes one that weighs words.
    is_bare = not (folder / MODULES).is_file() and not (folder / SETTINGS).is_file()
    architectures = " ".join(read_settings(folder / "config.json").get("architectures") or ())
    if not is_bare or "ForMaskedLM" not in architectures:
        check_kind(folder, Kind.SPARSE)
    check_files(folder)


def check_reranker(folder: Path) -> None:
    """Refuse what does not compare a question with a passage, or cannot be run.

    Raises:
        ModelError: it is an encoder, say.
    """
    # A generative reranker that does not say so looks like any other folder of transformers.
    is_bare = not (folder / MODULES).is_file() and not (folder / SETTINGS).is_file()
    if not is_bare or kind_of(folder) is Kind.LATE_INTERACTION:
        check_kind(folder, Kind.RERANKER)
    check_files(folder)


def check_files(folder: Path) -> None:
    """Refuse what is no model, or one whose files are missing, unsafe, or need code of their own.

    Raises:
        ModelError: it says which file is at fault, and what to do.
    """
    if not (folder / MODULES).is_file() and not (folder / "config.json").is_file():
        msg = f"{folder} is no model folder: it has neither {MODULES} nor config.json"
        raise ModelError(msg)
    if not any(any(folder.rglob(pattern)) for pattern in _TOKENIZERS):
        msg = f"{folder} has no tokenizer.json; choose a model with a fast tokenizer"
        raise ModelError(msg)
    for name in _classes(folder):
        if not name.startswith(_LIBRARY):
            msg = (
                f"the model in {folder} is made of {name!r}, code of its own, which Shawahid does"
                " not run: choose a model that sentence-transformers knows"
            )
            raise ModelError(msg)
    for part in _parts(folder):
        _check_weights(part)


def is_complete(folder: Path) -> bool:
    """Whether what was fetched into a folder is a whole model, and not a part of one."""
    named = [folder / path for _, path in module_names(folder)] or [folder]
    has_weights = any(any(part.glob("*.safetensors")) for part in (folder, *named))
    return has_weights and not any(_missing(part) for part in (folder, *named))


def module_names(folder: Path) -> tuple[tuple[str, str], ...]:
    """Class and path of each module, in order."""
    listed = _read_list(folder / MODULES)
    return tuple((each["type"].rsplit(".", 1)[-1], each["path"]) for each in listed)


def _classes(folder: Path) -> Iterator[str]:
    for each in _read_list(folder / MODULES):
        yield str(each["type"])
    routes = folder / "router_config.json"
    yield from map(str, read_settings(routes).get("types", {}).values())


def _parts(folder: Path) -> Iterator[Path]:
    """The folder, and those in it of modules."""
    yield folder
    for path in sorted(folder.rglob("config.json")):
        if path.parent != folder:
            yield path.parent


def _check_weights(part: Path) -> None:
    unsafe = [path.name for pattern in _UNSAFE for path in sorted(part.glob(pattern))]
    if unsafe and not any(part.glob("*.safetensors")):
        msg = (
            f"{part / unsafe[0]} is not read, since its format may run code: choose a model with"
            " model.safetensors, or load this one where you trust it and save it again with"
            " `SentenceTransformer(...).save_pretrained(FOLDER)`"
        )
        raise ModelError(msg)
    missing = _missing(part)
    if missing:
        msg = (
            f"the model in {part} is not whole: {missing[0]} is missing; fetch it again, or copy"
            " the whole folder"
        )
        raise ModelError(msg)


def _missing(part: Path) -> list[str]:
    """Files of weights that a list of them names and that are not there."""
    shards = set(read_settings(part / _INDEX).get("weight_map", {}).values())
    return sorted(name for name in shards if not (part / name).is_file())


def read_settings(path: Path) -> dict[str, Any]:
    """A JSON object of a model's folder, empty where there is no such file.

    Raises:
        ModelError: it is damaged.
    """
    found = _content(path)
    if found is None:
        return {}
    if not isinstance(found, dict):
        msg = f"{path} is damaged: expected a JSON object; fetch the model again"
        raise ModelError(msg)
    return found


def _read_list(path: Path) -> list[dict[str, Any]]:
    found = _content(path)
    if found is None:
        return []
    modules: list[Any] = found if isinstance(found, list) else [None]
    if not all(isinstance(each, dict) and {"type", "path"} <= each.keys() for each in modules):
        msg = f"{path} is damaged: expected a list of modules; fetch the model again"
        raise ModelError(msg)
    return modules


def _content(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        msg = f"{path} is damaged ({error}); fetch the model again"
        raise ModelError(msg) from error
