"""Models of other kinds give the vectors that sentence-transformers gives, or are refused."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from indexer.pipeline import index_documents, open_for_writing
from indexer.summary import Change
from indexer.upkeep.reindexing import reindex
from indexer.upkeep.verification import verify
from search import open_engine
from search.arabic.orthography import fold
from search.archive import Archive
from search.engine import Engine
from search.errors import IndexMismatchError, ModelError
from search.index import Index
from search.layout import FILE_NAME
from search.models import open_encoder, runtime_of
from search.models.encoder import Encoder, TransformerEncoder
from search.models.library_encoder import LibraryEncoder
from search.models.tokenizer import TITLE_TOKENS
from search.models.vocabulary import Vocabulary
from search.settings import VOCABULARY
from testing.skipping import needs_torch
from testing.tiny_models import (
    PROMPTS,
    Recipe,
    byte_pairs,
    make_dense,
    make_late,
    make_static,
    make_transformer,
    sentence_piece,
)
from tests.conftest import DOCUMENTS, as_reads

pytestmark = needs_torch

TEXTS = (
    "قال الوزير إن المشروع يوفر فرص عمل جديدة عام 2015.",
    "فاز المنتخب",
    "The Council APPROVED a budget on Tuesday",
    "قَالَ الوَزِيرُ إن المشروع يبدأ " * 30,
    "؟ .",
)


def normalised(size: int) -> list[Any]:
    from sentence_transformers.base.modules import Normalize

    return [Normalize()] if size else []


def projected(size: int) -> list[Any]:
    from sentence_transformers.base.modules import Dense

    return [Dense(size, 12), *normalised(12)]


def layer_normed(size: int) -> list[Any]:
    from sentence_transformers.sentence_transformer.modules import LayerNorm

    return [LayerNorm(size)]


INSTRUCTION = {"query": "Instruct: find what answers\nQuery: "}
COVERED = {
    "mean": Recipe(prompts=PROMPTS, after=normalised),
    "cls": Recipe(pooling="cls", prompts={"query": "query: ", "passage": "passage: "}),
    "xlm-r": Recipe("xlm-roberta", sentence_piece, prompts=PROMPTS, limit=60),
    "odd": Recipe(hidden=36),
    # Texts are longer than what a token of it sees, in two of three layers.
    "modernbert": Recipe(
        "modernbert",
        byte_pairs,
        prompts=PROMPTS,
        options={"num_hidden_layers": 4, "local_attention": 12},
    ),
    "biased": Recipe(
        "modernbert",
        byte_pairs,
        "cls",
        normalised,
        options={"norm_bias": True, "attention_bias": True, "mlp_bias": True},
    ),
    "short": Recipe(limit=24),
}
OTHERS = {
    "dense": Recipe(after=projected, limit=40),
    "layer norm": Recipe(after=layer_normed),
    "max": Recipe(pooling="max"),
    "weighted": Recipe(pooling="weightedmean", prompts=PROMPTS),
    "two poolings": Recipe(pooling=("cls", "mean")),
    "without prompt": Recipe(prompts=PROMPTS, settings={"pooling": {"include_prompt": False}}),
    "truncated": Recipe(settings={"truncate_dim": 20}),
    "t5": Recipe("t5", sentence_piece),
    "qwen": Recipe("qwen3", byte_pairs, "lasttoken", normalised, prompts=INSTRUCTION, left=True),
    "gemma": Recipe("gemma3_text", byte_pairs, options={"use_bidirectional_attention": True}),
}
RECIPES = COVERED | OTHERS


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Gives the folder of a model by its name above, made once."""

    @cache
    def make(name: str) -> Path:
        folder = tmp_path_factory.mktemp("model")
        if name == "static":
            return make_static(Recipe(prompts=PROMPTS), folder)
        if name == "late":
            return make_late(Recipe(prompts=PROMPTS), folder)
        if name in {"expanding", "at least"}:
            strategy = "fixed" if name == "expanding" else "min"
            expansion = {"strategy": strategy, "length": 24, "attend": name == "expanding"}
            return make_late(Recipe(prompts=PROMPTS), folder, query_expansion=expansion)
        return make_dense(RECIPES[name], folder)

    return make


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAWAHID_CACHE", str(tmp_path / "cache"))


