from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.arabic.normalizer import normalize
from search.arabic.transliteration import SHORTEST, readings, sound_keys, sounds_like
from search.ranking.lexical_plan import SOUNDS, plan_of


def fits(latin: str, arabic: str) -> bool:
    keys = [key for key in sound_keys(normalize(arabic)) if key.startswith(readings(latin))]
    return any(sounds_like(latin, key) for key in keys)


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Cameron", "كاميرون"),
        ("Mohammed", "محمد"),
        ("Muhammad", "محمد"),
        ("Mohamed", "محمد"),
        ("Riyadh", "الرياض"),
        ("Riad", "الرياض"),
        ("Jeddah", "جدة"),
        ("Qaeda", "القاعدة"),
        ("alQaida", "القاعدة"),
        ("Abdulaziz", "عبدالعزيز"),
        ("Shakespeare", "شكسبير"),
        ("Google", "غوغل"),
        ("Google", "جوجل"),
        ("Google", "قوقل"),
        ("Alexander", "ألكسندر"),
        ("Obama", "أوباما"),
        ("Chelsea", "تشيلسي"),
        ("Chili", "شيلي"),
        ("Palermo", "باليرمو"),
        ("Fawwaz", "فواز"),
        ("Saud", "سعود"),
        ("Yemen", "اليمن"),
        ("Whitney", "ويتني"),
        ("annahda", "النهضة"),
        ("Besançon", "بيزانسون"),
        ("Zürich", "زيوريخ"),
        ("Łódź", "لودز"),
        ("Čapek", "تشابيك"),
        ("3adel", "عادل"),
        ("7ukuma", "حكومة"),
        ("el3adl", "العدل"),
        ("elordoni", "الأردني"),
        ("wazeer", "وزير"),
        ("5ames", "خامس"),
        ("8ada", "قضى"),
        ("9ba7", "صباح"),
        ("6ayyara", "طيارة"),
        ("ra2ees", "رئيس"),
        ("madraset", "مدرسة"),
    ],
)
def test_the_latin_spelling_of_a_word_finds_the_arabic_one(latin: str, arabic: str) -> None:
    assert fits(latin, arabic)
    assert fits(latin.upper(), "ال" + arabic.removeprefix("ال"))


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("Cameron", "كمبوديا"),
        ("Riyadh", "رد"),
        ("Riyadh", "ريال"),
        ("Mohammed", "محمود"),
        ("Salim", "سلام"),
        ("Mali", "مثل"),
        ("Karim", "كروم"),
    ],
)
def test_other_words_are_not_found(latin: str, arabic: str) -> None:
    assert not fits(latin, arabic)


def test_a_key_is_made_of_consonants_and_the_word_without_its_article() -> None:
    assert sound_keys("كاميرون") == ("kmrn:كاميرون",)
    assert sound_keys("الرياض") == ("rd:رياض",)
    assert sound_keys("باليرمو") == ("yrm:يرمو", "blrm:باليرمو")
    assert sound_keys("الحمدلله") == ("hmdl:حمدلله",)


def test_letters_of_two_values_give_several_readings() -> None:
    assert readings("Gamal") == ("jml:", "gml:", "kml:")
    assert readings("al5aleej") == ("lxlj:", "xlj:")


@pytest.mark.parametrize("word", ["", "ا", "و", "2015", "cameron", "كam", "уру"])
def test_a_short_or_foreign_word_has_no_key(word: str) -> None:
    assert sound_keys(word) == ()


@pytest.mark.parametrize("word", ["", "a", "b", "oui", "3", "2015", "كاميرون", "x/y", "уру"])
def test_a_short_or_foreign_word_has_no_reading(word: str) -> None:
    assert readings(word) == ()


@given(st.text(alphabet=st.characters(min_codepoint=0x0600, max_codepoint=0x06FF)))
def test_keys_are_terms_of_an_index(text: str) -> None:
    for key in sound_keys(text):
        assert key.split() == [key]
        skeleton, _, form = key.partition(":")
        assert skeleton
        assert skeleton.isascii()
        assert text.endswith(form)


@given(st.one_of(st.text(), st.text(alphabet="aeiouycghkstxz2379'lł")))
def test_readings_are_few_and_not_short(text: str) -> None:
    found = readings(text)
    assert len(found) <= 64
    assert len(set(found)) == len(found)
    assert all(len(each) > SHORTEST for each in found)


class Words:
    """Words that an archive has, each in as many passages."""

    def __init__(self, **frequencies: int) -> None:
        self._keys = {key: n for form, n in frequencies.items() for key in sound_keys(form)}

    def size(self) -> int:
        return 100

    def frequency(self, field: str, term: str) -> int:
        return self._keys.get(term, 0) if field == SOUNDS else 0

    def frequencies(self, field: str, terms: Collection[str]) -> dict[str, int]:
        return {term: self.frequency(field, term) for term in terms}

    def terms(self, field: str, prefix: str) -> list[tuple[str, int]]:
        found = self._keys if field == SOUNDS else {}
        return [each for each in found.items() if each[0].startswith(prefix)]


def heard(latin: str, archive: Words) -> set[str]:
    groups = plan_of(latin, archive).either
    return {term.text.partition(":")[2] for group in groups for terms in group for term in terms}


def test_a_name_is_heard_as_the_likely_words_of_the_archive_only() -> None:
    assert heard("Ban", Words(بين=59, بان=23)) == {"بان"}
    assert heard("Ban", Words(بين=59)) == {"بين"}
    assert heard("Luther", Words(لوثر=5, لوثار=1)) == {"لوثر", "لوثار"}
