"""Glyphs whose characters a file gives by clusters, as WeasyPrint and LibreOffice do."""

import unicodedata
from collections.abc import Mapping, Sequence

import pytest

from testing.reading import document
from tests.indexer.pdf_files import actual, glyph, made, shown

# Codes of glyphs: what the file says of them is in the tests.
ONE, TWO = "\ue010\ue011"


def text(
    word_from_the_left: Sequence[str],
    stated: Mapping[str, str],
    *,
    narrow: str = "",
    table: Mapping[str, str] | None = None,
) -> str:
    drawn = glyph("".join(word_from_the_left), 100)
    file = made(
        drawn,
        ligatures={ord(code): read for code, read in stated.items()},
        narrow=[ord(code) for code in narrow],
        table={ord(char): ord(code) for code, char in (table or {}).items()} or None,
    )
    return document("a.pdf", file).text


def test_a_mark_that_is_said_to_be_a_letter_with_it_is_the_mark() -> None:
    """The hamza is drawn over an alef first, then over a waw."""
    drawn = ["س", "س", ONE, "ا", " ", "ب", "ا", "ب", " ", "ا", "د", ONE, "و", "م"]
    assert text(drawn, {ONE: "أ"}, narrow=ONE) == "مؤدا باب أسس"


@pytest.mark.parametrize("first", ["أ", "لأ"])
def test_what_is_left_of_a_cluster_is_the_letter_of_which_nothing_is_said(first: str) -> None:
    drawn = [ONE, TWO, " ", "ن", "ا", TWO, "ب"]
    base = "ا" if first == "أ" else "لا"
    assert text(drawn, {ONE: first}, narrow=ONE) == f"ب{base}ان {first}"


def test_a_ligature_is_said_to_have_the_madda_that_was_drawn_over_it_first() -> None:
    drawn = [ONE, TWO, " ", ONE, "ه", "س"]
    assert text(drawn, {ONE: "لآ"}, narrow=TWO) == "سهلا لآ"


def test_halves_of_a_ligature_share_its_letters() -> None:
    drawn = ["ر", ONE, TWO, "و", "د", " ", "م", TWO, "ع"]
    assert text(drawn, {ONE: "لا"}) == "علم دولار"


def test_a_letter_with_two_marks_is_known_when_they_are() -> None:
    drawn = ["ب", "\u0651", "س", "\u064e", "ن", " ", "ل", ONE, "\u0651", TWO]
    stated = {ONE: "ك\u0651\u064e"}
    assert text(drawn, stated, narrow=ONE) == "ك\u064e\u0651ل ن\u064eس\u0651ب"


def test_the_table_of_the_font_names_what_the_file_does_not() -> None:
    drawn = ["م", TWO, "ق", " ", ONE, "ا"]
    assert text(drawn, {}, table={ONE: "ب", TWO: "\ufee0"}) == "اب قلم"


def test_the_file_is_believed_where_the_table_has_another_letter() -> None:
    assert text(["ة", ONE, "س"], {ONE: "ن"}, table={ONE: "ب"}) == "سنة"


@pytest.mark.parametrize("hamza", ["\u0654", "\u0655", "\u0653"])
def test_marks_that_are_drawn_after_their_letters_stand_at_them(hamza: str) -> None:
    """Graphite's fonts are drawn so."""
    drawn = ["ا", ONE, " ", "ا", ONE, "ل", "ن"]
    whole = unicodedata.normalize("NFC", "ا" + hamza)
    assert text(drawn, {ONE: hamza}, narrow=ONE) == f"نل{whole} {whole}"


@pytest.mark.parametrize(
    ("stated", "read"),
    [
        ("\u0644\u4427", "لا"),
        ("\u0644\u448b", "لله"),
        ("\u064e\u4e51", "\u064e\u0651"),
        ("ل\u4e2d", "ل\u4e2d"),
    ],
)
def test_letters_that_ghostscript_halves_are_whole(stated: str, read: str) -> None:
    assert text([ONE, "ب"], {ONE: stated}) == f"ب{read}"


def test_a_mark_takes_what_is_said_of_it_and_of_its_letter() -> None:
    letter = actual("ا\u064b", glyph("ا", 100))
    drawn = glyph(ONE, 100) + letter + glyph("د", 106) + glyph(ONE, 80) + glyph("ب", 80)
    file = made(drawn, ligatures={ord(ONE): "ا\u064b"}, narrow=[ord(ONE)])
    assert document("a.pdf", file).text == "دا\u064b ب\u064b"


def test_letters_of_fonts_without_widths_are_no_marks() -> None:
    stated = {ord(ONE): "ل", ord(TWO): "لا"}
    drawn = glyph(TWO, 106) + glyph("ا", 112) + glyph(ONE, 94) + glyph("ل", 100)
    drawn += shown("Ahmed", 40)  # a line without any width is none
    file = made(drawn, ligatures=stated, narrow=[*stated, ord("ل"), ord("ا")])
    read = [char for char in document("a.pdf", file).text if not char.isascii()]
    assert sorted(read) == sorted("الالل")


def test_of_two_marks_of_a_letter_the_second_is_what_the_first_is_not() -> None:
    """LibreOffice says of the shadda what was said of both, and Ghostscript nothing more."""
    drawn = ["\u064f", ONE, "ب", "ح", " ", ONE, "ن", "ك", "ل"]
    found = unicodedata.normalize("NFD", text(drawn, {ONE: "\u064f\u0651"}, narrow=ONE))
    assert found == unicodedata.normalize("NFD", "لكن\u0651 حب\u064f\u0651")
