"""Normal forms are those of Unicode, whatever the number of marks in a row costs."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.normal_forms import normal_form

MARKS = "\u064e\u0651\u0670\u0301"
texts = st.text(st.sampled_from(f"ابآة eéﷺ {MARKS}"), max_size=200)


@given(texts)
def test_a_text_is_in_the_normal_form(text: str) -> None:
    for form in ("NFC", "NFKC", "NFD", "NFKD"):
        assert normal_form(form, text) == unicodedata.normalize(form, text)


def test_of_many_marks_a_few_are_sorted_at_a_time() -> None:
    marks = MARKS * 5000
    found = normal_form("NFC", f"قال{marks} ثم e{marks}")
    assert sorted(found) == sorted(unicodedata.normalize("NFC", f"قال{marks} ثم e{marks}"))
    classes = [unicodedata.combining(letter) for letter in found]
    falls = sum(one > other > 0 for one, other in pairwise(classes))
    assert 0 < falls <= len(found) // 30


@pytest.mark.parametrize("before", range(70))
def test_a_run_is_found_wherever_it_stands(before: int) -> None:
    run = "\u064e\u0651" * 16 + "\u064e"
    text = "ا" * before + run + "ب" * 50
    assert normal_form("NFC", text) != unicodedata.normalize("NFC", text)
