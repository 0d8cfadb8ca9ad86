"""Sparse encoders weigh words as sentence-transformers does, or are refused."""

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from search.arabic.orthography import fold
from search.errors import ModelError
from search.models import open_encoder, open_sparse
from search.models.torch_sparse import TorchSparse
from search.sparse_vector import SparseVector
from testing.skipping import needs_torch
from testing.tiny_models import (
    PROMPTS,
    Recipe,
    byte_pairs,
    make_dense,
    make_masked,
    make_sparse,
    sentence_piece,
)

pytestmark = needs_torch

TEXTS = (
    "قال الوزير إن المشروع يوفر فرص عمل جديدة عام 2015.",
    "فاز المنتخب",
    "The Council APPROVED a budget on Tuesday",
    "قَالَ الوَزِيرُ إن المشروع يبدأ " * 60,
    "؟ .",
)
SUMMED = {"pooling": {"pooling_strategy": "sum"}}
TWICE = {"pooling": {"activation_function": "log1p_relu"}}
RECIPES: dict[str, tuple[Recipe, dict[str, Any]]] = {
    "splade": (Recipe(prompts=PROMPTS), {}),
    "short": (Recipe(limit=24), {}),
    "xlm-r": (Recipe("xlm-roberta", sentence_piece, limit=60, settings=SUMMED), {}),
    "modernbert": (Recipe("modernbert", byte_pairs, settings=TWICE), {}),
    "few": (Recipe(), {"max_active_dims": 20}),
    "looks up": (Recipe(prompts=PROMPTS, limit=40), {"looks_up": True}),
}


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives the folder of a model by its name above, made once."""

    @cache
    def make(name: str) -> Path:
        recipe, settings = RECIPES[name]
        return make_sparse(recipe, tmp_path_factory.mktemp("model"), **settings)

    return make


@pytest.fixture(autouse=True)
def on_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAWAHID_DEVICE", "cpu")


def check_equal(model: Any, folder: Path) -> None:  # noqa: ANN401 - TorchSparse
    from sentence_transformers import SparseEncoder

    theirs = SparseEncoder(str(folder), device="cpu")
    folded = [fold(text).text for text in TEXTS]
    questions = theirs.encode_query(folded, convert_to_sparse_tensor=False).numpy()
    passages = theirs.encode_document(folded, convert_to_sparse_tensor=False).numpy()
    assert model.size == questions.shape[1] == passages.shape[1]
    check_same([model.question(text) for text in TEXTS], questions)
    check_same(model.passages([(None, text) for text in TEXTS]), passages)


def check_same(ours: list[SparseVector], theirs: Any) -> None:  # noqa: ANN401 - an array
    for (ids, weights), expected in zip(ours, theirs, strict=True):
        full = np.zeros_like(expected)
        full[ids] = weights
        np.testing.assert_allclose(full, expected, atol=1e-4)
        assert len(ids) == (expected > 0).sum() > 0


@pytest.mark.parametrize("name", RECIPES)
def test_words_are_those_of_the_library(folder_of: Callable[[str], Path], name: str) -> None:
    check_equal(open_sparse(str(folder_of(name))), folder_of(name))


def test_a_masked_language_model_weighs_words(tmp_path: Path) -> None:
    make_masked(Recipe(), tmp_path)
    check_equal(open_sparse(str(tmp_path)), tmp_path)


def test_texts_that_are_read_together_weigh_as_alone(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = open_sparse(str(folder_of("splade"))).passages([(None, text) for text in TEXTS])
    monkeypatch.setattr("search.models.torch_sparse._MOST_NUMBERS", 1)
    one_by_one = open_sparse(str(folder_of("splade")))
    for ours, other in zip(
        one_by_one.passages([(None, text) for text in TEXTS]), alone, strict=True
    ):
        np.testing.assert_array_equal(ours.ids, other.ids)
        np.testing.assert_allclose(ours.weights, other.weights, atol=1e-5)


def test_a_title_counts_and_leaves_room_for_the_text(folder_of: Callable[[str], Path]) -> None:
    model = open_sparse(str(folder_of("short")))
    bare, titled, long, other = model.passages(
        [
            (None, TEXTS[1]),
            ("عنوان", TEXTS[1]),
            ("عنوان " * 99, TEXTS[1]),
            ("عنوان " * 99, TEXTS[0]),
        ]
    )
    assert not np.array_equal(bare.weights, titled.weights)
    assert not np.array_equal(long.weights, other.weights)


def test_it_is_loaded_when_it_is_first_needed(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.models.torch_sparse.load", lambda *_: pytest.fail("loaded"))
    model = open_sparse(str(folder_of("splade")))
    assert model.fingerprint
    with pytest.raises(pytest.fail.Exception, match="loaded"):
        model.question("سؤال")


def test_a_question_of_a_moment_ago_is_not_read_again(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = open_sparse(str(folder_of("splade")))
    first = model.question("سؤال")
    monkeypatch.setattr(TorchSparse, "_weigh", lambda *_: pytest.fail("read again"))
    assert model.question("سؤال") is first


def test_where_memory_is_short_fewer_texts_are_read_together(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch
    from sentence_transformers import SparseEncoder

    model = open_sparse(str(folder_of("splade")))
    passages = [(None, text) for text in TEXTS]
    expected = model.passages(passages)
    encode = SparseEncoder.encode_document

    def short(self: SparseEncoder, texts: list[str], **options: Any) -> Any:  # noqa: ANN401
        if len(texts) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return encode(self, texts, **options)

    monkeypatch.setattr(SparseEncoder, "encode_document", short)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: None)
    for ours, other in zip(model.passages(passages), expected, strict=True):
        np.testing.assert_allclose(ours.weights, other.weights, atol=1e-5)


def without_a_layer(folder: Path) -> None:
    path = folder / "model.safetensors"
    kept = {name: part for name, part in load_file(path).items() if "layer.1" not in name}
    save_file(kept, path, metadata={"format": "pt"})


def setting(name: str, value: object) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        path = folder / "config_sentence_transformers.json"
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {name: value}))

    return change


def own_code(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    modules[1]["type"] = "custom.Pooling"
    (folder / "modules.json").write_text(json.dumps(modules))


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "code": (own_code, r"custom\.Pooling.*does not run"),
    "pickle": (
        lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"),
        r"pytorch_model\.bin is not read, since its format may run code",
    ),
    "layer": (without_a_layer, r"lacks weights, such as .*layer\.1"),
    "similarity": (setting("similarity_fn_name", "cosine"), "compares its words by cosine"),
    "vectors": (setting("model_type", "SentenceTransformer"), "makes vectors.*--model"),
    "reranker": (setting("model_type", "CrossEncoder"), "--reranker"),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_run_is_refused_by_name(
    folder_of: Callable[[str], Path], tmp_path: Path, fault: str
) -> None:
    folder = shutil.copytree(folder_of("splade"), tmp_path / "model")
    change, said = REFUSED[fault]
    change(folder)
    with pytest.raises(ModelError, match=said):
        open_sparse(str(folder)).question("سؤال")


def test_each_option_names_the_other(folder_of: Callable[[str], Path], tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"is a SparseEncoder.*--sparse-model"):
        open_encoder(str(folder_of("splade")))
    with pytest.raises(ModelError, match=r"is a SentenceTransformer.*--model"):
        open_sparse(str(make_dense(Recipe(), tmp_path)))


def test_a_model_that_finds_no_word_is_refused(
    folder_of: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = shutil.copytree(folder_of("splade"), tmp_path / "model")
    path = folder / "model.safetensors"
    tensors = load_file(path)
    tensors["cls.predictions.bias"] = np.full_like(tensors["cls.predictions.bias"], -1e4)
    save_file(tensors, path, metadata={"format": "pt"})
    with pytest.raises(ModelError, match="finds no word"):
        assert open_sparse(str(folder)).size


def test_its_fingerprint_is_of_its_files(folder_of: Callable[[str], Path], tmp_path: Path) -> None:
    model = open_sparse(str(folder_of("splade")))
    copied = shutil.copytree(folder_of("splade"), tmp_path / "model")
    assert open_sparse(str(copied)).fingerprint == model.fingerprint
    setting("prompts", {"query": "سؤال: "})(copied)
    assert open_sparse(str(copied)).fingerprint != model.fingerprint
