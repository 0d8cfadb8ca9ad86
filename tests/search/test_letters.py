import unicodedata

import pytest

from search.arabic import letters


@pytest.mark.parametrize(
    ("name", "unicode_name"),
    [
        ("ALEF", "ALEF"),
        ("ALEF_MADDA", "ALEF WITH MADDA ABOVE"),
        ("ALEF_HAMZA_ABOVE", "ALEF WITH HAMZA ABOVE"),
        ("ALEF_HAMZA_BELOW", "ALEF WITH HAMZA BELOW"),
        ("ALEF_MAKSURA", "ALEF MAKSURA"),
        ("HEH", "HEH"),
        ("KAF", "KAF"),
        ("LAM", "LAM"),
        ("TEH_MARBUTA", "TEH MARBUTA"),
        ("YEH", "YEH"),
    ],
)
def test_a_letter_is_what_its_name_says(name: str, unicode_name: str) -> None:
    assert getattr(letters, name) == unicodedata.lookup(f"ARABIC LETTER {unicode_name}")


def test_the_letters_are_those_of_arabic() -> None:
    assert len(set(letters.LETTERS)) == 36
    assert set("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي") == set(letters.LETTERS)
    assert unicodedata.lookup("ARABIC TATWEEL") == letters.TATWEEL


def test_the_harakat_are_eight_marks() -> None:
    names = [unicodedata.name(mark).removeprefix("ARABIC ") for mark in letters.HARAKAT]
    assert names == [
        "FATHATAN",
        "DAMMATAN",
        "KASRATAN",
        "FATHA",
        "DAMMA",
        "KASRA",
        "SHADDA",
        "SUKUN",
    ]
