import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.analyzer import GRAM, fingerprint, words
from search.arabic.normalizer import normalize
from search.arabic.transliteration import readings

arabic_text = st.text(
    alphabet=st.one_of(
        st.characters(min_codepoint=0x0600, max_codepoint=0x06FF),
        st.sampled_from(" .،؟\n\u200f\u202eabZ09'\"ﻻﺔ"),
        st.characters(exclude_categories=["Cs"]),
    )
)


def test_words_stand_where_they_say() -> None:
    text = "قال «الوزيرُ» إنّ ٥ دول، J/TIP."
    assert [text[w.span.start : w.span.end] for w in words(text)] == [
        "قال",
        "الوزيرُ",
        "إنّ",
        "٥",
        "دول",
        "J",
        "TIP",
    ]


def test_one_word_in_several_forms_has_one_stem() -> None:
    stems = {w.stem for w in words("الأخبار أخبار والأخبار للأخبار بالأخبار")}
    assert stems == {"اخبار"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("في #السعودية_اليوم_الوطني!", ["في", "السعودية", "اليوم", "الوطني"]),
        ("#SaudiArabia #BBCArabic", ["Saudi", "Arabia", "BBC", "Arabic"]),
        ("#العراق2015 #COVID19 #UN", ["العراق2015", "COVID19", "UN"]),
        ("the iPhone of __init__.py", ["the", "iPhone", "of", "init", "py"]),
    ],
)
def test_a_hashtag_is_its_words(text: str, written: list[str]) -> None:
    assert [text[w.span.start : w.span.end] for w in words(text)] == written


def test_grams_find_words_that_stay_run_together() -> None:
    (joined,) = words("الإقليميولكي")
    (alone,) = words("الإقليمي")
    assert set(alone.grams) <= set(joined.grams)


def test_short_words_are_one_gram() -> None:
    assert [w.grams for w in words("من")] == [["من"]]


@given(arabic_text)
def test_offsets_are_exact(text: str) -> None:
    last = 0
    for word in words(text):
        assert last <= word.span.start < word.span.end <= len(text)
        last = word.span.end
        assert normalize(text[word.span.start : word.span.end]) == word.form
        assert all(len(gram) <= GRAM and gram in word.form for gram in word.grams)


@given(arabic_text)
def test_terms_survive_splitting_at_white_space(text: str) -> None:
    for word in words(text):
        for term in (word.stem, *word.grams):
            assert term.split() == [term]


def test_fingerprint_is_stable_within_a_version() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 16


@pytest.mark.parametrize(
    ("alphabet", "length", "count", "kept"),
    [
        # The longest that are kept, in as many parts as there may be: a share of all.
        ("\u0628\u0629\u062a\u0629", 32, 1_000, 1 << 14),
        ("cghstai", 40, 500, 1 << 10),
        ("cghstai", 10_000, 100, 100),
    ],
)
def test_what_is_kept_is_bounded_by_bytes(
    alphabet: str, length: int, count: int, kept: int
) -> None:
    letters = random.Random(1)  # noqa: S311
    tracemalloc.start()
    for _ in range(count):
        for word in words("".join(letters.choices(alphabet, k=length))):
            assert readings(word.form) is not None
            assert word.sounds is not None
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert taken * kept / count < 64e6
