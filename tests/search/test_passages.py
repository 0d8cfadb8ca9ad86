import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.arabic.sentences import sentences
from search.passages import PassageSettings, cut
from search.records import LONGEST_PASSAGE, Document, Passage
from testing.hashing_encoder import HashingEncoder
from tests.search.test_analyzer import arabic_text

spans_of = HashingEncoder().token_spans
settings = st.builds(
    PassageSettings, tokens=st.integers(1, 12), overlap_sentences=st.integers(0, 2)
)


def passages(text: str, tokens: int = 8, overlap: int = 1) -> list[Passage]:
    return cut(Document("d", text), spans_of, PassageSettings(tokens, overlap))


def test_a_short_text_is_one_passage() -> None:
    (passage,) = passages("  جملة أولى. جملة ثانية.\n")
    assert passage.text == "جملة أولى. جملة ثانية."


def test_passages_overlap_by_one_sentence() -> None:
    found = [p.text for p in passages("هو جاء. هي نامت. كلب نبح. ثم صمت.", tokens=4)]
    assert found == ["هو جاء. هي نامت.", "هي نامت. كلب نبح.", "كلب نبح. ثم صمت."]


def test_a_paragraph_that_fits_is_not_cut() -> None:
    found = [p.text for p in passages("هو جاء هنا.\nهي نامت. كلب نبح. ثم صمت.", tokens=8)]
    assert found == ["هو جاء هنا.", "هي نامت. كلب نبح. ثم صمت."]


def test_a_long_sentence_is_cut_after_a_comma() -> None:
    found = [p.text for p in passages("أ ب ج د ه، و ز ح ط ي", tokens=7, overlap=0)]
    assert found == ["أ ب ج د ه،", "و ز ح ط ي"]


def test_a_long_sentence_without_commas_is_cut_at_white_space() -> None:
    found = [p.text for p in passages("أ ب ج د ه و ز", tokens=3, overlap=0)]
    assert found == ["أ ب ج", "د ه و", "ز"]


def test_a_number_is_not_cut_at_its_comma() -> None:
    found = [p.text for p in passages("0 00,0 0", tokens=2, overlap=0)]
    assert found == ["0 00,0", "0"]


@pytest.mark.parametrize("sign", ["\u064b", "\u200b", "\u0640", "\n", " ", "\u0627", "*"])
def test_signs_that_are_no_tokens_make_no_passage_endless(sign: str) -> None:
    text = f"أعلنت الوزارة {sign * 5 * LONGEST_PASSAGE} ثم صمتت. ثم قالت."
    found = passages(text, tokens=384)
    assert max(len(passage.text) for passage in found) <= LONGEST_PASSAGE
    covered = {at for passage in found for at in range(passage.start, passage.end)}
    assert all(at in covered or letter.isspace() for at, letter in enumerate(text))
    assert [each.start for each in found] == sorted({each.start for each in found})


def test_of_a_passage_that_is_longer_than_any_is_cut_the_opening_is_looked_at() -> None:
    document = Document("d", f"  أعلنت{'ـ' * LONGEST_PASSAGE}")
    long, short = Passage(document, 2, len(document.text)), Passage(document, 2, 7)
    assert long.opening == Passage(document, 2, 2 + LONGEST_PASSAGE)
    assert short.opening is short


def test_nothing_but_white_space_has_no_passages() -> None:
    assert passages(" \n ") == []


@given(arabic_text, settings)
@example("00,0\x0c0", PassageSettings(1, 0))
def test_every_sentence_is_covered_and_none_is_too_long(text: str, how: PassageSettings) -> None:
    found = cut(Document("d", text), spans_of, how)
    covered = {at for passage in found for at in range(passage.start, passage.end)}
    for span in sentences(text):
        assert all(at in covered or text[at].isspace() for at in range(*span))
    starts = [passage.start for passage in found]
    assert starts == sorted(set(starts))
    for passage in found:
        assert passage.text == text[passage.start : passage.end] == passage.text.strip() != ""
        assert len(spans_of(passage.text)) <= how.tokens