def library(folder: Path) -> Any:  # noqa: ANN401 - it ships no types that are looked at
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu")


def unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / lengths


def check_equal(encoder: Encoder, folder: Path, prompts: dict[str, str]) -> None:
    theirs = library(folder)
    folded = [fold(text).text for text in TEXTS]
    named = next((name for name in ("document", "passage") if name in prompts), None)
    asked = "query" if "query" in prompts else None
    questions = theirs.encode(folded, prompt_name=asked, task="query")
    passages = theirs.encode(folded, prompt_name=named, task="document")
    ours = [each.vector for each in encoder.encode_questions(TEXTS)]
    np.testing.assert_allclose(np.stack(ours), unit(questions), atol=1e-4)
    found = encoder.encode_passages([(None, text) for text in TEXTS])
    np.testing.assert_allclose(np.stack([e.vector for e in found]), unit(passages), atol=1e-4)
    assert encoder.dimension == passages.shape[1]


def check_places(encoder: Encoder) -> None:
    """Tokens of a passage are known without the model, with or without a title, in their places."""
    for title in (None, "عنوان الخبر: الوزير"):
        for encoded, text in zip(
            encoder.encode_passages([(title, text) for text in TEXTS]), TEXTS, strict=True
        ):
            spans = encoder.passage_spans(text, title)
            assert encoded.spans == spans[: len(encoded.spans)]
            assert len(encoded.tokens) == len(encoded.spans) == len(encoded.weights)
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert [end for _, end in spans] == sorted(end for _, end in spans)
    every = {i for start, end in encoder.token_spans(TEXTS[0]) for i in range(start, end)}
    assert {i for i, letter in enumerate(TEXTS[0]) if not letter.isspace()} <= every


@pytest.mark.parametrize("name", RECIPES)
def test_vectors_are_those_of_the_library(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "torch")
    encoder = open_encoder(str(folder_of(name)))
    assert isinstance(encoder, LibraryEncoder)
    check_equal(encoder, folder_of(name), RECIPES[name].prompts)
    check_places(encoder)


