"""Tokens of texts of any length."""

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Encoding, Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import Replace
from tokenizers.pre_tokenizers import Metaspace

from search.models.tokenizer import ModelTokenizer, Prompts
from search.models.vocabulary import Vocabulary
from search.passages import PassageSettings, cut
from search.records import Document

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإ"
PIECES = ("▁ال", "▁و", "ات", "ون", "▁", "،", ".", "▁الوزير", "قال", *LETTERS)


@pytest.fixture(scope="module")
def tokenizer() -> ModelTokenizer:
    made = Tokenizer(Unigram([("<unk>", 0.0), *((x, -1.0 - i) for i, x in enumerate(PIECES))], 0))
    made.normalizer = Replace(Regex(r"\s"), " ")
    made.pre_tokenizer = Metaspace()
    return ModelTokenizer(made, 512, Prompts("", ""), Vocabulary.sorted())


WORD = st.text(st.sampled_from("الوزيقتن،.\u064b\u0640\ufefb٣"), max_size=8)
SPACE = st.sampled_from([" ", "  ", "\n", " \n\n "])
TEXT = st.lists(st.builds(str.__add__, WORD, SPACE), max_size=40).map("".join)


@given(text=TEXT)
def test_a_text_that_is_tokenised_in_pieces_has_the_tokens_of_the_whole(
    tokenizer: ModelTokenizer, text: str
) -> None:
    whole = list(tokenizer.spans(text))
    with pytest.MonkeyPatch.context() as patch:
        # No word is longer.
        patch.setattr("search.models.tokenizer._PIECE", 24)
        assert list(tokenizer.spans(text)) == whole


def test_what_has_no_white_space_is_cut_all_the_same(
    tokenizer: ModelTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.models.tokenizer._PIECE", 100)
    text = "\ufdfa" * 250
    places = list(tokenizer.spans(text))
    assert places[0].start == 0
    assert places[-1].end == len(text)
    assert places == sorted(places)


def test_a_long_text_is_given_to_the_tokenizer_in_pieces(
    tokenizer: ModelTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.models.tokenizer._PIECE", 1_000)
    lengths = []
    encode = tokenizer._encode

    def noting(text: str) -> Encoding:
        lengths.append(len(text))
        return encode(text)

    monkeypatch.setattr(tokenizer, "_encode", noting)
    assert sum(1 for _ in tokenizer.spans("قال الوزير إن الحكومات تعمل على ذلك.\n" * 1_000))
    assert max(lengths) <= 1_001


def test_the_tokens_of_a_long_text_take_little_room(
    tokenizer: ModelTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.models.tokenizer._PIECE", 1_000)
    document = Document("id", "قال الوزير إن الحكومات تعمل على ذلك.\n" * 1_000)
    tracemalloc.start()
    assert cut(document, tokenizer.spans, PassageSettings())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # Their spans alone would take a hundred bytes a letter.
    assert most < 50 * len(document.text)
