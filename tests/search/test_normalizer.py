import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic import normalizer
from search.arabic.normalizer import INVISIBLE, normalize


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("أحمد", "احمد"),
        ("إلى", "الي"),
        ("آمنة", "امنه"),
        ("مدرسة", "مدرسه"),
        ("مُدَرِّسٌ", "مدرس"),
        ("المـــغرب", "المغرب"),
        ("\ufefb", "لا"),  # the ligature lam-alef as one presentation form
        ("\ufedf\ufee0\ufed4\ufe98\ufeae\ufe93", "للفتره"),
        ("٢٠١٥", "2015"),
        ("۱۹۹۰", "1990"),
        ("کتاب", "كتاب"),
        ("ایران", "ايران"),
        ("Straße", "strasse"),
        ("القرآن", "القران"),
        ("القرا\u0653ن", "القران"),
        ("هٰذا", "هذا"),
        ("لبنان\u200f", "لبنان"),
        ("لب\u200cنان", "لبنان"),
        ("\u0640\u064b", ""),
    ],
)
def test_folds(written: str, folded: str) -> None:
    assert normalize(written) == folded


def test_keeps_letters_that_are_not_spellings_of_each_other() -> None:
    assert normalize("ضرب") != normalize("درب")
    assert normalize("مؤتمر") == "مؤتمر"
    assert normalize("بيئة") == "بيئه"


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0xFEFF)))
def test_is_idempotent_and_visible(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert not set(once) & set(INVISIBLE)


def test_a_long_text_is_folded_as_its_words_are() -> None:
    words = [
        "أحمد",
        "مُدَرِّسٌ",
        "المـــغرب",
        "\ufefb",
        "٢٠١٥",
        "کتاب",
        "هٰذا",
        "لبنان\u200f",
        "Straße",
        "5½",
    ] * 9
    assert normalize(" ".join(words)) == " ".join(map(normalize, words))


@given(st.text(alphabet="ابأإىةؤ\u064b\u0651\u0640\u0654٣۴5½①\u200f\ufefbİß. ", max_size=90))
def test_replacing_is_translating(text: str) -> None:
    assert normalizer._translated(text, normalizer._FOLDED) == text.translate(normalizer._FOLDED)
