"""Which model folders our own graph is written for, told by their files alone."""

import json
import struct
from pathlib import Path
from typing import Any

from search.models.kinds import SETTINGS, Kind, kind_of, module_names, read_settings

# Those of BERT and those whose positions turn the heads.
_OF_BERT, MODERN = {"bert", "xlm-roberta", "roberta"}, "modernbert"
_SIZES = {
    *("hidden_size", "max_position_embeddings"),
    *("num_attention_heads", "num_hidden_layers"),
}
_POOLED = {"mean", "cls"}
_OLD_NAMES = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}
# By which the weights are known to have the names, and the kinds of numbers, that the graph reads.
_FIRST_WEIGHTS = {"embeddings.word_embeddings.weight", "embeddings.tok_embeddings.weight"}
_NUMBERS = {"F32", "F16"}
_TRANSFORMER = "sentence_bert_config.json"


def is_covered(folder: Path) -> bool:
    """Whether a graph is of this model: BERT, XLM-R or ModernBERT with exact gelu, pooled once."""
    config = read_settings(folder / "config.json")
    return (
        (folder / "tokenizer.json").is_file()
        and kind_of(folder) is Kind.DENSE
        and config.keys() >= _SIZES
        and (_is_bert(config) or _is_modern(config))
        and "truncate_dim" not in read_settings(folder / SETTINGS)
        and not (folder / "adapter_config.json").is_file()
        and _reads_plainly(read_settings(folder / _TRANSFORMER))
        and pooling(folder) is not None
        and _has_weights(folder / "model.safetensors")
    )


def architecture(folder: Path) -> str | None:
    """The name of a model's architecture in transformers."""
    return read_settings(folder / "config.json").get("model_type")


def pooling(folder: Path) -> str | None:
    """How token vectors become one: ``mean`` or ``cls``; ``None`` where more is done."""
    modules = module_names(folder)
    names = [name for name, _ in modules]
    if names not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return None
    if modules[0][1]:
        return None
    config = read_settings(folder / modules[1][1] / "config.json")
    named = config.get("pooling_mode")
    chosen = {named} if isinstance(named, str) else set(named or ())
    chosen |= {_OLD_NAMES.get(name, name) for name, on in config.items() if _switches(name, on)}
    if not config.get("include_prompt", True) or len(chosen) != 1:
        return None
    (mode,) = chosen
    return mode if mode in _POOLED else None


def first_position(folder: Path) -> int:
    """The position of a text's first token."""
    config = read_settings(folder / "config.json")
    # RoBERTa begins to count behind the place that padding has.
    return 0 if config["model_type"] in {"bert", MODERN} else int(config.get("pad_token_id", 1)) + 1


def token_limit(folder: Path) -> int:
    """The most tokens of one input, wherever sentence-transformers has written it."""
    most = int(read_settings(folder / "config.json")["max_position_embeddings"]) - first_position(
        folder
    )
    named = read_settings(folder / _TRANSFORMER).get("max_seq_length")
    if not named:
        named = read_settings(folder / "tokenizer_config.json").get("model_max_length")
    return most if not named else int(min(named, most))


def _is_bert(config: dict[str, Any]) -> bool:
    return (
        config.get("model_type") in _OF_BERT
        and "layer_norm_eps" in config
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder")
    )


def _is_modern(config: dict[str, Any]) -> bool:
    """Whether positions turn heads in the plain way, and not in one of those for longer texts."""
    turned = (config.get("rope_parameters") or {}).values()
    return (
        config.get("model_type") == MODERN
        and config.get("hidden_activation", "gelu") == "gelu"
        and not config.get("rope_scaling")
        and all(each.get("rope_type", "default") == "default" for each in turned)
    )


def _reads_plainly(settings: dict[str, Any]) -> bool:
    """Whether texts are neither changed before they are tokenised, nor read for more than text."""
    known = {"text": {"method": "forward", "method_output_name": "last_hidden_state"}}
    return (
        not settings.get("do_lower_case")
        and settings.get("transformer_task", "feature-extraction") == "feature-extraction"
        and settings.get("modality_config", known) == known
        and not settings.keys() & {"processing_kwargs", "query_length", "document_length"}
    )


def _switches(name: str, on: object) -> bool:
    return name.startswith("pooling_mode_") and on is True


def _has_weights(path: Path) -> bool:
    """Whether the weights have the names that the graph asks for."""
    try:
        with path.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            header = json.loads(stream.read(min(length, 1 << 24)))
            first = [header[name] for name in _FIRST_WEIGHTS & header.keys()]
            return any(each["dtype"] in _NUMBERS for each in first)
    except (AttributeError, FileNotFoundError, KeyError, TypeError, struct.error, ValueError):
        return False
