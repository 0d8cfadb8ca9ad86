import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.orthography import fingerprint, fold
from search.records import Span

PLAIN = "قال الوزير إن الأمة كلها على حق"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("قَالَ الوَزِيرُ", "قال الوزير", id="harakat"),
        pytest.param("مدرّسةٌ", "مدرسة", id="shadda and tanween"),
        pytest.param("الـــوزيـر", "الوزير", id="tatweel"),
        pytest.param("هٰذا ٱلكتاب", "هذا الكتاب", id="small alef and alef wasla"),
        pytest.param("کتابی ہے", "كتابي هي", id="Persian and Urdu letters"),
        pytest.param("لا\u200cتنم و\u200dو", "لاتنم وو", id="joiners"),
        pytest.param("\ufe8d\ufedf\ufed8\ufeae\ufe8d\ufead", "القرار", id="presentation forms"),
        pytest.param("\ufefbبد \ufef7مر", "لابد لأمر", id="ligatures of lam and alef"),
        pytest.param("النبي \ufdfa", "النبي صلى الله عليه وسلم", id="a phrase in one letter"),
        pytest.param("عام ٢٠١٥ و۱۹", "عام 2015 و19", id="Arabic and Persian digits"),
        pytest.param("ا\u0655سلام ا\u0654مة ا\u0653خر", "إسلام أمة آخر", id="hamza as a mark"),
        pytest.param("مو\u064e\u0654ذن", "مؤذن", id="hamza after a vowel mark"),
        pytest.param("شي\u0654ا", "شئا", id="hamza over ya"),
        pytest.param(PLAIN, PLAIN, id="hamza carriers, ta marbuta and final ya stay"),
        pytest.param("Café 12 €", "Café 12 €", id="other scripts"),
    ],
)
def test_one_spelling(written: str, read: str) -> None:
    assert fold(written).text == read


def test_a_place_has_the_marks_of_its_letters() -> None:
    text = "قَالَ الـوزيرُ"
    folded = fold(text)
    found = folded.text.index("الوزير")
    span = folded.original(Span(found, found + len("الوزير")))
    assert text[span.start : span.end] == "الـوزيرُ"


def test_a_part_of_an_expanded_letter_is_the_letter() -> None:
    text = "محمد \ufdfa نبي"
    folded = fold(text)
    start = folded.text.index("عليه")
    span = folded.original(Span(start, start + 4))
    assert text[span.start : span.end] == "\ufdfa"


LETTERS = st.text(
    st.sampled_from("ابيوىةهكلم \u064e\u0651\u0640\u0654\u0655\u200cیکﷺﻻ٣a\n"), max_size=40
)


@given(LETTERS | st.text(max_size=40))
def test_places_rise_and_cover_the_text(text: str) -> None:
    folded = fold(text)
    spans = [folded.original(Span(i, i + 1)) for i in range(len(folded.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.start <= two.start and one.end <= two.end for one, two in pairwise(spans))


@given(LETTERS | st.text(max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.text(st.sampled_from("أإآؤئابتثجحخدسقكلمنهوي "), max_size=30))
def test_decomposed_letters_are_read_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)).text == fold(text).text


def test_the_fingerprint_is_that_of_the_rules() -> None:
    assert len(fingerprint()) == 8
