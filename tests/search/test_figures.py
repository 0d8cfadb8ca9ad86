"""Digits of another setting: numbers of notes, powers and fractions beside numbers and words."""

import pytest

from search.arabic.amounts import amounts
from search.arabic.analyzer import forms, words
from search.arabic.normalizer import normalize
from search.quotations.fidelity import Fidelity
from search.quotations.wording import Quotation


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("5¹ مليارات", "5 1 مليارات"),
        ("10⁶ نسمة", "10 6 نسمه"),
        ("٥①", "5 1"),
        ("①5", "1 5"),
        ("5₁", "5 1"),
        ("5½", "5 1⁄2"),
        ("الوزارة⁽¹⁾،", "الوزاره 1"),
        ("الوزارة¹²", "الوزاره 12"),
        ("أمر\u064f¹", "امر 1"),
        ("①كتاب", "1 كتاب"),
        ("وزير²", "وزير 2"),
        # What else is written so is a word.
        ("كم² م³ CO₂ 1ᵉʳ", "كم2 م3 co2 1er"),
        ("① ½", "1 1⁄2"),
        ("5\U0001f101", "5 0,"),
    ],
)
def test_no_digit_of_another_setting_joins_a_number_or_a_word(text: str, found: str) -> None:
    read = list(words(text))
    assert [word.form for word in read] == found.split() == forms(text)
    assert [text[slice(*word.span)] for word in read]
    assert "51" not in normalize(text)
    assert "106" not in normalize(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("5¹ مليارات", "5000000000"),
        ("2.5① مليار", "2500000000"),
        ("10⁶ نسمة", "1000000"),
        ("5½ مليون", "5500000"),
    ],
)
def test_amounts_are_those_of_the_number_before_the_note(text: str, key: str) -> None:
    assert [amount.key for amount in amounts(text, list(words(text)))] == [key]


@pytest.mark.parametrize(
    ("quoted", "printed"),
    [("51", "5①"), ("51", "5₁"), ("51", "5¹"), ("550", "5㊿"), ("15", "①5"), ("11⁄2", "1½")],
)
def test_another_number_is_not_another_spelling(quoted: str, printed: str) -> None:
    quotation = Quotation.read(f"بلغت الخسائر {quoted} ألفا في العام الماضي")
    wording = quotation.compare(f"بلغت الخسائر {printed} ألفا في العام الماضي")
    assert wording is not None
    assert wording.fidelity is Fidelity.WORDS
