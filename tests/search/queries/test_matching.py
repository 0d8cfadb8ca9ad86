"""Where words stand in a text, and that the phrases by which texts are found are there too."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.analyzer import words
from search.queries.conditions import Match, Words
from search.queries.matching import form_phrases, stands_in


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("وزير العدل", "زار وزيرُ العدلِ عمّان"),
        ("وزير العدل", "التقى بوزير  العـدل، أمس"),
        ("وزير العدل", "وزيرالعدل"),
        ("الوزارة", "تعود للوزارة"),
        ("الوزارة", "وبالوزارة"),
        ("إلى الامام", "إلي الأمام"),
        ("مدرسة", "مدرسه"),
        ("لا إله", "\ufefb إله"),
        ("١٢ قاعدة", "12 قاعدة"),
        ("كتاب", "\u06a9تاب"),
        ("New York", "new YORK"),
    ],
)
def test_a_phrase_stands_in_any_spelling(phrase: str, text: str) -> None:
    wanted = Words(phrase, Match.FOLDED)
    assert stands_in(wanted, text)
    assert _are_found(wanted, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("وزير العدل", "العدل وزير"),
        ("وزير العدل", "وزير العدلية"),
        ("وزير العدل", "وزير للعدل"),
        ("كتب", "كتبَها"),
        ("تاب", "كتاب"),
        ("عدل", "العدل"),
    ],
)
def test_other_words_are_another_phrase(phrase: str, text: str) -> None:
    assert not stands_in(Words(phrase, Match.FOLDED), text)


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("على", "جلس على الأرض", True),
        ("على", "جلس علي أرضا", False),
        ("على", "جلس وعلى", False),
        ("كتاب", "كتابٌ", False),
        ("كتاب جديد", "هذا كتاب\n جديد.", True),
        ("UN", "the un", False),
        ("a.b*", "a.b*", True),
    ],
)
def test_to_the_letter(phrase: str, text: str, stands: bool) -> None:  # noqa: FBT001
    assert stands_in(Words(phrase, Match.EXACT), text) is stands


def test_inflected_words_stand_in_any_order() -> None:
    wanted = Words("الوزير السعودي", Match.INFLECTED)
    assert stands_in(wanted, "سعوديون ووزير")
    assert not stands_in(wanted, "وزير")


_LETTERS = st.text("اأبتثجحخدذرزسشصضطظعغفقكلمنهويىةءئؤ\u064e\u0640", min_size=1, max_size=6)


@given(
    st.lists(_LETTERS, min_size=1, max_size=4),
    st.lists(_LETTERS, max_size=3),
    st.sampled_from([Match.FOLDED, Match.EXACT]),
)
def test_whatever_stands_in_a_text_is_found_by_its_words(
    part: list[str], more: list[str], match: Match
) -> None:
    text = " ".join([*more, *part, *more])
    wanted = Words(" ".join(part), match)
    if next(words(wanted.text), None) is not None:
        assert not stands_in(wanted, text) or _are_found(wanted, text)


def _are_found(wanted: Words, text: str) -> bool:
    found = [word.form for word in words(text)]
    return any(
        found[at : at + len(each)] == each
        for each in form_phrases(wanted)
        for at in range(len(found))
    )