@pytest.mark.parametrize("name", COVERED)
def test_our_own_graph_is_the_same_function(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    encoder = open_encoder(str(folder_of(name)))
    assert isinstance(encoder, TransformerEncoder)
    check_equal(encoder, folder_of(name), COVERED[name].prompts)
    check_places(encoder)
    monkeypatch.setenv("SHAWAHID_RUNTIME", "torch")
    assert open_encoder(str(folder_of(name))).fingerprint == encoder.fingerprint


def test_local_attention_as_older_configurations_say_it(
    folder_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    folder = shutil.copytree(folder_of("modernbert"), tmp_path / "older")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    for name in ("layer_types", "rope_parameters"):
        del config[name]
    config |= {"global_attn_every_n_layers": 2, "global_rope_theta": 900.0, "local_rope_theta": 9.0}
    (folder / "config.json").write_text(json.dumps(config))
    encoder = open_encoder(str(folder))
    assert isinstance(encoder, TransformerEncoder)
    check_equal(encoder, folder, PROMPTS)
    stretched = {"rope_type": "linear", "factor": 2.0, "rope_theta": 900.0}
    config["rope_parameters"] = dict.fromkeys(("full_attention", "sliding_attention"), stretched)
    (folder / "config.json").write_text(json.dumps(config))
    assert runtime_of(folder) == "torch"


@pytest.mark.parametrize("name", ["dense", "max", "qwen"])
def test_what_our_graph_does_not_cover_runs_in_torch_by_itself(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    assert runtime_of(folder_of(name)) == "torch"
    assert isinstance(open_encoder(str(folder_of(name))), LibraryEncoder)


def test_a_graph_that_gives_other_vectors_is_not_used(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    monkeypatch.setattr("search.models.openvino_graph.pooling", lambda _: "cls")
    assert isinstance(open_encoder(str(folder_of("mean"))), LibraryEncoder)


def test_a_model_in_sub_folders_and_one_without_modules(
    folder_of: Callable[[str], Path], tmp_path: Path
) -> None:
    inner = shutil.copytree(folder_of("mean"), tmp_path / "outer" / "0_Transformer")
    outer = inner.parent
    for name in ("modules.json", "config_sentence_transformers.json", "1_Pooling", "2_Normalize"):
        (inner / name).rename(outer / name)
    modules = json.loads((outer / "modules.json").read_text("utf-8"))
    modules[0]["path"] = "0_Transformer"
    (outer / "modules.json").write_text(json.dumps(modules))
    check_equal(open_encoder(str(outer)), outer, PROMPTS)
    check_equal(open_encoder(str(inner)), inner, {})


@pytest.mark.parametrize("name", ["config.json", "modules.json", "sentence_bert_config.json"])
def test_a_damaged_file_is_named_before_a_runtime_is_chosen(
    folder_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    folder = shutil.copytree(folder_of("mean"), tmp_path / "damaged")
    (folder / name).write_text("{")
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        open_encoder(str(folder))


def test_a_model_that_looks_tokens_up(folder_of: Callable[[str], Path]) -> None:
    encoder = open_encoder(str(folder_of("static")))
    check_equal(encoder, folder_of("static"), PROMPTS)
    check_places(encoder)


@pytest.mark.parametrize("name", ["late", "expanding", "at least"])
def test_a_model_that_compares_tokens_keeps_its_own(
    folder_of: Callable[[str], Path], name: str
) -> None:
    from sentence_transformers import MultiVectorEncoder

    encoder = open_encoder(str(folder_of(name)))
    check_places(encoder)
    theirs = MultiVectorEncoder(str(folder_of(name)), device="cpu")
    text = fold(TEXTS[0]).text
    ours = encoder.encode_passages([(None, TEXTS[0])])[0]
    document = theirs.encode_document([text], convert_to_numpy=True)[0]
    # Without [CLS], two tokens of the prompt, and [SEP]; the skip list has taken the full stop.
    np.testing.assert_allclose(ours.tokens, document[3:-1], atol=1e-4)
    assert all(TEXTS[0][slice(*span)] != "." for span in ours.spans)
    assert encoder.dimension == ours.tokens.shape[1] == 128
    question = encoder.encode_question(TEXTS[1])
    query = theirs.encode_query([TEXTS[1]], convert_to_numpy=True)[0]
    expected = query[3:-1] if name == "late" else np.delete(query, [0, 1, 2, 5], axis=0)
    np.testing.assert_allclose(question.tokens, expected, atol=1e-4)
    assert np.allclose(question.weights, 1 / len(question.tokens))


@pytest.mark.parametrize("name", ["dense", "odd", "late", "static"])
def test_an_index_made_with_it_answers_reopens_and_is_made_again(
    folder_of: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    encoder = open_encoder(str(folder_of(name)))
    place = tmp_path / "index"
    index = open_for_writing(place, lambda: encoder, str(folder_of(name)))
    index_documents(index, lambda: encoder, as_reads(DOCUMENTS), lambda _: None)
    index.close()
    assert list(verify(place, lambda *_: None)) == []
    with open_engine(place) as engine:
        assert engine.search("متى بدأت حملة التطعيم ضد الحصبة؟")[0].citation.quote
        answered = engine.rank("أسعار النفط", 3)
    other = open_encoder(str(folder_of("odd" if name == "dense" else "dense")))
    reindex(place, lambda: other, other.fingerprint, lambda _: None)
    assert list(verify(place, lambda *_: None)) == []
    reindex(place, lambda: encoder, str(folder_of(name)), lambda _: None)
    with open_engine(place) as engine:
        assert engine.rank("أسعار النفط", 3) == answered


def test_an_index_goes_by_what_was_measured_when_it_was_made(
    folder_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = open_encoder(str(folder_of("max")))
    place = tmp_path / "index"
    index = open_for_writing(place, lambda: encoder, str(folder_of("max")))
    index_documents(index, lambda: encoder, as_reads(DOCUMENTS), lambda _: None)
    with Engine(index, encoder) as engine:
        answered = engine.rank("أسعار النفط", 3)
    # Another release of the lists of frequencies, say.
    monkeypatch.setattr("search.models.vocabulary._WORDS", 30)
    monkeypatch.setattr("search.models.vocabulary._PUNCTUATION", {})
    later = open_encoder(str(folder_of("max")))
    assert later.fingerprint != encoder.fingerprint
    with Archive(place, lambda _: later) as archive:
        engine = archive.engine("default")
        assert engine.rank("أسعار النفط", 3) == answered
        used = engine.encoder()
        assert used.fingerprint == encoder.fingerprint
        check_places(used)
        # What is indexed later goes with what is there.
        run = index_documents(
            engine.index, lambda: later, as_reads((replace(DOCUMENTS[0], id="n"),)), lambda _: None
        )
        assert run.changes[Change.ADDED] == 1
    # What is kept is of this model alone, and of what it was made with.
    forged = Vocabulary([1, 2, 3], 400, 2)
    with closing(sqlite3.connect(place / FILE_NAME)) as connection:
        row = (json.dumps(forged.to_record()), VOCABULARY)
        connection.execute("UPDATE meta SET value = ? WHERE key = ?", row)
        connection.commit()
    index = Index(place)
    assert index.model_of(encoder) is encoder
    with pytest.raises(IndexMismatchError, match="fingerprint"):
        index.model_of(later)
    index.close()


def test_a_model_that_reads_little_leaves_room_for_the_text(
    folder_of: Callable[[str], Path],
) -> None:
    encoder = open_encoder(str(folder_of("short")))
    assert encoder.token_limit < TITLE_TOKENS
    encoded = encoder.encode_passages([("عنوان " * 40, "قال الوزير")])[0]
    assert encoded.spans[-1].end == len("قال الوزير")


def write(name: str, text: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_text(text)


def drop(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def empty(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def own_code(folder: Path) -> None:
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    modules[0]["type"] = "custom_st.Transformer"
    (folder / "modules.json").write_text(json.dumps(modules))


def without_a_layer(folder: Path) -> None:
    path = folder / "model.safetensors"
    kept = {name: part for name, part in load_file(path).items() if "layer.1" not in name}
    save_file(kept, path, metadata={"format": "pt"})


def shortened(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1000])


def of_type(kind: str) -> Callable[[Path], object]:
    return write("config_sentence_transformers.json", json.dumps({"model_type": kind}))


REFUSED: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (empty, "is no model folder"),
    "code": (own_code, "custom_st.Transformer.*does not run"),
    "pickle": (
        lambda folder: (folder / "model.safetensors").rename(folder / "pytorch_model.bin"),
        "pytorch_model.bin is not read, since its format may run code",
    ),
    "weights": (drop("model.safetensors"), "cannot be loaded"),
    "short": (shortened, "cannot be loaded|damaged"),
    "layer": (without_a_layer, r"lacks weights, such as encoder\.layer\.1"),
    "shards": (
        write("model.safetensors.index.json", '{"weight_map": {"a": "model-2.safetensors"}}'),
        "not whole: model-2.safetensors is missing",
    ),
    "damaged": (write("modules.json", "[{"), "modules.json is damaged"),
    "config": (write("config.json", "{"), "config.json is damaged"),
    "no list": (write("modules.json", "{}"), "expected a list of modules"),
    "no object": (write("config_sentence_transformers.json", "[]"), "expected a JSON object"),
    "tokenizer": (write("tokenizer.json", "{}"), "cannot be loaded|tokenizer"),
    "sparse": (
        of_type("SparseEncoder"),
        "it weighs words: name it with --sparse-model",
    ),
    "reranker": (of_type("CrossEncoder"), "is a CrossEncoder.*--reranker"),
    "unknown": (of_type("Oracle"), "'Oracle'; known are"),
    "dot": (
        write("config_sentence_transformers.json", '{"similarity_fn_name": "dot"}'),
        "compares its vectors by dot, Shawahid by cosine",
    ),
    "limit": (
        write(
            "config_sentence_transformers.json", json.dumps({"prompts": {"document": "a " * 40}})
        ),
        "reads only 24 tokens at a time",
    ),
}


@pytest.mark.parametrize("fault", ["short", "layer"])
def test_our_own_graph_is_not_made_of_damaged_weights(
    folder_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    monkeypatch.setattr("search.models.opening._has_proof", lambda _: True)  # as without torch
    folder = shutil.copytree(folder_of("short"), tmp_path / "broken")
    change, message = REFUSED[fault]
    change(folder)
    with pytest.raises(ModelError, match=message):
        open_encoder(str(folder))


@pytest.mark.parametrize("fault", REFUSED)
def test_what_cannot_be_run_is_refused_by_name(
    folder_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "torch")
    source = "max" if fault == "dot" else "short"
    folder = shutil.copytree(folder_of(source), tmp_path / "broken")
    change, message = REFUSED[fault]
    change(folder)
    with pytest.raises(ModelError, match=message):
        open_encoder(str(folder))


@pytest.mark.parametrize(
    ("device", "message"),
    [("gpu", "expected auto, cpu, cuda or cuda:N"), ("cuda:99", "finds . CUDA devices here")],
)
def test_a_device_that_is_not_there_is_named(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, device: str, message: str
) -> None:
    monkeypatch.setenv("SHAWAHID_DEVICE", device)
    with pytest.raises(ModelError, match=message):
        open_encoder(str(folder_of("max")))


def test_texts_that_do_not_fit_into_memory_are_read_in_halves(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    from search.models.torch_model import TorchModel

    monkeypatch.setattr("search.models.torch_model.BATCH", 32)
    encoder = open_encoder(str(folder_of("max")))
    expected = encoder.encode_questions(["سؤال"] * 20)
    read, taken = TorchModel._read, []

    def failing(self: TorchModel, texts: list[str], *, is_question: bool) -> Any:  # noqa: ANN401
        taken.append(len(texts))
        if len(texts) > room:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return read(self, texts, is_question=is_question)

    monkeypatch.setattr(TorchModel, "_read", failing)
    room = 6
    found = encoder.encode_questions(["سؤال"] * 20)
    assert taken == [20, 10, 5, 5, 5, 5]
    np.testing.assert_allclose([e.vector for e in found], [e.vector for e in expected], atol=1e-6)
    room = 0
    with pytest.raises(ModelError, match="more memory than cpu has left"):
        encoder.encode_question("سؤال")


def test_torch_runs_in_bf16_where_that_is_asked_for(
    folder_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "torch")
    exact = open_encoder(str(folder_of("max"))).encode_question(TEXTS[0])
    monkeypatch.setenv("SHAWAHID_RUNTIME", "bf16")
    found = {}
    for flags in ("avx512_bf16", "avx2"):
        monkeypatch.setattr(
            "search.models.torch_loading.processor_flags", lambda flags=flags: frozenset({flags})
        )
        found[flags] = open_encoder(str(folder_of("max"))).encode_question(TEXTS[0])
    np.testing.assert_array_equal(found["avx2"].vector, exact.vector)
    halved = found["avx512_bf16"]
    assert not np.array_equal(halved.vector, exact.vector)
    assert halved.vector @ exact.vector > 0.999
    assert halved.spans == exact.spans
    # What our own graph is compared with has all its bits.
    assert isinstance(open_encoder(str(folder_of("cls"))), TransformerEncoder)


def test_a_model_that_is_two_in_one(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Router
    from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding

    recipe = Recipe()
    parts: list[Any] = [make_transformer(recipe, tmp_path / str(i)) for i in range(2)]
    both = [[part, Pooling(recipe.hidden)] for part in parts]
    static = [StaticEmbedding(recipe.tokenizer(), embedding_dim=recipe.hidden)]
    for name, questions in (("alike", both[0]), ("unlike", static)):
        router = Router.for_query_document(query_modules=questions, document_modules=both[1])
        SentenceTransformer(modules=[router], device="cpu").save(str(tmp_path / name))
    check_equal(open_encoder(str(tmp_path / "alike")), tmp_path / "alike", {})
    with pytest.raises(ModelError, match="cannot be used"):
        open_encoder(str(tmp_path / "unlike"))
