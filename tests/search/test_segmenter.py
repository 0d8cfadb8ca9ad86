import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.analyzer import forms, words
from search.arabic.segmenter import cuts_in

ARABIC = st.text(
    alphabet=st.sampled_from("ابةتجدرسعفقلمنهويىءأإآ\u0640\u064e\u0651\u0650\u200f"), max_size=24
)


def parts(word: str) -> list[str]:
    return [word[start:end] for start, end in pairwise([0, *cuts_in(word), len(word)])]


@pytest.mark.parametrize(
    "expected",
    [
        ["الثقافية", "للرعاية"],
        ["الوحدة", "الرائد"],
        ["المدينة", "أعلن"],
    ],
)
def test_ta_marbuta_ends_a_word(expected: list[str]) -> None:
    assert parts("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected", [["وزير", "العدل"], ["فلسطين", "العراق"], ["عيد", "الفطر"], ["أبو", "العيش"]]
)
def test_the_article_after_a_known_word_begins_another(expected: list[str]) -> None:
    assert parts("".join(expected)) == expected


@pytest.mark.parametrize("expected", [["اليمن", "لبنان"], ["مليار", "دولار"], ["أمير", "منطقة"]])
def test_two_frequent_words_are_told_apart(expected: list[str]) -> None:
    assert parts("".join(expected)) == expected


def test_each_side_of_a_ta_marbuta_is_looked_into() -> None:
    assert parts("الجمعيةوزيرالعدل") == ["الجمعية", "وزير", "العدل"]


@pytest.mark.parametrize(
    "word",
    [
        "يقدمانها",
        "ليسألوهم",
        "والمدرسة",
        "بالمدرسة",
        "كالمدرسة",
        "فالمدرسة",
        "للرعاية",
        "وبالوالدين",
        "كتابها",
        "وكتابهما",
        "وسيكتبونها",
        "استعمالاتهم",
        "مسؤولياتهم",
        "المخالطين",
        "خيالات",
        "عمالقة",
        "برتقالي",
        "عبدالله",
        "لبنان",
        "اليمن",
        "اليمنيين",
        "فلسطينيون",
        "أفنلزمكموها",
        "مستشفياتنا",
        "واللبنانيات",
        "حياتي",
        "صلاتهم",
        "ة",
        "كةب",
        "Beirut",
        "2015",
        "x",
    ],
)
def test_a_word_stays_whole(word: str) -> None:
    assert parts(word) == [word]


def test_marks_and_tatweel_stay_with_the_letter_before_them() -> None:
    word = "وز\u0640\u0640ير\u064fالع\u0640دل\u0650"
    assert parts(word) == ["وز\u0640\u0640ير\u064f", "الع\u0640دل\u0650"]


def test_the_analyser_gives_each_part_its_own_place() -> None:
    text = "زار اليمنلبنان ليبيا"
    found = {word.form: text[slice(*word.span)] for word in words(text)}
    assert found == {"زار": "زار", "اليمن": "اليمن", "لبنان": "لبنان", "ليبيا": "ليبيا"}


def test_a_part_is_the_term_of_the_word_that_stands_alone() -> None:
    (alone,) = words("للرعاية")
    together = list(words("الثقافيةللرعاية"))[1]
    assert (together.form, together.stem) == (alone.form, alone.stem)


@given(ARABIC)
def test_parts_cover_the_word_in_order(word: str) -> None:
    assert "".join(parts(word)) == word
    places = [0, *cuts_in(word), len(word)]
    assert all(start < end for start, end in pairwise(places)) or not word


@given(st.text())
def test_spans_lie_within_the_text_and_rise(text: str) -> None:
    spans = [word.span for word in words(text)]
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@given(st.text() | ARABIC)
def test_forms_joined_are_those_of_the_words(text: str) -> None:
    assert "".join(forms(text)) == "".join(word.form for word in words(text))


def test_the_lexicon_loads_without_its_package() -> None:
    code = (
        "import sys; from search.arabic.analyzer import words;"
        "assert 'msgpack' not in sys.modules; assert len(list(words('وزيرالعدل'))) == 2;"
        "assert 'wordfreq' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
